"""Lines that count readers or tell the time are told from text with numbers in it."""

import pytest

from pipelines.article import Article
from pipelines.chain import article_from_page
from pipelines.extract.counters import is_counter
from pipelines.rules import PageRules


@pytest.mark.parametrize(
    "text",
    [
        "Views: 1,204", "12 comments", "Post Views: 8", "Like 8 Share 3 Tweet", "1.2K shares", "Updated 3 minutes ago",
        "Last updated: 13:05", "3 hours ago", "vor 3 Stunden", "Il y a 5 minutes", "hace 2 horas", "Просмотров: 301",
        "5 минут назад", "阅读 812", "3小时前", "조회수 44", "閲覧数：9", "Lượt xem: 77", "عدد المشاهدات: 12", "❤ 8",
        "1,204",
    ],
)  # fmt: skip
def test_counters(text: str) -> None:
    """In many languages, with numbers of all forms."""
    assert is_counter(text)


@pytest.mark.parametrize(
    "text",
    [
        "Two hours ago the ferry left.", "The toll rose to 62.", "2", "3 May 2026", "Score: 3–1", "Votes: 3,412",
        "Ferry 12 is late", "1. Open the door", "In 2024, 12 comments were deleted.", "Views", "Cook for 3 hours",
    ],
)  # fmt: skip
def test_text(text: str) -> None:
    """Sentences, scores, dates, recipes and small numbers alone stay."""
    assert not is_counter(text)


def test_counters_are_no_text(make_page) -> None:
    """A page that counts its readers has the same text at each count."""
    bodies = []
    for count in (3, 812):
        html = (
            "<html lang=en><head><title>Ferry is late</title><meta property=og:type content=article></head><body>"
            f"<article><h1>Ferry is late</h1><p>{count} views</p><p>The night ferry to the islands is late again, the "
            f"harbour master said on Friday.</p><p>Updated {count % 60} minutes ago</p><p>Nobody could say when she "
            "would sail, or whether at all today.</p><p>The band played on until the rain began, and then it went "
            f"home too.</p><p>Comments ({count})</p></article></body></html>"
        )
        article = article_from_page(make_page(html), PageRules(site="news.test"))
        assert isinstance(article, Article)
        bodies.append(article.body.split("\n\n"))
    assert bodies[0] == bodies[1]
    assert len(bodies[0]) == 3

"""Tests of pipelines.extract.article_type."""

import pytest

from pipelines.extract.article_type import find_article_type
from pipelines.extract.structured import read_structured

H1 = "<h1>The ferry sails on</h1>"


def kind(
    make_document, html: str, *, url: str = "https://news.test/1", title: str | None = None, section: str | None = None
):
    """The kind of a page."""
    document = make_document(html, url=url)
    return find_article_type(read_structured(document), url, document.tree.find(".//h1"), title, section)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NewsArticle", "news"),
        ("ReportageNewsArticle", "news"),
        ("OpinionNewsArticle", "opinion"),
        ("LiveBlogPosting", "live"),
        ("AnalysisNewsArticle", "analysis"),
        ("ReviewNewsArticle", "review"),
        ("AdvertiserContentArticle", "sponsored"),
        ("Article", None),
        ("BlogPosting", None),
    ],
)
def test_types_of_schema_org(make_document, name: str, expected: str | None) -> None:
    """The page's own word, where it says more than that it is an article."""
    stated = f'<script type="application/ld+json">{{"@type": "{name}", "headline": "The ferry sails on"}}</script>'
    assert kind(make_document, stated + H1) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f'<header><span class="kicker">Kommentar</span>{H1}</header>', "opinion"),
        ("<h1><span>Opinión</span> El ferri zarpa</h1>", "opinion"),
        (f"<header><div>社説</div>{H1}</header>", "opinion"),
        (f"<header><p>Pressemitteilung</p>{H1}</header>", "press_release"),
        (f"<header><a href='/sponsored'>Sponsored content</a>{H1}</header>", "sponsored"),
        (f"<nav>Opinion</nav>{H1}", None),
        (f"<header><p>The opinion of the court is out</p>{H1}</header>", None),
    ],
)
def test_the_label_at_the_headline(make_document, html: str, expected: str | None) -> None:
    """A kicker in many languages; a menu and a sentence are none."""
    assert kind(make_document, html) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Opinion: the ferry sails on", "opinion"),
        ("Live updates – the ferry sails on", "live"),
        ("Interview | “I never learnt to swim”", "interview"),
        ("Video: the ferry sails on", None),
        ("The ferry: an opinion", None),
    ],
)
def test_the_beginning_of_the_headline(make_document, title: str, expected: str | None) -> None:
    """A label before a separator; reports that merely show a film begin with "Video:" too."""
    assert kind(make_document, H1, title=title) == expected


def test_section_then_address(make_document) -> None:
    """The section says it, else a folder of the address, else the slug of a live blog."""
    assert kind(make_document, H1, section="Meinung", url="https://news.test/video/1") == "opinion"
    assert kind(make_document, H1, section="Harbour", url="https://news.test/video/ferry") == "video"
    assert kind(make_document, H1, url="https://news.test/harbour/in-pictures/ferry") == "gallery"
    assert kind(make_document, H1, url="https://news.test/harbour/ferry-race-live-updates") == "live"
    assert kind(make_document, H1, url="https://news.test/harbour/where-we-live") is None
    assert kind(make_document, H1, url="https://news.test/harbour/opinion") is None

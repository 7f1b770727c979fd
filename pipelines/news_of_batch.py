"""Which articles of a batch are news to a store: one line a story, and none for what it holds already."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Protocol

from pipelines.article import Article
from pipelines.dedupe import reduce_lines
from pipelines.join import join_pages, pages_of


class Published(Protocol):
    """Knows `state_of_line` of every story's latest line, by the story's id."""

    def get(self, article_id: str, /) -> str | None: ...

    def __setitem__(self, article_id: str, digest: str, /) -> None: ...


def content_digest(article: Article) -> str:
    """SHA-256, hex, over what makes a new version of a story: headline, standfirst, body and date of publication.

    Counters, boxes, tags and the like change daily without the story being another.
    """
    parts = (article.headline, article.description or "", article.body, article.date_published or "")
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def state_of_line(digest: str, later_pages: Iterable[int]) -> str:
    """What is kept of a published line: its content digest, and the numbers of the later pages that are in it."""
    return " ".join([digest, *map(str, sorted(later_pages))])


def news_of_batch(
    articles: Iterable[Article], known: Published, linked: Mapping[str, tuple[int, ...]] | None = None
) -> list[Article]:
    """The articles to publish, in the order of their records; `known` is brought up to date.

    `articles` are all of one WARC file, and `linked` says of their records, by id, which later pages of the same
    article they link. A line with several pages is not replaced by one with fewer as long as the missing ones are
    still linked: they were met unchanged. A function of them and of what came before, so that a crawl and a
    re-extraction of its WARC files in the same order publish the same lines.
    """
    ordered = sorted(articles, key=lambda article: article.warc.offset)
    there = pages_of(ordered)
    still_linked: dict[str, set[int]] = {}
    for article in ordered:
        still_linked.setdefault(article.id, set()).update((linked or {}).get(article.warc.record_id, ()))
    news = []
    for article in sorted(reduce_lines(join_pages(ordered)), key=lambda article: article.warc.offset):
        pages = there.get(article.id, set())
        digest = content_digest(article)
        before, *joined = (known.get(article.id) or "").split(" ")
        missing = {int(number) for number in joined} - pages
        if before != digest and not missing & still_linked[article.id]:
            known[article.id] = state_of_line(digest, pages)
            news.append(article)
    return news

"""Which articles of a batch are news to a store: one line a story, and none for what it holds already."""

import hashlib
from collections.abc import Iterable
from typing import Protocol

from pipelines.article import Article
from pipelines.dedupe import reduce_lines
from pipelines.join import join_pages


class Published(Protocol):
    """Knows the content digest of every story's latest line, by the story's id."""

    def get(self, article_id: str, /) -> str | None: ...

    def __setitem__(self, article_id: str, digest: str, /) -> None: ...


def content_digest(article: Article) -> str:
    """SHA-256, hex, over what makes a new version of a story: headline, standfirst, body and date of publication.

    Counters, boxes, tags and the like change daily without the story being another.
    """
    parts = (article.headline, article.description or "", article.body, article.date_published or "")
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def news_of_batch(articles: Iterable[Article], known: Published) -> list[Article]:
    """The articles to publish, in the order of their records; `known` is brought up to date.

    `articles` are all of one WARC file. A function of them and of what came before, so that a crawl and a
    re-extraction of its WARC files in the same order publish the same lines.
    """
    ordered = sorted(articles, key=lambda article: article.warc.offset)
    news = []
    for article in sorted(reduce_lines(join_pages(ordered)), key=lambda article: article.warc.offset):
        digest = content_digest(article)
        if known.get(article.id) != digest:
            known[article.id] = digest
            news.append(article)
    return news

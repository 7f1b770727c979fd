"""The same story twice on one site: which lines belong together, and which of them is kept."""

import hashlib
from collections.abc import Iterable
from typing import Protocol, TypeVar

import msgspec

from pipelines.article import Article, WarcPointer
from pipelines.urls import story_key as url_story_key


class Copy(Protocol):
    """An article, or its outline."""

    @property
    def id(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def canonical_url(self) -> str: ...
    @property
    def fetched_at(self) -> str: ...
    @property
    def word_count(self) -> int: ...
    @property
    def warc(self) -> WarcPointer: ...


C = TypeVar("C", bound=Copy)


class Outline(msgspec.Struct, frozen=True):
    """What of an article decides between it and other copies: a fiftieth of it."""

    id: str
    url: str
    canonical_url: str
    fetched_at: str
    word_count: int
    warc: WarcPointer


def outline_of(article: Article) -> Outline:
    """The outline of an article."""
    return Outline(article.id, article.url, article.canonical_url, article.fetched_at, article.word_count, article.warc)


def story_id(site: str, url: str) -> str:
    """20 hex digits that name a story of a site; the same for its AMP, print and tracked addresses."""
    return hashlib.sha256(f"{site}\n{url_story_key(url)}".encode()).hexdigest()[:20]


def story_key(article: Copy) -> str:
    """What is equal for all copies of a story on its site."""
    return article.id


def prefer(a: C, b: C) -> C:
    """The better of two copies: the canonical page, then the one fetched later, then the one with more text."""
    return max(a, b, key=_rank)


def reduce_lines(articles: Iterable[C]) -> list[C]:
    """One article a story, in the order in which the stories first appear."""
    kept: dict[str, C] = {}
    for article in articles:
        key = story_key(article)
        kept[key] = prefer(kept[key], article) if key in kept else article
    return list(kept.values())


def _rank(article: Copy) -> tuple[bool, str, int, str, int]:
    return (
        article.url == article.canonical_url,
        article.fetched_at,
        article.word_count,
        article.warc.file,
        article.warc.offset,
    )

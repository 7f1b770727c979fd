"""The same story twice on one site: which lines belong together, and which of them is kept."""

import hashlib
from collections.abc import Iterable

from pipelines.article import Article
from pipelines.urls import story_key as url_story_key


def story_id(site: str, url: str) -> str:
    """20 hex digits that name a story of a site; the same for its AMP, print and tracked addresses."""
    return hashlib.sha256(f"{site}\n{url_story_key(url)}".encode()).hexdigest()[:20]


def story_key(article: Article) -> str:
    """What is equal for all copies of a story on its site."""
    return article.id


def prefer(a: Article, b: Article) -> Article:
    """The better of two copies: the canonical page, then the one fetched later, then the one with more text."""
    return max(a, b, key=_rank)


def reduce_lines(articles: Iterable[Article]) -> list[Article]:
    """One article a story, in the order in which the stories first appear."""
    kept: dict[str, Article] = {}
    for article in articles:
        key = story_key(article)
        kept[key] = prefer(kept[key], article) if key in kept else article
    return list(kept.values())


def _rank(article: Article) -> tuple[bool, str, int, str, int]:
    return (
        article.url == article.canonical_url,
        article.fetched_at,
        article.word_count,
        article.warc.file,
        article.warc.offset,
    )

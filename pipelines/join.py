"""The pages of one article put together: page 1 with the text of the pages after it."""

import hashlib
from collections.abc import Iterable

import msgspec

from pipelines.article import Article
from pipelines.paging import page_of
from pipelines.words import count_words


def join_pages(articles: Iterable[Article]) -> list[Article]:
    """Each article whole, and none that is only a later page; in the order given.

    A later page has the id of page 1, and names page 1 as its canonical address. Of two captures of a page the last
    counts. A page that comes without page 1 gives nothing: its text is in the archive.
    """
    first_pages: list[Article] = []
    later: dict[str, dict[int, Article]] = {}
    for article in articles:
        number = page_of(article.canonical_url, article.url)
        if number is None:
            first_pages.append(article)
        else:
            later.setdefault(article.id, {})[number] = article
    return [_joined(one, later.get(one.id, {})) for one in first_pages]


def _joined(first: Article, later: dict[int, Article]) -> Article:
    paragraphs = first.body.split("\n\n")
    # What every page repeats, such as a summary, is printed once.
    printed = set(paragraphs)
    for _, page in sorted(later.items()):
        fresh = [paragraph for paragraph in page.body.split("\n\n") if paragraph not in printed]
        printed.update(fresh)
        paragraphs += fresh
    body = "\n\n".join(paragraphs)
    if body == first.body:
        return first
    return msgspec.structs.replace(
        first, body=body, word_count=count_words(body), body_sha256=hashlib.sha256(body.encode()).hexdigest()
    )

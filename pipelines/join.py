"""The pages of one article put together: page 1 with the text of the pages after it."""

from collections.abc import Iterable, Mapping

import msgspec

from pipelines.article import Article
from pipelines.dedupe import C, Copy
from pipelines.paging import page_of
from pipelines.reading import LinkRole, Reading
from pipelines.retold import with_blocks


def group_pages(articles: Iterable[C]) -> list[tuple[C, dict[int, C]]]:
    """Each article with its later pages by their numbers, and none that is only a later page; in the order given.

    A later page has the id of page 1, and names page 1 as its canonical address. Of two captures of a page the last
    counts. A page that comes without page 1 gives nothing: its text is in the archive.
    """
    first_pages: list[C] = []
    later: dict[str, dict[int, C]] = {}
    for article in articles:
        number = page_of(article.canonical_url, article.url)
        if number is None:
            first_pages.append(article)
        else:
            later.setdefault(article.id, {})[number] = article
    return [(one, later.get(one.id, {})) for one in first_pages]


def later_pages(reading: Reading) -> tuple[int, ...]:
    """The numbers of the later pages that a page of an article links."""
    if reading.article is None:
        return ()
    first = reading.article.canonical_url
    links = (link.url for link in reading.links if link.role is LinkRole.CONTINUATION)
    return tuple(sorted({number for url in links if (number := page_of(first, url)) is not None}))


def pages_of(articles: Iterable[Copy]) -> dict[str, set[int]]:
    """The numbers of the later pages that are there, by the id of their article."""
    found: dict[str, set[int]] = {}
    for article in articles:
        number = page_of(article.canonical_url, article.url)
        if number is not None:
            found.setdefault(article.id, set()).add(number)
    return found


def joined(first: Article, later: Mapping[int, Article]) -> Article:
    """Page 1 with the text of the later pages, given by their numbers."""
    blocks = list(first.body_blocks)
    # What every page repeats, such as a summary, is printed once.
    printed = {block.text for block in blocks}
    pages = [page for _, page in sorted(later.items())]
    for page in pages:
        fresh = [block for block in page.body_blocks if block.text not in printed]
        printed.update(block.text for block in fresh)
        blocks += fresh
    if len(blocks) == len(first.body_blocks):
        return first
    # A page that says "continued" goes on with the next one.
    return msgspec.structs.replace(with_blocks(first, blocks), is_truncated=pages[-1].is_truncated)

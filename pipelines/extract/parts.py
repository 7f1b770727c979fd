"""Page 1 of an article of which a document is a later page, by the address and by what the page's links say."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.document import Document, once
from pipelines.extract.text import squeeze, text_of
from pipelines.labels import labels, parts
from pipelines.paging import WORDS, as_part, is_comment_page, page_of
from pipelines.urls import canonical, resolve, story_key

_MAX_ANCHORS = 5_000
_NUMBER = re.compile(rf"(?:(?:{WORDS})\s*)?(\d{{1,2}})", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:^|[-_])(?:(?:post-)?page[-_]numbers?|page[-_]links?|post[-_]nav[-_]links|multi-?page|link-?pages)(?:$|[-_])",
    re.IGNORECASE,
)
_LEVELS = 3
"""Ancestors of a link whose class names are read."""


@once
def find_first_page(document: Document) -> str | None:
    """The canonical address of page 1; None where the document is page 1 itself, or a story of its own.

    The address must end in a page number, and the page must say that this is one: it names page 1 as its canonical
    address, or links page 1 or the page before as a page. A headline may end in a number as well, and the neighbour
    of /budget-2/ in the chain be /budget/.
    """
    here = as_part(document.url)
    if here is None or is_comment_page(document.url):
        return None
    first = canonical(here.first)
    key = story_key(first)
    for element in _linking(document):
        url = resolve(document.base_url, element.get("href") or "")
        if url is None:
            continue
        number = 1 if story_key(url) == key else page_of(first, url)
        if number is None or number == here.number:
            continue
        rel = (element.get("rel") or "").lower().split()
        if number == 1 and "canonical" in rel:
            return first
        if _is_page_link(element, rel, number, before=here.number - 1, is_weak=here.is_weak, is_slug=number == 1):
            return first
    return None


def _linking(document: Document) -> Iterator[HtmlElement]:
    yield from document.all("link")
    yield from islice(document.all("a"), _MAX_ANCHORS)


def _is_page_link(
    element: HtmlElement, rel: list[str], number: int, *, before: int, is_weak: bool, is_slug: bool
) -> bool:
    """Whether a link to page `number` of what may be the same article calls it a page."""
    text = squeeze(text_of(element) or element.get("aria-label"))[:100]
    own = parts(text)
    if any(one in labels("previous_story") or one in labels("next_story") for one in own):
        return False
    named = _NUMBER.fullmatch(text)
    if named and int(named.group(1)) == number:
        return True
    if any(_PARTS.search(token) for token in _classes(element)):
        return True
    # In /news/12/ the number names a story, whose neighbour is /news/11/; only the address above is page 1 surely.
    if is_weak or number != before or not (is_slug or any(one in labels("previous_page") for one in own)):
        return False
    return "prev" in rel or "previous" in rel or any(one in labels("previous_page") for one in own)


def _classes(element: HtmlElement) -> Iterator[str]:
    for one in (element, *islice(element.iterancestors(), _LEVELS)):
        yield from (one.get("class") or "").split()

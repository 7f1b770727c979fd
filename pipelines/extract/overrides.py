"""What a site profile's selectors say instead of the general rules. A selector that finds nothing overrules nothing."""

from copy import deepcopy
from dataclasses import replace
from functools import lru_cache

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.article import Block
from pipelines.extract.blocks import cut
from pipelines.extract.body import Body
from pipelines.extract.document import Document
from pipelines.extract.headline import Headline
from pipelines.extract.standfirst import Standfirst
from pipelines.extract.taxonomy import Filing
from pipelines.extract.text import text_of
from pipelines.rules import PageRules

_SOURCE = "profile"


def without_dropped(document: Document, rules: PageRules) -> Document:
    """The document without what the profile calls no content; the shared tree stays as it is."""
    if not _select(document, rules, "drop"):
        return document
    pruned = replace(document, tree=deepcopy(document.tree))
    for element in _select(pruned, rules, "drop"):
        if element.getparent() is not None:
            element.drop_tree()
    return pruned


def headline(document: Document, rules: PageRules) -> Headline | None:
    """The headline where the profile says."""
    return next(
        (
            Headline(text=text_of(element), element=element, source=_SOURCE)
            for element in _texts(document, rules, "headline")
        ),
        None,
    )


def standfirst(document: Document, rules: PageRules) -> Standfirst | None:
    """The standfirst where the profile says, of all elements that it selects."""
    elements = _texts(document, rules, "standfirst")
    if not elements:
        return None
    return Standfirst(" ".join(map(text_of, elements)), elements[0], _SOURCE)


def body(document: Document, rules: PageRules) -> Body | None:
    """All text in the elements that the profile selects, and nothing else of the page."""
    blocks = [block for element in _texts(document, rules, "body") for block in cut(element)]
    if not blocks:
        return None
    return Body(
        blocks=tuple(Block(kind=block.kind, text=block.text) for block in blocks),
        first=blocks[0].element,
        elements=tuple(block.element for block in blocks),
        source=_SOURCE,
    )


def authors(document: Document, rules: PageRules) -> list[str]:
    """The texts that name authors where the profile says."""
    return [text_of(element) for element in _texts(document, rules, "authors")]


def section(document: Document, rules: PageRules) -> Filing | None:
    """The section where the profile says."""
    return next((Filing((text_of(element),), _SOURCE) for element in _texts(document, rules, "section")), None)


def date_published(document: Document, rules: PageRules) -> str | None:
    """The date where the profile says: for machines where the element has it so, else as printed."""
    for element in _select(document, rules, "date_published"):
        value = element.get("datetime") or element.get("content") or text_of(element)
        if value.strip():
            return value
    return None


def _texts(document: Document, rules: PageRules, field: str) -> list[HtmlElement]:
    return [element for element in _select(document, rules, field) if text_of(element)]


def _select(document: Document, rules: PageRules, field: str) -> list[HtmlElement]:
    """What the selector of a field finds, in page order, without what lies in another of them."""
    selector = _compiled(rules.selectors.get(field, ""))
    if selector is None:
        return []
    matches = selector(document.tree)
    found = [one for one in matches if isinstance(one, HtmlElement)] if isinstance(matches, list) else []
    inside = set(found)
    return [element for element in found if not any(above in inside for above in element.iterancestors())]


@lru_cache(maxsize=256)
def _compiled(selector: str) -> CSSSelector | None:
    try:
        return CSSSelector(selector, translator="html") if selector else None
    except SelectorError:
        return None  # a profile's selectors were checked when it was read

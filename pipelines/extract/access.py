"""Whether readers get the whole text: what the page states of a paywall, the notice it shows, a link to the rest."""

import re
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.phrases import anywhere, is_whole
from pipelines.extract.structured import ARTICLE_TYPES, Node, Structured, types_of
from pipelines.extract.text import text_of

_TIERS = {"free": False, "locked": True, "metered": True, "premium": True, "paid": True, "subscriber": True}
_WALL_NAMES = re.compile(r"-(?:pay-?wall|reg-?wall|meter-?wall|subscription-?wall|piano|tp-container)-")
_ELLIPSIS = re.compile(r"(?:…|\.\s?\.\s?\.|\[\W{1,3}\])\W*$")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?((?:[.#][\w-]+)+)")
_CLASS, _ID = re.compile(r"\.([\w-]+)"), re.compile(r"#([\w-]+)")
_BEHIND = 6
"""Blocks behind the text in which the notice of a paywall or the link to the rest is looked for."""
_MAX_NOTICE = 300


@dataclass(frozen=True, slots=True)
class Access:
    """What the page says of its own reach."""

    is_paywalled: bool | None = None
    is_truncated: bool | None = None


def find_access(document: Document, structured: Structured, elements: tuple[HtmlElement, ...]) -> Access:
    """Stated by schema.org (isAccessibleForFree, hasPart) or a content tier, else shown right behind the text."""
    stated = _stated(structured)
    behind = blocks_behind(document, elements)
    notice = any(_is_notice(block) for block in behind)
    breaks_off = bool(behind) and _ELLIPSIS.search(_own_text(behind[0])) is not None
    # Of a text that breaks off, a wall that holds it too is proof.
    walled = breaks_off and any(_WALL_NAMES.search(words_of(e)) for block in behind for e in block.path)
    cut = notice or walled or (breaks_off and (stated is True or _goes_on(behind)))
    if stated is True:
        cut = cut or _is_part_empty(document, structured) or any(_is_in_wall(b, elements[-1]) for b in behind[1:3])
    paywalled = True if (notice or walled) and stated is None else stated
    return Access(is_paywalled=paywalled, is_truncated=True if cut else None)


def _stated(structured: Structured) -> bool | None:
    values = [_truth(node.get("isAccessibleForFree")) for node in _nodes(structured)]
    values += [_truth(part.get("isAccessibleForFree")) for part in _parts(structured)]
    if False in values:
        return True
    tier = structured.first("article:content_tier", "og:article:content_tier", "content_tier") or ""
    if tier.lower() in _TIERS:
        return _TIERS[tier.lower()]
    return False if True in values else None


def _truth(value: Any) -> bool | None:
    """A boolean as pages write it: true, "False", "http://schema.org/False"."""
    text = str(value).rsplit("/", 1)[-1].strip().lower()
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text)


def _nodes(structured: Structured) -> list[Node]:
    """The article, and the page where the article itself says nothing."""
    return [structured.article, *(node for node in structured.nodes if types_of(node) & (ARTICLE_TYPES | {"webpage"}))][
        : 1 if "isAccessibleForFree" in structured.article else 20
    ]


def _parts(structured: Structured) -> list[Node]:
    found = structured.article.get("hasPart")
    return [part for part in (found if isinstance(found, list) else [found]) if isinstance(part, dict)][:20]


def _is_part_empty(document: Document, structured: Structured) -> bool:
    """Whether what the page calls its paid part is there without text; many a page names a part it never has."""
    for part in _parts(structured):
        selector = part.get("cssSelector")
        if _truth(part.get("isAccessibleForFree")) is not False or not isinstance(selector, str):
            continue
        for one in selector[:200].split(","):
            elements = _selected(document.tree, one.strip())
            if elements and not any(text_of(element) for element in elements):
                return True
    return False


def _selected(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements of a class or an id, as in ".paywall" or "div#rest"; none for any other selector.

    Anything may stand there: a hostile one with many combinators would search for hours.
    """
    match = _SELECTOR.fullmatch(selector)
    if match is None:
        return []
    classes = set(_CLASS.findall(match[2]))
    ids = set(_ID.findall(match[2]))
    return [
        element
        for element in tree.iter(match[1] or "*")
        if classes <= set((element.get("class") or "").split()) and ids <= {element.get("id")}
    ][:20]


def blocks_behind(document: Document, elements: tuple[HtmlElement, ...]) -> list[TextBlock]:
    """The last block of the text, and those right behind it."""
    if not elements:
        return []
    blocks = blocks_of(document)
    last = next((i for i in range(len(blocks) - 1, -1, -1) if blocks[i].element is elements[-1]), None)
    return list(blocks[last : last + _BEHIND]) if last is not None else []


def _is_notice(block: TextBlock) -> bool:
    """Whether a block asks for money or an account before it shows the rest."""
    return len(block.text) <= _MAX_NOTICE and anywhere("wall").search(block.text) is not None


def _is_in_wall(block: TextBlock, last: HtmlElement) -> bool:
    """Whether a block behind the text stands in an element that is named a paywall, and that does not hold the text."""
    frames = set(last.iterancestors())
    return any(_WALL_NAMES.search(words_of(element)) for element in block.path[-4:] if element not in frames)


def _goes_on(behind: list[TextBlock]) -> bool:
    """Whether a link to the rest ends the text, or follows it."""
    return _ends_in_link(behind[0]) or any(
        block.link_chars >= 0.8 * len(block.text) and is_whole("goes_on", block.text.rstrip(" →»>›…."))
        for block in behind[1:3]
    )


def _own_text(block: TextBlock) -> str:
    """The text without the link that ends it."""
    link = _last_link(block)
    return block.text.removesuffix(text_of(link)).rstrip(" →»>›") if link is not None else block.text


def _ends_in_link(block: TextBlock) -> bool:
    link = _last_link(block)
    return (
        link is not None and is_whole("goes_on", text_of(link).rstrip(" →»>›….")) and block.text.endswith(text_of(link))
    )


def _last_link(block: TextBlock) -> HtmlElement | None:
    links = list(block.element.iter("a"))
    return links[-1] if links else None

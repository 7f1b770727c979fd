"""The shape of a page in figures: running text in one place, repeated teasers, headings. Tells kinds of pages apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document
from pipelines.extract.text import text_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ASIDE = frozenset(("nav", "footer", "aside"))
_MIN_PROSE = 50
"""Characters from which a block counts as running text; half as many in scripts without spaces."""
_MIN_ROW = 20
_UP = 5
"""Levels above a text in which a teaser's headline is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a page looks like."""

    prose: int
    """Characters of running text in the element that holds most of it; those of scripts without spaces count twice."""
    lone_text: int
    """Characters of text blocks outside menus, teasers and that element."""
    cards: int
    """Headlines that are links, repeated in elements of the same make."""
    card_text: int
    """Characters of the texts that stand in such teasers."""
    rows: int
    """Links as long as a headline that stand in the same place of the same structure, outside menus and text."""
    headline_href: str | None
    """Where the heading above the running text links to; None when it is no link."""
    headings: tuple[str, ...]
    """The texts of headings in page order: h1 first where there is one."""
    headline: bool
    """Whether one h1 stands alone and is no link."""
    date: bool
    """Whether a time element or a date class stands outside the teasers."""
    body_classes: tuple[str, ...]


def measure(document: Document) -> Shape:
    """Measure a page. Never raises; a page without a body has an empty shape."""
    body = document.tree.find("body")
    if body is None:
        return Shape(
            prose=0,
            lone_text=0,
            cards=0,
            card_text=0,
            rows=0,
            headline_href=None,
            headings=(),
            headline=False,
            date=False,
            body_classes=(),
        )
    cards = _cards(body)
    inside: set[HtmlElement] = set(cards)
    held: dict[HtmlElement, int] = defaultdict(int)
    card_text = lone = 0
    for block in blocks_of(document):
        if any(element.tag in _ASIDE for element in block.path):
            continue
        if any(element in inside for element in block.path):
            card_text += len(block.text) - block.link_chars
            continue
        if not _is_prose(block):
            lone += len(block.text) - block.link_chars
            continue
        # A paragraph's parent holds the text; a wrapper around each paragraph is seen through.
        for element in reversed(block.path[-3:-1]):
            held[element] += _weight(block)
        if len(block.path) == 1:
            held[block.path[0]] += _weight(block)
    h1 = [heading for heading in islice(body.iter("h1"), 20) if text_of(heading)]
    others = [heading for heading in islice(body.iter("h2", "h3"), 20) if text_of(heading)]
    return Shape(
        prose=max(held.values(), default=0),
        lone_text=lone,
        cards=len(cards),
        card_text=card_text,
        rows=_rows(body),
        headline_href=_headline_href(max(held, key=held.__getitem__)) if held else None,
        headings=tuple(text_of(heading)[:200] for heading in [*h1, *others][:6]),
        headline=len(h1) == 1 and h1[0].find(".//a") is None,
        date=any(not any(a in inside for a in time.iterancestors()) for time in body.iter("time")),
        body_classes=tuple((body.get("class") or "").lower().split()),
    )


def _headline_href(text: HtmlElement) -> str | None:
    """The link of the heading above a text: its own first element, or what stands before it around both."""
    first = next(text.iter("h1", "h2", "h3", "p"), None)
    heading = first if first is not None and first.tag != "p" else None
    element = text
    for _ in range(4):
        element = element.getparent()
        if heading is not None or element is None or element.tag in ("body", "html"):
            break
        heading = next((h for h in element.iter("h1", "h2", "h3") if text not in h.iterancestors()), None)
    if heading is None:
        return None
    link = heading.find(".//a[@href]")
    if link is None:
        link = next((ancestor for ancestor in heading.iterancestors() if ancestor.tag == "a"), None)
    return link.get("href") if link is not None else None


def _weight(block: TextBlock) -> int:
    """Characters outside links; a character of a script without spaces says as much as two."""
    return (len(block.text) - block.link_chars) * (2 if _is_wide(block.text) else 1)


def _is_prose(block: TextBlock) -> bool:
    own = len(block.text) - block.link_chars
    return own >= (_MIN_PROSE // 2 if _is_wide(block.text) else _MIN_PROSE) and own > block.link_chars


def _rows(body: HtmlElement) -> int:
    """How many headline-long links the largest group of equally placed links has."""
    groups: Counter[tuple[str, ...]] = Counter()
    lengths: dict[HtmlElement, int] = {}
    for link in body.iter("a"):
        text = text_of(link)
        if len(text) < (_MIN_ROW // 2 if _is_wide(text) else _MIN_ROW) or not link.get("href"):
            continue
        near = [ancestor for _, ancestor in zip(range(4), link.iterancestors(), strict=False)]
        if near and near[0].tag == "p":
            if near[0] not in lengths:
                lengths[near[0]] = len(text_of(near[0]))
            if lengths[near[0]] > len(text) + 40:
                continue
        if any(ancestor.tag in _ASIDE for ancestor in link.iterancestors()):
            continue
        groups[tuple(f"{a.tag}.{(a.get('class') or '').partition(' ')[0]}" for a in near)] += 1
    return max(groups.values(), default=0)


def _is_wide(text: str) -> bool:
    return sum(1 for letter in text[:50] if letter > "\u2e80") > min(15, len(text) // 3)


def _cards(body: HtmlElement) -> list[HtmlElement]:
    """The elements that each hold one headline that is a link, and that have siblings of the same make."""
    found: dict[HtmlElement, tuple[object, ...]] = {}
    for heading in body.iter(*_HEADINGS):
        if len(found) >= 500:
            break
        linked = heading.find(".//a[@href]") is not None or any(a.tag == "a" for a in heading.iterancestors())
        if not linked or any(a.tag in ("nav", "footer") for a in heading.iterancestors()):
            continue
        card = _card_of(heading)
        if card is not None:
            found.setdefault(card, (card.getparent(), card.tag))
    alike = Counter(found.values())
    return [card for card, make in found.items() if alike[make] >= 2]


def _card_of(heading: HtmlElement) -> HtmlElement | None:
    """The highest element around a heading that holds no other heading of a story."""
    card = None
    element = heading.getparent()
    for _ in range(_UP):
        if element is None or element.tag in ("body", "main"):
            break
        if len(list(islice(element.iter(heading.tag), 2))) > 1:
            break
        card = element
        element = element.getparent()
    return card

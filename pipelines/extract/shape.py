"""The shape of a page in figures: running text in one place, repeated teasers, headings. Tells kinds of pages apart."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.anchors import anchors_of
from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document
from pipelines.extract.places import IN_ASIDE, IN_BODY, IN_FOOTER, IN_LINK, IN_NAV, Place, Places, places_of
from pipelines.extract.text import beginning_of, is_wide, squeeze, text_of

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_ASIDE = IN_NAV | IN_FOOTER | IN_ASIDE
_MIN_PROSE = 50
"""Characters from which a block counts as running text; half as many in scripts without spaces."""
_MIN_ROW = 20
_MIN_HEADLINE = 28
"""Characters that a heading needs to be more than the name of a section; half as many in scripts without spaces."""
_WAY = 4
"""Elements around a link by which its place in the structure is compared with that of others."""
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
    titled: bool
    """Whether the page's title repeats a heading that is as long as a headline and no link."""
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
            titled=False,
            date=False,
            body_classes=(),
        )
    places = places_of(document)
    cards = _cards(body, places)
    inside = frozenset(cards)
    held: dict[HtmlElement, int] = defaultdict(int)
    card_text = lone = 0
    asides = frozenset(body.iter("nav", "footer", "aside")) - _around_text(body)
    for block in blocks_of(document):
        if asides and not asides.isdisjoint(block.path):
            continue
        if inside and not inside.isdisjoint(block.path):
            card_text += len(block.text) - block.link_chars
            continue
        weight = _weight(block)
        if not weight:
            lone += len(block.text) - block.link_chars
            continue
        # A paragraph's parent holds the text; a wrapper around each paragraph is seen through.
        for element in reversed(block.path[-3:-1]):
            held[element] += weight
        if len(block.path) == 1:
            held[block.path[0]] += weight
    h1 = [(heading, text) for heading in islice(body.iter("h1"), 20) if (text := text_of(heading))]
    others = [(heading, text) for heading in islice(body.iter("h2", "h3"), 20) if (text := text_of(heading))]
    first = [*h1, *others][:6]
    in_cards = {time for card in cards for time in card.iter("time")}
    return Shape(
        prose=max(held.values(), default=0),
        lone_text=lone,
        cards=len(cards),
        card_text=card_text,
        rows=_rows(document),
        headline_href=_headline_href(max(held, key=held.__getitem__)) if held else None,
        headings=tuple(text[:200] for _, text in first),
        headline=len(h1) == 1 and next(h1[0][0].iter("a"), None) is None,
        titled=_is_titled(document, first),
        date=any(time not in in_cards for time in body.iter("time")),
        body_classes=tuple((body.get("class") or "").lower().split()),
    )


def _around_text(body: HtmlElement) -> frozenset[HtmlElement]:
    """What is above the article with the first h1: a menu there was never closed, as the parser sees it."""
    h1 = next(body.iter("h1"), None)
    article = next(h1.iterancestors("article", "main"), None) if h1 is not None else None
    return frozenset(article.iterancestors()) if article is not None else frozenset()


def _is_titled(document: Document, headings: list[tuple[HtmlElement, str]]) -> bool:
    title = squeeze(document.tree.findtext(".//title")).casefold()
    return any(
        len(text) >= (_MIN_HEADLINE // 2 if is_wide(text) else _MIN_HEADLINE)
        and text.casefold() in title
        and _link_in(heading) is None
        and next(heading.iterancestors("a"), None) is None
        for heading, text in headings
    )


def _headline_href(text: HtmlElement) -> str | None:
    """The link of the heading above a text: its own first element, or what stands before it around both."""
    first = next(text.iter("h1", "h2", "h3", "p"), None)
    heading = first if first is not None and first.tag != "p" else None
    element = text
    below: frozenset[HtmlElement] | None = None
    for _ in range(4):
        element = element.getparent()
        if heading is not None or element is None or element.tag in ("body", "html"):
            break
        below = frozenset(text.iterdescendants("h1", "h2", "h3")) if below is None else below
        heading = next((h for h in element.iter("h1", "h2", "h3") if h not in below), None)
    if heading is None:
        return None
    link = _link_in(heading)
    if link is None:
        link = next(heading.iterancestors("a"), None)
    return link.get("href") if link is not None else None


def _link_in(heading: HtmlElement) -> HtmlElement | None:
    return next((link for link in heading.iter("a") if link.get("href") is not None), None)


def _weight(block: TextBlock) -> int:
    """Characters of running text outside links, 0 where it is none; one of a script without spaces counts twice."""
    own = len(block.text) - block.link_chars
    if own < _MIN_PROSE // 2 or own <= block.link_chars:
        return 0
    if is_wide(block.text):
        return 2 * own
    return own if own >= _MIN_PROSE else 0


def _rows(document: Document) -> int:
    """How many headline-long links the largest group of equally placed links has."""
    groups: Counter[tuple[str, ...]] = Counter()
    ways: dict[Place, tuple[str, ...]] = {}
    lengths: dict[Place, int] = {}
    for link in anchors_of(document):
        text, near = link.text, link.place.above
        if len(text) < _MIN_ROW // 2 or link.tag != "a" or near is None or not near.inside & IN_BODY:
            continue
        if near.inside & _ASIDE or (len(text) < _MIN_ROW and not is_wide(text)):
            continue
        if near.tag == "p":
            if near not in lengths:
                lengths[near] = len(beginning_of(near.element))
            if lengths[near] > len(text) + 40:
                continue
        if near not in ways:
            ways[near] = _way(near)
        groups[ways[near]] += 1
    return max(groups.values(), default=0)


def _way(place: Place) -> tuple[str, ...]:
    """The makes of an element and those around it: tags with their first class names."""
    found: list[str] = []
    one: Place | None = place
    while one is not None and len(found) < _WAY:
        found.append(f"{one.tag}.{(one.element.get('class') or '').partition(' ')[0]}")
        one = one.above
    return tuple(found)


def _cards(body: HtmlElement, places: Places) -> list[HtmlElement]:
    """The elements that each hold one headline that is a link, and that have siblings of the same make."""
    found: dict[HtmlElement, tuple[object, ...]] = {}
    holds_more: dict[tuple[HtmlElement, str], bool] = {}
    for heading in body.iter(*_HEADINGS):
        if len(found) >= 500:
            break
        inside = places.of(heading).inside
        if inside & (IN_NAV | IN_FOOTER) or not (inside & IN_LINK or _link_in(heading) is not None):
            continue
        card = _card_of(heading, holds_more)
        if card is not None:
            found.setdefault(card, (card.getparent(), card.tag))
    alike = Counter(found.values())
    return [card for card, make in found.items() if alike[make] >= 2]


def _card_of(heading: HtmlElement, holds_more: dict[tuple[HtmlElement, str], bool]) -> HtmlElement | None:
    """The highest element around a heading that holds no other heading of a story."""
    card = None
    element = heading.getparent()
    tag = heading.tag
    for _ in range(_UP):
        if element is None or element.tag in ("body", "main"):
            break
        key = element, tag
        if key not in holds_more:
            holds_more[key] = sum(1 for _ in islice(element.iter(tag), 2)) > 1
        if holds_more[key]:
            break
        card = element
        element = element.getparent()
    return card

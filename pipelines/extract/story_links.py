"""The previous and next story of an article, as its page labels them: by markup, class names, labels and position.

WordPress themes disagree whether "previous" is the older or the newer neighbour; what the page says is kept.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

import msgspec
from cssselect import SelectorError
from lxml.etree import XPathError

from pipelines.extract.anchors import Anchor, anchors_of
from pipelines.extract.document import Document
from pipelines.extract.link_texts import texts_beside, texts_of
from pipelines.extract.nav_names import AFTER, BEFORE, ELSEWHERE, LISTING_NAV, STORY_NAV, Direction, token_says
from pipelines.extract.parts import find_first_page
from pipelines.extract.places import Place
from pipelines.labels import Openings, labels, normalise, parts
from pipelines.paging import as_part, is_comment_page, is_numbered_part_of, is_other_page_of, page_of, series
from pipelines.rules import PageRules
from pipelines.urls import canonical, origin, resolve, story_key

MAX_ANCHORS = 5_000
"""Links of a page looked at; more is no page of a newspaper."""
_LEVELS = 5
"""Ancestors of a link whose class names are read."""
_FRAMES = frozenset(("body", "article", "main", "html"))
"""Elements around too much to say anything about one link."""
_PAIR_ANCHORS = 100
"""Links in a container of two neighbours, each of which may be linked more than once."""
_ROW = STORY_NAV | BEFORE | AFTER
"""What names say that makes a row of neighbours, or one of them."""
_ENOUGH = 20
"""Points below which a link is not believed to lead to a neighbour."""

_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|pdf|zip|mp[34]|m4a|webm|ics|xml|rss)$", re.IGNORECASE)
_DATE_ONLY = re.compile(r"/(?:19|20)\d\d(?:[/-]\d{1,2}){0,2}/?$")
_PLACES = re.compile(r"/(?:calendar|events?|agenda|kalender|calendario|calendrier)/(?:[^/]*/)?\d", re.IGNORECASE)


class StoryLinks(msgspec.Struct, frozen=True, kw_only=True):
    """The neighbours of an article in the site's chain; None where the page names none."""

    previous: str | None = None
    next: str | None = None
    evidence: tuple[str, ...] = ()
    """What each was recognised by, "previous: …" and "next: …", strongest first."""


class _Candidate(msgspec.Struct):
    url: str
    direction: Direction
    points: int
    why: str


class _Row(msgspec.Struct, frozen=True):
    """What the elements around the links of one parent say: flags of `nav_names`."""

    says: int
    direction: int
    """BEFORE, AFTER or both, from the nearest element that names one."""


class _Words(msgspec.Struct, frozen=True):
    previous_story: frozenset[str]
    next_story: frozenset[str]
    previous: frozenset[str]
    next: frozenset[str]
    pages: frozenset[str]
    openings: Openings
    """Of all of them."""


def find_story_links(document: Document, rules: PageRules) -> StoryLinks:
    """The previous and the next story that the page names. Never raises, whatever the page."""
    if find_first_page(document) is not None:
        # A later page of an article is no story of the chain; page 1 names the neighbours.
        return StoryLinks()
    words = _words(rules)
    found = [*_by_selector(document, rules), *_by_head(document), *_by_anchor(document, words)]
    best: dict[Direction, _Candidate] = {}
    for direction in ("previous", "next"):
        by_url: dict[str, _Candidate] = {}
        for candidate in found:
            if candidate.direction != direction:
                continue
            known = by_url.setdefault(canonical(candidate.url), candidate)
            if known is not candidate and candidate.why not in known.why:
                known.points += candidate.points
                known.why += f" + {candidate.why}"
        ranked = sorted(by_url.values(), key=lambda c: -c.points)
        if ranked and ranked[0].points >= _ENOUGH:
            best[direction] = ranked[0]
    before, after = best.get("previous"), best.get("next")
    if before and after and canonical(before.url) == canonical(after.url):
        # One address cannot be both; the clearer statement wins.
        if before.points >= after.points:
            after = None
        else:
            before = None
    return StoryLinks(
        previous=before.url if before else None,
        next=after.url if after else None,
        evidence=tuple(f"{c.direction}: {c.why}" for c in (before, after) if c),
    )


def _words(rules: PageRules) -> _Words:
    return _words_with(*(rules.labels.get(kind, ()) for kind in ("previous", "next", "older")))


@lru_cache(maxsize=64)
def _words_with(before: tuple[str, ...], after: tuple[str, ...], older: tuple[str, ...]) -> _Words:
    """The words of the table with those of a profile."""
    own_before, own_after, own_older = (frozenset(map(normalise, words)) for words in (before, after, older))
    previous_story, next_story = labels("previous_story") | own_before, labels("next_story") | own_after
    previous, following = labels("previous"), labels("next")
    pages = (labels("previous_page") | labels("next_page") | own_older) - own_before - own_after
    every = previous_story | next_story | previous | following | pages
    return _Words(previous_story, next_story, previous, following, pages, Openings(every))


def _by_selector(document: Document, rules: PageRules) -> Iterator[_Candidate]:
    for direction in ("previous", "next"):
        selector = rules.selectors.get(direction)
        if not selector:
            continue
        try:
            elements = document.tree.cssselect(selector)
        except (SelectorError, XPathError):
            continue
        for element in elements[:5]:
            links = [element] if element.get("href") else element.xpath(".//a[@href]")
            for link in links[:1]:
                url = resolve(document.base_url, link.get("href") or "")
                if url:
                    yield _Candidate(url, direction, 1000, "profile")


def _by_head(document: Document) -> Iterator[_Candidate]:
    for link in document.all("link"):
        direction = _by_rel((link.get("rel") or "").lower().split())
        if direction and (url := _story_url(document, link.get("href"))):
            yield _Candidate(url, direction, 40, "link rel")


def _by_rel(rel: Sequence[str]) -> Direction | None:
    if "prev" in rel or "previous" in rel:
        return "previous"
    return "next" if "next" in rel else None


def _story_url(document: Document, href: str | None) -> str | None:
    """The absolute address when it can be a story of this site other than this page."""
    if not href or href.startswith("#"):
        return None
    url = resolve(document.base_url, href)
    if url is None:
        return None
    here, there = origin(document.url), origin(url)
    if not here or not there or here[1].removeprefix("www.") != there[1].removeprefix("www."):
        return None
    path = url.partition("?")[0]
    is_home = path.count("/") == 3 and url.endswith("/")
    if is_home or story_key(url) == story_key(document.url):
        return None
    if _FILE.search(path) or _DATE_ONLY.search(path) or _PLACES.search(path):
        return None
    if (
        is_other_page_of(document.url, url)
        or is_comment_page(url)
        or _is_page_beside(document.url, url)
        or (series(url).number and not series(document.url).number and _is_paged(url))
    ):
        return None
    return url


def _is_page_beside(here: str, url: str) -> bool:
    """Whether one address is the other with a page number as a step of its own: /story/ and /story/2/."""
    ours, theirs = as_part(here), as_part(url)
    return (theirs is not None and not theirs.is_weak and page_of(here, url) is not None) or (
        ours is not None and not ours.is_weak and page_of(url, here) is not None
    )


def _is_paged(url: str) -> bool:
    return re.search(r"/page/\d+|[?&]paged?=\d", url) is not None


def _by_anchor(document: Document, words: _Words) -> Iterator[_Candidate]:
    rows: dict[Place | None, _Row] = {}
    for anchor in islice((one for one in anchors_of(document) if one.tag == "a"), MAX_ANCHORS):
        direction, points, why = _judge(anchor, words, rows)
        if direction is None:
            continue
        url = _story_url(document, anchor.href)
        if url is None or (is_numbered_part_of(document.url, url) and not _is_told(why) and _is_part_label(anchor)):
            continue
        yield _Candidate(url, direction, points, why)


def _is_told(why: str) -> bool:
    """Whether a label says "story": /story-6/ is then no part of /story-5/."""
    return why.startswith("label") or ", label" in why


def _is_part_label(anchor: Anchor) -> bool:
    """Whether a link's text is that of a page of an article ("2", "Next") and no headline."""
    return len(anchor.text) < 20


def _judge(anchor: Anchor, words: _Words, rows: dict[Place | None, _Row]) -> tuple[Direction | None, int, str]:
    """Which neighbour a link leads to, how sure that is, and why."""
    own_parts = _parts_of(texts_of(anchor), words)
    if own_parts and not words.pages.isdisjoint(own_parts):
        return None, 0, ""
    row = _row_of(anchor.place.above, rows)
    says = anchor.place.says | row.says
    rel = _by_rel(anchor.rel) if anchor.rel else None
    label = _label_direction(own_parts, words.previous_story, words.next_story) if own_parts else None
    beside_parts: list[str] = []
    if label is None:
        if says & ELSEWHERE:
            return None, 0, ""
        beside_parts = _parts_of(texts_beside(anchor.element), words)
        if not (own_parts or beside_parts or rel or says & _ROW):
            # Most links of most pages.
            return None, 0, ""
        if not words.pages.isdisjoint(beside_parts):
            return None, 0, ""
    beside = _label_direction(beside_parts, words.previous_story, words.next_story)
    bare = _label_direction(own_parts, words.previous, words.next) or _label_direction(
        beside_parts, words.previous, words.next
    )
    by_class = _class_direction(anchor.place.says & (BEFORE | AFTER) or row.direction)
    story_nav = says & STORY_NAV
    if not (rel or label or beside or bare or by_class or story_nav):
        return None, 0, ""
    points: dict[Direction, int] = {"previous": 0, "next": 0}
    why: dict[Direction, list[str]] = {"previous": [], "next": []}

    def give(direction: Direction | None, amount: int, reason: str) -> None:
        if direction and amount > 0:
            points[direction] += amount
            why[direction].append(reason)

    headline = len(anchor.text) >= 15
    listing_nav = says & LISTING_NAV
    give(rel, 30 if not listing_nav else 5, "rel")
    give(label, 45, "label")
    give(beside, 35, "label beside")
    if story_nav or by_class or rel:
        give(bare, 20 if (story_nav or headline) and not listing_nav else 5, "bare label")
    elif headline and bare and _names_headline(anchor, own_parts, bare, words):
        give(bare, 20, "bare label with headline")
    give(by_class, (25 if story_nav or headline else 10) if not listing_nav else 5, "class")
    if story_nav and not any(points.values()):
        give(_by_position(anchor), _ENOUGH, "position")
    direction: Direction = "previous" if points["previous"] >= points["next"] else "next"
    if not points[direction]:
        return None, 0, ""
    return direction, points[direction], ", ".join(why[direction])


def _parts_of(texts: list[str], words: _Words) -> list[str]:
    """The labels that texts may be, whole or up to their first separator."""
    found: list[str] = []
    for text in texts:
        if words.openings.may_begin(text):
            found += parts(text)
    return found


def _names_headline(anchor: Anchor, own_parts: list[str], bare: Direction, words: _Words) -> bool:
    """Whether the bare word stands as a piece of its own beside a headline, both inside the link."""
    known = words.previous if bare == "previous" else words.next
    return not known.isdisjoint(own_parts) and any(len(part) >= 15 for text in texts_of(anchor) for part in parts(text))


def _label_direction(texts: list[str], before: frozenset[str], after: frozenset[str]) -> Direction | None:
    for text in texts:
        if text in before:
            return "previous"
        if text in after:
            return "next"
    return None


def _class_direction(named: int) -> Direction | None:
    """The direction named nearest to the link; an element that names both is the container of the pair."""
    if named == BEFORE:
        return "previous"
    return "next" if named == AFTER else None


def _row_of(parent: Place | None, rows: dict[Place | None, _Row]) -> _Row:
    row = rows.get(parent)
    if row is None:
        says = direction = 0
        for one in _few_above(parent):
            says |= one.says
            direction = direction or one.says & (BEFORE | AFTER)
        row = rows[parent] = _Row(says, direction)
    return row


def _few_above(place: Place | None) -> list[Place]:
    """An element and those around it, as far as they belong to the links in it."""
    found: list[Place] = []
    for _ in range(_LEVELS):
        if place is None or place.tag in _FRAMES:
            break
        found.append(place)
        place = place.above if place.tag != "nav" else None
    return found


def _by_position(anchor: Anchor) -> Direction | None:
    """In a container of exactly two different links the first leads back, the second on."""
    for place in _few_above(anchor.place.above):
        if not any(token_says(token) & STORY_NAV for token in (place.element.get("class") or "").split()):
            continue
        links = islice(place.element.iter("a"), _PAIR_ANCHORS + 1)
        hrefs = [link.get("href") for link in links]
        targets = list(dict.fromkeys(filter(None, hrefs)))
        if len(targets) != 2 or len(hrefs) > _PAIR_ANCHORS:
            return None
        return "previous" if anchor.href == targets[0] else "next"
    return None

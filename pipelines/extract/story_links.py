"""The previous and next story of an article, as its page labels them: by markup, class names, labels and position.

WordPress themes disagree whether "previous" is the older or the newer neighbour; what the page says is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec
from cssselect import SelectorError
from lxml.etree import XPathError
from lxml.html import HtmlElement

from pipelines.extract.document import Document
from pipelines.extract.nav_names import Direction, Said, is_story_nav, said
from pipelines.extract.parts import find_first_page
from pipelines.extract.text import is_tag, squeeze, text_of
from pipelines.labels import labels, normalise, parts
from pipelines.paging import as_part, is_comment_page, is_numbered_part_of, is_other_page_of, page_of, series
from pipelines.rules import PageRules
from pipelines.urls import canonical, origin, resolve, story_key

MAX_ANCHORS = 5_000
"""Links of a page looked at; more is no page of a newspaper."""
_LEVELS = 5
"""Ancestors of a link whose class names are read."""
_LABEL_NODES = 12
"""Elements that a label beside a link may be made of."""
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


@dataclass(slots=True)
class _Candidate:
    url: str
    direction: Direction
    points: int
    why: str


@dataclass(frozen=True, slots=True)
class _Words:
    previous_story: frozenset[str]
    next_story: frozenset[str]
    previous: frozenset[str]
    next: frozenset[str]
    pages: frozenset[str]


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
    def own(kind: str) -> frozenset[str]:
        return frozenset(normalise(word) for word in rules.labels.get(kind, ()))

    return _Words(
        previous_story=labels("previous_story") | own("previous"),
        next_story=labels("next_story") | own("next"),
        previous=labels("previous"),
        next=labels("next"),
        pages=(labels("previous_page") | labels("next_page") | own("older")) - own("previous") - own("next"),
    )


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
    for link in document.tree.iter("link"):
        direction = _by_rel(link)
        if direction and (url := _story_url(document, link.get("href"))):
            yield _Candidate(url, direction, 40, "link rel")


def _by_rel(element: HtmlElement) -> Direction | None:
    rel = (element.get("rel") or "").lower().split()
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
    for index, anchor in enumerate(document.tree.iter("a")):
        if index >= MAX_ANCHORS:
            return
        href = anchor.get("href")
        if not href:
            continue
        direction, points, why = _judge(anchor, words)
        if direction is None:
            continue
        url = _story_url(document, href)
        if url is None or (is_numbered_part_of(document.url, url) and not _is_told(why) and _is_part_label(anchor)):
            continue
        yield _Candidate(url, direction, points, why)


def _is_told(why: str) -> bool:
    """Whether a label says "story": /story-6/ is then no part of /story-5/."""
    return why.startswith("label") or ", label" in why


def _is_part_label(anchor: HtmlElement) -> bool:
    """Whether a link's text is that of a page of an article ("2", "Next") and no headline."""
    return len(text_of(anchor)) < 20


def _judge(anchor: HtmlElement, words: _Words) -> tuple[Direction | None, int, str]:
    """Which neighbour a link leads to, how sure that is, and why."""
    own = [*_text_nodes(anchor), anchor.get("aria-label") or "", anchor.get("title") or ""]
    own_parts = [part for text in own if text for part in parts(text)]
    if any(part in words.pages for part in own_parts):
        return None, 0, ""
    rel = _by_rel(anchor)
    chain = [anchor, *_few_ancestors(anchor)]
    names = [said(element.get("class") or "", element.get("id") or "") for element in chain]
    elsewhere = any(one.elsewhere for one in names)
    listing_nav = any(one.listing_nav for one in names)
    story_nav = any(one.story_nav for one in names)
    label = _label_direction(own_parts, words.previous_story, words.next_story)
    beside = None
    if label is None and not elsewhere:
        beside_parts = [part for text in _beside(anchor) for part in parts(text)]
        if any(part in words.pages for part in beside_parts):
            return None, 0, ""
        beside = _label_direction(beside_parts, words.previous_story, words.next_story)
        bare = _label_direction(own_parts, words.previous, words.next) or _label_direction(
            beside_parts, words.previous, words.next
        )
    else:
        bare = _label_direction(own_parts, words.previous, words.next)
    by_class = _class_direction(names)
    if elsewhere and label is None:
        return None, 0, ""
    if not (rel or label or beside or bare or by_class or story_nav):
        return None, 0, ""
    points: dict[Direction, int] = {"previous": 0, "next": 0}
    why: dict[Direction, list[str]] = {"previous": [], "next": []}

    def give(direction: Direction | None, amount: int, reason: str) -> None:
        if direction and amount > 0:
            points[direction] += amount
            why[direction].append(reason)

    headline = len(text_of(anchor)) >= 15
    give(rel, 30 if not listing_nav else 5, "rel")
    give(label, 45, "label")
    give(beside, 35, "label beside")
    if story_nav or by_class or rel:
        give(bare, 20 if (story_nav or headline) and not listing_nav else 5, "bare label")
    elif headline and bare and _names_headline(own_parts, bare, words):
        give(bare, 20, "bare label with headline")
    give(by_class, (25 if story_nav or headline else 10) if not listing_nav else 5, "class")
    if story_nav and not any(points.values()):
        give(_by_position(anchor), _ENOUGH, "position")
    direction: Direction = "previous" if points["previous"] >= points["next"] else "next"
    if not points[direction]:
        return None, 0, ""
    return direction, points[direction], ", ".join(why[direction])


def _names_headline(own_parts: list[str], bare: Direction, words: _Words) -> bool:
    """Whether the bare word stands as a piece of its own beside a headline, both inside the link."""
    known = words.previous if bare == "previous" else words.next
    return any(part in known for part in own_parts) and any(len(part) >= 15 for part in own_parts)


def _label_direction(texts: list[str], before: frozenset[str], after: frozenset[str]) -> Direction | None:
    for text in texts:
        if text in before:
            return "previous"
        if text in after:
            return "next"
    return None


def _class_direction(names: list[Said]) -> Direction | None:
    """The direction named nearest to the link; an element that names both is the container of the pair."""
    for one in names:
        if one.before and one.after:
            return None
        if one.before:
            return "previous"
        if one.after:
            return "next"
    return None


def _few_ancestors(anchor: HtmlElement) -> Iterator[HtmlElement]:
    for level, ancestor in enumerate(anchor.iterancestors()):
        if level >= _LEVELS or ancestor.tag in ("body", "article", "main", "html"):
            return
        yield ancestor
        if ancestor.tag == "nav":
            return


def _text_nodes(element: HtmlElement) -> list[str]:
    """The pieces of text inside a link, each as its element prints it, and what its pictures say."""
    found = []
    for index, part in enumerate(element.iter()):
        if index > 40:
            break
        if not is_tag(part) or part.tag in ("script", "style"):
            continue
        found += [part.text or "", part.get("alt") or "" if part.tag == "img" else ""]
        if part is not element:
            found.append(part.tail or "")
    return [text for text in map(squeeze, found) if text]


def _beside(anchor: HtmlElement) -> Iterator[str]:
    """Short texts next to a link that may be its label: before it, or before an element that holds nothing else."""
    element = anchor
    for _ in range(3):
        before = element.getprevious()
        if before is not None:
            tail = squeeze(before.tail)
            if tail:
                yield tail if len(tail) <= 40 else ""
                return
            if is_tag(before):
                label, is_empty = _short_text(before)
                if label:
                    yield label
                if not is_empty:
                    return
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "article", "main"):
            return
        lead = squeeze(parent.text)
        if lead:
            if len(lead) <= 40:
                yield lead
            return
        element = parent


def _short_text(element: HtmlElement) -> tuple[str, bool]:
    """The text of a small element without links, else "", and whether the element is empty.

    Only the first elements inside are looked at: thousands of links may have the same large neighbour.
    """
    nodes = list(islice(element.iter(), _LABEL_NODES + 1))
    if len(nodes) > _LABEL_NODES or any(node.tag == "a" for node in nodes):
        return "", False
    text = text_of(element)
    return (text if len(text) <= 40 else ""), not text


def _by_position(anchor: HtmlElement) -> Direction | None:
    """In a container of exactly two different links the first leads back, the second on."""
    for ancestor in _few_ancestors(anchor):
        if not any(is_story_nav(token) for token in (ancestor.get("class") or "").split()):
            continue
        targets = list(dict.fromkeys(a.get("href") for a in ancestor.iter("a") if a.get("href")))
        if len(targets) != 2:
            return None
        return "previous" if anchor.get("href") == targets[0] else "next"
    return None

"""What class names and ids say about rows of links: the neighbours of an article, pages of a listing, other controls.

Class names repeat from page to page; the answers are kept.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple

Direction = Literal["previous", "next"]

_BEFORE = re.compile(
    r"(?:^|[-_])(?:prev|previous|prv|older|vorherige?r?|precedente?|anterior)(?:$|[-_])|^(?:prev|previous)[A-Z]|(?<=[a-z])(?:Prev|Previous)(?:$|[A-Z])"
)
_AFTER = re.compile(
    r"(?:^|[-_])(?:next|nxt|newer|naechste?r?|suivante?|siguiente|successivo)(?:$|[-_])|^next[A-Z]|(?<=[a-z])Next(?:$|[A-Z])"
)
_RUN_TOGETHER = re.compile(
    r"^(?:nav|post|article|story|entry)?(prev|previous|next)(?:post|article|story|entry|link|nav|news|item)?$",
    re.IGNORECASE,
)
# Containers of the two neighbours of an article, in the class names of many themes.
_STORY_NAV = re.compile(
    r"(?:post|article|story|entry|single|news|item|content|blog|np)[-_]?(?:nav|navi|navigation|pager|pagination|links|adjacent|siblings|neighbou?rs)(?:$|[-_])"
    r"|(?:nav|navi|navigation|pager|pagination|paginav|links)[-_](?:single|post|article|story|entry|below|above|links)(?:$|[-_])"
    r"|(?:prev|previous)[-_]?(?:and)?[-_]?next|next[-_]?(?:and)?[-_]?(?:prev|previous)|adjacent|^paginav$|^pager$|siblings|neighbou?r",
    re.IGNORECASE,
)
_LISTING_NAV = re.compile(
    r"posts[-_](?:nav|pagination|pager|links)|page[-_]?numbers|pagenavi|paging|page[-_]links|post[-_]page[-_]numbers",
    re.IGNORECASE,
)
# Rows of controls that are never the chain.
_ELSEWHERE = re.compile(
    r"(?:^|[-_])(?:gallery|slider|slideshow|slick|swiper|carousel|owl|lightbox|flexslider|splide|glide|calendar|datepicker|month|tribe|"
    r"comments?|commentlist|image[-_]nav|attachment|breadcrumbs?|pswp|toc|multipage|page[-_]links|tabs|ticker|playlist)(?:$|[-_])"
    r"|^(?:gallery|slider|carousel|calendar|lightbox)",
    re.IGNORECASE,
)

_MAX_KEPT = 500
"""Characters of class names and id whose answer is kept; more is a style sheet in an attribute."""


class Said(NamedTuple):
    """What the class names and the id of one element say together."""

    elsewhere: bool
    listing_nav: bool
    story_nav: bool
    before: bool
    """Whether one of them names the direction "previous"."""
    after: bool


def said(classes: str, own: str) -> Said:
    """What class names, separated by white space, and an id say."""
    return _said(classes, own) if len(classes) + len(own) <= _MAX_KEPT else _said.__wrapped__(classes, own)


@lru_cache(maxsize=8192)
def _said(classes: str, own: str) -> Said:
    tokens = [*classes.split(), *filter(None, [own])]
    return Said(
        any(map(is_elsewhere, tokens)),
        any(map(is_listing_nav, tokens)),
        any(map(is_story_nav, tokens)),
        any("previous" in directions(token) for token in tokens),
        any("next" in directions(token) for token in tokens),
    )


@lru_cache(maxsize=8192)
def is_elsewhere(token: str) -> bool:
    """Whether a class name belongs to controls that are never the chain: galleries, calendars, comments."""
    return _ELSEWHERE.search(token) is not None


@lru_cache(maxsize=8192)
def is_listing_nav(token: str) -> bool:
    """Whether a class name belongs to the pages of a listing or of an article."""
    return _LISTING_NAV.search(token) is not None


@lru_cache(maxsize=8192)
def is_story_nav(token: str) -> bool:
    """Whether a class name belongs to the container of an article's two neighbours."""
    return _STORY_NAV.search(token) is not None and not is_listing_nav(token)


@lru_cache(maxsize=8192)
def directions(token: str) -> frozenset[Direction]:
    """The directions that a class name or id names."""
    found: set[Direction] = set()
    run = _RUN_TOGETHER.match(token)
    run_initial = run.group(1)[0].lower() if run else ""
    if run_initial == "p" or _BEFORE.search(token):
        found.add("previous")
    if run_initial == "n" or _AFTER.search(token):
        found.add("next")
    return frozenset(found)

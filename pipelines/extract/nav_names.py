"""What class names and ids say about links: rows of neighbours, pages of a listing, menus, teasers, other controls.

Answers are flags, joined with "|". Class names repeat from page to page; the answer to each is kept.
"""

import re
from functools import lru_cache
from typing import Literal

Direction = Literal["previous", "next"]

BEFORE = 1
"""Names the direction "previous"."""
AFTER = 2
"""Names the direction "next"."""
STORY_NAV = 4
"""Holds the two neighbours of an article."""
LISTING_NAV = 8
"""Holds the pages of a listing or of an article, in a row that may look like that of the neighbours."""
ELSEWHERE = 16
"""Controls that are never the chain: galleries, calendars, comments."""
PAGES = 32
"""Holds the pages of a listing or article, or leads on to the next."""
CARD = 64
"""A teaser of a story."""
NAVIGATION = 128
"""A menu, or another part that stands on every page of a site."""

# Parts of a name between dashes and underscores, in lower case.
_WORDS = {
    CARD: """
        card teaser post entry story article item headline title news promo tile hentry excerpt summary related
        trending popular latest""",
    NAVIGATION: """
        nav navbar navigation menu menus submenu breadcrumb breadcrumbs footer masthead topbar toolbar offcanvas
        hamburger sitenav sections""",
    PAGES: "pagination paginator paging pager pagenavi pages loadmore multipage",
    ELSEWHERE: """
        gallery slider slideshow slick swiper carousel owl lightbox flexslider splide glide calendar datepicker month
        tribe comment comments commentlist attachment breadcrumb breadcrumbs pswp toc multipage tabs ticker playlist""",
}
_ELSEWHERE_BEGINNINGS = ("gallery", "slider", "carousel", "calendar", "lightbox")
_NAVIGATION_BEGINNINGS = ("main-nav", "mainnav")
_PAGES_PAIR = re.compile(
    r"(?:^|[-_])(?:page-numbers|nav-links|load-more|posts[-_]navigation|page[-_]links)(?:$|[-_])",
)
_ELSEWHERE_PAIR = re.compile(r"(?:^|[-_])(?:image[-_]nav|page[-_]links)(?:$|[-_])")
_PAIRED = frozenset(("page", "nav", "load", "posts", "image"))
"""First words of the two above."""

_BEFORE = re.compile(
    r"(?:^|[-_])(?:prev|previous|prv|older|vorherige?r?|precedente?|anterior)(?:$|[-_])|^(?:prev|previous)[A-Z]|(?<=[a-z])(?:Prev|Previous)(?:$|[A-Z])"
)
_AFTER = re.compile(
    r"(?:^|[-_])(?:next|nxt|newer|naechste?r?|suivante?|siguiente|successivo)(?:$|[-_])|^next[A-Z]|(?<=[a-z])Next(?:$|[A-Z])"
)
_RUN_TOGETHER = re.compile(
    r"^(?:nav|post|article|story|entry)?(prev|previous|next)(?:post|article|story|entry|link|nav|news|item)?$"
)
# Containers of the two neighbours of an article, in the class names of many themes.
_STORY_NAV = re.compile(
    r"(?:post|article|story|entry|single|news|item|content|blog|np)[-_]?(?:nav|navi|navigation|pager|pagination|links|adjacent|siblings|neighbou?rs)(?:$|[-_])"
    r"|(?:nav|navi|navigation|pager|pagination|paginav|links)[-_](?:single|post|article|story|entry|below|above|links)(?:$|[-_])"
    r"|(?:prev|previous)[-_]?(?:and)?[-_]?next|next[-_]?(?:and)?[-_]?(?:prev|previous)|adjacent|^paginav$|^pager$|siblings|neighbou?r"
)
_LISTING_NAV = re.compile(
    r"posts[-_](?:nav|pagination|pager|links)|page[-_]?numbers|pagenavi|paging|page[-_]links|post[-_]page[-_]numbers"
)
_HINT = re.compile(
    "nav|pag|links|adjacent|siblings|neighb|prev|prv|older|vorherig|precedent|anterior|next|nxt|newer|naechst|suivant|siguiente|successivo"
)
"""One of these is in every name that one of the five patterns above knows; most names need no more than this."""

_MAX_KEPT = 100
"""Characters of a name whose answer is kept."""


def says(classes: str) -> int:
    """What class names, separated by white space, say together."""
    found = 0
    for token in classes.split():
        found |= token_says(token)
    return found


def token_says(token: str) -> int:
    """What one class name or id says."""
    return _token_says(token) if len(token) <= _MAX_KEPT else _token_says.__wrapped__(token)


def _by_word() -> dict[str, int]:
    found: dict[str, int] = {}
    for flag, words in _WORDS.items():
        for word in words.split():
            found[word] = found.get(word, 0) | flag
    return found


_FLAGS = _by_word()


@lru_cache(maxsize=16384)
def _token_says(token: str) -> int:
    lower = token.lower()
    words = lower.replace("_", "-").split("-")
    found = 0
    for word in words:
        found |= _FLAGS.get(word, 0)
    if lower.startswith(_ELSEWHERE_BEGINNINGS):
        found |= ELSEWHERE
    if lower.startswith(_NAVIGATION_BEGINNINGS):
        found |= NAVIGATION
    if not _PAIRED.isdisjoint(words):
        if _PAGES_PAIR.search(lower):
            found |= PAGES
        if _ELSEWHERE_PAIR.search(lower):
            found |= ELSEWHERE
    return found | _says_of_rows(token, lower) if _HINT.search(lower) else found


def _says_of_rows(token: str, lower: str) -> int:
    found = 0
    if _LISTING_NAV.search(lower):
        found |= LISTING_NAV
    elif _STORY_NAV.search(lower):
        found |= STORY_NAV
    run = _RUN_TOGETHER.match(lower)
    initial = run.group(1)[0] if run else ""
    if initial == "p" or _BEFORE.search(token):
        found |= BEFORE
    if initial == "n" or _AFTER.search(token):
        found |= AFTER
    return found

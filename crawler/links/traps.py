"""Budgets by URL template and by novelty: what yields no new story is left alone, so that no trap starves the rest."""

import re
from enum import Enum
from urllib.parse import urlsplit

import msgspec

from crawler.links.listings import ROLES, Listings
from crawler.links.unwanted import is_calendar, is_service_page, is_sitemap_of_lists, why_unwanted
from pipelines.extract.link_targets import CATEGORY_PATH, DATE_ARCHIVE, TAXONOMY_PATH
from pipelines.paging import page_number

_UNLIMITED = frozenset(
    {
        "start",
        "refresh",
        "chain_end",
        "recheck",
        "hole",
        "robots",
        "continuation",
        "oracle",
        "stated",
    }
)
"""Roles that come from the site's own directory or from the operator."""

BARREN_LIMITS = {
    "previous_story": 40,
    "next_story": 40,
    "listed": 200,
    "card": 60,
    "body": 40,
    "navigation": 30,
    "other": 6,
    "alternate": 6,
    "sitemap": 3,
    "feed": 1,
    "taxonomy": 2,
    "pagination": 10,
}
"""How many answers in a row may bring no new story before a template is closed, by the link's role."""
MAX_ACCOUNTS = 50_000
"""Templates, and listings, that are counted; what comes later is neither counted nor limited."""
_STORY_ROLES = ("card", "body", "listed", "previous_story", "next_story")
_CALENDAR_LIMIT = 1
_STRANGE_LIMIT = 5
"""The same for templates that never brought a story on a site whose stories are known to have other addresses."""
_KNOWN_SHAPE = 20
"""Stories under one template from which on the site's addresses of stories count as known."""
_COARSE_FACTOR = 2
"""So much more may be barren of all combinations of parameters together than of one of them."""
_MAX_PENDING = 16
"""Requests whose answers are awaited; an answer that never comes is forgotten when as many newer ones are out."""

_NUMBER = re.compile(r"\d+")
_HEX = re.compile(r"[0-9a-f]{8,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-_.]?\d{1,2}){0,2}")


def template(url: str) -> str:
    """An address with everything abstracted that tells one page of its kind from the next.

    Numbers and dates become "#"; slugs, ids and the names of tags, authors and categories become "*"; a query keeps
    its names.
    """
    split = urlsplit(url)
    taxonomy = TAXONOMY_PATH.search(split.path) or CATEGORY_PATH.search(split.path)
    fixed = split.path[: taxonomy.end()].count("/") if taxonomy else None
    segments = [
        "*" if index == fixed and segment else _abstract(segment) for index, segment in enumerate(split.path.split("/"))
    ]
    names = sorted({piece.partition("=")[0] for piece in split.query.split("&") if piece})
    return "/".join(segments) + ("?" + "&".join(names) if names else "")


def _abstract(segment: str) -> str:
    stem, dot, ending = segment.rpartition(".")
    if dot and ending.isalpha() and len(ending) <= 5:
        return _abstract(stem) + "." + ending
    if segment.isdigit() or _YEAR.fullmatch(segment):
        return "#"
    if len(segment) > 24 or segment.count("-") + segment.count("_") >= 2 or "%" in segment or _HEX.fullmatch(segment):
        return "*"
    return _NUMBER.sub("#", segment)


class Verdict(Enum):
    """Whether an address is worth a request."""

    YES = "yes"
    LATER = "later"
    """So many of its kind are on the way that their answers decide: ask again when one has come."""
    NO = "no"


class Stats(msgspec.Struct):
    """What a template has brought so far."""

    pages: int = 0
    stories: int = 0
    barren: int = 0
    """Pages in a row, up to the latest, without a new story."""


class Budget:
    """Decides which addresses are still worth a request. Deterministic: same calls, same answers; no clock."""

    def __init__(self, *, settled: bool = False) -> None:
        """`settled`: an earlier crawl has seen every listing to its end, so one page without news ends it."""
        self._listings = Listings(settled=settled)
        self._templates: dict[str, Stats] = {}
        self._story_shapes: set[str] = set()
        """Templates that have brought a story, whatever their links were called."""
        self._knows_stories = False
        """Whether some template has brought enough stories to be what the site's stories look like."""
        self._barren_feeds = 0
        """Feeds of tags and sections in a row that a sitemap calls sitemaps, and that named nothing new."""
        self._pending: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Role and accounts of each address admitted and not yet reported."""

    def admit(self, url: str, role: str, *, is_asked_again: bool = False) -> Verdict:
        """Whether the address may be fetched now. Ask when it is about to be fetched, not when it is found.

        After a "yes" it is on the way until `report` or `release`. `is_asked_again`: an earlier crawl found it worth
        a request, and the operator wants that repeated.
        """
        if role not in _UNLIMITED and not is_asked_again:
            if role == "listed" and why_unwanted(url):
                # Sitemaps name feeds and files as well.
                return Verdict.NO
            role = _judged_as(url, role)
            verdict = self._judge(url, role)
            if verdict is not Verdict.YES:
                return verdict
        if len(self._pending) >= _MAX_PENDING:
            self._pending.pop(next(iter(self._pending)))
        self._pending[url] = (role, _accounts(url, role))
        return Verdict.YES

    def release(self, url: str) -> None:
        """Tell that an address which was admitted brought no answer, or will be asked for once more."""
        self._pending.pop(url, None)

    def _judge(self, url: str, role: str) -> Verdict:
        if role == "sitemap" and "sitemap" in url.lower():
            return Verdict.YES
        if role == "sitemap" and self._barren_feeds >= BARREN_LIMITS["sitemap"]:
            return Verdict.NO
        room = self._listings.room(url, role) if role in ROLES else _MAX_PENDING
        if room <= 0:
            return Verdict.NO
        # Months, cursors, "more": nothing says where such pages end, so that they are judged by their kind.
        has_number = role == "pagination" and page_number(url) is not None and not is_calendar(url)
        if has_number and not self._listings.admits_page(url):
            return Verdict.NO
        accounts = () if has_number else _accounts(url, role)
        rooms = [(account, self._room(url, role, account, nth)) for nth, account in enumerate(accounts)]
        if any(left <= 0 for _, left in rooms):
            return Verdict.NO
        # A burst of requests must not overrun a small limit; large ones do not mind.
        pending = self._pending.values()
        is_full = room < _MAX_PENDING and sum(other == role for other, _ in pending) >= room
        is_full |= any(
            left < _MAX_PENDING and sum(one in others for _, others in pending) >= left for one, left in rooms
        )
        return Verdict.LATER if is_full else Verdict.YES

    def hear(self, url: str, role: str, *, is_dated: bool = False) -> None:
        """Tell of an address when it is found: the highest page number of a listing shows where it ends.

        `is_dated`: what names it says when it was published, as feeds and news sitemaps do.
        """
        listings = self._listings
        if role in ("pagination", "more"):
            listings.hear(url)
        elif role == "listed":
            listings.listed += 1
            listings.newest += is_dated

    def report(self, url: str, new_stories: int, cards: int = 0, *, is_feed: bool = False) -> None:
        """Tell what a fetched address brought: stories unheard of before, the page itself if it is one, counted.

        `cards`: how many stories it shows, known or not. `is_feed`: whether it turned out to be a feed.
        """
        role, accounts = self._pending.pop(url, ("other", _accounts(url, "other")))
        if role == "sitemap" and is_feed:
            self._barren_feeds = 0 if new_stories else self._barren_feeds + 1
        for account in accounts:
            stats = self._templates.get(account, Stats())
            if account in self._templates or len(self._templates) < MAX_ACCOUNTS:
                self._templates[account] = stats
            _count(stats, new_stories)
            if role in _STORY_ROLES and new_stories and account in self._templates:
                self._story_shapes.add(account.partition(" ")[2])
            if role in _STORY_ROLES and stats.stories >= _KNOWN_SHAPE and stats.stories >= stats.pages // 2:
                self._knows_stories = True
        # A page that was heard of as a story was counted then.
        self._listings.known += max(0, new_stories - (role in _STORY_ROLES))
        self._listings.report(url, role, new_stories, cards)

    def _room(self, url: str, role: str, account: str, nth: int) -> int:
        """How many more barren answers in a row a template may bring."""
        stats = self._templates.get(account, Stats())
        return self._limit(url, role, stats) * (_COARSE_FACTOR if nth else 1) - stats.barren

    def _limit(self, url: str, role: str, stats: Stats) -> int:
        if is_calendar(url):
            return _CALENDAR_LIMIT
        limit = BARREN_LIMITS.get(role, BARREN_LIMITS["other"])
        if stats.stories:
            # A kind of page that has brought much may bring nothing for longer.
            return limit + min(stats.stories // 20, 20)
        if (
            role in ("listed", "card", "body", "other")
            and self._knows_stories
            and template(url) not in self._story_shapes
        ):
            return _STRANGE_LIMIT
        return limit


def _judged_as(url: str, role: str) -> str:
    """The role by whose limits an address is judged: what names it may not know what it is."""
    if role == "sitemap" and is_sitemap_of_lists(url):
        return "taxonomy"
    if role == "listed":
        if TAXONOMY_PATH.search(url) or DATE_ARCHIVE.search(url):
            return "taxonomy"
        return "pagination" if "?" not in url and page_number(url) is not None else role
    if role == "more":
        return "pagination"
    return "taxonomy" if role == "navigation" and is_service_page(url) else role


def _accounts(url: str, role: str) -> tuple[str, ...]:
    """The names under which the yield of an address is counted: its template, and that of all its combinations."""
    family = "calendar" if is_calendar(url) else "chain" if role in ("previous_story", "next_story") else role
    fine = f"{family} {template(url)}"
    path, query, _ = fine.partition("?")
    return (fine, f"{path}?*") if query else (fine,)


def _count(stats: Stats, new_stories: int) -> None:
    stats.pages += 1
    stats.stories += new_stories
    stats.barren = 0 if new_stories else stats.barren + 1

"""Budgets by URL template and by novelty: what yields no new story is left alone, so that no trap starves the rest."""

import re
from urllib.parse import urlsplit

import msgspec

from crawler.links.unwanted import is_calendar, why_unwanted
from pipelines.extract.links import CATEGORY_PATH, TAXONOMY_PATH
from pipelines.paging import page_number, series

_UNLIMITED = frozenset(
    {
        "start",
        "refresh",
        "chain_end",
        "recheck",
        "hole",
        "sitemap",
        "feed",
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
_SERIES_LIMIT = 3
"""Pages in a row of one listing without a new story, those apart that show where it ends."""
_PROBE_LIMIT = 8
"""The same for pages that may be its end: page numbers that grow with every page must not go on for ever."""
_LISTING_ROLES = ("pagination", "taxonomy", "navigation")
_DRY = 4
"""Barren pages of any listings in a row after which one barren page is enough for each listing and kind of tag."""
_ENDS_LIMIT = 2
"""Barren pages that close a listing when its last page is one of them."""
_COARSE_FACTOR = 3
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


class Stats(msgspec.Struct):
    """What a template or a listing has brought so far."""

    pages: int = 0
    stories: int = 0
    barren: int = 0
    """Pages in a row, up to the latest, without a new story."""
    last_number: int = 0
    """The highest page number seen in addresses of a listing."""
    end_is_barren: bool = False
    """Whether the page with that number was fetched and brought nothing."""


class BudgetState(msgspec.Struct):
    """A budget as data: what a later run, or the same one after a kill, goes on with."""

    templates: dict[str, Stats] = {}
    listings: dict[str, Stats] = {}
    knows_stories: bool = False
    """Whether some template has brought enough stories to be what the site's stories look like."""
    taxonomies_yield: bool = False
    """Whether tag and author pages have brought any story that was not known from elsewhere."""
    dry: int = 0
    """Pages of any listing in a row that brought no new story: the site has little left to tell."""
    listed: int = 0
    """Addresses that sitemaps and feeds named: so much may listings repeat without being exhausted."""
    settled: bool = False


class Budget:
    """Decides which addresses are still worth a request. Deterministic: same calls, same answers; no clock."""

    def __init__(self, *, settled: bool = False, state: BudgetState | None = None) -> None:
        """`settled`: an earlier crawl has seen every listing to its end, so one page without news ends it."""
        self._state = state or BudgetState(settled=settled)
        self._pending: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Role and accounts of each address admitted and not yet reported."""

    @classmethod
    def from_json(cls, data: bytes) -> "Budget":
        """The budget that `to_json` wrote. Raises `msgspec.DecodeError` for anything else."""
        return cls(state=msgspec.json.decode(data, type=BudgetState))

    def to_json(self) -> bytes:
        """The budget as JSON, keys sorted."""
        return msgspec.json.encode(self._state, order="sorted")

    def admit(self, url: str, role: str) -> bool:
        """Whether the address may be fetched now. Ask when it is about to be fetched, not when it is found."""
        if role in _UNLIMITED:
            self._remember(url, role)
            return True
        if role == "sitemap" and "sitemap" in url.lower():
            self._remember(url, role)
            return True
        if role == "listed":
            # Sitemaps name feeds, files, tags and authors as well.
            if why_unwanted(url):
                return False
            role = "taxonomy" if TAXONOMY_PATH.search(url) else role
        if not (self._admits_page(url) if role == "pagination" else self._admits_template(url, role)):
            return False
        self._remember(url, role)
        return True

    def hear(self, url: str, role: str) -> None:
        """Tell of an address when it is found: the highest page number of a listing shows where it ends."""
        if role == "pagination":
            self._listing(url)
        elif role == "listed":
            self._state.listed += 1

    def report(self, url: str, new_stories: int) -> None:
        """Tell what a fetched address brought: stories unheard of before, the page itself if it is one, counted."""
        role, accounts = self._pending.pop(url, ("other", _accounts(url, "other")))
        for account in accounts:
            stats = self._state.templates.get(account, Stats())
            if account in self._state.templates or len(self._state.templates) < MAX_ACCOUNTS:
                self._state.templates[account] = stats
            _count(stats, new_stories)
            if role in _STORY_ROLES and stats.stories >= _KNOWN_SHAPE and stats.stories >= stats.pages // 2:
                self._state.knows_stories = True
        if role in _LISTING_ROLES:
            self._state.dry = 0 if new_stories else self._state.dry + 1
        if new_stories and role == "taxonomy":
            self._state.taxonomies_yield = True
        if role == "pagination" or series(url).stem in self._state.listings:
            stats = self._listing(url)
            _count(stats, new_stories)
            if (page_number(url) or 0) >= max(stats.last_number, 1):
                stats.end_is_barren = new_stories == 0

    def _admits_template(self, url: str, role: str) -> bool:
        for nth, account in enumerate(_accounts(url, role)):
            stats = self._state.templates.get(account, Stats())
            limit = self._limit(url, role, stats) * (_COARSE_FACTOR if nth else 1)
            # A burst of requests must not overrun a small limit; large ones do not mind.
            out = sum(account in others for _, others in self._pending.values()) if limit < _MAX_PENDING else 0
            if stats.barren + out >= limit:
                return False
        return True

    def _limit(self, url: str, role: str, stats: Stats) -> int:
        if is_calendar(url):
            return _CALENDAR_LIMIT
        limit = BARREN_LIMITS.get(role, BARREN_LIMITS["other"])
        if stats.stories:
            # A kind of page that has brought much may bring nothing for longer.
            return limit + min(stats.stories // 20, 20)
        if role in ("listed", "card", "body") and self._state.knows_stories:
            return _STRANGE_LIMIT
        if role in ("taxonomy", "navigation") and self._state.dry >= _DRY:
            return 1 if role == "taxonomy" else 8
        return limit

    def _admits_page(self, url: str) -> bool:
        if is_calendar(url) or page_number(url) is None:
            # Months, cursors, "more": nothing says where such pages end, so that they are judged by their kind.
            return self._admits_template(url, "pagination")
        stats = self._listing(url)
        if self._state.settled or (TAXONOMY_PATH.search(url) and not self._state.taxonomies_yield):
            return stats.barren < 1
        dry = self._state.dry >= _DRY
        if stats.end_is_barren and stats.barren >= (1 if dry else _ENDS_LIMIT):
            return False
        probes = _PROBE_LIMIT + min(self._state.listed // 20, 50)
        return stats.barren < (probes if self._is_end(url, stats) else _SERIES_LIMIT)

    @staticmethod
    def _is_end(url: str, stats: Stats) -> bool:
        """Whether the address is the last known page of a listing and was not asked yet."""
        return page_number(url) == stats.last_number and not stats.end_is_barren

    def _listing(self, url: str) -> Stats:
        stem, number = series(url).stem, page_number(url) or 0
        stats = self._state.listings.get(stem)
        if stats is None:
            stats = Stats()
            if len(self._state.listings) < MAX_ACCOUNTS:
                self._state.listings[stem] = stats
        if number > stats.last_number:
            stats.last_number = number
            stats.end_is_barren = False
        return stats

    def _remember(self, url: str, role: str) -> None:
        if len(self._pending) >= _MAX_PENDING:
            self._pending.pop(next(iter(self._pending)))
        self._pending[url] = (role, _accounts(url, role))


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

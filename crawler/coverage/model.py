"""The values that a coverage is made of. Its JSON is these structs, field by field; docs/coverage.md explains them."""

import enum
from typing import Literal

import msgspec

FORMAT = 1
"""Of the JSON; raised when a reader of the last one would misread the new one."""
Side = Literal["before", "after", "both"]


class State(enum.StrEnum):
    """Where one URL stands after all crawls. Every URL that was ever heard of has exactly one."""

    STORY = "story"
    """Archived, and the page of an article."""
    DUPLICATE = "duplicate"
    """Archived, and another address of a story."""
    PAGE = "page"
    """Archived: a section, feed, sitemap or another page that is no article."""
    REDIRECTED = "redirected"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    DISALLOWED = "disallowed"
    OUT_OF_SCOPE = "out_of_scope"
    OVER_BUDGET = "over_budget"
    OUT_OF_PERIOD = "out_of_period"
    """Left to a later crawl: the one that heard of it was restricted to other days."""
    WAITING = "waiting"
    """Heard of, and no line of any ledger says what became of it: its crawl was cut short, or runs."""
    UNKNOWN = "unknown"
    """Named as a neighbour by a story, and never followed: no URL of this site, or none that is wanted."""


class Source(enum.StrEnum):
    """What can make a crawl hear of a story."""

    CHAIN = "chain"
    """Previous and next links of stories."""
    SECTIONS = "sections"
    """Listings: front page, sections, tags, authors, archives."""
    SITEMAP = "sitemap"
    FEED = "feed"
    ORACLE = "oracle"
    """The site's own account of its stories (WordPress); it is never followed."""
    BODY = "body"
    """Links in the text of stories."""
    TEASERS = "teasers"
    """Boxes of headlines beside stories."""
    OTHER = "other"
    """Whatever else names it, such as a page of no known kind."""


class HoleKind(enum.StrEnum):
    """What is wrong with a place of the chain."""

    MISSED = "missed"
    """A story is named that is not archived."""
    INSERTED = "inserted"
    """Between two neighbours stands a story that came after they were fetched."""
    REMOVED = "removed"
    """An archived story says that it stands between two neighbours, and they pass over it."""
    ONE_SIDED = "one_sided"
    """A story names a neighbour that names none on that side, though it was fetched in the same crawl or later."""
    ELSEWHERE = "elsewhere"
    """A story names a neighbour that names another story, and no way leads from one to the other."""
    LOOP = "loop"
    """The chain leads back to where it has been."""
    BREAK = "break"
    """The chain stops at a story and begins again at a later one; nothing is named between them."""
    SHORTFALL = "shortfall"
    """The site says that it has more stories than are archived or named by other holes."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One fetch that might have closed a hole."""

    url: str
    crawl: str
    at: str
    """UTC, ISO 8601."""
    outcome: str
    status: int | None
    failure: str | None


class Neighbour(msgspec.Struct, frozen=True, kw_only=True):
    """A story beside a hole."""

    url: str
    published: str | None
    captured: str
    """When it was fetched or found unchanged last, UTC."""
    record: str | None
    """WARC-Record-ID of the page as it was read."""


class Hole(msgspec.Struct, frozen=True, kw_only=True):
    """A place where the archive cannot show that it is complete."""

    kind: HoleKind
    state: State | None
    """Of what is missing."""
    urls: tuple[str, ...]
    """What is missing, inserted or removed; empty where nobody names it."""
    before: tuple[Neighbour, ...]
    """The older side."""
    after: tuple[Neighbour, ...]
    """The newer side."""
    by_date: Side | None
    """The side that nobody names: only by the dates the chain goes on there, and how much lies between is not known."""
    named_by: tuple[Source, ...]
    note: str
    """One sentence for people."""
    tried_in: int
    """Crawls that asked for something that could have closed it."""
    attempts: tuple[Attempt, ...]
    """The latest ones, in order of time."""


class Unconfirmed(msgspec.Struct, frozen=True, kw_only=True):
    """A neighbour on one side only, because the other page was fetched before its neighbour was there."""

    before: str
    after: str
    silent: str
    """The one to fetch again."""


class SameTime(msgspec.Struct, frozen=True, kw_only=True):
    """A neighbour on one side only, where the other side names a story published at the very same time instead.

    Both are archived. The site's order by time does not tell them apart, so nothing need be missing.
    """

    before: str
    after: str


class Component(msgspec.Struct, frozen=True, kw_only=True):
    """Stories that neighbour links hold together."""

    stories: int
    oldest: Neighbour
    newest: Neighbour
    begins: str | None
    """The earliest date of publication in it."""
    ends: str | None
    oldest_names: str | None
    """The previous story that its oldest one names, although it is not archived; None at a true end."""
    newest_names: str | None


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The previous/next links of all stories."""

    linked: int
    """Stories with a neighbour."""
    unlinked: int
    """Stories without any: the chain says nothing about them."""
    confirmed: int
    """Pairs where both sides name each other."""
    unconfirmed: tuple[Unconfirmed, ...]
    same_time: tuple[SameTime, ...]
    components: tuple[Component, ...]
    """The largest first."""


class SourceAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What one source knew."""

    source: Source
    stories: int
    """Archived stories that it named."""
    alone: int
    """Those that no other source named."""
    unarchived: int
    """Of what it named, URLs that are not in the archive at all."""


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """The site's own account of its stories, as it gave it last, against the archive."""

    total: int
    """Stories that the site says it has."""
    archived: int
    """Archived stories, those left out that were gone when they were asked for last."""
    at: str
    """When the site said so, UTC."""
    urls: tuple[str, ...]
    """Where; several, when several parts of the site keep an account each."""
    records: tuple[str, ...]
    """WARC-Record-IDs of these answers."""


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """Stories that exactly these sources named."""

    sources: tuple[Source, ...]
    stories: int


class Unarchived(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that chain, sitemap, feed or oracle named and that is not in the archive."""

    url: str
    state: State
    named_by: tuple[Source, ...]
    first_named_by: str | None


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """Stories of one month, by their date of publication as printed."""

    month: str
    stories: int
    by_source: dict[str, int]
    usual: float | None
    """The median of the months around it."""
    suspicious: bool


class StateCount(msgspec.Struct, frozen=True, kw_only=True):
    """URLs in one state."""

    state: State
    pages: int
    requisites: int
    """Pictures, style sheets, fonts and scripts."""


class CrawlAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A crawl that the coverage rests on."""

    crawl: str
    ended: str | None
    """Its reason, as in its manifest; None for one without: killed, or still running."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known about the completeness of one site. A function of its committed ledgers."""

    site: str
    crawls: tuple[CrawlAccount, ...]
    urls: int
    """URLs that were ever heard of; the states below add up to it."""
    states: tuple[StateCount, ...]
    stories: int
    undated: int
    """Stories without a date of publication; no month has them."""
    chain: Chain
    holes: tuple[Hole, ...]
    stated: Stated | None
    """None where the site gives no such account, or is not asked for it."""
    sources: tuple[SourceAccount, ...]
    overlaps: tuple[Overlap, ...]
    unarchived: tuple[Unarchived, ...]
    months: tuple[Month, ...]
    format: int = FORMAT


def encode(coverage: Coverage) -> bytes:
    """The coverage as JSON, indented for people; the same bytes for the same value."""
    return msgspec.json.format(msgspec.json.encode(coverage, order="deterministic"), indent=1) + b"\n"

"""What `scrapy report` says of one site."""

import enum
from datetime import datetime

import msgspec


class Concern(enum.StrEnum):
    """What a person should look at."""

    NO_CRAWL = "no_crawl"
    """The last crawl is much longer ago than the pauses between crawls used to be."""
    CRAWLS_FAIL = "crawls_fail"
    """The last crawl ended with a status that asks for somebody."""
    CUT_SHORT = "cut_short"
    """None of the last crawls came to its end."""
    SILENT = "silent"
    """Crawls go well, and bring no new story for longer than they ever did."""
    FETCHES_FAIL = "fetches_fail"
    """More URLs fail or are blocked than before."""
    PAGES_REJECTED = "pages_rejected"
    """More article pages than before give no article."""
    FIELD_MISSING = "field_missing"
    """A field that most articles had is missing now."""
    SHORT_TEXTS = "short_texts"
    """Articles are less than half as long as they were."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One concern, in words."""

    concern: Concern
    says: str


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Why URLs could not be had."""

    says: str
    count: int
    example: str
    """The URL that it happened to last."""


class FieldShare(msgspec.Struct, frozen=True, kw_only=True):
    """How many new articles have a field."""

    field: str
    share: float
    """Lately; from 0 to 1."""
    before: float | None
    """In the time before; None when there was no article."""
    example: str | None
    """The newest article without it."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The report on a site."""

    site: str
    days: int
    """How long "lately" is, back from the last crawl; "before" is four times as long and ends where it begins."""
    last_crawl: datetime
    """When it began, UTC."""
    last_reason: str
    last_exit_code: int
    crawls: dict[str, int]
    """Lately, by how they ended."""
    new: int
    """Stories whose first line is of lately."""
    revised: int
    gone: int
    """Tombstones."""
    causes: tuple[Cause, ...]
    """Of the failures of lately, the most frequent first."""
    fields: tuple[FieldShare, ...]
    findings: tuple[Finding, ...]

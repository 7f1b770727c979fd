"""Which stories a crawl that was restricted to a span of days is about, and what is known of a day beforehand. Pure.

A page says itself on which day it was published, once it is here. Before that, its address, the sitemap or feed that
names it and its place in the story chain say what they say.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from archive.dates import parse_http_date

_DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)(?:[/-]?([0-3]\d))?(?=[/._-]|$)")
_SLACK = timedelta(days=1)
"""A sitemap may state in UTC what the page prints in its own zone: a day off is no evidence yet."""
_SINCE, _UNTIL = "newswarc-since", "newswarc-until"
Side = Literal["before", "after"]


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What is known of the day on which a story was published; None where nothing is."""

    earliest: date | None = None
    latest: date | None = None

    def narrowed(self, other: "Evidence") -> "Evidence":
        """What both say together."""
        earliest = max((one for one in (self.earliest, other.earliest) if one), default=None)
        latest = min((one for one in (self.latest, other.latest) if one), default=None)
        return Evidence(earliest=earliest, latest=latest)


NOTHING = Evidence()


class Period(msgspec.Struct, frozen=True):
    """Days, both included; None where there is no bound."""

    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self.since is not None or self.until is not None

    def misses(self, evidence: Evidence) -> Side | None:
        """On which side of the period a story lies for certain; None when it may lie in it."""
        # Days are compared by their difference: what is stated may be the first or the last day that there is.
        if self.since and evidence.latest and self.since - evidence.latest > _SLACK:
            return "before"
        if self.until and evidence.earliest and evidence.earliest - self.until > _SLACK:
            return "after"
        return None

    def holds(self, published: str | None) -> bool:
        """Whether an article lies in the period, by the day that it prints; what prints none does."""
        day = _iso_day(published) if published else None
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def evidence_of_url(url: str) -> Evidence:
    """What an address says: /2026/11/23/, /2026/11/, /20261123/, /2026-11-23-."""
    match = _DAY_IN_PATH.search(url)
    if match is None:
        return NOTHING
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 0)
    try:
        if day:
            return Evidence(earliest=date(year, month, day), latest=date(year, month, day))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return Evidence(earliest=date(year, month, 1), latest=last)
    except ValueError:
        return NOTHING


def evidence_of_dates(published: str | None, changed: str | None) -> Evidence:
    """What a sitemap or feed says: nothing was published after it was changed last."""
    day, latest = day_of(published), day_of(changed)
    if day is not None:
        return Evidence(earliest=day, latest=day)
    return Evidence(latest=latest) if latest else NOTHING


def evidence_of_neighbour(role: str, published: str | None) -> Evidence:
    """What the chain says of a story that stands before or after one with a known day."""
    day = _iso_day(published) if published else None
    if day is None:
        return NOTHING
    return {"previous_story": Evidence(latest=day), "next_story": Evidence(earliest=day)}.get(role, NOTHING)


def day_of(text: str | None) -> date | None:
    """The day of a date as sitemaps (W3C) and feeds (RFC 822, RFC 3339) write it, in its own zone; None for others."""
    if not text:
        return None
    if (day := _iso_day(text.strip())) is not None:
        return day
    moment = parse_http_date(text)
    return moment.date() if moment else None


def _iso_day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def info_of(period: Period) -> list[tuple[str, str]]:
    """The period as fields of a warcinfo record, so that a WARC file tells it, and so does the spool after a kill."""
    bounds = ((_SINCE, period.since), (_UNTIL, period.until))
    return [(name, day.isoformat()) for name, day in bounds if day]


def period_of_info(info: Iterable[tuple[str, str]]) -> Period:
    """The period that `info_of` wrote among other fields."""
    fields = dict(info)
    return Period(since=day_of(fields.get(_SINCE)), until=day_of(fields.get(_UNTIL)))

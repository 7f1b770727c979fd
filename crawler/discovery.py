"""What a response makes the crawl hear of: links of a page, entries of a sitemap or feed, the target of a redirect."""

from collections.abc import Iterable
from datetime import datetime
from itertools import zip_longest
from typing import NamedTuple

from archive.dates import parse_http_date
from crawler.ledger import Heard
from crawler.links.feeds import FeedContent
from crawler.links.oracle import Post, count_query
from crawler.links.policy import Candidate, declared_feeds, plan
from crawler.links.scope import Scope
from crawler.links.sitemaps import SitemapContent
from crawler.links.unwanted import is_sitemap_of_lists
from crawler.period import NOTHING, Evidence, evidence_of_dates
from pipelines.page import Page
from pipelines.reading import Reading
from pipelines.urls import canonical

SITEMAP_PRIORITY = 900
LISTS_PRIORITY = 45
"""Sitemaps that name sections, tags and authors: when all else has been asked, if it still seems worth it."""
LISTED_PRIORITY = 300
"""Stories that a sitemap or feed names: after what sections show, so that the newest come first."""


ORACLE = "oracle"
"""A request to the site's own account of its stories; only start pages are believed to name it."""
ORACLE_PRIORITY = 880
STATED = "stated"
"""A story that this account names: never fetched on its word alone, as pages have to name what is there."""
REQUISITE = "requisite"
REQUISITE_PRIORITY = 30
"""After every story: a run that is cut short should have lost pictures rather than news."""


class _Named(NamedTuple):
    """An address as a sitemap or feed names it."""

    url: str
    role: str
    priority: int
    lastmod: str | None
    day: Evidence


def page_candidates(reading: Reading, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs that a page or style sheet names: pages in scope, its feeds, and its requisites wherever they lie."""
    needed = (Candidate(url=canonical(url), role=REQUISITE, priority=REQUISITE_PRIORITY) for url in reading.requisites)
    return (*plan(reading, scope), *declared_feeds(reading, scope), *needed)


def sitemap_candidates(sitemap: SitemapContent, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs in scope that a sitemap lists."""
    maps = [
        _Named(url, "sitemap", _sitemap_priority(url), changed, evidence_of_dates(None, changed))
        for url, changed in zip_longest(sitemap.sitemaps, sitemap.sitemap_dates)
    ]
    pages = [
        _Named(one.url, "listed", LISTED_PRIORITY, one.lastmod, evidence_of_dates(one.news_date, one.lastmod))
        for one in sitemap.entries
    ]
    return _admitted(maps + pages, scope)


def _sitemap_priority(url: str) -> int:
    return LISTS_PRIORITY if is_sitemap_of_lists(url) else SITEMAP_PRIORITY


def feed_candidates(feed: FeedContent, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs in scope that a feed lists."""
    entries = []
    for one in feed.entries:
        # Where an entry has only one of the two, the feed's reader puts it in both places.
        published = one.published if one.published != one.updated else None
        day = evidence_of_dates(published, one.updated)
        entries.append(_Named(one.url, "listed", LISTED_PRIORITY, one.updated, day))
    return _admitted(entries, scope)


def oracle_candidates(page: Page, scope: Scope) -> tuple[Candidate, ...]:
    """Where the site of a page tells how many stories it has, if it does."""
    query = count_query(page)
    return _admitted([_Named(query, ORACLE, ORACLE_PRIORITY, None, NOTHING)], scope) if query else ()


def stated_candidates(posts: Iterable[Post], scope: Scope) -> tuple[Candidate, ...]:
    """The stories in scope that the site's own account names, with the time of their last change."""
    return _admitted([_Named(one.url, STATED, LISTED_PRIORITY, one.modified, NOTHING) for one in posts], scope)


def heard_of(candidates: Iterable[Candidate]) -> tuple[Heard, ...]:
    """The candidates to be fetched, as the ledger keeps them."""
    return tuple(
        Heard(url=candidate.url, role=candidate.role, priority=candidate.priority, day=candidate.day)
        for candidate in candidates
        if candidate.role != STATED
    )


def changed_since(lastmod: str | None, moment: datetime, *, same_day: bool = False) -> bool:
    """Whether the last change, as a sitemap (W3C date: a day, or a time with offset) or feed says it, lies after.

    `same_day`: the answer where only a day is said, and it is that of the moment.
    """
    if lastmod is None:
        return False
    stated = _moment(lastmod.strip())
    if stated is None:
        return False
    if stated.tzinfo is None:
        return stated.date() > moment.date() or (same_day and stated.date() == moment.date())
    return stated > moment


def _moment(text: str) -> datetime | None:
    """A W3C date, or one of RFC 822, in which some feeds write their changes."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parse_http_date(text)


def _admitted(found: Iterable[_Named], scope: Scope) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(url=canonical(url), role=one.role, priority=one.priority, lastmod=one.lastmod, day=one.day)
        for one in found
        if (url := scope.admit(one.url))
    )

"""What a response makes the crawl hear of: links of a page, entries of a sitemap or feed, the target of a redirect."""

from collections.abc import Iterable
from datetime import datetime

from crawler.ledger import Heard
from crawler.links.feeds import FeedContent
from crawler.links.policy import Candidate, declared_feeds, plan
from crawler.links.scope import Scope
from crawler.links.sitemaps import SitemapContent
from pipelines.reading import Reading
from pipelines.urls import canonical

SITEMAP_PRIORITY = 900
LISTED_PRIORITY = 300
"""Stories that a sitemap or feed names: after what sections show, so that the newest come first."""


REQUISITE = "requisite"
REQUISITE_PRIORITY = 30
"""After every story: a run that is cut short should have lost pictures rather than news."""


def page_candidates(reading: Reading, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs that a page or style sheet names: pages in scope, its feeds, and its requisites wherever they lie."""
    needed = (Candidate(url=canonical(url), role=REQUISITE, priority=REQUISITE_PRIORITY) for url in reading.requisites)
    return (*plan(reading, scope), *declared_feeds(reading, scope), *needed)


def sitemap_candidates(sitemap: SitemapContent, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs in scope that a sitemap lists."""
    maps = [(url, "sitemap", SITEMAP_PRIORITY, None) for url in sitemap.sitemaps]
    pages = [(entry.url, "listed", LISTED_PRIORITY, entry.lastmod) for entry in sitemap.entries]
    return _admitted(maps + pages, scope)


def feed_candidates(feed: FeedContent, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs in scope that a feed lists."""
    return _admitted([(entry.url, "listed", LISTED_PRIORITY, None) for entry in feed.entries], scope)


def heard_of(candidates: Iterable[Candidate]) -> tuple[Heard, ...]:
    """The candidates as the ledger keeps them."""
    return tuple(Heard(url=candidate.url, role=candidate.role, priority=candidate.priority) for candidate in candidates)


def changed_since(lastmod: str | None, moment: datetime) -> bool:
    """Whether a sitemap's lastmod (a W3C date: a day, or a time with offset) lies after `moment`."""
    if lastmod is None:
        return False
    try:
        stated = datetime.fromisoformat(lastmod.strip())
    except ValueError:
        return False
    if stated.tzinfo is None:
        return stated.date() > moment.date()
    return stated > moment


def _admitted(found: Iterable[tuple[str, str, int, str | None]], scope: Scope) -> tuple[Candidate, ...]:
    admitted = ((scope.admit(url), role, priority, lastmod) for url, role, priority, lastmod in found)
    return tuple(
        Candidate(url=canonical(url), role=role, priority=priority, lastmod=lastmod)
        for url, role, priority, lastmod in admitted
        if url
    )

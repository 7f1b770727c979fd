"""What a response makes the crawl hear of: links of a page, entries of a sitemap or feed, the target of a redirect."""

from collections.abc import Iterable

from crawler.ledger import Heard
from crawler.links.policy import Candidate, plan
from crawler.links.scope import Scope
from crawler.workers.task import Result
from pipelines.urls import canonical

SITEMAP_PRIORITY = 900
FEED_PRIORITY = 890
LISTED_PRIORITY = 300
"""Stories that a sitemap or feed names: after what sections show, so that the newest come first."""


def candidates_of(result: Result, scope: Scope) -> tuple[Candidate, ...]:
    """The URLs in scope that this response names, with their roles and urgency."""
    if result.sitemap is not None:
        maps = [(url, "sitemap", SITEMAP_PRIORITY) for url in result.sitemap.sitemaps]
        pages = [(entry.url, "listed", LISTED_PRIORITY) for entry in result.sitemap.entries]
        return _admitted(maps + pages, scope)
    if result.feed is not None:
        return _admitted([(entry.url, "listed", LISTED_PRIORITY) for entry in result.feed.entries], scope)
    return plan(result.reading, scope)


def heard_of(candidates: Iterable[Candidate]) -> tuple[Heard, ...]:
    """The candidates as the ledger keeps them."""
    return tuple(
        Heard(url=canonical(candidate.url), role=candidate.role, priority=candidate.priority)
        for candidate in candidates
    )


def _admitted(found: Iterable[tuple[str, str, int]], scope: Scope) -> tuple[Candidate, ...]:
    admitted = ((scope.admit(url), role, priority) for url, role, priority in found)
    return tuple(Candidate(url=url, role=role, priority=priority) for url, role, priority in admitted if url)

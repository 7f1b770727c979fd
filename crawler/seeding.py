"""Where a crawl begins, and why: a list made from what the store knows, before anything is asked."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from crawler.discovery import ORACLE, ORACLE_PRIORITY, SITEMAP_PRIORITY
from crawler.frontier import UNHEARD
from crawler.links.oracle import changes_query
from crawler.options import Options
from crawler.period import NOTHING, Evidence, evidence_of_dates, evidence_of_url
from crawler.plan import SitePlan
from crawler.restrictions import Restrictions, is_page_of
from crawler.state import SiteState
from pipelines.urls import canonical

CHAIN_ENDS = 5
"""How many articles without a next story are asked again: where the chain goes on."""
RETRIES = 200
"""How many URLs that failed in earlier crawls are tried again."""
GONE = 200
"""How many stories that are gone are asked for again: the site may have them back."""
SECTIONS = 100
"""How many known sections a crawl asks again."""
SITEMAPS = 50
"""How many known sitemaps a crawl asks again by itself: an index that is unchanged says nothing of those it names."""
OF_RECHECKS = 10
"""One part in so many of the rechecks goes round all stories, whether they are due or not."""
BY_NAME = ("start", "refresh")
"""Roles of what the operator named: asked for whatever its day is."""


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """An address with which a crawl begins."""

    key: str
    role: str
    priority: int
    why: str
    """For people."""
    depth: int = 0
    via: str | None = None
    revisit: bool = True
    """Known from an earlier crawl."""
    day: Evidence = NOTHING


def seeds(
    plan: SitePlan,
    state: SiteState,
    holes: tuple[str, ...],
    now: datetime,
    options: Options,
    restrictions: Restrictions,
) -> Iterator[Seed]:
    """Start pages, what the operator named, open ends, failures, holes, sections, what is due, the ends of the chain.

    An address may come more than once: the highest priority counts.
    """
    for url in plan.starts:
        yield Seed(key=url, role="start", priority=1000, why="start page")
    for url in restrictions.refresh:
        if is_page_of(url, plan):
            yield Seed(key=url, role="refresh", priority=990, why="--refresh")
    yield from _oracle(state, options)
    left = [(one, "heard of, not fetched yet") for one in state.open_ends()]
    left += [(one, "failed in an earlier crawl") for one in state.failed(now, RETRIES)]
    for one, why in left:
        if one.heard.role == ORACLE:
            continue  # asked anew in each crawl, or not at all
        yield Seed(
            key=one.heard.url,
            role=one.heard.role,
            priority=one.heard.priority,
            why=why,
            depth=one.depth,
            via=one.via,
            revisit=False,
            day=one.heard.day.narrowed(evidence_of_url(one.heard.url)),
        )
    for key in holes:
        yield Seed(key=key, role="hole", priority=950, why="may close a hole in the story chain", day=_day(state, key))
    for key in state.due_sitemaps(now, SITEMAPS):
        yield Seed(key=key, role="sitemap", priority=SITEMAP_PRIORITY, why="sitemap that may have changed")
    for key in state.sections(SECTIONS):
        yield Seed(key=key, role="navigation", priority=800, depth=1, why="section")
    for key in state.gone(now, GONE):
        yield Seed(key=key, role="recheck", priority=210, why="story that was gone", day=_day(state, key))
    for key in state.due(now, options.news_recheck, hot=options.news_hot_days):
        yield Seed(key=key, role="recheck", priority=200, why="known story that is due", day=_day(state, key))
    for key in state.longest_unasked(now, options.news_recheck // OF_RECHECKS):
        yield Seed(key=key, role="recheck", priority=190, why="known story, asked longest ago", day=_day(state, key))
    for key in state.chain_ends(CHAIN_ENDS):
        yield Seed(key=key, role="chain_end", priority=500, why="end of the story chain")
    if restrictions.full:
        for key in state.everything():
            yield Seed(key=key, role="recheck", priority=UNHEARD, why="known, for --full", day=_day(state, key))


def _oracle(state: SiteState, options: Options) -> Iterator[Seed]:
    """A site that gave an account of its stories is asked for it again, and for what changed since the last crawl."""
    finished = state.finished_at
    if not options.news_oracle or finished is None:
        return
    for count in state.oracles():
        changes = canonical(changes_query(count, finished))
        yield Seed(key=count, role=ORACLE, priority=ORACLE_PRIORITY, why="the site's own account: how many stories")
        yield Seed(key=changes, role=ORACLE, priority=ORACLE_PRIORITY, why="the site's own account: what changed")


def is_left_out(seed: Seed, restrictions: Restrictions) -> bool:
    """Whether it is known beforehand that the story lies outside the period of the crawl."""
    return seed.role not in BY_NAME and restrictions.period.misses(seed.day) is not None


def _day(state: SiteState, key: str) -> Evidence:
    page = state.page(key)
    known = evidence_of_dates(page.published, None) if page else NOTHING
    return known.narrowed(evidence_of_url(key))

"""One site in one run: its plan, its scope, what the store knows of it, and its spool."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from archive import clock
from archive.lease import Lease
from archive.manifest import Scalar
from archive.records import Revisited
from archive.store import Store
from crawler.capture.spool import SiteSpool
from crawler.coverage.holes import HOLES_FILE, keep_holes, look_for_holes
from crawler.ledger import Outcome, Visit
from crawler.links.scope import Scope
from crawler.links.traps import Budget
from crawler.manifests import close_account
from crawler.plan import SitePlan
from crawler.restrictions import Restrictions
from crawler.seeding import BY_NAME
from crawler.state import KnownPage, SiteState
from pipelines.article import Article

if TYPE_CHECKING:
    from crawler.session import CrawlSession

logger = logging.getLogger(__name__)

RECENT = 10_000
"""Mentions of URLs that are remembered, so that the frontier is not asked about each of them again."""


class SiteSession:
    """Opened by `crawler.opening`; closed by `finish`."""

    def __init__(
        self,
        plan: SitePlan,
        store: Store,
        state: SiteState,
        spool: SiteSpool,
        lease: Lease,
        restrictions: Restrictions,
    ) -> None:
        self.plan = plan
        self.scope = Scope(plan.starts)
        self.budget = Budget(settled=state.is_settled and not restrictions.full)
        self._restrictions = restrictions
        self.state = state
        self.spool = spool
        self.lease = lease
        self.holes: tuple[str, ...] = ()
        """What may close holes in the story chain, from the coverage of earlier crawls."""
        self.articles = 0
        """Article lines of this run, before those that were known are left out."""
        self.new_articles: set[str] = set()
        """Ids of stories of this run that had no line before; kept where the operator wants so many and no more."""
        self.requisites = 0
        """Pictures, style sheets, fonts and scripts asked for in this run."""
        self.rechecks = 0
        """Known pages that were asked for again because a sitemap said that they had changed."""
        self.chain_links = 0
        """Previous and next stories that pages named."""
        self.outcomes: Counter[str] = Counter()
        """Pages of this run by how they ended; known once it is over."""
        self.requisite_outcomes: Counter[str] = Counter()
        """Pictures, style sheets, fonts and scripts likewise."""
        self.oracle_answers = 0
        """Answers about the site's own account among them: each question is a new one, whatever is said."""
        self.start_ended = False
        """Whether a start page, or what it redirects to, came to an answer that leads no further."""
        self.redirected_starts: dict[str, str] = {}
        """Where the start pages redirect to that do."""
        self._recent: set[tuple[str, str, bool]] = set()
        self._store = store

    @property
    def holes_file(self) -> Path:
        """The cache of `holes`, beside the state."""
        return self.spool.folder.with_name(HOLES_FILE)

    @property
    def is_barren(self) -> bool:
        """Whether neither this run nor the store knows a single article of the site."""
        return self.articles == 0 and self.state.article_count == 0

    def known(self, key: str) -> KnownPage | None:
        """What the store knows of a URL."""
        return self.state.page(key)

    def waits(self, key: str) -> bool:
        """Whether a URL failed in earlier crawls and it is too early to try it again."""
        return not self._restrictions.full and self.state.waits(key, self.spool.crawl.started)

    def may_be_back(self, key: str) -> bool:
        """Whether a URL is that of a story that was gone when it was asked for, a day or longer ago."""
        return self.state.may_be_back(key, self.spool.crawl.started)

    def recently_heard(self, key: str, role: str, of_role: str) -> bool:
        """Whether this was just decided: most links of a page stand on the page before, too."""
        mention = (key, role, of_role == "start")
        if mention in self._recent:
            return True
        if len(self._recent) >= RECENT:
            self._recent.clear()
        self._recent.add(mention)
        return False

    def withholds(self, article: Article, key: str, role: str) -> bool:
        """Whether an article gets no line because it lies outside the period of the run. What is published stays."""
        if role in BY_NAME or self._restrictions.period.holds(article.date_published):
            return False
        return self.known(key) is None and self.state.get(article.id) is None

    def holder_of(self, digest: str) -> Revisited | None:
        """The record of this site in the store that holds a payload, or None."""
        page = self.state.payload(digest)
        return revisited(page) if page else None

    def finish(self, session: "CrawlSession", statistics: dict[str, object]) -> None:
        """Publish what is left, write the manifest, give the lease back. Raises `ArchiveError`."""
        if session.failure is None:
            if session.counts["exchanges"]:  # without any there is nothing to archive, and no file to begin for it
                left_out = session.frontier.left_out(self.plan.name)
                self.spool.account_for(_visits_of(left_out, clock.utc_now()))
            self.spool.finish()
            if self.spool.complete:
                self._write_manifest(session, statistics)
                self._look_for_holes()
                self.spool.remove()
        self.lease.release()

    def give_back(self) -> None:
        """Leave nothing behind of a run in which nothing was asked for. Raises `ArchiveError`."""
        self.spool.finish()
        self.spool.remove()
        self.state.close()
        self.lease.release()

    def _look_for_holes(self) -> None:
        # Now, and not at the next start: a timer's start should be fast, its end may take its time.
        crawl_id = self.spool.crawl.crawl_id
        met = self.outcomes - Counter({Outcome.ARCHIVED: self.oracle_answers})
        if met.keys() <= {Outcome.UNCHANGED, Outcome.OVER_BUDGET, Outcome.REDIRECTED} and not self.holes:
            keep_holes(self.holes_file, self.holes, crawl_id)
        else:
            look_for_holes(self.holes_file, self._store, self.plan.name, crawl_id)

    def _write_manifest(self, session: "CrawlSession", statistics: dict[str, object]) -> None:
        from crawler.session import settings_that_matter

        figures: dict[str, Scalar] = {f"urls/{outcome}": count for outcome, count in self.outcomes.items()}
        figures |= {
            name: value for name, value in statistics.items() if isinstance(value, bool | int | float | str | None)
        }
        close_account(
            self._store,
            self.spool.crawl,
            settings=settings_that_matter(session.options, session.restrictions),
            statistics=figures,
            reason=session.reason or "unknown",
            exit_code=session.exit_code(),
        )


def _visits_of(left_out: Iterable[tuple[str, str, int, str | None, str]], now: datetime) -> Iterator[Visit]:
    """What the ledger says of URLs that this run heard of and did not ask for: key, role, depth, via, outcome."""
    for key, role, depth, via, outcome in left_out:
        yield Visit(url=key, outcome=Outcome(outcome), fetched_at=now, role=role, depth=depth, via=via)


def revisited(page: KnownPage) -> Revisited | None:
    """The record that a repetition of this page would refer to."""
    if page.record_id is None or page.record_date is None or page.payload_digest is None:
        return None
    return Revisited(record_id=page.record_id, url=page.key, date=page.record_date, payload_digest=page.payload_digest)

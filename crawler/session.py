"""One run: its sites, their spools and states, the frontier, and how it ended.

There is one session a Scrapy crawler. The download handler, the scheduler, the spider and the extensions all
find it with `session_of`, so that two of them never write to one file.
"""

import asyncio
import logging
import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TypeVar
from weakref import WeakKeyDictionary

import msgspec
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from archive import clock
from archive.digest import sha256_hex
from archive.errors import ArchiveError, StoreError
from archive.manifest import Scalar
from archive.store import Store
from crawler.capture.addresses import AddressBook
from crawler.capture.client import WireClient
from crawler.capture.publisher import Publisher
from crawler.capture.spool import Note
from crawler.discovery import ORACLE, SITEMAP_PRIORITY
from crawler.exit_codes import ExitCode
from crawler.frontier import Entry, Frontier
from crawler.ledger import Outcome
from crawler.links.traps import Verdict
from crawler.options import Options
from crawler.restrictions import ENOUGH, FINISHED, FINISHED_IN_PERIOD, Restrictions
from crawler.seeding import Seed, is_left_out, seeds
from crawler.site_session import SiteSession
from crawler.workers.pool import WorkerPool
from pipelines.urls import canonical

logger = logging.getLogger(__name__)

T = TypeVar("T")
HOUSEKEEPING_SECONDS = 20.0
CLOSED_AT_ONCE = 50
"""How many URLs over budget are closed in one go: a sitemap may have named fifty thousand of them."""
SHUTDOWN = "shutdown"
"""Why a run ended that somebody stopped; Scrapy's own word for it."""
SENT_AWAY = "sent away"
"""Why a run ended whose sites all want to be left alone for longer than we wait; the rest is the next run's."""
FAULTY = "faulty"
"""Why a run ended in which our own code raised what it should not; the log has the traceback."""

_sessions: "WeakKeyDictionary[Crawler, CrawlSession]" = WeakKeyDictionary()


def session_of(crawler: Crawler) -> "CrawlSession":
    """The session that was bound to the crawler.

    Raises `NotConfigured` when there is none, as in `scrapy shell`: Scrapy goes on without the extension that asked.
    """
    try:
        return _sessions[crawler]
    except KeyError:
        raise NotConfigured from None


class CrawlSession:
    """Everything of one run that outlives a single request."""

    def __init__(
        self,
        options: Options,
        store: Store,
        sites: Sequence[SiteSession],
        frontier: Frontier,
        publisher: Publisher,
        *,
        restrictions: Restrictions,
        verify_certificates: bool,
    ) -> None:
        self.options = options
        self.restrictions = restrictions
        self.store = store
        self.sites = {site.plan.name: site for site in sites}
        self.frontier = frontier
        self._publisher = publisher
        self.pool = WorkerPool(options.article_workers, timeout=options.article_timeout)
        self.client = WireClient(
            AddressBook.for_urls(url for site in sites for url in site.plan.starts),
            max_response=options.news_max_body,
            verify_certificates=verify_certificates,
        )
        self.crawl_delays: dict[str, float] = {}
        """Seconds between requests that a host's robots.txt asks for."""
        self.is_closing = False
        """Whether `next_entry` stopped before its end, so that others have their turn, and is to be asked again."""
        self.max_fetches: int | None = None
        """After so many URLs nothing more is handed out."""
        self.counts: Counter[str] = Counter()
        self.reason: str | None = None
        """Why the run ended, in Scrapy's words; None until it did."""
        self.is_over = False
        """Whether all that can be published is, and the leases are given back."""
        self.failure: ArchiveError | None = None
        """The first failure of store or spool: the run ends because of it."""
        self.unreached: dict[str, str] = {}
        """Start pages that gave nothing to read, and why."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._crawler: Crawler
        self._ending: asyncio.Task[None] | None = None

    def bind(self, crawler: Crawler) -> None:
        """Become the session of a crawler."""
        _sessions[crawler] = self
        self._crawler = crawler

    def seed(self) -> None:
        """Queue where the run begins; what is known to lie outside its period is accounted for instead."""
        now = clock.utc_now()
        for site in self.sites.values():
            for seed in seeds(site.plan, site.state, site.holes, now, self.options, self.restrictions):
                self._plant(site.plan.name, seed)

    def _plant(self, site: str, seed: Seed) -> None:
        if is_left_out(seed, self.restrictions):
            self.frontier.leave_out(
                seed.key,
                site=site,
                role=seed.role,
                depth=seed.depth,
                via=seed.via,
                outcome=Outcome.OUT_OF_PERIOD,
                told=True,
            )
            return
        self.frontier.add(
            seed.key,
            site=site,
            role=seed.role,
            priority=seed.priority,
            depth=seed.depth,
            via=seed.via,
            revisit=seed.revisit,
        )

    def hear_sitemaps(self, site: str, urls: Sequence[str]) -> None:
        """Queue the sitemaps that robots.txt names."""
        for url in urls:
            admitted = self.sites[site].scope.admit(url)
            if admitted is not None:
                self.frontier.add(
                    canonical(admitted), site=site, role="sitemap", priority=SITEMAP_PRIORITY, revisit=True
                )

    def next_entry(self, now: float, per_site: int) -> Entry | None:
        """The next URL to fetch. Those whose kind of page has stopped to yield anything new are closed here.

        None when nothing may be fetched now, and after `CLOSED_AT_ONCE` were closed: then there may be more. A site
        whose most urgent URL depends on answers that are on the way waits for them.
        """
        self.is_closing = False
        if self.max_fetches is not None and self.counts["entries"] >= self.max_fetches:
            self.frontier.drop_queued(Outcome.OVER_BUDGET)
        if not self._wants_more:
            return None
        waiting: set[str] = set()
        for _ in range(CLOSED_AT_ONCE):
            entry = self.frontier.next(now, per_site, without=waiting)
            if entry is None:
                if self.frontier.may_ask_nothing_before(now + self.options.news_retry_after):
                    self._end(SENT_AWAY)
                return None
            verdict = self._admits(entry)
            if verdict is Verdict.YES:
                self.counts["entries"] += 1
                return entry
            if verdict is Verdict.LATER:
                self.frontier.put_back(entry)
                waiting.add(entry.site)
            else:
                self.frontier.done(entry, Outcome.OVER_BUDGET)
        self.is_closing = True
        return None

    @property
    def _wants_more(self) -> bool:
        """Whether another new article may be on its way: never more than the operator wants."""
        wanted = self.restrictions.max_articles
        return wanted is None or self.frontier.in_flight < wanted - self.new_articles

    @property
    def new_articles(self) -> int:
        """Stories that this run brought and that had no line before; counted where the operator wants so many."""
        return sum(len(site.new_articles) for site in self.sites.values())

    def end_if_enough(self) -> None:
        """End the run once it has brought as many new articles as the operator wants."""
        wanted = self.restrictions.max_articles
        if wanted is not None and self.new_articles >= wanted:
            self._end(ENOUGH)

    def _admits(self, entry: Entry) -> Verdict:
        site = self.sites[entry.site]
        if entry.role == "requisite":
            site.requisites += 1
            return Verdict.YES if site.requisites <= self.options.news_requisites_max else Verdict.NO
        is_asked_again = entry.revisit and self.restrictions.full
        return site.budget.admit(entry.key, entry.role, is_asked_again=is_asked_again)

    def release(self, entry: Entry) -> None:
        """An entry that was handed out is over, or queued for another try: nobody waits for its answer any more."""
        self.sites[entry.site].budget.release(entry.key)

    async def record(self, site: str, write: Callable[[SiteSession], T]) -> T:
        """Archive an exchange; it is on the disk when this returns. Raises `ArchiveError` and ends the run.

        `write` is called in the archive's thread: sixteen megabytes are not parsed and hashed while others wait.
        """
        self.counts["exchanges"] += 1
        return await self._archive(lambda: write(self.sites[site]))

    async def note(self, site: str, write_down: Callable[[], Note]) -> None:
        """Archive what became of an exchange. Raises `ArchiveError` and ends the run.

        `write_down` is called in the archive's thread: a page may name ten thousand others, a sitemap fifty.
        """
        await self._archive(lambda: self.sites[site].spool.note(write_down()))

    async def housekeeping(self) -> None:
        """Roll files that are old enough, renew leases. Called every `HOUSEKEEPING_SECONDS`."""

        def work() -> None:
            self._publisher.check()
            for site in self.sites.values():
                site.lease.ensure()
                site.spool.roll_if_due()

        await self._archive(work)

    async def finish(self, reason: str, statistics: dict[str, object]) -> None:
        """Publish everything and write the manifests. Failures are kept in `failure`, not raised."""
        if statistics.get("spider_exceptions/count") and reason == FINISHED:
            # A fault of ours left URLs without an outcome: the next run must take them up again.
            reason = FAULTY
        if reason == FINISHED and self.restrictions.period:
            reason = FINISHED_IN_PERIOD
        self.reason = reason
        if reason in (FINISHED, FINISHED_IN_PERIOD):
            self._find_circles()

        def work() -> None:
            with suppress(sqlite3.Error) if self.failure else nullcontext():  # after a full disk it may be unreadable
                self._take_account()
            if self.failure is not None:
                self._publisher.stop()  # a commit is still under the lease, which is given back now
            try:
                for site in self.sites.values():
                    site.finish(self, statistics)
            except BaseException:
                self._let_go()
                raise

        try:
            await self.pool.close()
            await self._archive(work)
        except ArchiveError:
            logger.error("the archive failed while it was closed: %s", self.failure)
        except Exception:
            self.reason = FAULTY
            logger.exception("a fault while the archive was closed; what is in the spool waits for the next run")
        self.is_over = True

    def _let_go(self) -> None:
        """Give back the leases of a run that could not be brought to its end: the next may be on another machine."""
        self._publisher.stop()
        for site in self.sites.values():
            with suppress(StoreError):
                site.lease.release()

    def _take_account(self) -> None:
        for site in self.sites.values():
            site.outcomes.update(self.frontier.outcomes(site.plan.name))
            site.requisite_outcomes.update(self.frontier.outcomes(site.plan.name, requisites=True))
            site.oracle_answers = self.frontier.archived_as(site.plan.name, ORACLE)

    def _find_circles(self) -> None:
        """Start pages that redirect, and from there in a circle, gave nothing to read."""
        for site in self.sites.values():
            if not site.start_ended:
                for url, target in site.redirected_starts.items():
                    self.unreached[url] = f"leads to {target}, and from there in a circle"

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was asked for, and the end has not begun."""
        return self.reason is None and not self.counts["exchanges"]

    def give_back(self) -> None:
        """Leave nothing behind of a run in which nothing was asked for. Raises `ArchiveError`."""
        self.frontier.close()
        for site in self.sites.values():
            site.give_back()

    def close(self) -> None:
        """Let go of the local files."""
        self.frontier.close()
        for site in self.sites.values():
            site.state.close()

    def exit_code(self) -> ExitCode:
        """What the shell is told."""
        if self.failure is not None:
            return ExitCode.ARCHIVE_FAILED
        if self.reason == FAULTY:
            return ExitCode.UNEXPECTED
        if self.reason not in (FINISHED, FINISHED_IN_PERIOD):
            return ExitCode.CUT_SHORT
        if self.unreached:
            return ExitCode.START_UNREACHABLE
        if self.reason == FINISHED and any(site.is_barren for site in self.sites.values()):
            return ExitCode.NOTHING_ARCHIVED
        return ExitCode.OK

    def fail(self, error: ArchiveError | OSError | sqlite3.Error) -> ArchiveError:
        """End the run because the archive failed; only the first failure counts.

        Returns this one as an `ArchiveError`.
        """
        failure = error if isinstance(error, ArchiveError) else ArchiveError(self._told(error))
        if self.failure is None:
            self.failure = failure
            logger.error("the archive failed, the crawl ends: %s", failure)
            if self.reason is None:
                self._end("archive_failed")
        return failure

    def _told(self, error: OSError | sqlite3.Error) -> str:
        """What SQLite says names no file: its files lie in the spool."""
        return f"the spool {self.options.archive_spool}: {error}" if isinstance(error, sqlite3.Error) else str(error)

    def end(self) -> None:
        """End the run because somebody asked for it."""
        self._end(SHUTDOWN)

    def _end(self, reason: str) -> None:
        if self._ending is None:
            self._ending = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason))

    async def _archive(self, work: Callable[[], T]) -> T:
        """Run `work` in the archive's own thread, in order; its failure is the end of the run."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except ArchiveError as error:
            self.fail(error)
            raise
        except (OSError, sqlite3.Error) as error:
            # A full disk under the state or the spool is as final as one under a WARC file.
            raise self.fail(error) from error


def new_record_id() -> str:
    """A WARC-Record-ID."""
    return f"urn:uuid:{uuid.uuid4()}"


def spool_folder(options: Options, store: Store, site: str) -> Path:
    """Where a site's spool and state lie: apart for each store, so that two stores never mix."""
    return options.archive_spool / sha256_hex([store.url.encode()])[:12] / site


def settings_that_matter(options: Options, restrictions: Restrictions) -> dict[str, Scalar]:
    """Our settings and options, for the manifest; the store's address may hold more than readers should see."""
    values = msgspec.to_builtins(options, enc_hook=str)
    settings = {f"{name.upper()}": value for name, value in values.items() if name != "archive_store"}
    return settings | restrictions.for_manifest()

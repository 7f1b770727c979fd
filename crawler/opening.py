"""Opens a run before Scrapy starts: whatever can be wrong with the store, the spool or the lease is said here."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from archive import clock
from archive.errors import ArchiveError, StoreError
from archive.lease import acquire
from archive.store import Probe, Store, open_store
from crawler.capture.publisher import Publisher
from crawler.capture.recovery import Recovery
from crawler.capture.spool import SiteSpool, SpooledCrawl, SpoolError
from crawler.coverage.holes import known_holes
from crawler.crawl_id import new_crawl_id
from crawler.frontier import Frontier
from crawler.options import Options
from crawler.period import info_of
from crawler.plan import SitePlan
from crawler.restrictions import Restrictions
from crawler.session import CrawlSession, new_record_id, spool_folder
from crawler.site_session import SiteSession
from crawler.state import STATE_FILE, SiteState
from crawler.versions import versions
from crawler.workers.pool import WorkerPool

logger = logging.getLogger(__name__)

STALE_SECONDS = 86_400.0
"""After this time nobody is still at work on what a write left unfinished."""


def open_session(
    plans: Sequence[SitePlan],
    options: Options,
    restrictions: Restrictions,
    *,
    user_agent: str,
    robots: str,
    verify_certificates: bool,
) -> CrawlSession:
    """Probe the store, take the leases, publish what a killed run left, and load what the store knows.

    Raises `ArchiveError` (`LeaseHeld` among them) with one line that says what to do; nothing is held then.
    """
    store = open_store(options.archive_store)
    probe = store.probe()
    if not probe.conditional:
        logger.warning("%s", probe.note)
    sites: list[SiteSession] = []
    publisher = Publisher()
    try:
        for plan in plans:
            info = _info(options, restrictions, user_agent, robots)
            sites.append(_open_site(plan, store, probe, options, restrictions, info, publisher))
        session = CrawlSession(
            options,
            store,
            sites,
            Frontier(sites[0].spool.folder / "frontier.db"),
            publisher,
            restrictions=restrictions,
            verify_certificates=verify_certificates,
        )
        session.seed()
    except OSError as error:
        _give_back(sites)
        raise SpoolError(f"the spool {options.archive_spool} cannot be used: {error.strerror or error}") from error
    except BaseException:  # a signal among them
        _give_back(sites)
        raise
    return session


def _open_site(
    plan: SitePlan,
    store: Store,
    probe: Probe,
    options: Options,
    restrictions: Restrictions,
    info: Sequence[tuple[str, str]],
    publisher: Publisher,
) -> SiteSession:
    folder = spool_folder(options, store, plan.name)
    now = clock.utc_now()
    crawl_id = new_crawl_id(now, None)
    lease = acquire(store, plan.name, crawl_id, conditional=probe.conditional)
    state = None
    try:
        lease.renew_in_background()
        for place in ("warc/{}/", "index/{}/", "articles/site={}/", "ledger/{}/", "crawls/{}/"):
            store.sweep(place.format(plan.name))
        # Others may reach for the lease at this moment.
        store.sweep(f"leases/{plan.name}/", older_than=STALE_SECONDS)
        state = SiteState(folder / STATE_FILE)
        commit_taken = partial(state.sync, store, plan.name)
        commit_taken()
        _recover(plan, store, state, options, folder, lease.renew, commit_taken)
        if state.latest_crawl is not None and state.latest_crawl >= crawl_id:
            crawl_id = new_crawl_id(now, state.latest_crawl)
        crawl = SpooledCrawl(
            site=plan.name,
            crawl_id=crawl_id,
            started=now,
            starts=plan.starts,
            info=(*info, ("isPartOf", plan.name)),
        )
        spool = SiteSpool(
            folder / crawl.crawl_id,
            crawl,
            store,
            state,
            max_size=options.archive_warc_size,
            max_age=options.archive_warc_age,
            new_id=new_record_id,
            hold=lease.renew,
            on_commit=commit_taken,
            publisher=publisher,
            learner=state.learner(),
        )
        site = SiteSession(plan, store, state, spool, lease, restrictions)
        site.holes = known_holes(site.holes_file, store, plan.name, state.latest_crawl)
    except BaseException:
        if state is not None:
            state.close()
        with suppress(StoreError):  # what went wrong first says more
            lease.release()
        raise
    return site


def _recover(
    plan: SitePlan,
    store: Store,
    state: SiteState,
    options: Options,
    folder: Path,
    hold: Callable[[], None],
    on_commit: Callable[[], None],
) -> None:
    async def work() -> list[str]:
        pool = WorkerPool(options.article_workers, timeout=options.article_timeout)
        try:
            recovery = Recovery(
                plan,
                store,
                state,
                pool.read,
                max_body=options.news_max_body,
                new_id=new_record_id,
                learner=state.learner,
                hold=hold,
                on_commit=on_commit,
            )
            return await recovery.recover(folder)
        finally:
            await pool.close()

    # In a thread of its own: Scrapy's reactor wants to be the first to make an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as thread:
        for crawl_id in thread.submit(asyncio.run, work()).result():
            logger.warning("%s: crawl %s had been cut off; what it left is published now", plan.name, crawl_id)


def _info(options: Options, restrictions: Restrictions, user_agent: str, robots: str) -> list[tuple[str, str]]:
    """The fields of the warcinfo record (ISO 28500 6.2)."""
    known = versions()
    info = [
        ("software", f"newswarc/{known['newswarc']} scrapy/{known['scrapy']} python/{known['python']}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("robots", robots),
        ("http-header-user-agent", user_agent),
        ("newswarc-rules", known["rules"]),
    ]
    info += info_of(restrictions.period)
    if options.archive_operator:
        info.insert(1, ("operator", options.archive_operator))
    return info


def _give_back(sites: Sequence[SiteSession]) -> None:
    for site in sites:
        with suppress(ArchiveError):
            site.give_back()

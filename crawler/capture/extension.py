"""Ties a session to Scrapy: opens nothing itself, keeps house while the crawl runs, publishes when it ends."""

import asyncio
import contextlib
import gc
import logging
import sys

from scrapy import signals
from scrapy.crawler import Crawler

from archive.errors import ArchiveError
from crawler.session import HOUSEKEEPING_SECONDS, CrawlSession, session_of

logger = logging.getLogger(__name__)

SWITCH_SECONDS = 0.001


class ArchiveExtension:
    """The life of the archive within the life of a spider."""

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        self._crawler = crawler
        self._session = session
        self._housekeeper: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signals.spider_opened)
        crawler.signals.connect(self.closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ArchiveExtension":
        return cls(crawler, session_of(crawler))

    def opened(self) -> None:
        # What was imported and set up stays to the end; the collector must not walk through it again and again,
        # which takes it 50 ms each time.
        gc.collect()
        gc.freeze()
        # A thread that computes lets go of the interpreter when another has waited so long for it: five times less
        # than usual, since the event loop waits so each time that it comes back from the network.
        sys.setswitchinterval(SWITCH_SECONDS)
        self._housekeeper = asyncio.get_running_loop().create_task(self._keep_house())

    async def closed(self, reason: str) -> None:
        if self._housekeeper is not None:
            self._housekeeper.cancel()
        statistics = {**self._crawler.stats.get_stats(), **self._session.counts}
        await self._session.finish(reason, statistics)

    async def _keep_house(self) -> None:
        with contextlib.suppress(ArchiveError):  # the session has heard of it and ends the crawl
            while True:
                await asyncio.sleep(HOUSEKEEPING_SECONDS)
                await self._session.housekeeping()

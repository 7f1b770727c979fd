"""How far a crawl is: one line that rewrites itself on a terminal, one log line a minute elsewhere."""

import asyncio
import logging
import sys
import time

from scrapy import signals
from scrapy.crawler import Crawler

from crawler.session import CrawlSession, session_of

logger = logging.getLogger(__name__)

ON_TERMINAL_SECONDS = 0.5
IN_LOG_SECONDS = 60.0


class Progress:
    """Tells people and logs what a crawl has done so far."""

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        self._stats = crawler.stats
        self._session = session
        self._begun = time.monotonic()
        # Where the log goes to the terminal too, a line that rewrites itself would only tear it apart.
        log_is_elsewhere = bool(crawler.settings.get("LOG_FILE")) or crawler.settings.get("LOG_LEVEL") not in (
            "DEBUG",
            "INFO",
        )
        self._terminal = sys.stderr.isatty() and log_is_elsewhere
        self._task: asyncio.Task[None] | None = None
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._closed, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        return cls(crawler, session_of(crawler))

    def _opened(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._tell())

    def _closed(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201 - this is the display

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(ON_TERMINAL_SECONDS if self._terminal else IN_LOG_SECONDS)
            if self._terminal:
                print(f"\r\x1b[K{self._line()}", end="", file=sys.stderr, flush=True)  # noqa: T201 - the display
            else:
                logger.info("%s", self._line())

    def _line(self) -> str:
        fetched = self._session.counts["exchanges"]
        seconds = max(1e-9, time.monotonic() - self._begun)
        return (
            f"{fetched} fetched, {self._stats.get_value('article/read', 0)} articles, "
            f"{self._session.frontier.queued} waiting, {fetched / seconds:.1f} a second"
        )

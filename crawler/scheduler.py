"""Hands the frontier's URLs to Scrapy's engine, one request each."""

import asyncio
import sqlite3
import time
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.core.scheduler import BaseScheduler
from scrapy.crawler import Crawler

from crawler.session import CrawlSession, session_of

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider


class FrontierScheduler(BaseScheduler):
    """A scheduler without queues of its own: what is next, the frontier says."""

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        self._crawler = crawler
        self._session = session
        self._per_site = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._spider: NewsSpider
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FrontierScheduler":
        return cls(crawler, session_of(crawler))

    def open(self, spider: Spider) -> None:
        self._spider = spider  # type: ignore[assignment]

    def close(self, reason: str) -> None:
        if self._alarm is not None:
            self._alarm.cancel()

    def has_pending_requests(self) -> bool:
        return self._session.frontier.queued > 0

    def enqueue_request(self, request: Request) -> bool:
        # Every URL enters through the frontier; a request from anywhere else would escape the account of it.
        raise RuntimeError(f"{request} did not come from the frontier")

    def next_request(self) -> Request | None:
        now = time.time()
        try:
            entry = self._session.next_entry(now, self._per_site)
            if entry is None:
                self._wake_when_something_is_ready(now)
                return None
            return self._spider.request_for(entry)
        except sqlite3.Error as error:  # a full disk under the frontier or the state
            self._session.fail(error)
            return None

    def _wake_when_something_is_ready(self, now: float) -> None:
        """The engine asks again every five seconds by itself; a Retry-After of two should not take five."""
        ready_at = now if self._session.is_closing else self._session.frontier.ready_at(now)
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if ready_at is not None:
            self._alarm = asyncio.get_running_loop().call_later(max(0.001, ready_at - now), self._ask_the_engine)

    def _ask_the_engine(self) -> None:
        self._alarm = None
        slot = self._crawler.engine._slot
        if slot is not None:
            slot.nextcall.schedule()

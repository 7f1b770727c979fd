"""How fast a host is asked: AutoThrottle's rule, never below its Crawl-delay, and Retry-After taken at its word."""

from datetime import datetime

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES

from archive.dates import parse_http_date
from archive.wire import Message
from crawler.plan import LOOPBACK
from crawler.session import CrawlSession, session_of

MAX_CRAWL_DELAY = 60.0
"""Seconds; a longer Crawl-delay would make a crawl of years out of one of hours and is capped here."""


class Throttle:
    """Sets the delay of Scrapy's download slots, one a host.

    The operator's own machine (a loopback address among the start pages) is not made to wait, unless
    DOWNLOAD_DELAY was set by hand.
    """

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._session = session
        self._floor = settings.getfloat("DOWNLOAD_DELAY")
        self._by_hand = (settings.getpriority("DOWNLOAD_DELAY") or 0) > SETTINGS_PRIORITIES["project"]
        self._requisites_floor = settings.getfloat("NEWS_REQUISITES_DELAY")
        self._start = max(self._floor, settings.getfloat("AUTOTHROTTLE_START_DELAY"))
        self._ceiling = settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
        self._target = max(settings.getfloat("AUTOTHROTTLE_TARGET_CONCURRENCY"), 0.01)
        crawler.signals.connect(self.reached_downloader, signals.request_reached_downloader)
        crawler.signals.connect(self.downloaded, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        return cls(crawler, session_of(crawler))

    def reached_downloader(self, request: Request) -> None:
        """A host that is met for the first time begins with the start delay."""
        host, slot = self._slot(request)
        if slot is not None and slot.lastseen == 0:
            slot.delay = 0.0 if self._is_own_machine(host) else max(self._start, self._least(host))

    def downloaded(self, response: Response, request: Request) -> None:
        """Move towards a delay at which `AUTOTHROTTLE_TARGET_CONCURRENCY` answers are always under way."""
        host, slot = self._slot(request)
        latency = request.meta.get("download_latency")
        if slot is None or latency is None:
            return
        if self._is_own_machine(host):
            slot.delay = self._session.crawl_delays.get(host, 0.0)
            return
        target = latency / self._target
        delay = max(target, (slot.delay + target) / 2)
        # Errors and redirects answer faster than pages: they may slow a crawl down, never speed it up.
        if response.status != 200 and delay < slot.delay:
            delay = slot.delay
        slot.delay = max(min(delay, self._ceiling), self._least(host))

    def _least(self, host: str) -> float:
        if host.endswith(" requisites"):
            return max(
                self._requisites_floor, min(self._session.crawl_delays.get(host.split()[0], 0.0), MAX_CRAWL_DELAY)
            )
        return max(self._floor, min(self._session.crawl_delays.get(host, 0.0), MAX_CRAWL_DELAY))

    def _is_own_machine(self, host: str) -> bool:
        return host.startswith(LOOPBACK) and not self._by_hand

    def _slot(self, request: Request) -> tuple[str, Slot | None]:
        host = request.meta.get("download_slot", "")
        return host, self._crawler.engine.downloader.slots.get(host)


def retry_after_seconds(message: Message, received: datetime) -> float | None:
    """Seconds that a response asks to wait (RFC 9110 10.2.3: seconds or a date), or None."""
    value = message.header(b"retry-after")
    if value is None:
        return None
    text = value.decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    until = parse_http_date(text)
    if until is None or until.tzinfo is None:
        return None
    return max(0.0, (until - received).total_seconds())

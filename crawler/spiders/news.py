"""The spider: turns the frontier's URLs into requests and hands the answers to the visitor."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from archive.errors import ArchiveError
from crawler.frontier import Entry
from crawler.parts import PARTS
from crawler.session import CrawlSession, session_of
from crawler.site_session import revisited
from crawler.visitor import Visitor
from pipelines.reading import LinkRole


class NewsSpider(Spider):
    """Crawls any news site from its start pages: `scrapy crawl news -a url=URL[,URL…]` or `-a urls_file=FILE`."""

    name = "news"
    custom_settings = PARTS
    _session: CrawlSession
    _visitor: Visitor

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "NewsSpider":
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._opened, signals.spider_opened)
        return spider

    def _opened(self) -> None:
        self._session = session_of(self.crawler)
        self._visitor = Visitor(self.crawler, self._session)

    async def start(self) -> AsyncIterator[Any]:
        """Nothing: the frontier was seeded before the spider opened."""
        return
        yield

    def request_for(self, entry: Entry) -> Request:
        """The request of one entry; conditional where an earlier crawl left validators (RFC 9110 13.1)."""
        headers = {}
        meta: dict[str, Any] = {"entry": entry, "site": entry.site}
        known = self._session.sites[entry.site].known(entry.key) if entry.revisit else None
        if known is not None:
            meta["known_as"] = revisited(known)
            # A full crawl wants the links of every page, and so the page.
            if known.etag and not self._session.restrictions.full:
                headers["If-None-Match"] = known.etag
            if known.last_modified and not self._session.restrictions.full:
                headers["If-Modified-Since"] = known.last_modified
        if entry.role == LinkRole.MORE:
            # What scripts say: a server that speaks JSON and HTML would answer a page for people to the usual header.
            headers["Accept"] = "*/*"
        if entry.role == "requisite":
            # A slot of their own: pages are not kept waiting by pictures, nor a page's host asked at double pace.
            meta["download_slot"] = f"{urlsplit(entry.key).hostname} requisites"
            if entry.via:
                headers["Referer"] = entry.via
        return Request(
            entry.key, headers=headers, callback=self.parse, errback=self.failed, meta=meta, dont_filter=True
        )

    async def parse(self, response: Response) -> None:
        """An archived response."""
        assert response.request is not None
        entry: Entry = response.request.meta["entry"]
        with self._failing_for_good(entry):
            await self._visitor.received(entry, response)

    async def failed(self, failure: Failure) -> None:
        """A fetch without a response."""
        meta = failure.request.meta  # type: ignore[attr-defined]
        assert failure.value is not None
        with self._failing_for_good(meta["entry"]):
            await self._visitor.failed(meta["entry"], failure.value, meta.get("exchange"))

    @contextmanager
    def _failing_for_good(self, entry: Entry) -> Iterator[None]:
        """What store and spool refuse ends the run; so does a full disk under the frontier, which is in the spool."""
        try:
            yield
        except (ArchiveError, sqlite3.Error) as error:
            self._session.fail(error)
        finally:
            self._session.release(entry)

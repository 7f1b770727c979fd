"""The follower of `peer_follower.py`, and every exchange archived by us: what differs from it is what archiving costs.

    python peer_archiver.py URL FOLDER CONCURRENCY linkextractor|xpath

Our download handler, spool, records, digests, compression, index, notes with the outlinks, ledger, state, commit and
manifest, into FOLDER; no frontier and no reading of pages.
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.responsetypes import responsetypes
from scrapy.settings import Settings

from archive.model import CaptureRef, Exchange
from crawler.capture.handler import ArchivingHandler
from crawler.capture.spool import Note
from crawler.ledger import Outcome, Visit
from crawler.opening import open_session
from crawler.options import Options
from crawler.plan import plan_crawl
from crawler.restrictions import Restrictions

start, folder, concurrency, way = sys.argv[1:]
plan = plan_crawl("news", {"url": start}, None)[0]


async def note(request: Request, response: Response, outlinks: list[str]) -> None:
    """Write down what became of a request."""
    exchange: Exchange = request.meta["exchange"]
    warc: CaptureRef = request.meta["warc"]
    visit = Visit(
        url=request.url,
        outcome=Outcome.ARCHIVED,
        fetched_at=exchange.started,
        role="link",
        via=start,
        status=response.status,
        warc=warc,
    )
    fields = [("via", start), ("hopsFromSeed", "1"), *[("outlink", url) for url in outlinks]]
    await session.note(plan.name, lambda: Note(visit=visit, article=None, metadata=fields))


class Handler(ArchivingHandler):
    """Ours, for requests and responses of a spider that knows nothing of it."""

    async def download_request(self, request: Request) -> Response:
        request.meta["site"] = plan.name
        response = await super().download_request(request)
        if response.status != 200 or request.url.endswith("/robots.txt"):  # these never come to the spider
            await note(request, response, [])
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=response.body)
        return response.replace(cls=kind)


class Archiver(Spider):
    """Follows its links, and notes for each page what it names."""

    name = "archiver"
    start_urls = [start]  # noqa: RUF012
    links = LinkExtractor(allow=start)

    async def parse(self, response: TextResponse) -> AsyncIterator[Request]:  # type: ignore[override]
        assert response.request is not None
        found = self._urls(response)
        await note(response.request, response, found)
        for url in found:
            yield Request(url)

    def _urls(self, response: TextResponse) -> list[str]:
        if way == "linkextractor":
            return [link.url for link in self.links.extract_links(response)]
        urls = [response.urljoin(href) for href in response.xpath("//a/@href").getall()]
        return [url for url in urls if url.startswith(start)]


process = CrawlerProcess(
    {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS": int(concurrency),
        "CONCURRENT_REQUESTS_PER_DOMAIN": int(concurrency),
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_HANDLERS": {"http": Handler, "https": Handler},
        "EXTENSIONS": {"crawler.capture.extension.ArchiveExtension": 0},
    }
)
ours = Settings({"ARCHIVE_STORE": str(Path(folder) / "store"), "ARCHIVE_SPOOL": str(Path(folder) / "spool")})
ours.setmodule("crawler.settings", priority="default")
session = open_session(
    [plan],
    Options.from_settings(ours),
    Restrictions(),
    user_agent="benchmark",
    robots="obey",
    verify_certificates=False,
)
crawler = process.create_crawler(Archiver)
session.bind(crawler)
process.crawl(crawler)
process.start()
session.close()

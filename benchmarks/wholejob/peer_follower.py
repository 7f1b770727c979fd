"""The floor: a bare Scrapy that follows links and keeps nothing. Runs in our own environment.

python peer_follower.py URL CONCURRENCY linkextractor|xpath
"""

import sys
from collections.abc import Iterator

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse
from scrapy.linkextractors import LinkExtractor

start, concurrency, way = sys.argv[1:]


class Follower(Spider):
    """Follows its links."""

    name = "follower"
    start_urls = [start]  # noqa: RUF012
    links = LinkExtractor(allow=start)

    def parse(self, response: TextResponse) -> Iterator[Request]:  # type: ignore[override]
        if way == "linkextractor":
            for link in self.links.extract_links(response):
                yield response.follow(link)
            return
        for href in response.xpath("//a/@href").getall():
            url = response.urljoin(href)
            if url.startswith(start):
                yield Request(url)


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
    }
)
process.crawl(Follower)
process.start()

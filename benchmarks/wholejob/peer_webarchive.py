"""The peer: Scrapy's link follower with scrapy-webarchive and trafilatura in the callback. Runs in its environment.

python peer_webarchive.py URL FOLDER CONCURRENCY
"""

import sys

import trafilatura
from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor

start, folder, concurrency = sys.argv[1:]


class Follower(Spider):
    """Archives every page, extracts its article, follows its links."""

    name = "follower"
    start_urls = [start]  # noqa: RUF012
    links = LinkExtractor(allow=start)

    def parse(self, response):  # type: ignore[no-untyped-def]
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if document is not None:
            yield document.as_dict() | {"body": None, "commentsbody": None}
        for link in self.links.extract_links(response):
            yield response.follow(link)


process = CrawlerProcess(
    {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS": int(concurrency),
        "CONCURRENT_REQUESTS_PER_DOMAIN": int(concurrency),
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "EXTENSIONS": {"scrapy_webarchive.extensions.WaczExporter": 543},
        "SW_EXPORT_URI": f"{folder}/archive/",
        "FEEDS": {f"{folder}/articles.jsonl": {"format": "jsonlines"}},
    }
)
process.crawl(Follower)
process.start()

"""Makes every site profile a spider, so that `scrapy list` and `scrapy crawl SITE` know it."""

from pathlib import Path

from scrapy import Request
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from crawler.sites import site_names
from crawler.spiders.news import NewsSpider


class SiteSpiderLoader(SpiderLoader):
    """Scrapy's loader, and one spider class for each profile."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        extra = Path(settings.get("NEWS_SITES") or ".")
        # A folder that is none is said by the command, in one line; Scrapy would print a traceback here.
        for name in site_names(extra if settings.get("NEWS_SITES") and extra.is_dir() else None):
            self._spiders[name] = type(name, (NewsSpider,), {"name": name})

    def find_by_request(self, request: Request) -> list[str]:
        return []

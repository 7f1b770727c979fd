"""`scrapy fetch`: Scrapy's command by the same name, which archives nothing."""

from scrapy.commands import fetch

from crawler.single_page import SinglePage


class Command(SinglePage, fetch.Command):
    """Fetches a page with Scrapy's own downloader; see docs/sites.md."""

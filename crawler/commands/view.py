"""`scrapy view`: Scrapy's command by the same name, which archives nothing."""

from scrapy.commands import view

from crawler.single_page import SinglePage


class Command(SinglePage, view.Command):
    """Opens a page in the browser as Scrapy gets it; see docs/sites.md."""

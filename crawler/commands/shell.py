"""`scrapy shell`: Scrapy's command by the same name, which archives nothing."""

from scrapy.commands import shell

from crawler.single_page import SinglePage


class Command(SinglePage, shell.Command):
    """A console with a page in it, to try selectors; see docs/sites.md."""

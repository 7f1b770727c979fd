"""`scrapy bench`: refused."""

from crawler.refused_command import RefusedCommand


class Command(RefusedCommand):
    """It would run a spider of Scrapy's with our downloader."""

    instead = "docs/performance.md has what crawls cost, and the commands that measure it"

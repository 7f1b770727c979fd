"""`scrapy runspider`: refused."""

from crawler.refused_command import RefusedCommand


class Command(RefusedCommand):
    """A spider without a store has no session."""

    instead = "`scrapy crawl news -a url=URL` crawls any site; run spiders of your own outside this checkout"

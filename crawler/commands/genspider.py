"""`scrapy genspider`: refused."""

from crawler.refused_command import RefusedCommand


class Command(RefusedCommand):
    """Sites are data here."""

    instead = "sites need no spider; `scrapy newsite URL` writes a profile"

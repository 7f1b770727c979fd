"""`scrapy parse`: refused."""

from crawler.refused_command import RefusedCommand


class Command(RefusedCommand):
    """Its callbacks and items are none of ours."""

    instead = "`scrapy shell URL` tries selectors on a page, `scrapy newsite URL --dry-run` says what is read of a site"

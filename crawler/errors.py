"""What can go wrong in a crawl that its operator must hear of in one line."""


class CrawlError(Exception):
    """The base of all errors of this package."""


class BadArguments(CrawlError):
    """The operator asked for something that cannot be: an unknown site, a URL that is none, a wrong setting."""


class BadProfile(BadArguments):
    """A site profile cannot be read. The message names the file and the key."""

"""Why no answer came. What did come is in the archive already when one of these is raised."""

from crawler.errors import CrawlError


class FetchFailed(CrawlError):
    """The base: a fetch ended without a response that can be read."""


class HostNotFound(FetchFailed):
    """The name resolves to nothing."""


class AddressRefused(FetchFailed):
    """The host has only addresses this crawl must not talk to."""


class ConnectFailed(FetchFailed):
    """No connection could be made, or TLS failed."""


class FetchTimeout(FetchFailed):
    """The time for this fetch ran out."""


class NoResponse(FetchFailed):
    """The peer closed, reset or spoke no HTTP before a status line came."""

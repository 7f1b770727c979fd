"""What goes to a worker and what comes back. Light to import: the crawl's own process reads no pages."""

import msgspec

from archive.model import CaptureRef, Exchange
from crawler.links.feeds import FeedContent
from crawler.links.sitemaps import SitemapContent
from pipelines.reading import PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One archived response to read."""

    exchange: Exchange
    ref: CaptureRef
    rules: PageRules
    max_body: int
    """Bytes that the decoded body may have."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the response yields: the reading, and the addresses it lists if it is a sitemap or a feed."""

    reading: Reading
    sitemap: SitemapContent | None = None
    feed: FeedContent | None = None


def rejected(task: Task, reason: Reason, detail: str = "") -> Result:
    """The result for a response that could not be read."""
    url = task.exchange.url
    refusal = Rejected(reason=reason, url=url, detail=detail)
    return Result(reading=Reading(url=url, kind=PageKind.OTHER, rejected=refusal))

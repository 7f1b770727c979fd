"""What goes to a worker and what comes back. Light to import: the crawl's own process reads no pages."""

import msgspec

from archive.model import CaptureRef, Exchange
from crawler.links.policy import Candidate
from pipelines.reading import PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One archived response to read."""

    exchange: Exchange
    ref: CaptureRef
    rules: PageRules
    max_body: int
    """Bytes that the decoded body may have."""
    origins: tuple[str, ...] = ()
    """The scope within which URLs are wanted; empty when only the article is."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the response yields."""

    reading: Reading
    """Without its links: what is worth following is in `candidates`."""
    candidates: tuple[Candidate, ...] = ()
    """URLs that the response names and that the crawl may follow, canonical."""
    later_pages: tuple[int, ...] = ()
    """Numbers of the later pages of its article that the page links."""


def rejected(task: Task, reason: Reason, detail: str = "") -> Result:
    """The result for a response that could not be read."""
    url = task.exchange.url
    refusal = Rejected(reason=reason, url=url, detail=detail)
    return Result(reading=Reading(url=url, kind=PageKind.OTHER, rejected=refusal))

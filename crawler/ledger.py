"""The ledger: what became of every fetch, one line each. Derived from the WARC files, and enough to go on from.

A crawl on a machine that has never seen the site reads the ledgers of the committed batches and knows what is
archived, with which validators, which stories are published, and what was heard of but not yet fetched.
"""

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

import msgspec

from archive.gzipping import GzipWriter
from archive.model import CaptureRef
from archive.store import Store
from archive.stored_lines import stored_lines
from crawler.period import NOTHING, Evidence
from pipelines.reading import PageKind


class Outcome(enum.StrEnum):
    """How one URL ended in one crawl. Every URL a crawl hears of ends in exactly one of these."""

    ARCHIVED = "archived"
    UNCHANGED = "unchanged"
    """The server said so, or sent the same payload again."""
    REDIRECTED = "redirected"
    GONE = "gone"
    """404 or 410."""
    BLOCKED = "blocked"
    """401, 402, 403, 451, or too many requests until the end."""
    FAILED = "failed"
    """No answer, a cut answer or a server error, after all tries."""
    DISALLOWED = "disallowed"
    """By robots.txt."""
    OUT_OF_SCOPE = "out_of_scope"
    """Not of the site: not asked for; or another site's page in place of a picture, archived without a line."""
    OVER_BUDGET = "over_budget"
    """Its kind of page had stopped to yield anything new."""
    OUT_OF_PERIOD = "out_of_period"
    """Published outside the days that the crawl was restricted to: not asked for, or archived without a line."""


class Heard(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A URL that a page, sitemap or feed named for the first time in this crawl."""

    url: str
    role: str
    priority: int
    day: Evidence = NOTHING
    """What was known of the day on which it was published, without what its address says itself."""


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One fetch and what came of it; or, without a `status` and a `failure`, a URL that was never asked for."""

    url: str
    """The key the frontier knows it by: canonical form."""
    outcome: Outcome
    fetched_at: datetime
    role: str
    depth: int = 0
    via: str | None = None
    """The page that named it first."""
    status: int | None = None
    warc: CaptureRef | None = None
    """None when no response came."""
    revisit_of: str | None = None
    """Id of the record that holds the payload, where `warc` is a revisit record."""
    kind: PageKind | None = None
    etag: str | None = None
    last_modified: str | None = None
    article_id: str | None = None
    """Of the story that the page belongs to."""
    address_id: str | None = None
    """What its own address would make of it, where the story has its id from another address."""
    post_id: str | None = None
    """The publishing system's own number of the article."""
    rejected: str | None = None
    previous_url: str | None = None
    next_url: str | None = None
    published: str | None = None
    """Of the article, as its line has it: ISO 8601, a day or a time."""
    target: str | None = None
    """Where a redirect leads."""
    failure: str | None = None
    stated: int | None = None
    """How many stories the site says it has, where the answer is its own account of them."""
    heard: tuple[Heard, ...] = ()
    named: dict[str, tuple[str, ...]] = {}
    """Addresses that were no news to this run, by role: with `heard`, what this answer vouches for. Menus left out."""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Visit)


def encode_visit(visit: Visit) -> bytes:
    """One line, with its line end."""
    return _ENCODER.encode(visit) + b"\n"


def write_ledger(visits: Iterable[Visit], target: BinaryIO) -> int:
    """Write a gzip ledger, the same bytes for the same visits; returns the number of lines."""
    lines = 0
    with GzipWriter(target) as out:
        for visit in visits:
            out.write(encode_visit(visit))
            lines += 1
    return lines


def read_ledger(store: Store, key: str) -> Iterator[Visit]:
    """The visits of a ledger, in order. Raises `ArchiveError`, naming the key, when it cannot be read."""
    return stored_lines(store, key, _DECODER)

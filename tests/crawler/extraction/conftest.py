"""Small WARC files with a few stories each, and the jobs to read them."""

import datetime as dt
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from archive.model import Exchange
from archive.writer import WarcWriter
from crawler.extraction.jobs import jobs_for
from crawler.extraction.read_warc import WarcJob
from crawler.inputs import find_warcs

WHEN = dt.datetime(2026, 11, 23, 20, 1, 2, tzinfo=dt.UTC)


def page(name: str) -> bytes:
    """A response with a story about a ship of this name."""
    body = f"""<html lang=en><head><title>{name} back in service</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{name} back in service",
"datePublished": "2026-11-20T08:00:00Z"}}</script></head><body><article><h1>{name} back in service</h1>
<p>The night ferry {name} sails again from Monday, the harbour authority of the islands said on Friday afternoon.</p>
<p>She had been laid up since March, when divers found a crack in the starboard shaft of the ship in dry dock.</p>
<p>Bookings are open from today, and the crew of forty returns to its cabins on Sunday evening, the line said.</p>
</article></body></html>""".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


@pytest.fixture
def make_warc(tmp_path: Path) -> Callable[..., Path]:
    """Makes a sealed WARC file with one story a name."""
    ids = count()

    def make(file: str, *names: str) -> Path:
        path = tmp_path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        writer = WarcWriter(
            path, key=path.name, info=[("software", "newswarc/test")], created=WHEN,
            new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(ids):012d}",
        )  # fmt: skip
        for name in names:
            url = f"http://h.example/2026/{name.lower()}-back-in-service/"
            request = b"GET / HTTP/1.1\r\nHost: h.example\r\n\r\n"
            writer.write_exchange(Exchange(url=url, request=request, response=page(name), started=WHEN))
        return writer.seal().path

    return make


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[[Path], WarcJob]:
    """Makes the job of reading a WARC file into the readings of this test."""

    def make(path: Path) -> WarcJob:
        (job,) = jobs_for(list(find_warcs([str(path)])), str(tmp_path / "readings"), max_body=1_000_000, timeout=30.0)
        return job

    return make

"""What a crawl of a period withheld is in its WARC files, and stays withheld."""

import datetime as dt
import io
from itertools import count
from pathlib import Path

import pytest

from archive.model import Exchange
from archive.store import open_store
from archive.writer import WarcWriter
from crawler.extraction.jobs import jobs_for
from crawler.extraction.read_warc import read_warc
from crawler.extraction.readers import close_readers
from crawler.extraction.reduce import Reduction
from crawler.inputs import find_warcs
from pipelines.jsonl import from_line

WHEN = dt.datetime(2026, 11, 23, 20, 1, 2, tzinfo=dt.UTC)
SINCE = ("newswarc-since", "2026-11-21")


def story(name: str) -> bytes:
    body = f"""<html lang=en><head><title>{name} back in service</title>
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{name} back in service",
"datePublished": "2026-11-20T08:00:00Z"}}</script></head><body><article><h1>{name} back in service</h1>
<p>The night ferry {name} sails again from Monday, the harbour authority of the islands said on Friday afternoon.</p>
<p>She had been laid up since March, when divers found a crack in the starboard shaft of the ship in dry dock.</p>
</article></body></html>""".encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%b" % (
        len(body),
        body,
    )


@pytest.mark.parametrize(
    ("info", "outcomes", "published"),
    [
        ((SINCE,), {"Aurora": ["out_of_period"], "Borealis": ["archived"]}, ["Borealis"]),
        ((SINCE,), {"Aurora": ["out_of_period", "archived"], "Borealis": ["archived", "out_of_period"]}, ["Aurora"]),
        ((SINCE,), {"Aurora": [], "Borealis": []}, ["Aurora", "Borealis"]),
        ((), {"Aurora": ["out_of_period"], "Borealis": ["archived"]}, ["Aurora", "Borealis"]),
        ((), {"Aurora": ["out_of_scope"], "Borealis": ["archived"]}, ["Borealis"]),
        ((), {"Aurora": ["out_of_scope", "archived"], "Borealis": ["archived", "out_of_scope"]}, ["Aurora"]),
    ],
    ids=["withheld", "the last word counts", "nothing was decided", "no period", "of another site", "the last place"],
)
def test_what_was_withheld_gets_no_line(
    tmp_path: Path, info: tuple[tuple[str, str], ...], outcomes: dict[str, list[str]], published: list[str]
) -> None:
    """By what the crawl wrote behind the response; because of its day only in a file of a crawl of a period."""
    ids = count()
    writer = WarcWriter(
        tmp_path / "a.warc.gz", key="a.warc.gz", info=[("software", "newswarc/test"), *info], created=WHEN,
        new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(ids):012d}",
    )  # fmt: skip
    refs = {}
    for name in outcomes:
        url = f"http://h.example/2026/{name.lower()}-back-in-service/"
        request = b"GET / HTTP/1.1\r\nHost: h.example\r\n\r\n"
        refs[name] = writer.write_exchange(Exchange(url=url, request=request, response=story(name), started=WHEN))
    for name, decided in outcomes.items():
        for outcome in decided:
            fields = [("newswarc-role", "card"), ("newswarc-outcome", outcome)]
            writer.write_metadata(fields, url="http://h.example/", refers_to=refs[name].record_id, date=WHEN)
    warcs = list(find_warcs([str(writer.seal().path)]))
    (job,) = jobs_for(warcs, str(tmp_path / "readings"), max_body=1_000_000, timeout=30.0)
    try:
        key = read_warc(job)
    finally:
        close_readers()
    out = io.BytesIO()
    assert Reduction(open_store(job.readings)).lines(warcs[0], key, out) == (len(published), None)
    assert [from_line(line).headline for line in out.getvalue().splitlines()] == [
        f"{name} back in service" for name in published
    ]

"""Reading one response, for a crawl and for an extraction."""

import datetime as dt

from archive.model import CaptureRef, Exchange
from crawler.discovery import REQUISITE
from crawler.workers.perform import perform
from crawler.workers.task import Task
from pipelines.rules import PageRules

TEXT = "The harbour board voted on Tuesday to dredge the channel before the winter storms come in. " * 8
STORY = f"""<!doctype html><html><head><title>The channel</title><meta property="og:type" content="article">
<link rel="stylesheet" href="/s.css"></head><body><article><h1>Board votes to dredge the channel</h1><p>{TEXT}</p>
<img src="/p.png"></article><a href="/other-story-of-the-day/">Another story</a></body></html>"""


def task(*origins: str) -> Task:
    """The story to read, within a scope or for its article alone."""
    response = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(STORY)}\r\n\r\n{STORY}"
    return Task(
        exchange=Exchange(
            url="http://h.example/2026/the-channel/",
            request=b"GET /2026/the-channel/ HTTP/1.1\r\n\r\n",
            response=response.encode(),
            started=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        ),
        ref=CaptureRef(file="w.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A"),
        rules=PageRules(site="h"),
        max_body=1 << 20,
        origins=origins,
    )


def test_a_crawl_hears_of_what_a_page_needs_to_look_like_itself() -> None:
    """Style sheet and picture are named beside the stories, for the crawl to fetch."""
    found = {one.url: one.role for one in perform(task("http://h.example/")).candidates}
    assert "http://h.example/other-story-of-the-day/" in found
    assert [url for url, role in found.items() if role == REQUISITE] == [
        "http://h.example/s.css",
        "http://h.example/p.png",
    ]


def test_an_extraction_gives_the_same_article_and_no_candidates() -> None:
    """Where nobody follows links, the article alone is read."""
    result = perform(task())
    assert result.candidates == ()
    assert result.reading == perform(task("http://h.example/")).reading
    assert result.reading.article is not None

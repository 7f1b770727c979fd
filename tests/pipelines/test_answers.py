"""What scripts fetch to add to a listing."""

import json
from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.answers import read_answer
from pipelines.chain import read_page
from pipelines.page import Page
from pipelines.reading import PageKind, Reading
from pipelines.rules import PageRules

RULES = PageRules(site="example.com")
TEXT = "The council met on Thursday and heard the harbour master, who spoke of tides and cranes at some length. " * 9


def page(body: str, url: str, kind: str) -> Page:
    """An answer."""
    ref = CaptureRef(file="a", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return Page(url=url, status=200, headers=(("Content-Type", kind),), body=body.encode(), fetched_at=moment, warc=ref)


def links(reading: Reading | None) -> dict[str, str]:
    """Each link's role by its address, without the host."""
    assert reading is not None
    return {link.url.removeprefix("https://example.com"): link.role.value for link in reading.links}


def piece(body: str, url: str) -> Reading:
    """A piece of HTML as the crawl reads it."""
    return read_page(page(body, url, "text/html; charset=utf-8"), RULES)


def test_a_piece_of_a_listing() -> None:
    """Headlines without a page around them are a listing, and the next number comes after it."""
    cards = "".join(f"<article><h2><a href='/2026/crane-{n}/'>Crane {n} moves</a></h2></article>" for n in range(3))
    reading = piece(cards, "https://example.com/part?page=2")
    assert (reading.kind, reading.article) == (PageKind.LISTING, None)
    assert links(reading) == {
        "/2026/crane-0/": "card",
        "/2026/crane-1/": "card",
        "/2026/crane-2/": "card",
        "/part?page=3": "more",
    }


@pytest.mark.parametrize(
    "body",
    [
        f"<article><h1>Crane moves again</h1><time datetime='2026-05-01'></time><p>{TEXT}</p></article>",
        f"<div class='single-post'><h1>Crane moves again</h1><p>{TEXT}</p><p>{TEXT}</p></div>",
    ],
)
def test_a_piece_is_never_an_article(body: str) -> None:
    """A story that a script puts below another one has a page of its own, from which its line is made."""
    reading = piece(body, "https://example.com/2026/crane-moves-again-today/part")
    assert (reading.kind, reading.article) == (PageKind.OTHER, None)


def test_the_end_of_the_pieces() -> None:
    """A piece without headlines has nothing after it."""
    assert links(piece("<p>No more stories.</p>", "https://example.com/part?page=4")) == {}


@pytest.mark.parametrize(
    ("url", "data", "expected"),
    [
        (
            "/api?page=2",
            {"data": [{"title": "Crane moves", "url": "/2026/crane/"}], "next_page_url": "/api?page=3"},
            {"/2026/crane/": "card", "/api?page=3": "more"},
        ),
        (
            "/api?offset=10",
            [{"title": "Crane", "link": "/2026/crane/"}, {"title": "Heron", "link": "/2026/heron/"}],
            {"/2026/crane/": "card", "/2026/heron/": "card", "/api?offset=12": "more"},
        ),
        (
            "/api?page=2",
            {
                "html": "<h3><a href=/2026/crane/>Crane moves</a></h3><a rel=tag href=/tag/x/>x</a>",
                "has_more": False,
            },
            {"/2026/crane/": "card", "/tag/x/": "taxonomy"},
        ),
        (
            "/api?cursor=c8",
            {"results": [{"headline": "Crane", "url": "/2026/crane/"}], "next": "/api?cursor=c9"},
            {"/2026/crane/": "card", "/api?cursor=c9": "more"},
        ),
    ],
)
def test_json(url: str, data: object, expected: dict[str, str]) -> None:
    """Stories as data or as HTML in data, and where the answer goes on."""
    reading = read_answer(page(json.dumps(data), f"https://example.com{url}", "application/json"), RULES)
    assert reading is not None
    assert (reading.kind, links(reading)) == (PageKind.LISTING, expected)


@pytest.mark.parametrize("body", ["{}", "[]", '{"status": "ok"}', "{broken", '{"next": "/api?page=3"}'])
def test_json_without_stories(body: str) -> None:
    """Other data is no listing, and nothing follows it."""
    assert read_answer(page(body, "https://example.com/api?page=2", "application/json"), RULES) is None


def test_half_a_character_in_a_teaser() -> None:
    """Scripts cut teasers in the middle of an emoji."""
    answer = r'{"html": "<h3><a href=/2026/crane/>Crane moves \ud83d</a></h3>"}'
    reading = read_answer(page(answer, "https://example.com/api?page=2", "application/json"), RULES)
    assert reading is not None
    assert [link.text for link in reading.links if link.role == "card"] == ["Crane moves \ufffd"]

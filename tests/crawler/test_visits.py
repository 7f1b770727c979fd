"""What a fetch means for its URL, and what of it the ledger and the metadata record keep."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef, Exchange
from archive.wire import parse_message
from crawler.ledger import Heard, Outcome
from crawler.links.policy import Candidate
from crawler.visits import Fetch, metadata_of, outcome_of, redirect_target, visit_of

URL = "https://news.example/a/"
RESPONSE = b'HTTP/1.1 301 Moved\r\nLocation: ../b/\r\nETag: "7"\r\nContent-Length: 0\r\n\r\n'
EXCHANGE = Exchange(
    url=URL,
    method="GET",
    request=b"GET /a/ HTTP/1.1\r\nHost: news.example\r\n\r\n",
    response=RESPONSE,
    started=datetime(2026, 11, 24, 6, 30, tzinfo=UTC),
)
REF = CaptureRef(file="warc/x.warc.gz", offset=0, length=9, record_id="urn:uuid:1", payload_digest="sha1:X")


@pytest.mark.parametrize(
    ("status", "truncated", "outcome"),
    [
        (200, False, Outcome.ARCHIVED),
        (200, True, Outcome.FAILED),
        (304, False, Outcome.UNCHANGED),
        (308, False, Outcome.REDIRECTED),
        (410, False, Outcome.GONE),
        (451, False, Outcome.BLOCKED),
        (429, False, Outcome.BLOCKED),
        (503, False, Outcome.FAILED),
        (418, False, Outcome.FAILED),
    ],
)
def test_outcome_of_a_status(status: int, truncated: bool, outcome: Outcome) -> None:
    """Each class of answers has its meaning; what was cut short is a failure whatever it says."""
    assert outcome_of(status, truncated) is outcome


def test_a_redirect_leads_to_an_absolute_url() -> None:
    """A relative location is resolved against the URL that was asked for; other answers lead nowhere."""
    assert redirect_target(URL, parse_message(RESPONSE, request_method="GET")) == "https://news.example/b/"
    plain = parse_message(b"HTTP/1.1 200 OK\r\nLocation: /b/\r\nContent-Length: 0\r\n\r\n", request_method="GET")
    assert redirect_target(URL, plain) is None


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/café/?q=é".encode(), "https://news.example/caf%C3%A9/?q=%C3%A9"),
        ("/新闻/".encode(), "https://news.example/%E6%96%B0%E9%97%BB/"),
        ("https://straße.example/".encode(), "https://xn--strae-oqa.example/"),
        ("/café/".encode("latin-1"), "https://news.example/caf%E9/"),
        (b"/caf%C3%A9/", "https://news.example/caf%C3%A9/"),
    ],
)
def test_a_redirect_may_name_its_target_in_letters(location: bytes, target: str) -> None:
    """Many servers send an address unescaped: its bytes are asked for next, and not what Latin-1 makes of them."""
    answer = b"HTTP/1.1 301 Moved\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"
    assert redirect_target(URL, parse_message(answer)) == target


def test_the_ledger_keeps_what_was_news_apart_from_what_was_named_again() -> None:
    """A URL that this run hears of for the first time is `heard`, the others that may lead to stories are `named`."""
    news = Candidate(url="https://news.example/b/", role="card", priority=1)
    known = Candidate(url="https://news.example/c/", role="card", priority=1)
    menu = Candidate(url="https://news.example/town/", role="navigation", priority=1)
    fetch = Fetch(
        key=URL,
        role="card",
        depth=2,
        via="https://news.example/",
        exchange=EXCHANGE,
        ref=REF,
        message=parse_message(RESPONSE, request_method="GET"),
        outcome=Outcome.REDIRECTED,
        candidates=(news, known, menu),
        heard=(Heard(url=news.url, role="card", priority=1),),
    )
    visit = visit_of(fetch)
    assert [one.url for one in visit.heard] == ["https://news.example/b/"]
    assert visit.named == {"card": ("https://news.example/c/",)}
    assert (visit.status, visit.etag, visit.target) == (301, '"7"', "https://news.example/b/")
    assert metadata_of(visit, fetch) == [
        ("via", "https://news.example/"),
        ("hopsFromSeed", "2"),
        ("newswarc-role", "card"),
        ("newswarc-outcome", "redirected"),
        ("outlink", "https://news.example/b/ redirect"),
        ("outlink", "https://news.example/b/ card"),
        ("outlink", "https://news.example/c/ card"),
        ("outlink", "https://news.example/town/ navigation"),
    ]


def test_a_fetch_without_an_answer_keeps_why() -> None:
    """No record, no status: the ledger's line says what failed."""
    visit = visit_of(
        Fetch(key=URL, role="start", exchange=EXCHANGE, outcome=Outcome.FAILED, failure="connection refused")
    )
    assert (visit.warc, visit.status, visit.failure) == (None, None, "connection refused")

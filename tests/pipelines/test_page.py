"""Tests of pipelines.page."""

import gzip
from datetime import UTC, datetime

from archive.model import CaptureRef, Exchange
from pipelines.page import Page, page_from_exchange
from pipelines.reading import Reason, Rejected

REF = CaptureRef(
    file="warc/a/2026/01/a.warc.gz", offset=512, length=99, record_id="urn:uuid:1", payload_digest="sha1:ABC"
)
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def exchange(response: bytes, **more: object) -> Exchange:
    """An exchange of this response."""
    return Exchange(
        url="http://news.test/a#top", request=b"GET /a HTTP/1.1\r\n\r\n", response=response, started=STARTED, **more
    )


def test_codings_are_removed() -> None:
    """A chunked gzip answer gives the plain page, with the record it came from and without the fragment."""
    packed = gzip.compress(b"<p>caf\xc3\xa9</p>", mtime=0)
    response = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    )
    page = page_from_exchange(exchange(response), REF, max_body=1000)
    assert page == Page(
        url="http://news.test/a",
        status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")),
        body=b"<p>caf\xc3\xa9</p>",
        fetched_at=STARTED,
        warc=REF,
    )


def test_header_names_are_found_in_any_case() -> None:
    """`header` compares names without case and gives the first value."""
    page = page_from_exchange(exchange(b"HTTP/1.1 200 OK\r\nX-a: 1\r\nx-A: 2\r\n\r\nhi"), REF, max_body=10)
    assert isinstance(page, Page)
    assert page.header("X-A") == "1"
    assert page.header("x-b") is None


def reason(outcome: Page | Rejected) -> Reason:
    """The reason of a rejection."""
    assert isinstance(outcome, Rejected)
    return outcome.reason


def test_a_cut_answer_is_rejected() -> None:
    """What the wire cut is no page, whether the capture said so or the framing shows it."""
    whole = b"HTTP/1.1 200 OK\r\n\r\n<p>half"
    assert reason(page_from_exchange(exchange(whole, truncated="length"), REF, max_body=100)) is Reason.TRUNCATED
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
    assert reason(page_from_exchange(exchange(chunked), REF, max_body=100)) is Reason.TRUNCATED
    torn = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"hello" * 50, mtime=0)[:-9]
    assert reason(page_from_exchange(exchange(torn), REF, max_body=1000)) is Reason.TRUNCATED


def test_a_bomb_is_rejected() -> None:
    """A body that unfolds beyond the limit is too large."""
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"0" * 100_000, mtime=0)
    assert reason(page_from_exchange(exchange(bomb), REF, max_body=99_999)) is Reason.TOO_LARGE


def test_what_is_no_http_is_rejected() -> None:
    """An empty answer and one without a status line are undecodable."""
    assert reason(page_from_exchange(exchange(b""), REF, max_body=10)) is Reason.UNDECODABLE
    assert reason(page_from_exchange(exchange(b"<html>"), REF, max_body=10)) is Reason.UNDECODABLE

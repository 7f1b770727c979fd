"""Golden records: literal bytes for fixed ids and moments."""

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.model import Exchange
from archive.records import Draft, Revisited, metadata, request_and_response, revisit, target_uri, warcinfo

STARTED = datetime(2026, 11, 23, 20, 1, 2, 345678, UTC)
INFO = "urn:uuid:00000000-0000-4000-8000-00000000000f"
REQUEST = b"GET /a?b=1 HTTP/1.1\r\nhOST: news.example\r\n\r\n"
RESPONSE = (
    b"HTTP/1.1 200  fine \xe9\r\nX-Odd :  1\r\nx-odd: 2\r\nX-Folded: a\r\n\tb\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: t\r\n\r\n"
)


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"


def exchange(**more: object) -> Exchange:
    fields: dict[str, object] = {
        "url": "http://news.example/a?b=1",
        "request": REQUEST,
        "response": RESPONSE,
        "started": STARTED,
        "ip": "192.0.2.7",
    }
    return Exchange(**(fields | more))  # type: ignore[arg-type]


def test_warcinfo() -> None:
    """The first record of a file names the file and holds the fields one a line."""
    record = warcinfo([("software", "newswarc/1"), ("robots", "obey")], record_id=INFO, date=STARTED, filename="a.gz")
    assert record.plain() == (
        b"WARC/1.1\r\n"
        b"WARC-Type: warcinfo\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000f>\r\n"
        b"WARC-Date: 2026-11-23T20:01:02.345Z\r\n"
        b"WARC-Filename: a.gz\r\n"
        b"Content-Type: application/warc-fields\r\n"
        b"WARC-Block-Digest: sha1:2WH7GYL73N6X6TOKUT6NSDUPUWC5ITZZ\r\n"
        b"Content-Length: 36\r\n"
        b"\r\n"
        b"software: newswarc/1\r\nrobots: obey\r\n"
        b"\r\n\r\n"
    )


def test_request() -> None:
    """A request names its response, and its block is what was sent."""
    request, _, _ = request_and_response(exchange(), new_id=ids(), warcinfo_id=INFO)
    assert request.plain() == (
        b"WARC/1.1\r\n"
        b"WARC-Type: request\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Date: 2026-11-23T20:01:02.345Z\r\n"
        b"WARC-Target-URI: http://news.example/a?b=1\r\n"
        b"WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-00000000000f>\r\n"
        b"WARC-IP-Address: 192.0.2.7\r\n"
        b"WARC-Protocol: http/1.1\r\n"
        b"WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
        b"Content-Type: application/http;msgtype=request\r\n"
        b"WARC-Block-Digest: sha1:ZMXQYM3F52T5AIYKER2WMT6UTFW5CGY6\r\n"
        b"Content-Length: 43\r\n"
        b"\r\n"
        b"GET /a?b=1 HTTP/1.1\r\nhOST: news.example\r\n\r\n"
        b"\r\n\r\n"
    )


def test_response() -> None:
    """A response keeps odd heads, framing and trailers; its payload digest is that of "hello" alone."""
    _, response, other = request_and_response(
        exchange(protocols=("http/1.1", "tls/1.3"), cipher="TLS_AES_256_GCM_SHA384"), new_id=ids(), warcinfo_id=INFO
    )
    assert response is not None
    assert response.plain() == (
        b"WARC/1.1\r\n"
        b"WARC-Type: response\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
        b"WARC-Date: 2026-11-23T20:01:02.345Z\r\n"
        b"WARC-Target-URI: http://news.example/a?b=1\r\n"
        b"WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-00000000000f>\r\n"
        b"WARC-IP-Address: 192.0.2.7\r\n"
        b"WARC-Protocol: http/1.1\r\n"
        b"WARC-Protocol: tls/1.3\r\n"
        b"WARC-Cipher-Suite: TLS_AES_256_GCM_SHA384\r\n"
        b"WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Payload-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n"
        b"Content-Type: application/http;msgtype=response\r\n"
        b"WARC-Block-Digest: sha1:OE46FAEBZENVS45SSQBHIX5TMKEKQEBQ\r\n"
        b"Content-Length: 122\r\n"
        b"\r\n"
        b"HTTP/1.1 200  fine \xe9\r\nX-Odd :  1\r\nx-odd: 2\r\nX-Folded: a\r\n\tb\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: t\r\n\r\n"
        b"\r\n\r\n"
    )
    assert other is None


def test_truncation_is_said() -> None:
    """A response that was cut carries the reason, a whole one has no such field."""
    _, cut, _ = request_and_response(exchange(truncated="time"), new_id=ids(), warcinfo_id=INFO)
    _, whole, _ = request_and_response(exchange(), new_id=ids(), warcinfo_id=INFO)
    assert cut is not None
    assert cut.headers.get("WARC-Truncated") == "time"
    assert whole is not None
    assert "WARC-Truncated" not in whole.headers


def test_a_request_body_has_a_digest() -> None:
    """The payload of a request is what follows its head."""
    request, _, _ = request_and_response(
        exchange(request=b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"), new_id=ids(), warcinfo_id=INFO
    )
    assert request.headers.get("WARC-Payload-Digest") == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def test_no_response() -> None:
    """Where no response came there is none; a metadata record says so."""
    request, response, other = request_and_response(
        exchange(response=b"", truncated="disconnect"), new_id=ids(), warcinfo_id=INFO
    )
    assert response is None
    assert "WARC-Concurrent-To" not in request.headers
    assert other is not None
    assert other.headers.get("WARC-Refers-To") == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    assert other.block == b"captureFailed: no HTTP response came (disconnect)\r\n"


def test_what_is_no_response_is_kept_in_metadata() -> None:
    """Bytes in which no response can be read stand in the metadata record, on one line."""
    _, response, other = request_and_response(
        exchange(response=b"", truncated="time", unread=b"HTTP/1.1 200 OK\r\nA: \xff%"), new_id=ids(), warcinfo_id=INFO
    )
    assert response is None
    assert other is not None
    assert other.block == (
        b"captureFailed: no HTTP response came (time)\r\nreceivedBytes: HTTP/1.1%20200%20OK%0D%0AA:%20%FF%25\r\n"
    )


def test_interim_responses_are_metadata() -> None:
    """What came before the final status line is kept beside the response, on one line."""
    _, response, other = request_and_response(
        exchange(interim=b"HTTP/1.1 103 Early\r\nLink: </a%20b>\r\n\r\n"), new_id=ids(), warcinfo_id=INFO
    )
    assert response is not None
    assert response.block == RESPONSE
    assert other is not None
    assert other.block == b"interimResponses: HTTP/1.1%20103%20Early%0D%0ALink:%20</a%2520b>%0D%0A%0D%0A\r\n"
    assert other.headers.get("WARC-Refers-To") == "<urn:uuid:00000000-0000-4000-8000-000000000002>"


def test_revisit_of_an_identical_payload() -> None:
    """A revisit holds the head alone and says everything about the record it stands for."""
    original = Revisited(
        record_id="urn:uuid:00000000-0000-4000-8000-0000000000aa",
        url="http://news.example/older",
        date=datetime(2026, 11, 1, 6, 0, 0, 7000, UTC),
        payload_digest="sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
    )
    _, record, _ = revisit(exchange(), original, new_id=ids(), warcinfo_id=INFO)
    assert record.plain() == (
        b"WARC/1.1\r\n"
        b"WARC-Type: revisit\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000002>\r\n"
        b"WARC-Date: 2026-11-23T20:01:02.345Z\r\n"
        b"WARC-Target-URI: http://news.example/a?b=1\r\n"
        b"WARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-00000000000f>\r\n"
        b"WARC-IP-Address: 192.0.2.7\r\n"
        b"WARC-Protocol: http/1.1\r\n"
        b"WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
        b"WARC-Refers-To: <urn:uuid:00000000-0000-4000-8000-0000000000aa>\r\n"
        b"WARC-Refers-To-Target-URI: http://news.example/older\r\n"
        b"WARC-Refers-To-Date: 2026-11-01T06:00:00.007Z\r\n"
        b"WARC-Payload-Digest: sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N\r\n"
        b"WARC-Truncated: length\r\n"
        b"Content-Type: application/http;msgtype=response\r\n"
        b"WARC-Block-Digest: sha1:G7GD6ZMYURI5BV3FUQEKSRQGXHNCKZCH\r\n"
        b"Content-Length: 91\r\n"
        b"\r\n"
        b"HTTP/1.1 200  fine \xe9\r\nX-Odd :  1\r\nx-odd: 2\r\nX-Folded: a\r\n\tb\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
        b"\r\n\r\n"
    )


def test_revisit_after_not_modified_is_not_cut() -> None:
    """A 304 has no payload, so nothing is left out and nothing says so."""
    original = Revisited(record_id="urn:x:1", url="http://news.example/", date=STARTED, payload_digest="sha1:A")
    answer = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
    _, record, _ = revisit(exchange(response=answer), original, new_id=ids(), warcinfo_id=INFO)
    assert record.block == answer
    assert "WARC-Truncated" not in record.headers
    assert record.headers.get("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@pytest.mark.parametrize("line", [b"HTTP/1.1  304 Not Modified", b"HTTP/2 304", b"http/1.0\t304"])
def test_an_oddly_written_304_is_one(line: bytes) -> None:
    """Status lines are read as leniently here as everywhere; by its bytes alone the answer would pass for a payload."""
    original = Revisited(record_id="urn:x:1", url="http://news.example/", date=STARTED, payload_digest="sha1:A")
    _, record, _ = revisit(exchange(response=line + b"\r\n\r\n"), original, new_id=ids(), warcinfo_id=INFO)
    assert (record.headers.get("WARC-Profile") or "").endswith("/server-not-modified")


def test_metadata_values_stay_on_their_lines() -> None:
    """A title with line breaks, from a page, cannot add fields of its own."""
    record = metadata(
        [("title", "one\r\nvia: http://evil.example/\u2028 two"), ("via\n", " \x00x ")],
        record_id="urn:x:1",
        date=STARTED,
        url="http://news.example/",
        refers_to="urn:x:2",
        warcinfo_id=INFO,
    )
    assert record.block == b"title: one via: http://evil.example/  two\r\nvia: x\r\n"


def test_a_url_cannot_break_the_head() -> None:
    """White space and angle brackets are escaped in the target URI, everything else stays."""
    assert target_uri("http://a.example/x y\r\nWARC-Type: x<é>") == (
        "http://a.example/x%20y%0D%0AWARC-Type:%20x%3Cé%3E"
    )


def test_a_member_unpacks_to_the_plain_record() -> None:
    """gzip of Python reads the member, and finds the very bytes."""
    request, _, _ = request_and_response(exchange(), new_id=ids(), warcinfo_id=INFO)
    assert gzip.decompress(request.member()) == request.plain()


def test_warcio_reads_our_records() -> None:
    """The reader that most tools use finds the same fields and blocks."""
    request, response, _ = request_and_response(exchange(), new_id=ids(), warcinfo_id=INFO)
    assert response is not None
    drafts: list[Draft] = [request, response]
    stream = io.BytesIO(b"".join(draft.member() for draft in drafts))
    found = [
        (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read())
        for record in ArchiveIterator(stream, no_record_parse=True)
    ]
    assert found == [
        ("request", "http://news.example/a?b=1", REQUEST),
        ("response", "http://news.example/a?b=1", RESPONSE),
    ]

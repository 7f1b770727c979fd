"""Exchanges out of WARC files: ours come back as they went in, foreign ones are understood."""

import gzip
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import count, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import WarcError
from archive.model import Capture, Exchange, Record
from archive.reader import read_capture_at, read_captures, read_records
from archive.records import Revisited, request_and_response, revisit
from archive.wire import parse_message
from archive.writer import WarcWriter

STARTED = datetime(2026, 11, 23, 20, 1, 2, 345000, UTC)


def ids() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"urn:x:{next(numbers)}"


def exchange(path: str = "/", **more: object) -> Exchange:
    fields: dict[str, object] = {
        "url": f"http://news.example{path}",
        "request": f"GET {path} HTTP/1.1\r\n\r\n".encode(),
        "response": b"HTTP/1.1 200 OK\r\n\r\nbody of " + path.encode(),
        "started": STARTED,
    }
    return Exchange(**(fields | more))  # type: ignore[arg-type]


def foreign(kind: str, number: int, block: bytes, *fields: str) -> bytes:
    """A record as another program may write it."""
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:x:{number}>",
        "WARC-Date: 2020-02-03T04:05:06Z",
        "WARC-Target-URI: http://a.example/",
        *fields,
        f"Content-Length: {len(block)}",
    ]
    return gzip.compress("\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n")


def captures(data: bytes, **more: object) -> list[Capture]:
    return list(read_captures(io.BytesIO(data), file="a.warc.gz", **more))  # type: ignore[arg-type]


def written(exchanges: Iterable[Exchange], folder: Path) -> bytes:
    writer = WarcWriter(folder / "a.warc.gz", key="a.warc.gz", info=[], created=STARTED, new_id=ids())
    for one in exchanges:
        writer.write_exchange(one)
    writer.close()
    data = (folder / "a.warc.gz.open").read_bytes()
    (folder / "a.warc.gz.open").unlink()
    return data


EARLIEST = datetime(2000, 1, 1)  # noqa: DTZ001 - hypothesis wants it so
millisecond = st.datetimes(min_value=EARLIEST, timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
heads = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"http/1.0 404\nX: \xff\n\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 999  odd  \xe9\r\n folded\r\nContent-Length: 7\r\n\r\n",
    ]
)
exchanges = st.builds(
    Exchange,
    url=st.from_regex(r"https?://[a-z.]{1,20}/[!-;=?-~é]{0,20}", fullmatch=True),
    request=st.builds(lambda tail: b"GET / HTTP/1.1\r\n\r\n" + tail, st.binary(max_size=50)),
    response=st.builds(lambda head, tail: head + tail, heads, st.binary(max_size=500)),
    started=millisecond,
    ip=st.none() | st.ip_addresses().map(str),
    truncated=st.sampled_from([None, "length", "time", "disconnect", "unspecified"]),
    interim=st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n", b" \r\n%0A\xff "]),
    protocols=st.sampled_from([(), ("http/1.1",), ("http/1.1", "tls/1.3")]),
    cipher=st.none() | st.just("TLS_AES_128_GCM_SHA256"),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(exchanges, max_size=4))
def test_what_is_written_is_read(tmp_path: Path, made: list[Exchange]) -> None:
    """Exchange to records to exchange is the identity, for every field and any bytes."""
    assert [capture.exchange for capture in captures(written(made, tmp_path))] == made


def test_method_comes_from_the_request(tmp_path: Path) -> None:
    """A HEAD answer is read as one, although its length says otherwise."""
    head = exchange(
        request=b"HEAD / HTTP/1.1\r\n\r\n", response=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", method="HEAD"
    )
    assert [capture.exchange for capture in captures(written([head], tmp_path))] == [head]


def test_exchanges_without_a_response_are_no_captures(tmp_path: Path) -> None:
    """A request that was never answered is in the file, but nothing was captured."""
    data = written([exchange("/1"), exchange("/2", response=b""), exchange("/3")], tmp_path)
    assert [capture.exchange.url for capture in captures(data)] == ["http://news.example/1", "http://news.example/3"]


RESPONSE = b"HTTP/1.1 200 OK\r\n\r\nhello"
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@pytest.mark.parametrize("said_by", ["request", "response", "both"])
@pytest.mark.parametrize("order", list(permutations(["request", "response", "metadata"])))
def test_request_and_response_in_any_order(said_by: str, order: tuple[str, ...]) -> None:
    """Whichever record comes first, and whichever names the other, they are joined."""
    parts = {
        "request": foreign(
            "request", 1, REQUEST, *(["WARC-Concurrent-To: <urn:x:2>"] if said_by != "response" else [])
        ),
        "response": foreign(
            "response", 2, RESPONSE, *(["WARC-Concurrent-To: <urn:x:1>"] if said_by != "request" else [])
        ),
        "metadata": foreign("metadata", 3, b"fetchTimeMs: 1\r\n", "WARC-Concurrent-To: <urn:x:2>"),
    }
    (capture,) = captures(b"".join(parts[kind] for kind in order))
    assert capture.exchange.request == REQUEST
    assert capture.exchange.response == RESPONSE
    assert capture.ref.record_id == "urn:x:2"


def test_captures_come_in_the_order_of_their_responses() -> None:
    """Responses whose requests come later, and mixed up, still come in file order with their own requests."""
    responses = [foreign("response", number, RESPONSE + b"%d" % number) for number in range(6)]
    requests = [
        foreign("request", 10 + number, REQUEST + b"%d" % number, f"WARC-Concurrent-To: <urn:x:{number}>")
        for number in (3, 0, 5, 1, 4, 2)
    ]
    found = captures(b"".join(responses + requests))
    assert [(capture.exchange.response[-1:], capture.exchange.request[-1:]) for capture in found] == [
        (b"%d" % number, b"%d" % number) for number in range(6)
    ]


def test_a_request_that_never_comes() -> None:
    """Many responses without requests do not wait for each other."""
    found = captures(b"".join(foreign("response", number, RESPONSE) for number in range(50)))
    assert [capture.ref.record_id for capture in found] == [f"urn:x:{number}" for number in range(50)]
    assert {capture.exchange.request for capture in found} == {b""}


def test_what_is_no_http_response_is_no_capture() -> None:
    """DNS answers, empty blocks and resources are passed over."""
    data = (
        foreign("response", 1, b"20200203040506\na.example. 60 IN A 192.0.2.1\n", "Content-Type: text/dns")
        + foreign("response", 2, b"")
        + foreign("resource", 3, b"HTTP/1.1 200 OK\r\n\r\n")
        + foreign("response", 4, RESPONSE)
    )
    assert [capture.ref.record_id for capture in captures(data)] == ["urn:x:4"]


def test_a_digest_that_is_not_stated_is_computed() -> None:
    """A reference always has the digest of the payload without chunk framing."""
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    (capture,) = captures(foreign("response", 1, chunked))
    assert capture.ref.payload_digest == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def test_unknown_reason_of_truncation() -> None:
    """A reason that only the writer knows is unspecified for us."""
    (capture,) = captures(foreign("response", 1, RESPONSE, "WARC-Truncated: crawler-shutdown"))
    assert capture.exchange.truncated == "unspecified"


def test_a_response_above_the_limit_is_cut(tmp_path: Path) -> None:
    """A block that is too long for memory comes cut, and says so; the reference is still right."""
    data = written([exchange(response=b"HTTP/1.1 200 OK\r\n\r\n" + bytes(5000))], tmp_path)
    (capture,) = captures(data, block_limit=1000)
    assert len(capture.exchange.response) == 1000
    assert capture.exchange.truncated == "length"
    assert capture.ref.length > 0


def test_damage_is_told_after_all_that_is_readable(tmp_path: Path) -> None:
    """Captures before and behind a damaged record come first, then the error with file and place."""
    data = bytearray(written([exchange("/1"), exchange("/2"), exchange("/3")], tmp_path))
    places = [capture.ref for capture in captures(bytes(data))]
    data[places[1].offset + 40] ^= 0xFF
    found: list[str] = []
    with pytest.raises(WarcError) as caught:
        found.extend(capture.exchange.url[-1] for capture in read_captures(io.BytesIO(data), file="a.warc.gz"))
    assert found == ["1", "3"]
    assert (caught.value.file, caught.value.offset) == ("a.warc.gz", places[1].offset)


def test_a_torn_file_gives_its_whole_records(tmp_path: Path) -> None:
    """A file that was cut in the middle gives what is whole, then the error."""
    data = written([exchange("/1"), exchange("/2")], tmp_path)
    found: list[str] = []
    with pytest.raises(WarcError, match="the file ends inside a gzip member"):
        found.extend(capture.exchange.url[-1] for capture in read_captures(io.BytesIO(data[:-30]), file="a.warc.gz"))
    assert found == ["1"]


def test_a_capture_by_its_place(tmp_path: Path) -> None:
    """A range of a stored object is enough to read one capture."""
    data = written([exchange("/1"), exchange("/2")], tmp_path)
    ref = captures(data)[1].ref
    stream = io.BytesIO(data[ref.offset : ref.offset + ref.length])
    capture = read_capture_at(stream, ref.offset, ref.length, "a.warc.gz")
    assert capture.ref == ref
    assert capture.exchange.response == b"HTTP/1.1 200 OK\r\n\r\nbody of /2"


def test_a_place_without_a_response(tmp_path: Path) -> None:
    """A reference that leads to another record, or into the middle of one, is an error."""
    data = written([exchange("/1")], tmp_path)
    with pytest.raises(WarcError, match="there is no response record"):
        read_capture_at(io.BytesIO(data), 0, next(read_records(io.BytesIO(data), file="a")).length, "a.warc.gz")
    with pytest.raises(WarcError, match=r"a\.warc\.gz at byte 5"):
        read_capture_at(io.BytesIO(data[5:]), 5, 200, "a.warc.gz")


def test_records_have_whole_blocks_or_cut_ones() -> None:
    """The size of a block is told even where the block was cut."""
    data = foreign("resource", 1, b"0123456789")
    (cut,) = read_records(io.BytesIO(data), file="a", block_limit=4)
    assert (cut.block, cut.block_size, cut.length) == (b"0123", 10, len(data))


ORIGINAL = exchange(
    "/old", response=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
)


def revisit_file(answer: bytes) -> bytes:
    of = Revisited(record_id="urn:x:99", url=ORIGINAL.url, date=STARTED, payload_digest="sha1:A")
    request, record, _ = revisit(exchange(response=answer), of, new_id=ids(), warcinfo_id="urn:x:0")
    return request.member() + record.member()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: new\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nX: new\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    ],
    ids=["length", "chunked"],
)
def test_a_resolved_revisit_has_its_payload_again(answer: bytes) -> None:
    """Head of the new answer, payload of the original, framed as the new head says."""
    asked: list[str | None] = []

    def resolve(record: Record) -> Exchange:
        asked.append(record.headers.get("WARC-Refers-To-Target-URI"))
        return ORIGINAL

    (capture,) = captures(revisit_file(answer), resolve=resolve)
    message = parse_message(capture.exchange.response)
    assert (message.body, message.complete) == (b"hello", True)
    assert message.header(b"X") == b"new"
    assert capture.exchange.truncated is None
    assert capture.revisit_of == "urn:x:99"
    assert asked == ["http://news.example/old"]


def test_an_unresolved_revisit_has_its_head_only() -> None:
    """Without a resolver the exchange is the head, and says that it was cut."""
    (capture,) = captures(revisit_file(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"))
    assert capture.exchange.response == b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    assert capture.exchange.truncated == "length"


def test_not_modified_stays_without_a_payload() -> None:
    """A 304 has no payload of its own, resolved or not."""
    answer = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    (capture,) = captures(revisit_file(answer), resolve=lambda record: ORIGINAL)
    assert capture.exchange.response == answer
    assert capture.exchange.truncated is None


def test_requests_are_kept_in_bounded_memory() -> None:
    """A file of a thousand requests before their responses joins the nearest ones and forgets the others."""
    requests = [foreign("request", number, REQUEST) for number in range(1000)]
    responses = [
        foreign("response", 5000 + number, RESPONSE, f"WARC-Concurrent-To: <urn:x:{number}>") for number in (0, 999)
    ]
    found = captures(b"".join(requests + responses))
    assert [bool(capture.exchange.request) for capture in found] == [False, True]


def test_drafts_of_one_exchange_are_enough() -> None:
    """Records without a warcinfo, as cut out of a file, are read too."""
    request, response, _ = request_and_response(exchange(), new_id=ids(), warcinfo_id="urn:x:0")
    assert response is not None
    (capture,) = captures(response.member() + request.member())
    assert capture.exchange == exchange()

"""Payloads while a block streams by are those of the whole block."""

from hypothesis import example, given
from hypothesis import strategies as st

from archive.payload import RequestPayload, ResponsePayload
from archive.wire import WireError, parse_message, parse_request

HEADS = [
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nTransfer-encoding: Chunked\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.0 200\nTransfer-Encoding: chunked\n\n",
    b"\r\nHTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nfoo: bar\r\n",
]
PARTS = [
    *[b"5\r\nhello\r\n", b"5;ext=1\nhello\n", b"0\r\n\r\n", b"A\r\n0123456789\r\n", b"zz\r\n", b"\r\n", b"\n", b"\r"],
    *[b"5\r\nhe", b"x", b" 3 \r\nabc\r\n", b"00\r\n", b"trailer: x\r\n", b"f" * 18 + b"\r\n", b"5\r\nhelloX\r\n"],
]


def streamed(raw: bytes, size: int) -> tuple[bytes | None, bytes, bool]:
    """Payload, framed body and whether it was framed, from pieces of a size."""
    payload, framed = bytearray(), bytearray()
    reader = ResponsePayload(payload.extend, framed.extend)
    for start in range(0, len(raw), size):
        reader.feed(raw[start : start + size])
    reader.end()
    return (None if reader.head is None else bytes(payload)), bytes(framed), reader.framed


@given(st.sampled_from(HEADS), st.lists(st.sampled_from(PARTS), max_size=6), st.sampled_from([1, 2, 3, 7, 1000]))
@example(HEADS[0], [b"5\r\nhello\r\n", b"5\r\nhelloX\r\n"], 7)
@example(HEADS[0], [b"x"], 1)
def test_the_same_payload_as_of_the_whole(head: bytes, parts: list[bytes], size: int) -> None:
    """Cut anywhere, well formed or not, a response has the payload that `wire` finds in the whole of it."""
    raw = head + b"".join(parts)
    try:
        expected: bytes | None = parse_message(raw).body
    except WireError:
        expected = None
    assert streamed(raw, size)[0] == expected


def test_what_is_framed() -> None:
    """A chunked body comes both ways; one that only says so is not framed."""
    assert streamed(HEADS[0] + b"5\r\nhello\r\n0\r\n\r\n", 4) == (b"hello", b"5\r\nhello\r\n0\r\n\r\n", True)
    assert streamed(HEADS[0] + b"<html>", 4) == (b"<html>", b"<html>", False)
    assert streamed(HEADS[4] + b"abc", 4) == (b"abc", b"", False)


def test_a_head_without_end() -> None:
    """A head that goes on for ever is given up, in bounded memory."""
    reader = ResponsePayload(lambda piece: None, lambda piece: None)
    for _ in range(100):
        reader.feed(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000)
    reader.end()
    assert reader.head is None


@given(st.binary(max_size=50), st.sampled_from([1, 3, 100]))
def test_requests(body: bytes, size: int) -> None:
    """The payload of a request is what follows its head."""
    raw = b"POST / HTTP/1.1\r\nHost: a\r\n\r\n" + body
    out = bytearray()
    reader = RequestPayload(out.extend)
    for start in range(0, len(raw), size):
        reader.feed(raw[start : start + size])
    assert bytes(out) == parse_request(raw).body == body

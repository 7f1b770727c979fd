"""Reading HTTP messages: every odd shape, fed whole, byte by byte and with bytes after the end."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.wire import ResponseReader, WireError, parse_message, parse_request

OK = b"HTTP/1.1 200 OK\r\n"
# name -> (wire bytes, status, body, reusable)
SHAPES: dict[str, tuple[bytes, int, bytes, bool]] = {
    "length": (OK + b"Content-Length: 5\r\n\r\nhello", 200, b"hello", True),
    "odd case": (b"http/1.1 200 ok\r\ncOnTeNt-LeNgTh: 5\r\n\r\nhello", 200, b"hello", True),
    "duplicate length": (OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 200, b"hello", True),
    "length list": (OK + b"Content-Length: 5, 5\r\n\r\nhello", 200, b"hello", True),
    "folded": (OK + b"X-A: one\r\n two\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
    "no colon": (OK + b"nonsense\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
    "space before colon": (OK + b"Content-Length : 2\r\n\r\nhi", 200, b"hi", True),
    "latin-1 header": (OK + b"X-Caf\xe9: \xff\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
    "bare LF": (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", 200, b"hi", True),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
    "odd status": (b"HTTP/1.1 999 Request denied \xe9\r\nContent-Length: 0\r\n\r\n", 999, b"", True),
    "no content with length": (b"HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", 204, b"", True),
    "not modified with length": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, b"", True),
    "connection close": (OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", False),
    "1.0 with length": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", False),
    "1.0 keep-alive": (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
    "chunked": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n", 200, b"hello world", True),
    "chunk extensions and trailers": (
        OK + b"Transfer-Encoding: chunked\r\n\r\n05;a=b\r\nhello\r\n00\r\nX-T: 1\r\n\r\n", 200, b"hello", True),
    "upper hex": (OK + b"Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, b"0123456789", True),
    "LF chunk lines": (OK + b"Transfer-Encoding: chunked\n\n5\nhello\n0\n\n", 200, b"hello", True),
    "gzip, chunked": (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, b"hi", True),
    "length and chunked": (
        OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200, b"hi", False),
    "identity": (OK + b"Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\nhi", 200, b"hi", True),
}  # fmt: skip
UNTIL_CLOSE: dict[str, tuple[bytes, bytes]] = {
    "no length": (OK + b"\r\nhello", b"hello"),
    "conflicting lengths": (OK + b"Content-Length: 3\r\nContent-Length: 5\r\n\r\nhello", b"hello"),
    "unknown coding": (OK + b"Transfer-Encoding: gzip\r\n\r\nhello", b"hello"),
    "said chunked but is not": (OK + b"Transfer-Encoding: chunked\r\n\r\n<html>hello", b"<html>hello"),
}


def read(wire: bytes, step: int, method: str = "GET") -> ResponseReader:
    reader = ResponseReader(request_method=method)
    for at in range(0, len(wire), step):
        reader.feed(wire[at : at + step])
    return reader


@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize("name", SHAPES)
def test_framed_message_ends_where_its_framing_says(name: str, step: int) -> None:
    """A framed response is done without the connection closing, whatever pieces it comes in."""
    wire, status, body, reusable = SHAPES[name]
    reader = read(wire, step)
    assert reader.head is not None
    assert (reader.done, reader.complete, reader.head.status) == (True, True, status)
    assert (bytes(reader.raw), reader.body(), reader.reusable) == (wire, body, reusable)


@pytest.mark.parametrize("step", [1, 10_000])
@pytest.mark.parametrize("name", SHAPES)
def test_bytes_after_the_end_are_kept_apart(name: str, step: int) -> None:
    """What follows a message is no part of it, and its connection is not used again."""
    wire = SHAPES[name][0]
    reader = read(wire + b"EXTRA", step)
    assert (bytes(reader.raw), reader.trailing, reader.reusable) == (wire, b"EXTRA", False)


@pytest.mark.parametrize("step", [1, 10_000])
@pytest.mark.parametrize("name", UNTIL_CLOSE)
def test_unframed_message_ends_with_the_connection(name: str, step: int) -> None:
    """Without usable framing the body is everything until the peer closes."""
    wire, body = UNTIL_CLOSE[name]
    reader = read(wire, step)
    assert not reader.done
    reader.close()
    assert (reader.complete, reader.body(), bytes(reader.raw), reader.reusable) == (True, body, wire, False)


def test_head_response_has_no_body() -> None:
    """The answer to HEAD ends with its head, whatever length it names."""
    assert read(OK + b"Content-Length: 5\r\n\r\n", 1, "HEAD").complete


def test_interim_responses_are_kept_apart() -> None:
    """1xx heads go to `interim`; the message begins at the final status line."""
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    reader = read(interim + SHAPES["length"][0], 3)
    assert (reader.interim, bytes(reader.raw)) == (interim, SHAPES["length"][0])


@pytest.mark.parametrize("name", ["length", "chunked"])
def test_cut_message_is_incomplete_but_kept(name: str) -> None:
    """When the peer goes away early, what came stays readable and is marked incomplete."""
    wire = SHAPES[name][0]
    for cut in range(wire.index(b"\r\n\r\n") + 4, len(wire)):
        reader = read(wire[:cut], 1000)
        reader.close()
        assert not reader.complete
        assert SHAPES[name][2].startswith(reader.body())


@pytest.mark.parametrize("wire", [b"SSH-2.0-OpenSSH\r\n", b"<html>hello", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_no_http_is_refused(wire: bytes) -> None:
    """Bytes that cannot begin a response raise a WireError that shows them."""
    with pytest.raises(WireError, match="HTTP"):
        read(wire, 4)


def test_a_chunk_a_byte_costs_little_memory() -> None:
    """A hostile server may cut a body as fine as it likes."""
    wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 50_000 + b"0\r\n\r\n"
    tracemalloc.start()
    message = parse_message(wire)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (message.body, message.complete) == (b"a" * 50_000, True)
    assert peak < 10 * len(wire)


def test_a_chunk_longer_than_anything_is_cut_to_what_came() -> None:
    """Sixteen digits make a size beyond all numbers that a machine counts with."""
    message = parse_message(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nabc")
    assert (message.body, message.complete) == (b"abc", False)


@pytest.mark.parametrize("piece", [b"HTTP/1.1 100 Continue\r\n\r\n", b"\r\n"])
def test_endless_interim_responses_are_refused(piece: bytes) -> None:
    """A server may send "continue" for ever, and so fill the memory; what has come by then is kept."""
    reader = ResponseReader()

    def feed_for_ever() -> None:
        for _ in range(1_000):
            reader.feed(piece * 100)

    with pytest.raises(WireError, match="interim"):
        feed_for_ever()
    assert 64 * 1024 < len(reader.interim) < 80 * 1024


def test_endless_head_is_refused() -> None:
    """A head without end stops at the limit instead of filling memory."""
    with pytest.raises(WireError, match="longer than 262144 bytes"):
        read(OK + b"X: " + b"a" * 300_000, 65536)


@given(st.lists(st.integers(min_value=1, max_value=40), min_size=1), st.sampled_from(sorted(SHAPES)))
def test_any_split_gives_the_same_message(cuts: list[int], name: str) -> None:
    """However the network cuts a response, the same message comes out."""
    wire = SHAPES[name][0]
    reader = ResponseReader()
    at = 0
    for cut in cuts:
        reader.feed(wire[at : at + cut])
        at += cut
    if at < len(wire):
        reader.feed(wire[at:])
    assert (bytes(reader.raw), reader.body(), reader.done) == (wire, SHAPES[name][2], True)


def test_stored_message_ends_with_its_block() -> None:
    """A record's block is the message, even where a tool decoded the body and left Content-Length as it was."""
    message = parse_message(OK + b"Content-Length: 2\r\n\r\nhello")
    assert (message.body, message.complete, message.head_size) == (b"hello", True, 38)


def test_folded_and_repeated_headers_are_read() -> None:
    """Folded lines join with one space; repeated fields stay apart and in order."""
    message = parse_message(OK + b"A: 1\r\n\t2\r\na: 3\r\n\r\n")
    assert message.headers == ((b"A", b"1 2"), (b"a", b"3"))
    assert message.header(b"A") == b"1 2"


def test_request_is_taken_apart() -> None:
    """A stored request gives its method, target, headers and body."""
    request = parse_request(b"POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi")
    assert (request.method, request.target, request.headers[0], request.body) == (
        b"POST",
        b"/a?b",
        (b"Host", b"x"),
        b"hi",
    )

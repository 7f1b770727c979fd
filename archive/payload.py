"""The payload of an HTTP record while its block streams by: head apart, chunk framing off, nothing held."""

import re
from collections.abc import Callable

from archive.digest import Buffer
from archive.wire import MAX_HEAD, Headers, ResponseHead, WireError, parse_response_head

_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?")

_PLAIN_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_LINE = re.compile(rb"[^\n]*")
_NOTHING = memoryview(b"")
_LINE_ENDS = re.compile(rb"[\r\n]*")

Sink = Callable[[Buffer], object]
"""Takes bytes that it must use at once: they may be a view into a larger piece, so that nothing is copied."""


class ResponsePayload:
    """Takes a response's block in pieces; gives its payload to `sink`, the same bytes that `wire.parse_message` finds.

    After `end`, `head` is the parsed head or None when the block is no HTTP response; `framed` whether the
    payload was taken out of chunks.
    """

    def __init__(self, sink: Sink, framed_sink: Sink) -> None:
        """`framed_sink` gets the body as it stands in the block; only of a body in chunks does it differ."""
        self._sink = sink
        self._framed_sink = framed_sink
        self._start = b""
        self._body: _Dechunker | None = None
        self._ended_head = False
        self.head: ResponseHead | None = None
        self.framed = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the block."""
        if self._ended_head:
            self._feed_body(piece)
            return
        scanned = max(0, len(self._start) - 3)
        self._start += piece
        begin = _LINE_ENDS.match(self._start).end()  # type: ignore[union-attr]
        match = _HEAD_END.search(self._start, max(scanned, begin))
        if match is not None:
            self._end_head(begin, match.end())
        elif len(self._start) > MAX_HEAD:
            self._ended_head = True

    def end(self) -> None:
        """The block has ended."""
        if self._body is not None:
            self._body.end()
            self.framed = not self._body.passing

    def _end_head(self, begin: int, end: int) -> None:
        self._ended_head = True
        start, self._start = self._start, b""
        try:
            head = parse_response_head(start[begin:end])
        except WireError:
            return
        if 100 <= head.status < 200 and head.status != 101:  # interim: what our records never hold
            self._ended_head = False
            self.feed(start[end:])
            return
        self.head = head
        if _is_chunked(self.head.headers) and self.head.status not in (101, 204, 304):
            self._body = _Dechunker(self._sink)
        self._feed_body(memoryview(start)[end:])

    def _feed_body(self, piece: bytes | memoryview) -> None:
        if self.head is None or not piece:
            return
        if self._body is None:
            self._sink(piece)
        else:
            self._framed_sink(piece)
            self._body.feed(piece)


class RequestPayload:
    """Takes a request's block in pieces and gives what follows its head to `sink`."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._head = bytearray()
        self._ended_head = False

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the block."""
        if self._ended_head:
            self._sink(piece)
            return
        self._head += piece
        match = _HEAD_END.search(self._head)
        if match is not None:
            self._sink(bytes(self._head[match.end() :]))
        self._ended_head = match is not None or len(self._head) > MAX_HEAD
        if self._ended_head:
            del self._head[:]


class _Dechunker:
    """Takes a chunked body in pieces and gives the data of its chunks (RFC 9112 7.1)."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._line = bytearray()
        self._first = True
        self._left = 0
        self._state = self._read_size
        self.passing = False
        """The body says it is chunked but is not; it is passed on as it is."""

    def feed(self, piece: bytes | memoryview) -> None:
        rest = memoryview(piece)
        while rest:
            if self._state == self._read_size and not self._line:
                rest = self._take_whole_chunks(rest)
            if rest:
                rest = self._state(rest)

    def _take_whole_chunks(self, piece: memoryview) -> memoryview:
        """Take the chunks that lie in the piece from size line to line end; what is left. Only for speed."""
        at = 0
        while match := _PLAIN_SIZE.match(piece, at):
            start = match.end()
            end = start + int(match[1], 16)
            if start == end or bytes(piece[end : end + 2]) != b"\r\n":
                break
            self._first = False
            self._sink(piece[start:end])
            at = end + 2
        return piece[at:]

    def end(self) -> None:
        if self._first and self._line and not self.passing and _CHUNK_SIZE.fullmatch(self._line) is None:
            self._pass_on(memoryview(bytes(self._line)))

    def _read_size(self, piece: memoryview) -> memoryview:
        end = _LINE.match(piece).end()  # type: ignore[union-attr]
        self._line += piece[:end]
        if end == len(piece):
            if len(self._line) > MAX_HEAD:
                self._state = self._skip
            return _NOTHING
        rest = piece[end + 1 :]
        match = _CHUNK_SIZE.fullmatch(self._line)
        if match is None:
            if self._first:
                return self._pass_on(memoryview(bytes(self._line) + b"\n" + rest))
            self._state = self._skip
            return _NOTHING
        self._left = int(match[1], 16)
        self._first = False
        self._line.clear()
        self._state = self._read_data if self._left else self._skip
        return rest

    def _read_data(self, piece: memoryview) -> memoryview:
        data, rest = piece[: self._left], piece[self._left :]
        self._left -= len(data)
        self._sink(data)
        if not self._left:
            self._state = self._read_end
        return rest

    def _read_end(self, piece: memoryview) -> memoryview:
        if bytes(piece[:1]) == b"\n":
            self._line.clear()
            self._state = self._read_size
            return piece[1:]
        if bytes(piece[:1]) == b"\r" and not self._line:
            self._line += b"\r"  # the line feed may come with the next piece
            return piece[1:]
        self._line.clear()
        self._state = self._skip
        return _NOTHING

    def _pass_on(self, piece: memoryview) -> memoryview:
        self.passing = True
        self._state = self._passing
        return self._passing(piece)

    def _passing(self, piece: memoryview) -> memoryview:
        self._sink(piece)
        return _NOTHING

    def _skip(self, piece: memoryview) -> memoryview:
        return _NOTHING


def _is_chunked(headers: Headers) -> bool:
    codings = [
        token.strip().lower()
        for name, value in headers
        if name.lower() == b"transfer-encoding"
        for token in value.split(b",")
        if token.strip()
    ]
    return bool(codings) and codings[-1] == b"chunked"

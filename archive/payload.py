"""The payload of an HTTP record while its block streams by: head apart, chunk framing off, nothing held."""

import re
from collections.abc import Callable

from archive.wire import MAX_HEAD, Headers, ResponseHead, WireError, parse_response_head

_HEAD_END = re.compile(rb"\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?")

_PLAIN_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")

Sink = Callable[[bytes], None]


class ResponsePayload:
    """Takes a response's block in pieces; gives its payload to `sink`, the same bytes that `wire.parse_message` finds.

    After `end`, `head` is the parsed head or None when the block is no HTTP response; `framed` whether the
    payload was taken out of chunks.
    """

    def __init__(self, sink: Sink, framed_sink: Sink) -> None:
        """`framed_sink` gets the body as it stands in the block; only of a body in chunks does it differ."""
        self._sink = sink
        self._framed_sink = framed_sink
        self._start = bytearray()
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
        stripped = len(self._start) - len(self._start.lstrip(b"\r\n"))
        match = _HEAD_END.search(self._start, max(scanned, stripped))
        if match is not None:
            self._end_head(match.end())
        elif len(self._start) > MAX_HEAD:
            self._ended_head = True

    def end(self) -> None:
        """The block has ended."""
        if self._body is not None:
            self._body.end()
            self.framed = not self._body.passing

    def _end_head(self, size: int) -> None:
        self._ended_head = True
        try:
            head = parse_response_head(bytes(self._start[:size]).lstrip(b"\r\n"))
        except WireError:
            return
        rest = bytes(self._start[size:])
        self._start.clear()
        if 100 <= head.status < 200 and head.status != 101:  # interim: what our records never hold
            self._ended_head = False
            self.feed(rest)
            return
        self.head = head
        if _is_chunked(self.head.headers) and self.head.status not in (101, 204, 304):
            self._body = _Dechunker(self._sink)
        self._feed_body(rest)

    def _feed_body(self, piece: bytes) -> None:
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

    def feed(self, piece: bytes) -> None:
        while piece:
            if self._state == self._read_size and not self._line:
                piece = self._take_whole_chunks(piece)
            if piece:
                piece = self._state(piece)

    def _take_whole_chunks(self, piece: bytes) -> bytes:
        """Take the chunks that lie in the piece from size line to line end; what is left. Only for speed."""
        at = 0
        while match := _PLAIN_SIZE.match(piece, at):
            start = match.end()
            end = start + int(match[1], 16)
            if start == end or piece[end : end + 2] != b"\r\n":
                break
            self._first = False
            self._sink(piece[start:end])
            at = end + 2
        return piece[at:] if at else piece

    def end(self) -> None:
        if self._first and self._line and not self.passing and _CHUNK_SIZE.fullmatch(self._line) is None:
            self._pass_on(bytes(self._line))

    def _read_size(self, piece: bytes) -> bytes:
        line, end, rest = piece.partition(b"\n")
        self._line += line
        if not end:
            if len(self._line) > MAX_HEAD:
                self._state = self._skip
            return b""
        match = _CHUNK_SIZE.fullmatch(self._line)
        if match is None:
            if self._first:
                return self._pass_on(bytes(self._line) + b"\n" + rest)
            self._state = self._skip
            return b""
        self._left = int(match[1], 16)
        self._first = False
        self._line.clear()
        self._state = self._read_data if self._left else self._skip
        return rest

    def _read_data(self, piece: bytes) -> bytes:
        data, rest = piece[: self._left], piece[self._left :]
        self._left -= len(data)
        self._sink(data)
        if not self._left:
            self._state = self._read_end
        return rest

    def _read_end(self, piece: bytes) -> bytes:
        if piece[:1] == b"\n":
            self._line.clear()
            self._state = self._read_size
            return piece[1:]
        if piece[:1] == b"\r" and not self._line:
            self._line += b"\r"  # the line feed may come with the next piece
            return piece[1:]
        self._line.clear()
        self._state = self._skip
        return b""

    def _pass_on(self, piece: bytes) -> bytes:
        self.passing = True
        self._state = self._passing
        return self._passing(piece)

    def _passing(self, piece: bytes) -> bytes:
        self._sink(piece)
        return b""

    def _skip(self, piece: bytes) -> bytes:
        return b""


def _is_chunked(headers: Headers) -> bool:
    codings = [
        token.strip().lower()
        for name, value in headers
        if name.lower() == b"transfer-encoding"
        for token in value.split(b",")
        if token.strip()
    ]
    return bool(codings) and codings[-1] == b"chunked"

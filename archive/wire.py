"""HTTP/1.x messages as they cross the wire, read leniently and without I/O.

A server's answer is kept as it came, however odd; these readers only find out where it ends and what its
payload is. They accept what browsers accept: bare LF as line end, folded or colon-less header lines, odd
reason phrases, repeated lengths. Framing follows RFC 9112 section 6.3; where that says "error", reading until
the connection closes loses nothing and is chosen instead.
"""

import re
from array import array
from itertools import islice

import msgspec

from archive.errors import ArchiveError

MAX_HEAD = 256 * 1024
"""Bytes of a message's head, and of the trailers of a chunked body, that are read at most."""

MAX_INTERIM = 64 * 1024
"""Bytes of interim responses and empty lines that are read at most: a server may send them for ever."""

Headers = tuple[tuple[bytes, bytes], ...]

_STATUS_LINE = re.compile(rb"(HTTP/\d+(?:\.\d+)?)[ \t]+(\d{3})(?:[ \t]+(.*))?", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"(\S+)[ \t]+(\S+)(?:[ \t]+(HTTP/\d+(?:\.\d+)?))?", re.IGNORECASE)
_HEAD_END = re.compile(rb"\n\r?\n")
_FAR = (1 << 63) - 1
_AT_ONCE = 1_000
"""Chunks."""
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\n]*)?\r?")


class WireError(ArchiveError):
    """The bytes are no HTTP message: no start line can be read, or none comes."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A response message taken apart."""

    version: bytes
    status: int
    reason: bytes
    headers: Headers
    """Names in their own case, values without surrounding white space, folded lines joined by one space."""
    head_size: int
    """Bytes up to and with the empty line."""
    body: bytes
    """Transfer coding removed, content coding kept; of a cut message, what came."""
    complete: bool

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header, by its case-insensitive name, or None."""
        return first_value(self.headers, name)


class RequestMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A request message taken apart."""

    method: bytes
    target: bytes
    version: bytes
    headers: Headers
    head_size: int
    body: bytes


def first_value(headers: Headers, name: bytes) -> bytes | None:
    """The first value of a header, by its case-insensitive name, or None."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def parse_message(raw: bytes, *, request_method: str = "GET") -> Message:
    """Take a stored response apart.

    `raw` begins at the status line; it ends the message even where Content-Length says otherwise, since the
    record's block is what came. Raises `WireError` when there is no status line.
    """
    reader = ResponseReader(request_method=request_method, until_close=True)
    reader.feed(raw)
    reader.close()
    if reader.head is None:
        raise WireError("no HTTP status line")
    return Message(
        version=reader.head.version,
        status=reader.head.status,
        reason=reader.head.reason,
        headers=reader.head.headers,
        head_size=reader.head.size,
        body=reader.body(),
        complete=reader.complete,
    )


def parse_request(raw: bytes) -> RequestMessage:
    """Take a stored request apart. Raises `WireError` when there is no request line."""
    end = _head_size(raw)
    head_size = len(raw) if end is None else end
    line, _, rest = raw[:head_size].partition(b"\n")
    match = _REQUEST_LINE.fullmatch(line.rstrip(b"\r \t"))
    if match is None:
        raise WireError("no HTTP request line")
    return RequestMessage(
        method=match[1],
        target=match[2],
        version=match[3] or b"",
        headers=_parse_headers(rest),
        head_size=head_size,
        body=raw[head_size:],
    )


class ResponseHead(msgspec.Struct, frozen=True, kw_only=True):
    """Status line and header fields of one response, interim or final."""

    version: bytes
    status: int
    reason: bytes
    headers: Headers
    size: int


class ResponseReader:
    """Reads one response from bytes as they arrive, and knows when it has ended.

    Feed it what the socket gives, in pieces of any size, then `close()` when the peer ended the connection.
    `raw` holds the message from its final status line on, byte for byte, `interim` the 1xx responses before
    it, `trailing` what came after its end.
    """

    def __init__(self, *, request_method: str = "GET", until_close: bool = False) -> None:
        """`until_close` ignores Content-Length: for stored messages, whose end is known from outside."""
        self._method = request_method.upper()
        self._until_close = until_close
        self.raw = bytearray()
        self.interim = b""
        self.trailing = b""
        self.head: ResponseHead | None = None
        self.done = False
        self.complete = False
        """Whether the message ended where its framing says."""
        self._scanned = 0
        self._closed = False
        self._length: int | None = None
        self._chunks: _ChunkReader | None = None

    def feed(self, data: bytes) -> None:
        """Take the next bytes from the wire. Raises `WireError` when they cannot be an HTTP response."""
        if self.done:
            self.trailing += data
            return
        self.raw += data
        if self.head is None:
            self._read_heads()
        if self.head is not None and not self.done:
            self._read_body()

    def close(self) -> None:
        """Say that no more bytes will come."""
        if self.done:
            return
        self.done = self._closed = True
        if self.head is None:
            return
        if self._chunks is not None:
            self._chunks.finish(self.raw)
            self.complete = self._chunks.malformed_at_start
        elif self._length is not None:
            self.complete = len(self.raw) - self.head.size >= self._length
        else:
            self.complete = True

    @property
    def reusable(self) -> bool:
        """Whether another request may follow on this connection (RFC 9112 9.3)."""
        if not (self.complete and self.head) or self._closed or self.trailing:
            return False
        if self._chunks is not None and first_value(self.head.headers, b"content-length") is not None:
            return False  # RFC 9112 6.3: both framings at once may be request smuggling
        tokens = {
            token.strip().lower()
            for name, value in self.head.headers
            if name.lower() == b"connection"
            for token in value.split(b",")
        }
        if self.head.version.upper() == b"HTTP/1.0":
            return b"keep-alive" in tokens
        return b"close" not in tokens

    def body(self) -> bytes:
        """The payload so far: transfer coding removed, content coding kept."""
        if self.head is None:
            return b""
        if self._chunks is not None and not self._chunks.malformed_at_start:
            return self._chunks.data(self.raw)
        return bytes(memoryview(self.raw)[self.head.size :])

    def _read_heads(self) -> None:
        while self.head is None:
            stripped = _leading_line_ends(self.raw)
            if stripped:  # RFC 9112 2.2: empty lines before a start line are ignored
                self._set_aside(stripped)
            _refuse_what_is_no_http(self.raw)
            size = _head_size(self.raw, self._scanned)
            if size is None:
                if len(self.raw) > MAX_HEAD:
                    raise WireError(f"the head is longer than {MAX_HEAD} bytes")
                self._scanned = max(0, len(self.raw) - 3)
                return
            head = parse_response_head(bytes(self.raw[:size]))
            # 101 ends the HTTP conversation, so it is final although its number says interim.
            if 100 <= head.status < 200 and head.status != 101:
                self._set_aside(size)
                continue
            self.head = head
            self._choose_framing(head)

    def _set_aside(self, size: int) -> None:
        self.interim += bytes(self.raw[:size])
        del self.raw[:size]
        self._scanned = 0
        if len(self.interim) > MAX_INTERIM:
            raise WireError(f"more than {MAX_INTERIM} bytes of interim responses")

    def _choose_framing(self, head: ResponseHead) -> None:
        if self._method == "HEAD" or head.status in (101, 204, 304):
            self._length = 0
            return
        codings = _tokens(head.headers, b"transfer-encoding")
        if codings and codings[-1] == b"chunked":
            self._chunks = _ChunkReader(head.size)
            return
        if codings and codings != [b"identity"]:
            return  # RFC 9112 6.3: any other final coding ends with the connection
        lengths = set(_tokens(head.headers, b"content-length"))
        if len(lengths) == 1 and (only := lengths.pop()).isdigit() and len(only) < 16:
            self._length = int(only)

    def _read_body(self) -> None:
        assert self.head is not None
        if self._chunks is not None:
            end = self._chunks.advance(self.raw)
        elif self._length is not None and not self._until_close:
            end = self.head.size + self._length
        else:
            return
        if end is not None and len(self.raw) >= end:
            self.trailing = bytes(self.raw[end:])
            del self.raw[end:]
            self.done = self.complete = True


class _ChunkReader:
    """Walks a chunked body (RFC 9112 7.1) in a growing buffer; chunk extensions and trailers are skipped over."""

    def __init__(self, start: int) -> None:
        self._at = start
        self._start = start
        # A stranger may send a chunk for each byte: so many pairs of numbers, each an object, would fill the memory.
        self._starts = array("q")
        self._ends = array("q")
        self._in_trailers = False
        self._lost = False
        self.malformed_at_start = False
        """The body says it is chunked but is not: it is then taken as it is, until the connection closes."""

    def data(self, buffer: bytearray) -> bytes:
        """What the chunks hold, the last one cut to the bytes that came."""
        spans = zip(self._starts, self._ends, strict=True)
        with memoryview(buffer) as view:
            some = iter(lambda: b"".join([view[start:end] for start, end in islice(spans, _AT_ONCE)]), b"")
            return b"".join(some)

    def advance(self, buffer: bytearray) -> int | None:
        """Read on; the position after the body once it has ended, else None."""
        while not self._lost:
            line_end = buffer.find(b"\n", self._at)
            if line_end < 0:
                self._lost = len(buffer) - self._at > MAX_HEAD
                return None
            line = bytes(memoryview(buffer)[self._at : line_end])
            if self._in_trailers:
                self._at = line_end + 1
                if line in (b"", b"\r"):
                    return self._at
                continue
            match = _CHUNK_SIZE.fullmatch(line)
            if match is None:
                self._lost = True
                self.malformed_at_start = self._at == self._start
                return None
            size = int(match[1], 16)
            if size == 0:
                self._in_trailers = True
                self._at = line_end + 1
                continue
            if not self._starts or self._starts[-1] != line_end + 1:
                self._starts.append(line_end + 1)
                # A size has up to 16 digits; no buffer is as long.
                self._ends.append(min(line_end + 1 + size, _FAR))
            after = self._after_chunk(buffer, line_end + 1 + size)
            if after is None:
                return None
            self._at = after
        return None

    def finish(self, buffer: bytearray) -> None:
        """No more bytes come: an unfinished first line that cannot be a chunk size is a body without chunks."""
        if not self._starts and self._at == self._start and len(buffer) > self._at:
            self.malformed_at_start |= _CHUNK_SIZE.fullmatch(bytes(memoryview(buffer)[self._at :])) is None

    def _after_chunk(self, buffer: bytearray, end: int) -> int | None:
        """The position of the next chunk-size line, or None while it has not come."""
        if len(buffer) < end + 2:
            # One byte may be enough when the server ends lines with LF alone.
            return end + 1 if buffer[end : end + 1] == b"\n" else None
        if buffer[end : end + 2] == b"\r\n":
            return end + 2
        if buffer[end : end + 1] == b"\n":
            return end + 1
        self._lost = True
        return None


def _leading_line_ends(raw: bytearray) -> int:
    count = 0
    while count < len(raw) and raw[count] in b"\r\n":
        count += 1
    return count


def _refuse_what_is_no_http(raw: bytearray) -> None:
    start = bytes(raw[:5]).upper()
    if start and not b"HTTP/".startswith(start):
        raise WireError(f"the answer is not HTTP: it begins with {bytes(raw[:20])!r}")


def _head_size(raw: bytes | bytearray, start: int = 0) -> int | None:
    match = _HEAD_END.search(raw, start)
    return match.end() if match else None


def parse_response_head(raw: bytes) -> ResponseHead:
    """Take the head of a response apart, interim or final. Raises `WireError` when there is no status line."""
    line, _, rest = raw.partition(b"\n")
    match = _STATUS_LINE.fullmatch(line.rstrip(b"\r \t"))
    if match is None:
        raise WireError(f"the answer has no HTTP status line: {line[:60]!r}")
    return ResponseHead(
        version=match[1], status=int(match[2]), reason=match[3] or b"", headers=_parse_headers(rest), size=len(raw)
    )


def _parse_headers(block: bytes) -> Headers:
    fields: list[tuple[bytes, bytes]] = []
    for line in block.split(b"\n"):
        line = line.rstrip(b"\r")
        if not line:
            continue
        if line[:1] in b" \t" and fields:
            name, value = fields[-1]
            fields[-1] = (name, (value + b" " + line.strip()).strip())
            continue
        name, colon, value = line.partition(b":")
        if colon and name.strip():
            fields.append((name.strip(), value.strip()))
    return tuple(fields)


def _tokens(headers: Headers, name: bytes) -> list[bytes]:
    return [
        token.strip().lower()
        for key, value in headers
        if key.lower() == name
        for token in value.split(b",")
        if token.strip()
    ]

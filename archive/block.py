"""What an index and a check want to know of a record's block, taken while it streams by."""

import hashlib
from typing import TYPE_CHECKING

from archive.digest import Buffer, format_sha1
from archive.headers import Headers
from archive.payload import RequestPayload, ResponsePayload, Sink
from archive.wire import first_value

if TYPE_CHECKING:
    from hashlib import _Hash

_HTTP = b"HTTP/"


class BlockReader:
    """Takes a block in pieces, and afterwards knows its media type, status and payload digest."""

    def __init__(
        self,
        kind: str,
        headers: Headers,
        *,
        payload_sink: Sink | None = None,
        framed_sink: Sink | None = None,
    ) -> None:
        """`kind` is the record's type. `payload_sink` gets the payload, `framed_sink` a chunked body as it stands."""
        self._kind = kind
        self._content_type = headers.get("Content-Type")
        self._stated_digest = headers.get("WARC-Payload-Digest")
        self._extra_sink = payload_sink
        self._framed_sink = framed_sink
        self._http: ResponsePayload | None = None
        self._request = RequestPayload(self._take_payload) if kind == "request" else None
        self._start: bytes | None = b""
        self._payload_sha1: _Hash | None = None
        self._block_sha1: _Hash | None = None
        if self._stated_digest is None and kind in ("response", "resource", "metadata"):  # those that indexes list
            self._payload_sha1 = hashlib.sha1(usedforsecurity=False)
            self._block_sha1 = hashlib.sha1(usedforsecurity=False)

    def feed(self, piece: bytes) -> None:
        """Take the next piece."""
        if self._block_sha1 is not None:
            self._block_sha1.update(piece)
        if self._start is not None:  # the first piece may be too short to tell what it begins
            self._start += piece
            if len(self._start.lstrip(b"\r\n")) >= len(_HTTP):
                self._begin(self._start)
        else:
            self._pass_on(piece)

    def end(self) -> None:
        """The block has ended."""
        if self._start:
            self._begin(self._start)
        if self._http is not None:
            self._http.end()

    @property
    def is_http(self) -> bool:
        """Whether the block is an HTTP response with a head that can be read."""
        return self._http is not None and self._http.head is not None

    @property
    def looks_like_http(self) -> bool:
        """Whether the block begins like an HTTP response."""
        return self._http is not None

    @property
    def is_framed(self) -> bool:
        """Whether the payload was taken out of chunks."""
        return self._http is not None and self._http.framed

    @property
    def status(self) -> str | None:
        """The status of an HTTP response, as an index has it."""
        return None if self._http is None or self._http.head is None else str(self._http.head.status)

    @property
    def mime(self) -> str | None:
        """The media type of the payload without parameters, as an index has it."""
        if self._kind == "revisit":
            return "warc/revisit"
        if self._kind in ("resource", "metadata"):
            return media_type(self._content_type)
        if self._http is None or self._http.head is None:
            return None
        value = first_value(self._http.head.headers, b"content-type")
        return media_type(value.decode("latin-1")) if value is not None else None

    @property
    def payload_digest(self) -> str | None:
        """What the record states, else SHA-1 of the payload; of a block that is no HTTP response, of the block."""
        if self._payload_sha1 is None or self._block_sha1 is None:
            return self._stated_digest
        return format_sha1((self._payload_sha1 if self.is_http else self._block_sha1).digest())

    def _begin(self, start: bytes) -> None:
        self._start = None
        if self._kind in ("response", "revisit") and start.lstrip(b"\r\n")[: len(_HTTP)].upper() == _HTTP:
            self._http = ResponsePayload(self._take_payload, self._framed_sink or _drop)
        self._pass_on(start)

    def _pass_on(self, piece: bytes) -> None:
        if self._http is not None:
            self._http.feed(piece)
        elif self._request is not None:
            self._request.feed(piece)
        elif self._extra_sink is not None:
            self._extra_sink(piece)

    def _take_payload(self, piece: Buffer) -> None:
        if self._payload_sha1 is not None:
            self._payload_sha1.update(piece)
        if self._extra_sink is not None:
            self._extra_sink(piece)


def _drop(piece: Buffer) -> None:
    pass


def media_type(value: str | None) -> str | None:
    """A Content-Type without parameters; None without any."""
    return value.replace(";", " ").split(" ", 1)[0].strip() if value else None

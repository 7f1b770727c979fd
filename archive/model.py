"""The values that travel through the archive. All are frozen; a step returns a new one."""

from datetime import datetime
from typing import Literal

import msgspec

from archive.headers import Headers

Truncation = Literal["length", "time", "disconnect", "unspecified"]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One HTTP request and what came back, byte for byte as they crossed the wire.

    `request` is everything sent, head and body. `response` begins at the final status line (ISO 28500
    6.3.2: interim 1xx responses are not part of it; they are kept in `interim`) and ends with the last byte
    of the message: header order and case, chunk framing and content coding are untouched. An empty
    `response` means that no whole head of a final response came.
    """

    url: str
    request: bytes
    response: bytes
    started: datetime
    """When the request began to be sent, UTC."""
    method: str = "GET"
    ip: str | None = None
    """The peer's address; None behind a proxy, where the peer is the proxy."""
    truncated: Truncation | None = None
    """Why `response` is a prefix or missing (ISO 28500 5.13), or None when it is whole."""
    interim: bytes = b""
    unread: bytes = b""
    """What came where a response should have come: part of a head, or bytes that are no HTTP."""
    protocols: tuple[str, ...] = ("http/1.1",)
    """For WARC-Protocol, outermost first: "http/1.1", "tls/1.3"."""
    cipher: str | None = None
    """IANA name of the TLS cipher suite."""


class CaptureRef(msgspec.Struct, frozen=True, kw_only=True):
    """Where the record of a response lies: the way back from everything derived to the wire."""

    file: str
    """Key of the WARC file in the store."""
    offset: int
    """Of the record's gzip member in the file, in bytes."""
    length: int
    """Of the record's gzip member, in bytes."""
    record_id: str
    """WARC-Record-ID without angle brackets: urn:uuid:…"""
    payload_digest: str
    """Over the payload with transfer coding removed, content coding kept: sha1:BASE32."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a WARC or ARC file, with its block."""

    type: str
    """Lower case: warcinfo, request, response, revisit, metadata, resource, conversion, continuation, or another."""
    id: str
    """WARC-Record-ID without angle brackets; empty when there is none, as in ARC files."""
    url: str
    """WARC-Target-URI; empty when there is none."""
    date: datetime | None
    """UTC; None when the record's date cannot be read."""
    headers: Headers
    version: str
    """Such as "1.1"; "arc" for a record of an ARC file."""
    block: bytes
    block_size: int
    """Bytes of the whole block; more than `block` holds when that was cut at a limit."""
    offset: int
    """Of the record's gzip member, or of a plain record, in the file."""
    length: int
    """Of the member or plain record, in bytes; 0 when its gzip member holds further records."""


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """A response record as the exchange it came from."""

    exchange: Exchange
    ref: CaptureRef
    revisit_of: str | None = None
    """Record id that a revisit stands for, empty where it names none; None for a response. Without a resolver
    the exchange then holds the head only."""


class StoredObject(msgspec.Struct, frozen=True, kw_only=True):
    """An object in a store."""

    key: str
    size: int
    """Bytes."""
    sha256: str | None = None
    """Lower-case hex; None where the store does not know it without reading the object."""

"""What an index and a check want to know of a block that lies in memory as a whole: `BlockReader` for the usual case.

Nearly all records are small, the heads in them well formed and their chunks plain. Of these everything is found here
in a few steps. Of all others nothing is found here, so that `BlockReader` alone decides what odd bytes mean.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from archive.block import media_type
from archive.digest import sha1_base32

_HEAD = re.compile(rb"HTTP/1\.[01] ([2-9]\d\d)(?: [^\r\n]*)?\r\n(?:[!#-'*+.0-9A-Z^-z|~-]+:[^\r\n]*\r\n)*\r\n")
"""A response's head as RFC 9112 wants it: no folded line, no bare line end, no space before a colon."""
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})\r\n")
_LAST_CHUNK = b"0\r\n\r\n"
_TYPE, _CODING = b"\ncontent-type:", b"\ntransfer-encoding:"


class WholeBlock(msgspec.Struct, frozen=True):
    """What a block is, with the names that `BlockReader` has for it."""

    mime: str | None
    status: str | None
    payload: Sequence[memoryview]
    """Where the payload lies in the block."""
    stated: str | None
    """The digest of the payload, as the record says."""

    @property
    def payload_digest(self) -> str | None:
        """What the record states, else SHA-1 of the payload."""
        return self.stated or (sha1_base32(*self.payload) if self.payload else None)


def read_whole(kind: str, content_type: str | None, stated: str | None, block: memoryview) -> WholeBlock | None:
    """What `BlockReader` would find in the block of a record; None for that one to be asked.

    `content_type` and `stated` are Content-Type and WARC-Payload-Digest of the record's head.
    """
    match kind:
        case "response" | "revisit":
            return _response(kind, block, stated)
        case "request":
            return WholeBlock(None, None, (), None) if stated is None else None
        case "metadata" | "resource":
            return WholeBlock(media_type(content_type), None, (block,), stated)
    return None


def _response(kind: str, block: memoryview, stated: str | None) -> WholeBlock | None:
    match = _HEAD.match(block)
    if match is None:
        return None
    head, status = match[0], match[1].decode("ascii")
    if kind == "revisit":
        return WholeBlock("warc/revisit", status, (), stated)
    lower = head.lower()
    at = lower.find(_TYPE)
    mime = None if at < 0 else _mime(head[at + len(_TYPE) : head.find(b"\r", at)])
    at = lower.find(_CODING)
    if at < 0:
        return WholeBlock(mime, status, (block[match.end() :],), stated)
    is_chunked = lower[at + len(_CODING) : lower.find(b"\r", at)].strip() == b"chunked"
    if not is_chunked or lower.find(_CODING, at + 1) >= 0 or status in ("204", "304"):
        return None
    chunks = _chunks(block, match.end())
    return None if chunks is None else WholeBlock(mime, status, chunks, stated)


def _chunks(block: memoryview, at: int) -> list[memoryview] | None:
    """The data of a chunked body without extensions and trailers; None for any other."""
    chunks: list[memoryview] = []
    while match := _CHUNK.match(block, at):
        start = match.end()
        stop = start + int(match[1], 16)
        if stop == start:
            return (chunks or [block[:0]]) if block[at:].tobytes() == _LAST_CHUNK else None
        if block[stop : stop + 2].tobytes() != b"\r\n":
            return None
        chunks.append(block[start:stop])
        at = stop + 2
    return None


@lru_cache(maxsize=256)
def _mime(value: bytes) -> str | None:
    return media_type(value.strip().decode("latin-1"))

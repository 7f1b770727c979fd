"""Digests of records, payloads and files.

Records carry SHA-1 in upper-case Base32, as pywb, OpenWayback and CDX lines do: there it only has to tell
payloads apart. Files carry SHA-256 in lower-case hex, as manifests and WACZ packages do.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

_PIECE = 1 << 20

Buffer = bytes | bytearray | memoryview


def sha1_base32(*parts: Buffer) -> str:
    """The digest of the parts in a row as records carry it: sha1:BASE32 (ISO 28500 5.8)."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        digest.update(part)
    return format_sha1(digest.digest())


def format_sha1(digest: bytes) -> str:
    """Twenty bytes of SHA-1 as sha1:BASE32."""
    return "sha1:" + base64.b32encode(digest).decode("ascii")


def sha256_hex(pieces: Iterable[Buffer]) -> str:
    """SHA-256 over pieces in a row, lower-case hex."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def sha256_of_stream(stream: BinaryIO) -> str:
    """SHA-256 of everything left in a stream, lower-case hex, without holding it in memory."""
    return sha256_hex(pieces_of(stream))


def pieces_of(stream: BinaryIO, size: int = _PIECE) -> Iterator[bytes]:
    """What is left in a stream, in pieces of at most `size` bytes."""
    while piece := stream.read(size):
        yield piece

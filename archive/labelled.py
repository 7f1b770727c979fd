"""Labelled digests as WARC fields carry them, of any common algorithm and spelling (ISO 28500 5.8)."""

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from archive.digest import Buffer

if TYPE_CHECKING:
    from hashlib import _Hash

_DIGITS = "0123456789abcdefghijklmnopqrstuv"
_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha384": "sha384",
    "sha-384": "sha384",
    "sha512": "sha512",
    "sha-512": "sha512",
    "md5": "md5",
    "blake2b": "blake2b",
    "blake2s": "blake2s",
}


def _base32_table() -> bytes:
    table = bytearray(b"!" * 256)
    for digit, letter in zip(_DIGITS, "abcdefghijklmnopqrstuvwxyz234567", strict=True):
        table[ord(letter)] = table[ord(letter.upper())] = ord(digit)
    return bytes(table)


_BASE32 = _base32_table()
"""Base32 digits as those that `int` takes for base 32; anything else as what it refuses."""
_SHA1_LENGTH = len("sha1:") + 32


class LabelledDigest:
    """A digest to be checked: "sha1:" and Base32, or another algorithm, in Base32, hex or Base64."""

    def __init__(self, text: str) -> None:
        """Raises LookupError when the algorithm is unknown, ValueError when the value cannot be one of its digests."""
        label, _, value = text.strip().partition(":")
        name = _ALGORITHMS.get(label.strip().lower())
        if name is None:
            raise LookupError(f"unknown algorithm {label!r}")
        # The constructor by its own name is several times quicker than `hashlib.new`.
        self._hash: _Hash = getattr(hashlib, name)(usedforsecurity=False)
        expected = _decoded(value.strip(), self._hash.digest_size)
        if expected is None:
            raise ValueError(f"{value.strip()!r} is no {name} digest")
        self._expected = expected
        self.update = self._hash.update

    def matches(self) -> bool:
        """Whether what was taken in has this digest."""
        return self._hash.digest() == self._expected

    def computed(self) -> str:
        """What the digest would have to be, in Base32 as our own records have it."""
        return f"{self._hash.name}:{base64.b32encode(self._hash.digest()).decode('ascii')}"


def is_sha1(text: str, *parts: Buffer) -> bool:
    """Whether `text` is the SHA-1 of the parts in a row, in the spelling nearly all records have (sha1:BASE32).

    False also for other spellings, where `LabelledDigest` knows better.
    """
    if len(text) != _SHA1_LENGTH or not text.startswith("sha1:"):
        return False
    digest = hashlib.sha1(parts[0] if parts else b"", usedforsecurity=False)
    for part in parts[1:]:
        digest.update(part)
    try:
        return int.from_bytes(digest.digest(), "big") == _base32_number(text[5:])
    except ValueError:
        return False


def _decoded(value: str, size: int) -> bytes | None:
    text = value.rstrip("=")
    try:
        if len(text) == size * 2:
            return bytes.fromhex(text)
        if len(text) == -(-size * 8 // 5):
            return _base32(text, size)
        if len(text) == -(-size * 8 // 6):
            return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return None


def _base32(text: str, size: int) -> bytes:
    """RFC 4648 Base32 of a known size; a tenth of the time of the standard library's. Raises ValueError."""
    return (_base32_number(text) >> (len(text) * 5 - size * 8)).to_bytes(size, "big")


def _base32_number(text: str) -> int:
    return int(text.encode().translate(_BASE32), 32)

"""Content codings taken off a payload (RFC 9110 8.4), never beyond a limit.

A payload comes from a stranger: ten kilobytes may unfold to ten gigabytes, may end too early, or may not be
what the header says. The limit holds while decoding, so a bomb never gets into memory.
"""

import zlib
from collections.abc import Callable, Sequence
from typing import Protocol

import brotli
import msgspec
import zstandard

from archive.errors import ArchiveError
from archive.wire import Headers

_ZSTD_PIECE = 256
"""Coded bytes fed to zstd at once; a block of 4 bytes may unfold to 128 KiB, so 8 MiB may come of a piece."""
_ZSTD_WINDOW = 8 << 20
"""RFC 9659: a decoder of HTTP content must take windows up to 8 MB."""
_DAMAGED_PIECE = 256
"""Coded bytes fed at once while the place of a damage is sought."""


class CodingError(ArchiveError):
    """The payload is not coded as its header says; nothing of it could be decoded."""


class DecodedTooLarge(CodingError):
    """The payload would unfold to more than `limit` bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the payload unfolds to more than {limit} bytes")
        self.limit = limit


class Decoded(msgspec.Struct, frozen=True, kw_only=True):
    """A payload without its codings."""

    data: bytes
    complete: bool
    """False when the coded data were torn or damaged: `data` is then what came before."""


def content_codings(headers: Headers) -> tuple[str, ...]:
    """The codings of a message in the order they were applied, lower case; identity left out."""
    tokens = (
        token.strip().lower().decode("latin-1")
        for name, value in headers
        if name.lower() == b"content-encoding"
        for token in value.split(b",")
    )
    return tuple(token for token in tokens if token not in ("", "identity"))


def decode_content(body: bytes, codings: Sequence[str], *, limit: int) -> Decoded:
    """Take the codings off, the last applied first.

    An unknown coding leaves the body as it is, as browsers do ("Content-Encoding: utf-8" is common).
    Raises `DecodedTooLarge` when any step passes `limit` bytes, `CodingError` when a body has none of the
    data its coding promises.
    """
    if any(coding not in _DECODERS for coding in codings):
        codings = ()
    data, complete = body, True
    for coding in reversed(codings):
        if not data:
            break
        data, whole = _DECODERS[coding](data, limit)
        complete = complete and whole
    if len(data) > limit:
        raise DecodedTooLarge(limit)
    return Decoded(data=data, complete=complete)


class _Stream(Protocol):
    """One coded stream being taken apart."""

    ended: bool
    rest: bytes
    """Bytes of the last piece that came after the end."""

    def feed(self, piece: bytes, room: int) -> bytes:
        """Decode a piece; about `room` bytes come out at most, the excess is lost. Raises the library's error."""


class _Inflate:
    def __init__(self, wbits: int) -> None:
        self._decoder = zlib.decompressobj(wbits)
        self.ended = False
        self.rest = b""

    def feed(self, piece: bytes, room: int) -> bytes:
        out = self._decoder.decompress(piece, room)
        self.ended, self.rest = self._decoder.eof, self._decoder.unused_data
        return out


class _Brotli:
    rest = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()
        self.ended = False

    def feed(self, piece: bytes, room: int) -> bytes:
        out = bytearray(self._decoder.process(piece, output_buffer_limit=room))
        while len(out) < room and not self._decoder.is_finished() and not self._decoder.can_accept_more_data():
            out += self._decoder.process(b"", output_buffer_limit=room - len(out))
        self.ended = self._decoder.is_finished()
        return bytes(out)


class _Zstd:
    def __init__(self, window: int) -> None:
        self._frame = zstandard.ZstdDecompressor(max_window_size=window).decompressobj()
        self.ended = False
        self.rest = b""

    def feed(self, piece: bytes, room: int) -> bytes:
        out = self._frame.decompress(piece)
        self.ended, self.rest = self._frame.eof, self._frame.unused_data
        return out


_ERRORS = (zlib.error, brotli.error, zstandard.ZstdError)


def _gzip(data: bytes, limit: int) -> tuple[bytes, bool]:
    """One or several members; what follows the last one is ignored, as browsers and gzip itself do."""
    return _concatenated(data, limit, lambda: _Inflate(31), b"\x1f\x8b", len(data))


def _deflate(data: bytes, limit: int) -> tuple[bytes, bool]:
    """RFC 9110 8.4.1.2 means the zlib format; many servers send the bare deflate stream, and browsers take both."""
    if len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0:
        try:
            return _one_stream(data, limit, lambda: _Inflate(15), len(data))[:2]
        except DecodedTooLarge:
            raise
        except CodingError:
            pass  # two bytes of a bare stream may look like a zlib head
    return _one_stream(data, limit, lambda: _Inflate(-15), len(data))[:2]


def _brotli(data: bytes, limit: int) -> tuple[bytes, bool]:
    return _one_stream(data, limit, _Brotli, len(data))[:2]


def _zstd(data: bytes, limit: int) -> tuple[bytes, bool]:
    """One or several frames (RFC 8878 3); a frame of one segment has a window as large as its content."""
    window = max(_ZSTD_WINDOW, 1 << limit.bit_length())
    return _concatenated(data, limit, lambda: _Zstd(window), b"\x28\xb5\x2f\xfd", _ZSTD_PIECE)


def _concatenated(
    data: bytes, limit: int, make: Callable[[], _Stream], magic: bytes, piece_size: int
) -> tuple[bytes, bool]:
    out: list[bytes] = []
    room = limit
    while True:
        try:
            part, complete, data = _one_stream(data, room, make, piece_size)
        except DecodedTooLarge:
            raise DecodedTooLarge(limit) from None
        except CodingError:
            if not out:
                raise
            return b"".join(out), False
        out.append(part)
        room -= len(part)
        if not complete or not data.startswith(magic):
            return b"".join(out), complete


def _one_stream(data: bytes, limit: int, make: Callable[[], _Stream], piece_size: int) -> tuple[bytes, bool, bytes]:
    """The stream's data, whether it ended properly, and what follows it."""
    try:
        return _feed(make(), data, limit, piece_size)
    except _ERRORS:
        pass
    return _until_damage(data, limit, make)


def _feed(stream: _Stream, data: bytes, limit: int, piece_size: int) -> tuple[bytes, bool, bytes]:
    out: list[bytes] = []
    room = limit + 1
    for start in range(0, len(data), piece_size):
        piece = data[start : start + piece_size]
        part = stream.feed(piece, room)
        out.append(part)
        room -= len(part)
        if room <= 0:
            raise DecodedTooLarge(limit)
        if stream.ended:
            return b"".join(out), True, stream.rest + data[start + len(piece) :]
    return b"".join(out), False, b""


def _until_damage(data: bytes, limit: int, make: Callable[[], _Stream]) -> tuple[bytes, bool, bytes]:
    """Everything before the damage: whole pieces up to it, then byte by byte."""
    stream, good, room = make(), 0, limit + 1
    try:
        while good < len(data):
            room -= len(stream.feed(data[good : good + _DAMAGED_PIECE], room))
            if room <= 0:
                raise DecodedTooLarge(limit)
            good += _DAMAGED_PIECE
    except _ERRORS as error:
        reason = error
    stream = make()
    out = bytearray(_feed(stream, data[:good], limit, _DAMAGED_PIECE)[0])
    for at in range(good, min(good + _DAMAGED_PIECE, len(data))):
        try:
            out += stream.feed(data[at : at + 1], limit + 1 - len(out))
        except _ERRORS:
            break
        if len(out) > limit:
            raise DecodedTooLarge(limit)
        if stream.ended:
            return bytes(out), True, data[at + 1 :]
    if not out:
        raise CodingError(f"nothing can be decoded: {reason}")
    return bytes(out), False, b""


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}

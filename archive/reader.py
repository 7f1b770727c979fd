"""Records and exchanges out of WARC and ARC files, ours and foreign ones.

A stream may be a local file or a range of an object in a store; it is read forward once and need not be
seekable. Damage does not stop reading: what is readable comes first, then `WarcError` names the first damage.
"""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from archive.dates import parse_date
from archive.errors import WarcError
from archive.join import Joiner
from archive.model import Capture, Exchange, Record
from archive.open_record import OpenRecord
from archive.walk import FirstDamage, Walk

BLOCK_LIMIT = 64 << 20
"""Bytes of a block that are held in memory at most."""
_OF_EXCHANGES = ("request", "response", "revisit", "metadata")
_TOLD = ("warcinfo", "metadata")


def read_records(stream: BinaryIO, *, file: str, block_limit: int = BLOCK_LIMIT, start: int = 0) -> Iterator[Record]:
    """Every whole record in order. `start` is the position in its file of the stream's first byte.

    Raises `WarcError` after the last readable record when something in the file is damaged.
    """
    damage = FirstDamage()
    for opened in Walk(stream, damage, start=start):
        block = _take(opened, block_limit)
        if opened.finish():
            yield _record(opened, block)
    damage.raise_it(file)


def read_captures(
    stream: BinaryIO,
    *,
    file: str,
    resolve: Callable[[Record], Exchange | None] | None = None,
    notice: Callable[[Record], None] | None = None,
    block_limit: int = BLOCK_LIMIT,
    start: int = 0,
) -> Iterator[Capture]:
    """Every HTTP response of a file as an exchange, in the order of the response records.

    `file` becomes `ref.file`. The request is found by WARC-Concurrent-To, before or after its response, within
    a window; it is empty when there is none. Revisit records with an HTTP head come as well: with `resolve`,
    which is given the revisit and returns the exchange it stands for, the payload is put back, framed as the
    head of the revisit says. A response longer than `block_limit` is cut there ("length"). `notice` is given each
    warcinfo and metadata record when it is met. Raises `WarcError` as `read_records` does.
    """
    damage = FirstDamage()
    join = Joiner(file, resolve)
    for opened in Walk(stream, damage, start=start):
        wanted = opened.type in _OF_EXCHANGES or (opened.type == "warcinfo" and notice is not None)
        block = _take(opened, block_limit) if wanted else b""
        if opened.finish() and wanted:
            record = _record(opened, block)
            if notice is not None and opened.type in _TOLD:
                notice(record)
            if opened.type in _OF_EXCHANGES:
                yield from join.add(record)
    yield from join.rest()
    damage.raise_it(file)


def read_capture_at(
    stream: BinaryIO, offset: int, length: int, file: str, *, block_limit: int = BLOCK_LIMIT
) -> Capture:
    """The capture of one response record; `stream` begins at `offset` and may end after `length` bytes.

    The request is not looked for. Raises `WarcError` when no response record is there.
    """
    for capture in read_captures(_Range(stream, length), file=file, block_limit=block_limit, start=offset):  # type: ignore[arg-type]
        return capture
    raise WarcError("there is no response record", file=file, offset=offset)


class _Range:
    """The next bytes of a stream, as a stream of their own."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int) -> bytes:
        piece = self._stream.read(min(size, self._left))
        self._left -= len(piece)
        return piece


def _take(opened: OpenRecord, limit: int) -> bytes:
    if opened.size <= limit and (whole := opened.whole()) is not None:
        return bytes(whole)
    pieces: list[bytes] = []
    room = limit
    while room > 0 and (piece := opened.read(min(room, 1 << 18))):
        pieces.append(piece)
        room -= len(piece)
    return b"".join(pieces)


def _record(opened: OpenRecord, block: bytes) -> Record:
    return Record(
        type=opened.type,
        id=opened.id,
        url=opened.url,
        date=parse_date(opened.headers.get("WARC-Date") or ""),
        headers=opened.headers,
        version=opened.version,
        block=block,
        block_size=opened.size,
        offset=opened.offset,
        length=opened.length,
    )

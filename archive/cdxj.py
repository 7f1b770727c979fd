"""CDXJ: one line a capture, sorted, by which pywb finds records (key, timestamp, JSON)."""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from json.encoder import encode_basestring_ascii
from typing import BinaryIO, Protocol

from archive.block import BlockReader
from archive.dates import parse_date, timestamp14
from archive.fields import WARC_FIELDS
from archive.headers import Headers
from archive.urlkey import url_key
from archive.walk import FirstDamage, OpenRecord, Walk
from archive.whole_block import read_whole


class Block(Protocol):
    """What is known of a block that was read."""

    @property
    def mime(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def payload_digest(self) -> str | None: ...


_INDEXED = ("response", "revisit", "resource", "metadata")


def index_warc(stream: BinaryIO, file: str) -> Iterator[str]:
    """The index lines of a WARC file in the order of its records, without line ends.

    `file` is how lines name the file. Blocks are streamed. Raises `WarcError` after the last readable record
    of a damaged file.
    """
    damage = FirstDamage()
    for record in Walk(stream, damage):
        if not is_indexed(record.type, record.headers):
            continue
        block = read_block(record)
        date = parse_date(record.headers.get("WARC-Date") or "")
        if record.finish() and record.length and record.url and date is not None:
            yield index_line(record.url, date, block, offset=record.offset, length=record.length, file=file)
    damage.raise_it(file)


def read_block(record: OpenRecord) -> Block:
    """Read the block of a record to its end."""
    whole = record.whole()
    if whole is not None and (block := read_whole(record.type, record.headers, whole)) is not None:
        return block
    reader = BlockReader(record.type, record.headers)
    for piece in record.pieces() if whole is None else (bytes(whole),):
        reader.feed(piece)
    reader.end()
    return reader


def is_indexed(kind: str, headers: Headers) -> bool:
    """Whether an index lists such a record: captures and resources, but no requests and no notes of a crawler."""
    if kind in ("resource", "metadata") and headers.get("Content-Type") == WARC_FIELDS:
        return False
    return kind in _INDEXED


def index_line(url: str, date: datetime, block: Block, *, offset: int, length: int, file: str) -> str:
    """The line of one record, without line end; `block` has read the record's block."""
    fields = (
        ("url", url),
        ("mime", block.mime),
        ("status", block.status),
        ("digest", block.payload_digest),
        ("length", str(length)),
        ("offset", str(offset)),
        ("filename", file),
    )
    # What json.dumps writes, in a third of its time.
    body = ", ".join([f'"{name}": {encode_basestring_ascii(value)}' for name, value in fields if value is not None])
    return f"{url_key(url)} {timestamp14(date)} {{{body}}}"


def merge_sorted(indexes: Iterable[Iterable[str]]) -> Iterator[str]:
    """One sorted index out of several sorted ones, streamed; a line that stands in two comes once."""
    last = None
    for line in heapq.merge(*indexes):
        if line != last:
            yield line
        last = line

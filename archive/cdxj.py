"""CDXJ: one line a capture, sorted, by which pywb finds records (key, timestamp, JSON)."""

import heapq
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import BinaryIO

from archive.block import BlockReader
from archive.dates import parse_date, timestamp14
from archive.headers import Headers
from archive.records import WARC_FIELDS
from archive.urlkey import url_key
from archive.walk import FirstDamage, Walk

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
        block = BlockReader(record.type, record.headers)
        for piece in record.pieces():
            block.feed(piece)
        block.end()
        date = parse_date(record.headers.get("WARC-Date") or "")
        if record.finish() and record.length and record.url and date is not None:
            yield index_line(record.url, date, block, offset=record.offset, length=record.length, file=file)
    damage.raise_it(file)


def is_indexed(kind: str, headers: Headers) -> bool:
    """Whether an index lists such a record: captures and resources, but no requests and no notes of a crawler."""
    if kind in ("resource", "metadata") and headers.get("Content-Type") == WARC_FIELDS:
        return False
    return kind in _INDEXED


def index_line(url: str, date: datetime, block: BlockReader, *, offset: int, length: int, file: str) -> str:
    """The line of one record, without line end; `block` has read the record's block."""
    fields = {
        "url": url,
        "mime": block.mime,
        "status": block.status,
        "digest": block.payload_digest,
        "length": str(length),
        "offset": str(offset),
        "filename": file,
    }
    body = json.dumps({name: value for name, value in fields.items() if value is not None})
    return f"{url_key(url)} {timestamp14(date)} {body}"


def merge_sorted(indexes: Iterable[Iterable[str]]) -> Iterator[str]:
    """One sorted index out of several sorted ones, streamed; a line that stands in two comes once."""
    last = None
    for line in heapq.merge(*indexes):
        if line != last:
            yield line
        last = line

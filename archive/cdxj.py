"""CDXJ: one line a capture, sorted, by which pywb finds records (key, timestamp, JSON)."""

import heapq
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring_ascii
from typing import BinaryIO, Protocol

from archive.block import BlockReader
from archive.dates import parse_date, timestamp14
from archive.fields import WARC_FIELDS
from archive.open_record import OpenRecord
from archive.urlkey import url_key
from archive.walk import FirstDamage, Walk
from archive.whole_block import read_whole


class Block(Protocol):
    """What is known of a block that was read."""

    @property
    def mime(self) -> str | None: ...
    @property
    def status(self) -> str | None: ...
    @property
    def payload_digest(self) -> str | None: ...


_CAPTURES = ("response", "revisit")
_MAYBE_NOTES = ("resource", "metadata")


def index_warc(stream: BinaryIO, file: str) -> Iterator[str]:
    """The index lines of a WARC file in the order of its records, without line ends.

    `file` is how lines name the file. Blocks are streamed. Raises `WarcError` after the last readable record
    of a damaged file.
    """
    damage = FirstDamage()
    for record in Walk(stream, damage):
        if not is_indexed(record.type, record.get("Content-Type")):
            continue
        block = read_block(record)
        date = parse_date(record.get("WARC-Date") or "")
        if record.finish() and record.length and record.url and date is not None:
            timestamp = timestamp14(date)
            yield index_line(record.url, timestamp, block, offset=record.offset, length=record.length, file=file)
    damage.raise_it(file)


def read_block(record: OpenRecord) -> Block:
    """Read the block of a record to its end."""
    whole = record.whole()
    if whole is not None:
        content_type, stated = record.get("Content-Type"), record.get("WARC-Payload-Digest")
        if (block := read_whole(record.type, content_type, stated, whole)) is not None:
            return block
    reader = BlockReader(record.type, record.headers)
    for piece in record.pieces() if whole is None else (bytes(whole),):
        reader.feed(piece)
    reader.end()
    return reader


def is_indexed(kind: str, content_type: str | None) -> bool:
    """Whether an index lists such a record: captures and resources, but no requests and no notes of a crawler."""
    return kind in _CAPTURES or (kind in _MAYBE_NOTES and content_type != WARC_FIELDS)


def index_line(url: str, timestamp: str, block: Block, *, offset: int, length: int, file: str) -> str:
    """The line of one record, without line end; `timestamp` as `timestamp14` has it, `block` has read the block."""
    mime, status, digest, quoted = block.mime, block.status, block.payload_digest, encode_basestring_ascii
    # What json.dumps writes, in a fifth of its time.
    return "".join(
        (
            f'{url_key(url)} {timestamp} {{"url": {quoted(url)}',
            "" if mime is None else f', "mime": {quoted(mime)}',
            "" if status is None else f', "status": "{status}"',
            "" if digest is None else f', "digest": {quoted(digest)}',
            f', "length": "{length}", "offset": "{offset}", "filename": {quoted(file)}}}',
        )
    )


def merge_sorted(indexes: Iterable[Iterable[str]]) -> Iterator[str]:
    """One sorted index out of several sorted ones, streamed; a line that stands in two comes once."""
    last = None
    for line in heapq.merge(*indexes):
        if line != last:
            yield line
        last = line

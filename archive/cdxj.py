"""CDXJ: one line a capture, sorted, by which pywb finds records (key, timestamp, JSON)."""

import heapq
import json
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from archive.dates import timestamp14
from archive.digest import sha1_base32
from archive.model import Record
from archive.reader import read_records
from archive.records import WARC_FIELDS
from archive.urlkey import url_key
from archive.wire import WireError, first_value, parse_message

_INDEXED = ("response", "revisit", "resource", "metadata")


def index_warc(stream: BinaryIO, file: str) -> Iterator[str]:
    """The index lines of a WARC file in the order of its records, without line ends.

    `file` is how lines name the file. Raises `WarcError` after the last readable record of a damaged file.
    """
    for record in read_records(stream, file=file):
        line = index_line(record, file)
        if line is not None:
            yield line


def index_line(record: Record, file: str) -> str | None:
    """The line of one record; None for those that an index leaves out: requests, warcinfo, crawl's notes, and
    records that cannot be read on their own."""
    content_type = record.headers.get("Content-Type")
    if record.type not in _INDEXED or not (record.url and record.date and record.length):
        return None
    if record.type in ("resource", "metadata") and content_type == WARC_FIELDS:
        return None
    mime, status, payload = _http_facts(record)
    digest = record.headers.get("WARC-Payload-Digest")
    if digest is None and record.type != "revisit":
        digest = sha1_base32(payload)
    fields = {
        "url": record.url,
        "mime": mime,
        "status": status,
        "digest": digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": file,
    }
    body = json.dumps({name: value for name, value in fields.items() if value is not None})
    return f"{url_key(record.url)} {timestamp14(record.date)} {body}"


def merge_sorted(indexes: Iterable[Iterable[str]]) -> Iterator[str]:
    """One sorted index out of several sorted ones, streamed; a line that stands in two comes once."""
    last = None
    for line in heapq.merge(*indexes):
        if line != last:
            yield line
        last = line


def _http_facts(record: Record) -> tuple[str | None, str | None, bytes]:
    content_type = record.headers.get("Content-Type")
    if record.type in ("resource", "metadata"):
        return _media_type(content_type), None, record.block
    try:
        message = parse_message(record.block)
    except WireError:
        return ("warc/revisit" if record.type == "revisit" else None), None, record.block
    if record.type == "revisit":
        return "warc/revisit", str(message.status), message.body
    value = first_value(message.headers, b"content-type")
    return _media_type(value.decode("latin-1") if value is not None else None), str(message.status), message.body


def _media_type(value: str | None) -> str | None:
    return value.replace(";", " ").split(" ", 1)[0].strip() if value else None

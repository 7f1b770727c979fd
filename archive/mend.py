"""Cuts a WARC file after its last whole record; used after a kill, when the end may be torn."""

import os
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.walk import Fault, Walk


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of a file and what was cut off."""

    kept_bytes: int
    cut_bytes: int
    records: int
    """Whole records that were kept."""


def cut_torn(path: Path) -> Cut:
    """Truncate the file after the last record before the first damage, and flush it to disk.

    Whatever follows a damage goes with it: after a kill nothing whole follows. Raises OSError.
    """
    with path.open("r+b") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        kept, records = whole_records(stream)
        if kept < size:
            stream.truncate(kept)
            stream.flush()
            os.fsync(stream.fileno())
    return Cut(kept_bytes=kept, cut_bytes=size - kept, records=records)


def whole_records(stream: BinaryIO) -> tuple[int, int]:
    """Up to which byte a file consists of whole records, and how many."""
    broken = False

    def report(fault: Fault) -> None:
        nonlocal broken
        broken = broken or fault.is_damage or fault.kind == "end"

    kept = records = 0
    for seen, record in enumerate(Walk(stream, report), 1):
        if not record.finish() or broken:
            break
        if record.end:  # else its member holds more records, and is whole only if these are
            kept, records = record.end, seen
    return kept, records

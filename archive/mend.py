"""Cuts a WARC file after its last whole record; used after a kill, when the end may be torn."""

import os
import shutil
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import WarcError
from archive.walk import Fault, Walk


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept of a file and what was cut off."""

    kept_bytes: int
    cut_bytes: int
    records: int
    """Whole records that were kept."""


def cut_torn(path: Path) -> Cut:
    """Truncate the file after the last record before the first damage, and flush it to disk.

    Whatever follows a damage goes with it: after a kill of our own writer nothing whole follows. Raises OSError.
    """
    with path.open("r+b") as stream:
        cut = _measure(stream)
        _truncate(stream, cut)
    return cut


def mend(path: Path, keep: Path) -> Cut:
    """As `cut_torn`, for a file that anybody may have written: what is cut off is first written to `keep`.

    Raises WarcError, and leaves the file as it is, where not even the first record is whole: then it may be no WARC
    file at all. Raises OSError, FileExistsError among them when there is a `keep` already.
    """
    with path.open("r+b") as stream:
        cut = _measure(stream)
        if not cut.records:
            raise WarcError("no whole record begins here; the file is left as it is", file=str(path), offset=0)
        if cut.cut_bytes:
            stream.seek(cut.kept_bytes)
            with keep.open("xb") as rest:
                shutil.copyfileobj(stream, rest)
                rest.flush()
                os.fsync(rest.fileno())
        _truncate(stream, cut)
    return cut


def _measure(stream: BinaryIO) -> Cut:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    kept, records = whole_records(stream)
    return Cut(kept_bytes=kept, cut_bytes=size - kept, records=records)


def _truncate(stream: BinaryIO, cut: Cut) -> None:
    if cut.cut_bytes:
        stream.truncate(cut.kept_bytes)
        stream.flush()
        os.fsync(stream.fileno())


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

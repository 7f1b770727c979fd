"""Files checked in processes of their own: told in order, and as from one process."""

import gzip
import os
from functools import partial
from pathlib import Path
from typing import BinaryIO

import pytest

from archive.catalogue import Row
from archive.check_files import FileChecks
from archive.errors import ArchiveError, StoreError
from archive.findings import Finding

RECORD = (
    b"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:%d>\r\nWARC-Date: 2026-11-23T20:01:02Z\r\n"
    b"WARC-Target-URI: http://a.example/\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"
)


class Notes:
    """Everything that checks told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def add_row(self, file: str, row: Row, /) -> None:
        self.told.append(f"{file} {row[2]}")

    def report(self, finding: Finding) -> None:
        self.told.append(f"{finding.file} {finding.code}")


@pytest.fixture
def files(tmp_path: Path) -> list[tuple[str, partial[BinaryIO]]]:
    """Nine files, the first of them large, the second torn, the last one plain."""
    for number in range(9):
        records = [RECORD % (100 * number + at) for at in range(90 if number == 0 else 2)]
        if number < 8:
            records = [gzip.compress(record) for record in records]
        (tmp_path / str(number)).write_bytes(b"".join(records)[: -1 if number == 1 else None])
    return [(str(number), partial(open_file, tmp_path / str(number))) for number in range(9)]


def open_file(path: Path) -> BinaryIO:
    return path.open("rb")


def kill_yourself() -> BinaryIO:
    os.kill(os.getpid(), 9)
    raise AssertionError


def refuse() -> BinaryIO:
    raise StoreError("no answer", key="k", retryable=True)


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_the_same_in_the_same_order(files: list[tuple[str, partial[BinaryIO]]], processes: int) -> None:
    """However many processes, findings, records and digests come file by file."""
    notes = Notes()
    with FileChecks(files, processes=processes, hashed=True) as checks:
        checked = [checks.take(notes, notes.report) for _ in files]
    assert [one.count for one in checked] == [90, 1, 2, 2, 2, 2, 2, 2, 2]
    assert checked[8].sha256 == "a3f2743f25c88cdd8c1df06e156498418d1d9d38d1a7ddde6030433aa937e4e2"
    told = [line.split()[0] for line in notes.told]
    assert told == ["0"] * 90 + ["1"] * 2 + [name for name in "2345678" for _ in range(2)]
    assert notes.told[89:93] == ["0 urn:uuid:89", "1 urn:uuid:100", "1 torn", "2 urn:uuid:200"]


def test_what_reading_raises_comes_at_its_place(files: list[tuple[str, partial[BinaryIO]]]) -> None:
    """A file that cannot be opened fails when it is its turn; those after it are checked."""
    notes = Notes()
    with FileChecks([files[2], ("x", refuse), files[3]], processes=2, hashed=False) as checks:
        assert checks.take(notes, notes.report).count == 2
        with pytest.raises(StoreError, match="no answer") as caught:
            checks.take(notes, notes.report)
        assert caught.value.retryable
        assert checks.take(notes, notes.report).count == 2


def test_a_process_that_is_killed(files: list[tuple[str, partial[BinaryIO]]]) -> None:
    """It is said, and nothing is taken for verified."""
    notes = Notes()
    checks = FileChecks([("x", kill_yourself), files[2]], processes=2, hashed=False)
    with checks, pytest.raises(ArchiveError, match="was killed"):
        checks.take(notes, notes.report)

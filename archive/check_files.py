"""WARC files checked one after the other, or several at once in processes of their own; always told in their order."""

import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, closing
from pathlib import Path
from typing import BinaryIO, Self, cast

import msgspec

from archive.catalogue import Row
from archive.check_warc import Records, Report, check_warc
from archive.errors import ArchiveError
from archive.findings import Finding
from archive.hashing import HashingReader

Opener = Callable[[], BinaryIO]
"""Opens a file. For checks in other processes it must be picklable."""

_FINDING, _RECORDS = b"F", b"R"
_ROWS_A_FRAME = 256
_WORTH_IT = 64 << 20
"""Bytes of files that take about as long as starting two processes."""


def processes_for(wanted: int, sizes: Iterable[int | None]) -> int:
    """How many processes check files of these sizes in bytes (None: not known).

    `wanted`, or where that is 0 one a core, and one alone where starting others would cost more than it saves.
    """
    if wanted:
        return wanted
    known = [_WORTH_IT if size is None else size for size in sizes]
    return os.cpu_count() or 1 if sum(known) >= _WORTH_IT else 1


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read to its end."""

    count: int
    """Whole records, or lines."""
    sha256: str | None
    """Of the file, lower-case hex, where it was asked for."""


class FileChecks:
    """Checks WARC files, up to `processes` at once. `take` gives the results in their order.

    What another process finds waits in a file of a scratch folder, so that memory does not grow with the findings and
    records of a file; only a few files are read ahead.
    """

    def __init__(self, files: Sequence[tuple[str, Opener]], *, processes: int, hashed: bool) -> None:
        """`files` are names and what opens them; `hashed` asks for their SHA-256."""
        self._left = deque(enumerate(files))
        self._hashed = hashed
        self._processes = min(processes, len(files))
        self._under_way: deque[tuple[Path, Future[Checked]]] = deque()
        self._pool: Executor | None = None
        self._end = ExitStack()

    def __enter__(self) -> Self:
        if self._processes > 1:
            # Here, since a small store is verified in the time that it takes to import these.
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context

            self._folder = Path(self._end.enter_context(tempfile.TemporaryDirectory(prefix="newswarc-verify-")))
            # A fresh interpreter shares no connection to a store with this one.
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
            self._end.callback(self._pool.shutdown, cancel_futures=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._end.close()

    def take(self, records: Records, report: Report) -> Checked:
        """The check of the next file. Raises what reading it raised, after all that was found before."""
        if self._pool is None:
            _, (file, opener) = self._left.popleft()
            return _check(file, opener, records, report, hashed=self._hashed)
        while self._left and len(self._under_way) <= self._processes:
            number, (file, opener) = self._left.popleft()
            journal = self._folder / str(number)
            future = self._pool.submit(_check_into, journal, file, opener, hashed=self._hashed)
            self._under_way.append((journal, future))
        journal, future = self._under_way.popleft()
        if isinstance(error := future.exception(), BrokenExecutor):
            raise ArchiveError("a process that checked files was killed; verify again") from error
        _tell(journal, records, report)
        journal.unlink()
        return future.result()


class _Journal:
    """Findings and records in the order met. Many records make one frame, a finding makes one of its own; before each
    stands a byte that says which it is and four with its length."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._encoder = msgspec.msgpack.Encoder()
        self._file = ""
        self._rows: list[Row] = []

    def add_row(self, file: str, row: Row, /) -> None:
        self._file = file
        self._rows.append(row)
        if len(self._rows) >= _ROWS_A_FRAME:
            self.flush()

    def report(self, finding: Finding) -> None:
        self.flush()
        self._write(_FINDING, finding)

    def flush(self) -> None:
        """Write what waits."""
        if self._rows:
            self._write(_RECORDS, (self._file, self._rows))
            self._rows.clear()

    def _write(self, kind: bytes, value: object) -> None:
        frame = self._encoder.encode(value)
        self._out.write(kind + len(frame).to_bytes(4, "big") + frame)


def _check(file: str, opener: Opener, records: Records, report: Report, *, hashed: bool) -> Checked:
    if not hashed:
        with closing(opener()) as plain:
            return Checked(count=check_warc(plain, file, records, report), sha256=None)
    with HashingReader(opener()) as stream:
        count = check_warc(cast(BinaryIO, stream), file, records, report)
        stream.read_to_end()
    return Checked(count=count, sha256=stream.sha256)


def _check_into(journal: Path, file: str, opener: Opener, *, hashed: bool) -> Checked:
    with journal.open("wb") as out:
        found = _Journal(out)
        try:
            return _check(file, opener, found, found.report, hashed=hashed)
        finally:
            found.flush()


def _tell(journal: Path, records: Records, report: Report) -> None:
    finding = msgspec.msgpack.Decoder(Finding)
    rows = msgspec.msgpack.Decoder(tuple[str, list[Row]])
    for kind, frame in _frames(journal):
        if kind == _FINDING:
            report(finding.decode(frame))
        else:
            file, found = rows.decode(frame)
            for row in found:
                records.add_row(file, row)


def _frames(journal: Path) -> Iterator[tuple[bytes, bytes]]:
    with journal.open("rb") as source:
        while head := source.read(5):
            yield head[:1], source.read(int.from_bytes(head[1:], "big"))

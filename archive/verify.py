"""Verification: reads everything again and collects what is wrong, as a list of Findings in the order met."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO, cast

import msgspec

from archive.catalogue import Catalogue
from archive.check_files import Checked, FileChecks, Opener, processes_for
from archive.check_lines import check_article_lines, check_index_lines, count_lines
from archive.check_warc import Report
from archive.errors import StoreError
from archive.findings import Code, Finding, Severity
from archive.hashing import HashingReader
from archive.manifest import BatchCommit, CommittedFile
from archive.relations import check_articles, check_ids, check_index, check_revisits
from archive.store import Store, open_object
from archive.store_account import Account, read_account

FINDINGS_A_KIND = 20
"""Findings of one code that are given for one file; more are only counted."""

Progress = Callable[[str, int, int], None]
"""Called with the file that is read next, its number, and how many there are."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What was read and found."""

    files: int
    records: int
    errors: int
    warnings: int


class _Report:
    """Hands findings on, and only counts the rest of those that come by the thousand."""

    def __init__(self, on_finding: Callable[[Finding], None]) -> None:
        self._on_finding = on_finding
        self._counts: Counter[tuple[str, Code]] = Counter()
        self.by_severity: Counter[Severity] = Counter()

    def __call__(self, finding: Finding) -> None:
        self.by_severity[finding.severity] += 1
        self._counts[finding.file, finding.code] += 1
        if self._counts[finding.file, finding.code] <= FINDINGS_A_KIND:
            self._on_finding(finding)

    def end(self) -> None:
        """Say how many were only counted."""
        for (file, code), count in sorted(self._counts.items()):
            if count > FINDINGS_A_KIND:
                message = f"and {count - FINDINGS_A_KIND} more of these"
                self._on_finding(Finding(code=code, file=file, message=message))


def verify_files(
    files: Mapping[str, Opener],
    on_finding: Callable[[Finding], None],
    *,
    processes: int = 1,
    on_progress: Progress | None = None,
) -> Summary:
    """Check WARC and ARC files on their own, and against those of the given .cdxj files that name them.

    `files` maps names to what opens them. Records that a revisit stands for may be elsewhere. With more `processes`
    than one WARC files are read at the same time, and the openers must be picklable. Raises OSError
    and StoreError when a file cannot be read at all.
    """
    report = _Report(on_finding)
    records = 0
    warcs = {PurePosixPath(file).name: file for file in files if not file.endswith(".cdxj")}
    indexes = [file for file in files if file.endswith(".cdxj")]
    to_check = [(file, opener) for file, opener in files.items() if not file.endswith(".cdxj")]
    with closing(Catalogue()) as catalogue, FileChecks(to_check, processes=processes, hashed=False) as checks:
        for number, (file, opener) in enumerate(files.items(), 1):
            if on_progress is not None:
                on_progress(file, number, len(files))
            if file.endswith(".cdxj"):
                with opener() as stream:
                    check_index_lines(stream, file, catalogue, report)
            else:
                records += checks.take(catalogue, report).count
        check_ids(catalogue, report, within_files=True)
        check_revisits(catalogue, report, absent=Code.REVISIT_ELSEWHERE)
        for index in indexes:
            check_index(catalogue, report, index, warcs, complete=False)
    return _summary(report, len(files), records)


def verify_store(
    store: Store,
    on_finding: Callable[[Finding], None],
    *,
    sample: float = 1.0,
    seed: int = 0,
    processes: int = 1,
    on_progress: Progress | None = None,
) -> Summary:
    """Check a whole store: what commits and manifests name against what is there, and every file inside.

    With `sample` below 1 that share of the batches is read, chosen by `seed`, and of the others only whether
    their files are there and have the right size. With more `processes` than one (0: see `processes_for`) WARC
    files are read at the same time, from the store as its URL opens it. Raises StoreError when it cannot be read.
    """
    report = _Report(on_finding)
    account = read_account(store, report)
    chosen = _choose(account.batches, sample, seed)
    total = sum(len(batch.files) for batch in chosen)
    done = records = 0
    warcs = [file for batch in chosen for file in batch.files if file.kind == "warc" and file.key in account.stored]
    processes = processes_for(processes, [file.size for file in warcs])
    to_check = [
        (file.key, partial(store.open, file.key) if processes == 1 else partial(open_object, store.url, file.key))
        for file in warcs
    ]
    with closing(Catalogue()) as catalogue, FileChecks(to_check, processes=processes, hashed=True) as checks:
        for batch in chosen:
            for file in batch.files:
                done += 1
                if on_progress is not None:
                    on_progress(file.key, done, total)
                if file.key in account.stored:
                    if file.kind == "warc":
                        records += _check_object(store, file, partial(checks.take, catalogue), report)
                    else:
                        _check_object(store, file, partial(_check_lines, store, file, catalogue), report)
        check_ids(catalogue, report, within_files=False)
        everything = len(chosen) == len(account.batches)
        check_revisits(catalogue, report, absent=Code.REVISIT if everything else None)
        read = {file.key for batch in chosen for file in batch.files if file.kind == "warc"}
        for batch in chosen:
            _check_indexes(batch, account, catalogue, report)
        check_articles(catalogue, report, {key: key in read for key in account.warcs})
    return _summary(report, done, records)


def _choose(batches: list[BatchCommit], share: float, seed: int) -> list[BatchCommit]:
    if share >= 1 or not batches:
        return batches
    count = max(1, round(len(batches) * share))
    picked = set(random.Random(seed).sample(range(len(batches)), count))  # noqa: S311 - a sample, no secret
    return [batch for number, batch in enumerate(batches) if number in picked]


def _check_object(store: Store, file: CommittedFile, check: Callable[[Report], Checked], report: _Report) -> int:
    """Hold one file of a batch against its commit; how many records or lines it holds. Raises StoreError when the
    store itself does not answer, which says nothing of the file."""
    try:
        found = check(report)
    except StoreError as error:
        if error.retryable:
            next(iter(store.list("crawls/")), None)
        report(Finding(code=Code.FILE_UNREADABLE, file=file.key, message=str(error)))
        return 0
    if found.sha256 != file.sha256:
        message = f"SHA-256 is {found.sha256}, its commit says {file.sha256}"
        report(Finding(code=Code.FILE_SHA256, file=file.key, message=message))
    if found.count != file.count:
        what = "records" if file.kind == "warc" else "lines"
        message = f"holds {found.count} {what}, its commit says {file.count}"
        report(Finding(code=Code.FILE_COUNT, file=file.key, message=message))
    return found.count


def _check_lines(store: Store, file: CommittedFile, catalogue: Catalogue, report: Report) -> Checked:
    """Read one file of lines to its end. Raises `StoreError`."""
    with HashingReader(store.open(file.key)) as hashing:
        stream = cast(BinaryIO, hashing)
        match file.kind:
            case "index":
                count = check_index_lines(stream, file.key, catalogue, report)
            case "articles":
                count = check_article_lines(stream, file.key, catalogue, report)
            case _:
                count = count_lines(stream, file.key, report)
        hashing.read_to_end()
    return Checked(count=count, sha256=hashing.sha256)


def _check_indexes(batch: BatchCommit, account: Account, catalogue: Catalogue, report: _Report) -> None:
    """The index of a batch against the WARC files of the same batch."""
    warcs = {PurePosixPath(file.key).name: file.key for file in batch.files if file.kind == "warc"}
    indexes = [file.key for file in batch.files if file.kind == "index"]
    for index in indexes:
        if index in account.stored:
            check_index(catalogue, report, index, warcs, complete=True)
    if not indexes:
        for key in warcs.values():
            report(Finding(code=Code.INDEX_ABSENT, file=key, message="its batch has no index"))


def _summary(report: _Report, files: int, records: int) -> Summary:
    report.end()
    return Summary(
        files=files,
        records=records,
        errors=report.by_severity[Severity.ERROR],
        warnings=report.by_severity[Severity.WARNING],
    )

"""python -m archive verify: read everything again and say what is wrong."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace

import msgspec

from archive.check_files import processes_for
from archive.commands.targets import NamedFile, find_targets
from archive.commands.terminal import printable
from archive.errors import StoreError
from archive.findings import Finding
from archive.verify import Summary, verify_files, verify_store

HELP = "check stores and WARC files; exit status 1 when something is wrong"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("target", nargs="+", help="a store (folder or s3://bucket/prefix), a folder, a file")
    parser.add_argument("--sample", type=_share, default=1.0, metavar="SHARE", help="of a store, read only 10%% or 0.1")
    parser.add_argument("--seed", type=int, default=0, help="chooses the sample (default: 0)")
    parser.add_argument(
        "--processes",
        type=_count,
        default=0,
        metavar="N",
        help="read N WARC files at once (default: by their size)",
    )
    parser.add_argument("--json", action="store_true", help="findings and summary as lines of JSON")
    parser.add_argument("--quiet", action="store_true", help="no warnings and no summary")


def run(arguments: Namespace) -> int:
    """Verify each target: 0 when no error was found, 1 otherwise."""
    files: dict[str, NamedFile] = {}
    summaries: list[Summary] = []
    printer = _Printer(as_json=arguments.json, quiet=arguments.quiet)
    for target in find_targets(arguments.target, with_indexes=True):
        if isinstance(target, NamedFile):
            files[target.name] = target
            continue
        summaries.append(
            verify_store(
                target.store,
                printer.finding,
                sample=arguments.sample,
                seed=arguments.seed,
                processes=arguments.processes,
                on_progress=printer.progress,
            )
        )
    if files:
        summaries.append(
            verify_files(
                {name: file.open for name, file in files.items()},
                printer.finding,
                processes=processes_for(arguments.processes, [file.size for file in files.values()]),
                on_progress=printer.progress,
            )
        )
    if not sum(summary.files for summary in summaries):
        raise StoreError(f"{', '.join(arguments.target)}: nothing to verify here")
    printer.end(summaries)
    return 1 if any(summary.errors for summary in summaries) else 0


class _Printer:
    """Findings go to standard output, one a line; progress to a terminal only."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self._as_json = as_json
        self._quiet = quiet
        self._on_terminal = sys.stderr.isatty()

    def progress(self, file: str, number: int, total: int) -> None:
        """Say what is read now, over what was said before."""
        if self._on_terminal:
            print(f"\r\x1b[K{number}/{total} {file[-100:]}", end="", file=sys.stderr, flush=True)

    def finding(self, finding: Finding) -> None:
        """Print one finding."""
        if self._quiet and finding.severity == "warning":
            return
        self._clear()
        if self._as_json:
            fields = {"severity": finding.severity, **msgspec.structs.asdict(finding)}
            print(msgspec.json.encode(fields).decode(), flush=True)
        else:
            print(printable(str(finding)), flush=True)

    def end(self, summaries: list[Summary]) -> None:
        """Print what was read and found in all."""
        self._clear()
        if self._quiet:
            return
        files, records, errors, warnings = (
            sum(values) for values in zip(*map(msgspec.structs.astuple, summaries), strict=True)
        )
        if self._as_json:
            print(
                msgspec.json.encode(
                    {"files": files, "records": records, "errors": errors, "warnings": warnings}
                ).decode()
            )
        else:
            print(f"{files} files, {records} records: {errors} errors, {warnings} warnings")

    def _clear(self) -> None:
        if self._on_terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is no number of processes")
    return int(text)


def _share(text: str) -> float:
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise ArgumentTypeError(f"{text!r} is no share between 0 and 1 (or 0% and 100%)")
    return share

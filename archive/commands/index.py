"""python -m archive index: CDXJ lines of WARC files, sorted."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archive.cdxj import index_warc, merge_sorted
from archive.commands.targets import warc_files

HELP = "write the CDXJ index of WARC files, sorted, as pywb takes it"

_LINES_AT_ONCE = 100_000


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("target", nargs="+", help="a store (folder or s3://bucket/prefix), a folder, a file")
    parser.add_argument("-o", "--output", type=Path, help="the file to write (default: standard output)")


def run(arguments: Namespace) -> int:
    """Index every file into one sorted index. Raises `WarcError` at a damaged file, and then writes nothing."""
    with TemporaryDirectory(prefix="newswarc-index-") as folder, ExitStack() as stack:
        parts = [stack.enter_context(part.open()) for part in _sorted_parts(arguments.target, Path(folder))]
        out: BinaryIO = sys.stdout.buffer
        if arguments.output is not None:
            out = stack.enter_context(arguments.output.open("wb"))
        out.writelines(line.encode() for line in merge_sorted(parts))
        out.flush()
    return 0


def _sorted_parts(targets: list[str], folder: Path) -> list[Path]:
    """Sorted files of lines, each small enough to be sorted in memory."""
    parts: list[Path] = []
    lines: list[str] = []

    def write() -> None:
        lines.sort()
        part = folder / f"part-{len(parts)}.cdxj"
        part.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        parts.append(part)
        lines.clear()

    for file in warc_files(targets):
        with file.open() as stream:
            for line in index_warc(stream, PurePosixPath(file.name).name):
                lines.append(line)
                if len(lines) >= _LINES_AT_ONCE:
                    write()
    write()
    return parts

"""python -m archive mend: cut torn WARC files after their last whole record."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from archive.cdxj import index_warc
from archive.commands.targets import TargetError
from archive.mend import mend
from archive.writer import OPEN_SUFFIX, cdxj_path

HELP = "cut torn WARC files after their last whole record, and index them again"
CUT_SUFFIX = ".cut"
"""What was cut off a file lies beside it under its name and this."""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", nargs="+", type=Path, help="a local WARC file, as a killed writer left it")


def run(arguments: Namespace) -> int:
    """Mend each file in place and say what was cut off, and where that is now.

    Raises `TargetError` for what is no file, `WarcError` for one without a whole record.
    """
    for path in arguments.file:
        if not path.is_file():
            raise TargetError(f"{path}: no such file")
        rest = path.with_name(path.name + CUT_SUFFIX)
        cut = mend(path, rest)
        if cut.cut_bytes:
            print(
                f"{path}: kept {cut.records} records in {cut.kept_bytes} bytes, cut {cut.cut_bytes} bytes off "
                f"(they are in {rest.name})"
            )
        else:
            print(f"{path}: whole, {cut.records} records in {cut.kept_bytes} bytes")
        if path.name.endswith(OPEN_SUFFIX):
            continue
        with path.open("rb") as stream:
            lines = sorted(index_warc(stream, path.name))
        cdxj_path(path).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return 0

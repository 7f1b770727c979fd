"""python -m archive mend: cut torn WARC files after their last whole record."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from archive.cdxj import index_warc
from archive.commands.targets import TargetError
from archive.mend import cut_torn
from archive.writer import OPEN_SUFFIX, cdxj_path

HELP = "cut torn WARC files after their last whole record, and index them again"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", nargs="+", type=Path, help="a local WARC file, as a killed writer left it")


def run(arguments: Namespace) -> int:
    """Mend each file in place and say what was cut off. Raises `TargetError` for what is no file."""
    for path in arguments.file:
        if not path.is_file():
            raise TargetError(f"{path}: no such file")
        cut = cut_torn(path)
        if cut.cut_bytes:
            print(f"{path}: kept {cut.records} records in {cut.kept_bytes} bytes, cut {cut.cut_bytes} bytes off")
        else:
            print(f"{path}: whole, {cut.records} records in {cut.kept_bytes} bytes")
        if path.name.endswith(OPEN_SUFFIX):
            continue
        with path.open("rb") as stream:
            lines = sorted(index_warc(stream, path.name))
        cdxj_path(path).write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return 0

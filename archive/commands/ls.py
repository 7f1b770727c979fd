"""python -m archive ls: the records of WARC files, one a line."""

from argparse import ArgumentParser, Namespace

from archive.block import BlockReader
from archive.commands.targets import NamedFile, warc_files
from archive.commands.terminal import printable
from archive.fields import TYPES
from archive.walk import FirstDamage, Walk

HELP = "list the records of WARC files: place, type, date, status, media type, address"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("target", nargs="+", help="a store (folder or s3://bucket/prefix), a folder, a file")
    parser.add_argument(
        "--type", action="append", choices=TYPES, help="only records of this type; may be given several times"
    )


def run(arguments: Namespace) -> int:
    """List every readable record; raises `WarcError` after a damaged file's last one."""
    for file in warc_files(arguments.target):
        _list(file, arguments.type)
    return 0


def _list(file: NamedFile, types: list[str] | None) -> None:
    damage = FirstDamage()
    with file.open() as stream:
        for record in Walk(stream, damage):
            if types and record.type not in types:
                continue
            block = BlockReader(record.type, record.headers)
            for piece in record.pieces():
                block.feed(piece)
            block.end()
            if not record.finish():
                continue
            facts = (record.headers.get("WARC-Date"), block.status, block.mime, record.url, record.id)
            place = f"{file.name}#{record.offset}"
            print("\t".join((place, str(record.length), record.type, *(printable(fact or "-") for fact in facts))))
    damage.raise_it(file.name)

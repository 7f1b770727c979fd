"""python -m archive show: one record, as it is or decoded."""

import sys
from argparse import ArgumentParser, Namespace
from typing import BinaryIO

from archive.coding import content_codings, decode_content
from archive.commands.targets import NamedStore, TargetError, find_targets
from archive.errors import ArchiveError
from archive.model import Record
from archive.reader import BLOCK_LIMIT, read_records
from archive.store import open_store
from archive.wire import WireError, parse_message

HELP = "print one record, its block, or its decoded payload"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("place", help="FILE#OFFSET as `ls` prints it, or FILE for its first record")
    parser.add_argument("--store", help="the store that FILE is a key of")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--block", action="store_true", help="only the block, byte for byte")
    what.add_argument("--payload", action="store_true", help="only the payload, all codings removed")


def run(arguments: Namespace) -> int:
    """Print the record to standard output. Raises `ArchiveError` when there is none."""
    name, _, offset = arguments.place.rpartition("#")
    if not (name and offset.isdigit()):
        name, offset = arguments.place, "0"
    with _open(name, int(offset), arguments.store) as stream:
        record = next(read_records(stream, file=name, start=int(offset)), None)
    if record is None:
        raise TargetError(f"{name}: no record begins at byte {offset}")
    if record.block_size > len(record.block):
        raise ArchiveError(f"{name}#{offset}: the block is longer than {BLOCK_LIMIT} bytes")
    out = sys.stdout.buffer
    if arguments.payload:
        out.write(_payload(record))
    elif arguments.block:
        out.write(record.block)
    else:
        print_record(record, out)
    out.flush()
    return 0


def print_record(record: Record, out: BinaryIO) -> None:
    """Write a record as it stands in its file, without the empty lines behind it."""
    head = [f"WARC/{record.version}", *(f"{key}: {value}" for key, value in record.headers), "", ""]
    out.write("\r\n".join(head).encode())
    out.write(record.block)


def _open(name: str, offset: int, store_url: str | None) -> BinaryIO:
    if store_url is not None:
        return open_store(store_url).open(name, offset)
    target = next(find_targets([name]))
    if isinstance(target, NamedStore):
        raise TargetError(f"{name}: a store, not a file; give --store {name} and a key")
    stream = target.open()
    if stream.seekable():
        stream.seek(offset)
    else:
        while offset > 0 and (piece := stream.read(min(offset, 1 << 20))):
            offset -= len(piece)
    return stream


def _payload(record: Record) -> bytes:
    if record.type not in ("response", "revisit"):
        return record.block
    try:
        message = parse_message(record.block)
    except WireError:
        return record.block
    return decode_content(message.body, content_codings(message.headers), limit=BLOCK_LIMIT).data

"""python -m archive lines: article lines in the order of their commits, all or those since the last time."""

import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from archive.commands.targets import TargetError, check_site
from archive.cursor import BEGINNING, article_lines, batches_since
from archive.store import open_store

HELP = "print the article lines of a site, or only those that are new since the last time"


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("store", help="a folder, or s3://bucket/prefix")
    parser.add_argument("site", help="the site's name in the store")
    parser.add_argument(
        "--cursor", metavar="FILE", type=Path, help="begin after the cursor in FILE, and keep there how far it went"
    )


def run(arguments: Namespace) -> int:
    """Print the lines; the cursor is kept once all of them are written.

    Raises `TargetError` for a cursor that is none, and for a site that the store does not have.
    """
    file: Path | None = arguments.cursor
    cursor = file.read_text(encoding="utf-8").strip() if file and file.exists() else BEGINNING
    begun = cursor
    store = open_store(arguments.store)
    try:
        for batch in batches_since(store, arguments.site, cursor):
            sys.stdout.buffer.writelines(article_lines(store, batch))
            cursor = batch.cursor
    except ValueError as error:
        raise TargetError(f"{file}: {error}") from error
    sys.stdout.buffer.flush()
    if begun == cursor == BEGINNING:
        check_site(store, arguments.site)  # only now: it lists every crawl of the store
    if file is not None:
        fresh = file.with_name(f".{file.name}.{os.getpid()}.part")
        fresh.write_text(cursor + "\n", encoding="utf-8")
        fresh.replace(file)
    return 0

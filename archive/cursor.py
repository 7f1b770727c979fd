"""Everything since the last time, once and in order: for readers who come back for what is new.

A cursor names the last batch that a reader has taken in. Batches of a site are committed one after the other and never
change, so that the batches after a cursor, in their order, are exactly what is new. Who keeps the cursor together with
what was read, in one transaction, has every line once, whenever either side stops.
"""

import re
from collections.abc import Iterator

import msgspec

from archive.manifest import CommittedFile, list_commits
from archive.store import Store
from archive.stored_lines import raw_lines

BEGINNING = ""
"""The cursor before the first batch."""
_CURSOR = re.compile(r"([^/]+)/(\d{5,})")


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What one commit made count."""

    cursor: str
    """To be kept once the batch is taken in: it reads CRAWL_ID/SERIAL."""
    files: tuple[CommittedFile, ...]


def batches_since(store: Store, site: str, cursor: str = BEGINNING) -> Iterator[Batch]:
    """The batches of a site after a cursor, in the order of their commits.

    Raises `ValueError` for what is no cursor, `ArchiveError` when the store cannot be read.
    """
    for commit in list_commits(store, site, after=_place(cursor)):
        yield Batch(cursor=f"{commit.crawl_id}/{commit.serial:05d}", files=commit.files)


def article_lines(store: Store, batch: Batch) -> Iterator[bytes]:
    """The article lines of a batch, each with its line feed: first lines, revisions and tombstones.

    A batch without news has none. Raises `StoreError`, which names the object, where one cannot be read.
    """
    for file in batch.files:
        if file.kind == "articles":
            yield from raw_lines(store, file.key)


def _place(cursor: str) -> tuple[str, int]:
    if cursor == BEGINNING:
        return ("", 0)
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise ValueError(f"{cursor!r} is no cursor: it reads CRAWL_ID/SERIAL")
    return match[1], int(match[2])

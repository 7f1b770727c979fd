"""WACZ 1.1.1: the captures of a site, a crawl or some days in one ZIP file that ReplayWeb.page opens.

Written front to back with a few lines in memory: WARC files and the compressed index are stored as they are, so
that a reader can take one record out of the middle by a range.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import msgspec

from archive.digest import pieces_of
from archive.errors import ArchiveError
from archive.manifest import BatchCommit, CommittedFile, list_commits
from archive.merged_index import sorted_lines
from archive.store import Store
from archive.wacz_originals import missing_originals
from archive.wacz_pages import page_lines

VERSION = "1.1.1"
_BLOCK_LINES = 300
"""Index lines in one compressed block; what a reader fetches to find one capture."""


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """What went into a package."""

    path: Path
    size: int
    """Bytes."""
    warcs: int
    borrowed: int
    """WARC files from outside the selection, packed because revisits in it refer to them."""
    captures: int
    pages: int


def select(
    store: Store, site: str, *, crawl_id: str | None = None, since: date | None = None, until: date | None = None
) -> list[BatchCommit]:
    """The batches of a site: all, those of one crawl, or those sealed from `since` to `until`, both included (UTC)."""
    return [
        commit
        for commit in list_commits(store, site)
        if (crawl_id is None or commit.crawl_id == crawl_id)
        and (since is None or commit.created.astimezone(UTC).date() >= since)
        and (until is None or commit.created.astimezone(UTC).date() <= until)
    ]


def pack(
    store: Store,
    batches: list[BatchCommit],
    path: Path,
    *,
    title: str,
    software: str,
    created: datetime,
    description: str = "",
) -> Packed:
    """Pack the batches into `path`, which appears when it is whole.

    WARC files elsewhere in the store that revisit records of these batches refer to are packed as well. Raises
    ArchiveError when an object is missing or is not the one that was committed.
    """
    part = path.with_name(f"{path.name}.part")
    borrowed = missing_originals(store, batches)
    try:
        with TemporaryDirectory(prefix="newswarc-wacz-") as folder, zipfile.ZipFile(part, "w") as out:
            writer = _Writer(out, created)
            for file in _of_kind([*batches, *borrowed], "warc"):
                writer.add_object(store, f"archive/{_base(file.key)}", file)
            indexes = [file.key for file in _of_kind([*batches, *borrowed], "index")]
            captures = _add_index(writer, sorted_lines(store, indexes, Path(folder)), Path(folder))
            articles = [file.key for file in _of_kind(batches, "articles")]
            pages = writer.add_lines("pages/pages.jsonl", page_lines(store, articles)) - 1
            writer.finish(title=title, software=software, description=description)
        part.replace(path)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return Packed(
        path=path,
        size=path.stat().st_size,
        warcs=len(_of_kind([*batches, *borrowed], "warc")),
        borrowed=len(_of_kind(borrowed, "warc")),
        captures=captures,
        pages=pages,
    )


class _Writer:
    """Adds members to the ZIP file and notes what datapackage.json must say of each."""

    def __init__(self, out: zipfile.ZipFile, created: datetime) -> None:
        self._out = out
        self._created = created.astimezone(UTC)
        self._resources: list[dict[str, str | int]] = []

    def add_object(self, store: Store, name: str, file: CommittedFile) -> None:
        """Add an object as it is, uncompressed."""
        with store.open(file.key) as stream:
            digest = self._add(name, pieces_of(stream), size=file.size)
        if digest != file.sha256:
            raise ArchiveError(f"{file.key}: has sha256 {digest}, but was committed with {file.sha256}")

    def add_file(self, name: str, path: Path) -> None:
        """Add a local file uncompressed."""
        with path.open("rb") as stream:
            self._add(name, pieces_of(stream), size=path.stat().st_size)

    def add_lines(self, name: str, lines: Iterable[bytes]) -> int:
        """Add a text, compressed; returns the number of its lines."""
        count = 0

        def counted() -> Iterator[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield line

        self._add(name, counted(), compression=zipfile.ZIP_DEFLATED)
        return count

    def finish(self, *, title: str, software: str, description: str) -> None:
        """Add the description of the package, and the digest of that."""
        package = {
            "profile": "data-package",
            "wacz_version": VERSION,
            "title": title,
            "description": description,
            "created": f"{self._created:%Y-%m-%dT%H:%M:%SZ}",
            "software": software,
            "resources": self._resources,
        }
        data = json.dumps({name: value for name, value in package.items() if value}, indent=1).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}
        self._add("datapackage.json", [data], listed=False)
        self._add("datapackage-digest.json", [json.dumps(digest, indent=1).encode()], listed=False)

    def _add(
        self,
        name: str,
        pieces: Iterable[bytes],
        *,
        size: int = 0,
        compression: int = zipfile.ZIP_STORED,
        listed: bool = True,
    ) -> str:
        """Add a member, `size` bytes long where that is known; returns its sha256."""
        member = zipfile.ZipInfo(name, self._created.timetuple()[:6])
        member.compress_type = compression
        member.external_attr = 0o644 << 16
        # By it zipfile decides on 64-bit lengths, which must stand in the head of the member.
        member.file_size = size
        digest, written = hashlib.sha256(), 0
        with self._out.open(member, "w") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                written += len(piece)
        if listed:
            label = re.sub(r"[^a-z0-9._-]", "-", _base(name).lower())
            self._resources.append(
                {"name": label, "path": name, "hash": f"sha256:{digest.hexdigest()}", "bytes": written}
            )
        return digest.hexdigest()


def _add_index(writer: _Writer, lines: Iterator[bytes], folder: Path) -> int:
    """Add the index in compressed blocks with a table of their first keys (ZipNum); returns its lines."""
    packed, table = folder / "index.cdx.gz", folder / "index.idx"
    with ExitStack() as stack:
        blocks = stack.enter_context(packed.open("wb"))
        keys = stack.enter_context(table.open("wb"))
        keys.write(b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n')
        count = 0
        block: list[bytes] = []
        for line in lines:
            block.append(line)
            count += 1
            if len(block) == _BLOCK_LINES:
                _add_block(blocks, keys, block)
        _add_block(blocks, keys, block)
    writer.add_file("indexes/index.cdx.gz", packed)
    with table.open("rb") as stream:
        writer.add_lines("indexes/index.idx", stream)
    return count


def _add_block(blocks: IO[bytes], keys: IO[bytes], block: list[bytes]) -> None:
    """Write a block as one gzip member, and its first key with its place; empties the block."""
    if not block:
        return
    gzip = zlib.compressobj(wbits=31)
    data = gzip.compress(b"".join(block)) + gzip.flush()
    place = {"offset": blocks.tell(), "length": len(data), "digest": f"sha256:{hashlib.sha256(data).hexdigest()}"}
    keys.write(block[0].partition(b"{")[0] + json.dumps(place).encode() + b"\n")
    blocks.write(data)
    block.clear()


def _of_kind(batches: list[BatchCommit], kind: str) -> list[CommittedFile]:
    return [file for batch in batches for file in batch.files if file.kind == kind]


def _base(key: str) -> str:
    return key.rpartition("/")[2]

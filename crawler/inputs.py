"""What the operator means by a WARC: a file, a glob, a folder, a whole store, on disk or on S3."""

import glob
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import StoreError
from archive.manifest import committed_files, list_sites
from archive.store import Store, open_store
from crawler.errors import BadArguments

_ENDINGS = (".warc.gz", ".warc")
_KEY = re.compile(r"(?:^|/)(warc/[^/]+/\d{4}/\d{2}/[^/]+)$")


class WarcInput(msgspec.Struct, frozen=True, kw_only=True):
    """One WARC file to read."""

    key: str
    """Its key in a store; the file's name where it lies in none."""
    name: str
    """As messages name it."""
    open: Callable[[], BinaryIO]

    @property
    def site(self) -> str | None:
        """The site that the key names, if it is one of ours."""
        return self.key.split("/")[1] if _KEY.fullmatch(self.key) else None


def find_warcs(names: Sequence[str]) -> Iterator[WarcInput]:
    """The WARC files that the arguments mean: of a store those that are committed, in the order of the commits.

    Raises `BadArguments` for a name that means nothing, `StoreError` for a store that cannot be read.
    """
    for name in names:
        if name.startswith("s3://"):
            yield from _on_s3(name)
        elif Path(name).is_dir():
            yield from _in_folder(Path(name))
        else:
            # Path.glob wants the fixed part of a pattern apart, which an operator does not write.
            paths = sorted(glob.glob(name, recursive=True)) if glob.has_magic(name) else [name]  # noqa: PTH207
            if not paths or not all(Path(path).is_file() for path in paths):
                raise BadArguments(f"{name}: no such WARC file or store")
            yield from (_file(Path(path)) for path in paths)


def _on_s3(name: str) -> Iterator[WarcInput]:
    if not name.endswith(_ENDINGS):
        yield from _in_store(open_store(name))
        return
    match = _KEY.search(name)
    key = match[1] if match else name.rpartition("/")[2]
    store = open_store(name[: -len(key) - 1])
    if store.stat(key) is None:
        raise BadArguments(f"{name}: no such object")
    yield _stored(store, key)


def _in_folder(folder: Path) -> Iterator[WarcInput]:
    if (folder / "crawls").is_dir():
        yield from _in_store(open_store(str(folder)))
        return
    paths = sorted(path for path in folder.rglob("*") if path.name.endswith(_ENDINGS))
    if not paths:
        raise BadArguments(f"{folder}: neither a store nor a folder with WARC files")
    yield from map(_file, paths)


def _in_store(store: Store) -> Iterator[WarcInput]:
    sites = list_sites(store)
    if not sites:
        raise StoreError(f"{store.url}: no crawl has been committed here")
    for site in sites:
        for file in committed_files(store, site, "warc"):
            yield _stored(store, file.key)


def _stored(store: Store, key: str) -> WarcInput:
    return WarcInput(key=key, name=f"{store.url.rstrip('/')}/{key}", open=lambda: store.open(key))


def _file(path: Path) -> WarcInput:
    match = _KEY.search(path.resolve().as_posix())
    return WarcInput(key=match[1] if match else path.name, name=str(path), open=lambda: path.open("rb"))

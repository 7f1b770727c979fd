"""What the operator means by a WARC: a file, a glob, a folder, a whole store, on disk or on S3."""

import glob
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import StoreError
from archive.manifest import committed_files, list_sites
from archive.store import Store, open_object, open_store
from crawler.errors import BadArguments

_ENDINGS = (".warc.gz", ".warc")
_KEY = re.compile(r"(?:^|/)(warc/[^/]+/\d{4}/\d{2}/[^/]+)$")


class WarcInput(msgspec.Struct, frozen=True, kw_only=True):
    """One WARC file to read: plain data, so that it can be opened on another machine as well."""

    key: str
    """Its key in a store; the file's name where it lies in none."""
    name: str
    """As messages name it."""
    store: str | None = None
    """URL of the store it lies in; None for a file that lies in none."""
    path: str = ""
    """Of a file that lies in no store, absolute."""
    size: int = 0
    """Bytes; 0 where nobody has counted them."""
    sha256: str | None = None
    """Lower-case hex, where a commit says it."""

    @property
    def site(self) -> str | None:
        """The site that the key names, if it is one of ours."""
        return self.key.split("/")[1] if _KEY.fullmatch(self.key) else None

    def open(self) -> BinaryIO:
        """Its bytes. Raises `StoreError` and `OSError`."""
        return Path(self.path).open("rb") if self.store is None else open_object(self.store, self.key)


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
    stored = store.stat(key)
    if stored is None:
        raise BadArguments(f"{name}: no such object")
    yield _stored(store, key, stored.size, None)


def _in_folder(folder: Path) -> Iterator[WarcInput]:
    if (folder / "crawls").is_dir():
        yield from _in_store(open_store(str(folder.resolve())))
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
            yield _stored(store, file.key, file.size, file.sha256)


def _stored(store: Store, key: str, size: int, sha256: str | None) -> WarcInput:
    name = f"{store.url.rstrip('/')}/{key}"
    return WarcInput(key=key, name=name, store=store.url, size=size, sha256=sha256)


def _file(path: Path) -> WarcInput:
    whole = path.resolve().as_posix()
    match = _KEY.search(whole)
    return WarcInput(key=match[1] if match else path.name, name=str(path), path=whole, size=path.stat().st_size)

"""What a person names on a command line: files, folders, stores, single objects of a store."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.errors import ArchiveError
from archive.manifest import list_sites
from archive.store import Store, open_object, open_store

WARC_SUFFIXES = (".warc.gz", ".warc", ".arc.gz", ".arc", ".warc.gz.open")
INDEX_SUFFIX = ".cdxj"


class TargetError(ArchiveError):
    """A name on the command line leads to nothing that can be read."""


class NamedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that can be opened, local or in a store."""

    name: str
    open: Callable[[], BinaryIO]
    """Picklable, so that another process can open it as well."""
    size: int | None = None
    """Bytes; None for what is not here."""


class NamedStore(msgspec.Struct, frozen=True, kw_only=True):
    """A store that a crawl wrote."""

    url: str
    store: Store


def find_targets(names: list[str], *, with_indexes: bool = False) -> Iterator[NamedFile | NamedStore]:
    """What each name leads to: a store, or files; a folder that is no store is searched for archive files.

    `with_indexes` also gives .cdxj files: those named, those in a folder, and the one beside a named WARC file.
    Raises `TargetError` for a name that leads to nothing.
    """
    for name in names:
        if "://" in name:
            yield _remote(name)
            continue
        path = Path(name)
        if path.is_dir():
            if (path / "crawls").is_dir():
                yield NamedStore(url=name, store=open_store(name))
                continue
            files = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_wanted(file.name, with_indexes)]
            if not files:
                raise TargetError(f"{name}: neither a store nor a folder with WARC files")
            yield from (_local(file) for file in files)
        elif path.exists():
            yield _local(path)
            index = path.with_name(path.name.removesuffix(".gz").removesuffix(".warc") + INDEX_SUFFIX)
            if with_indexes and index != path and index.exists() and str(index) not in names:
                yield _local(index)
        else:
            raise TargetError(f"{name}: no such file or folder")


def warc_files(names: list[str]) -> Iterator[NamedFile]:
    """The WARC and ARC files that names lead to, those of stores included. Raises `TargetError`, `StoreError`."""
    for target in find_targets(names):
        if isinstance(target, NamedFile):
            yield target
            continue
        for stored in target.store.list("warc/"):
            yield object_of(target.store, stored.key)


def check_site(store: Store, site: str) -> None:
    """Raises `TargetError` that names the sites of the store, where `site` is none of them."""
    sites = list_sites(store)
    if site not in sites:
        raise TargetError(f"{store.url} has no site {site!r}, but {', '.join(sites) or 'none at all'}")


def object_of(store: Store, key: str) -> NamedFile:
    """An object of a store as a file."""
    return NamedFile(name=key, open=partial(open_object, store.url, key))


def _is_wanted(name: str, with_indexes: bool) -> bool:
    return name.endswith(WARC_SUFFIXES) or (with_indexes and name.endswith(INDEX_SUFFIX))


def _local(path: Path) -> NamedFile:
    return NamedFile(name=str(path), open=partial(_open, path), size=path.stat().st_size)


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _remote(url: str) -> NamedFile | NamedStore:
    if not url.endswith((*WARC_SUFFIXES, INDEX_SUFFIX)):
        return NamedStore(url=url, store=open_store(url))
    folder, _, name = url.rpartition("/")
    return NamedFile(name=url, open=partial(open_object, folder, name))

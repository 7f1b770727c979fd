"""Where sealed objects are kept for good: a folder, an S3 bucket, or memory for tests."""

from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from archive.store.address import check_address
from archive.store.contract import Probe, Store, read_object

__all__ = ["Probe", "Store", "check_address", "open_object", "open_store", "read_object"]


def open_store(url: str) -> Store:
    """Open the store that `url` names: a folder's path, `file:///…`, `s3://bucket/prefix` or `memory:`.

    Nothing is written or reached before the first call; raises BadAddress when the URL itself is wrong.
    """
    check_address(url)
    if url == "memory:":
        from archive.store.memory import MemoryStore

        return MemoryStore()
    if url.startswith("s3://"):
        # boto3 takes more than a second of CPU time to import: only for those who need it.
        from archive.store.s3 import S3Store

        return S3Store.from_url(url)
    from archive.store.local import LocalStore

    if url.startswith("file:"):
        return LocalStore(Path(unquote(urlsplit(url).path)))
    return LocalStore(Path(url))


def open_object(url: str, key: str) -> BinaryIO:
    """A stream of an object of the store that `url` names: for processes that are told where to read. Raises as
    `Store.open` does."""
    return _known_store(url).open(key)


@lru_cache(maxsize=8)
def _known_store(url: str) -> Store:
    return open_store(url)

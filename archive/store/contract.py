"""What every store must do, and which keys it takes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec

from archive.model import StoredObject

KEY_LIMIT = 1000
"""Bytes of a whole key with the store's prefix; S3 allows 1024."""
NAME_LIMIT = 240
"""Bytes of one part of a key; Linux file systems allow 255, and a temporary name must fit as well."""


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What a store that may be written was found to do."""

    url: str
    conditional: bool
    """True when "only if absent" is atomic: of many writers of one key exactly one wins."""
    note: str
    """One line for a person."""


class Store(Protocol):
    """A place for objects that are written once and whole.

    Every method may raise StoreError, whose `retryable` says whether the same call may succeed later.
    All methods block; they may be called from several threads at once.
    """

    url: str
    """Names the store; `open_store(url)` opens the same one again."""

    def put(
        self,
        key: str,
        source: Path | bytes,
        *,
        sha256: str | None = None,
        content_type: str = "application/octet-stream",
        given: Sequence[StoredObject] = (),
    ) -> StoredObject:
        """Write an object, if there is none of that key; return it with size and sha256.

        Success when the very same bytes are there already: that is what a retry after a lost reply meets.
        A file given as `source` must be sealed: a local store may keep that very file as a second link.
        `given` are objects without which it is not written: they are looked for last, when all else is ready.
        Raises ObjectConflict when other bytes are there, and StoreError when `sha256` does not fit `source` or one of
        `given` is not there.
        """

    def open(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """A stream of `length` bytes (None: to the end) from `start`; shorter where the object ends earlier.

        Raises ObjectMissing.
        """

    def stat(self, key: str) -> StoredObject | None:
        """The object's size, and its sha256 where the store knows it; None when there is no such object."""

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        """All objects whose keys begin with `prefix`, in the order of the keys' UTF-8 bytes.

        With `after`, only those whose keys sort behind it; the others cost nothing. It may not be the name of a folder:
        servers differ in where they sort that.

        Raises StoreError when there is no store at all (no such folder or bucket).
        """

    def delete(self, key: str) -> None:
        """Remove an object; what is not there is removed already."""

    def probe(self) -> Probe:
        """Make sure that the store can be written, or raise a StoreError that says in one line why not."""

    def sweep(self, prefix: str = "", *, older_than: float = 0.0) -> int:
        """Remove what killed writers under `prefix` left invisible: temporary files, unfinished uploads.

        Only those last touched more than `older_than` seconds ago. Call it with 0 only while nobody else
        writes under `prefix`, that is, with the site's lease held. Returns how many were removed.
        """

    def local_path(self, key: str) -> Path | None:
        """The object as a file of this machine, if the store keeps it so; not to be written."""


def read_object(store: Store, key: str) -> bytes:
    """The whole of a small object. Raises ObjectMissing and StoreError."""
    with store.open(key) as stream:
        return stream.read()


def check_key(key: str) -> str:
    """Return `key`; raises ValueError, naming the key, when it could leave the store or fits no file system."""
    if not key:
        raise ValueError("a key may not be empty")
    _check_characters(key)
    for name in key.split("/"):
        if not name:
            raise ValueError(f"key {key!r} has an empty part")
        # ".." leaves the store, and a leading dot is how temporary and hidden files are told apart.
        if name.startswith("."):
            raise ValueError(f"key {key!r} has a part that begins with a dot")
        if len(name.encode()) > NAME_LIMIT:
            raise ValueError(f"key {key!r} has a part of more than {NAME_LIMIT} bytes")
    if len(key.encode()) > KEY_LIMIT:
        raise ValueError(f"key {key!r} is longer than {KEY_LIMIT} bytes")
    return key


def is_key(key: str) -> bool:
    """Whether `key` could have been put by us; a listing passes over all else."""
    try:
        check_key(key)
    except ValueError:
        return False
    return True


def check_prefix(prefix: str) -> str:
    """Return `prefix`; raises ValueError, naming it, when no key could begin so."""
    _check_characters(prefix)
    if prefix.startswith("/") or any(name.startswith(".") for name in prefix.split("/")):
        raise ValueError(f"no key begins with {prefix!r}")
    return prefix


def _check_characters(text: str) -> None:
    """Raises ValueError for what no key may contain."""
    if not text.isprintable() or "\\" in text:
        raise ValueError(f"{text!r} contains a control character or a backslash")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{text!r} is no valid Unicode") from None

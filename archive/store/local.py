"""A store in a folder of this machine."""

import errno
import hashlib
import io
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import ObjectConflict, ObjectMissing, StoreError
from archive.model import StoredObject
from archive.store.checksum import CHUNK, measure, sha256_of
from archive.store.contract import Probe, check_key, check_prefix, is_key
from archive.store.presence import require

_TEMPORARY = ".tmp-"
_TEMPORARY_DEPTH = 2
"""Temporary files lie no deeper below the root, in `crawls/SITE` say: a sweep need not walk through years of crawls."""
_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What file systems without hard links answer to link(2)."""
_STALE_SECONDS = 86_400.0


class LocalStore:
    """One file an object, under the folder `root`.

    An object appears under its name only when it is whole and on the disk: it is written under a temporary
    name in a folder above, synced, and then linked to its name, which fails if the name is taken.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.expanduser().absolute()
        self.url = str(self.root)

    def put(
        self,
        key: str,
        source: Path | bytes,
        *,
        sha256: str | None = None,
        content_type: str = "application/octet-stream",
        given: Sequence[StoredObject] = (),
    ) -> StoredObject:
        """See Store.put."""
        path = self._path(key)
        stored = measure(key, source, sha256)
        try:
            _make_folders(path.parent)
            placed = not path.exists() and self._place(path, source, stored, given)
            if not placed and not _is_same(path, stored):
                raise ObjectConflict(f"{path}: other bytes are stored under this name", key=key)
            # Also when it was there already: the writer before us may have died before this line.
            _sync_folder(path.parent)
        except OSError as error:
            raise self._refused(error, key) from error
        return stored

    def open(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See Store.open."""
        path = self._path(key)
        try:
            file = path.open("rb", buffering=0)
        except FileNotFoundError:
            raise ObjectMissing(f"{path}: no such object", key=key) from None
        except OSError as error:
            raise self._refused(error, key) from error
        file.seek(start)
        raw = file if length is None else _Section(file, length)
        return cast(BinaryIO, io.BufferedReader(raw, CHUNK if length is None else min(CHUNK, max(length, 1))))

    def stat(self, key: str) -> StoredObject | None:
        """See Store.stat; a folder does not know the sha256."""
        path = self._path(key)
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._refused(error, key) from error
        return StoredObject(key=key, size=status.st_size) if path.is_file() else None

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        """See Store.list."""
        folder, _, _ = check_prefix(prefix).rpartition("/")
        try:
            if not self.root.is_dir():
                raise StoreError(f"{self.root}: no such folder, so there is no store")
            yield from self._walk(self.root / folder, f"{folder}/" if folder else "", prefix, after)
        except OSError as error:
            raise self._refused(error, prefix) from error

    def _walk(self, folder: Path, above: str, prefix: str, after: str) -> Iterator[StoredObject]:
        """Objects below `folder`; `above` is the folder's part of the keys."""
        try:
            with os.scandir(folder) as entries:
                # A folder sorts as its name with a slash, so that whole keys come out in order.
                found = sorted((entry.name + "/" * entry.is_dir(), entry) for entry in entries if is_key(entry.name))
        except (FileNotFoundError, NotADirectoryError):
            return
        for name, entry in found:
            key = above + name
            if name.endswith("/"):
                if (key.startswith(prefix) or prefix.startswith(key)) and (key > after or after.startswith(key)):
                    yield from self._walk(folder / entry.name, key, prefix, after)
            elif key.startswith(prefix) and key > after and entry.is_file():
                with suppress(FileNotFoundError):
                    yield StoredObject(key=key, size=entry.stat().st_size)

    def delete(self, key: str) -> None:
        """See Store.delete."""
        path = self._path(key)
        try:
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)
        except OSError as error:
            raise self._refused(error, key) from error

    def probe(self) -> Probe:
        """See Store.probe; makes the folder, and removes temporary files that are older than a day."""
        first, second = self.root / _temporary_name(), self.root / _temporary_name()
        try:
            _make_folders(self.root)
            _write(first, b"probe")
            second.touch(exist_ok=False)
            try:
                os.link(first, second)
            except FileExistsError:
                conditional = True
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                conditional = False
            else:
                conditional = False
            first.unlink()
            second.unlink()
            _remove_temporary(self.root, _STALE_SECONDS)
        except OSError as error:
            raise self._refused(error, None) from error
        note = "each object is linked to its name once" if conditional else "this file system has no hard links"
        return Probe(url=self.url, conditional=conditional, note=note)

    def sweep(self, prefix: str = "", *, older_than: float = 0.0) -> int:
        """See Store.sweep."""
        folder = self._swept_folder(self.root / check_prefix(prefix).rpartition("/")[0])
        depth = len(folder.relative_to(self.root).parts)
        below = (found for level in range(1, _TEMPORARY_DEPTH + 1 - depth) for found in folder.glob("*/" * level))
        return sum(_remove_temporary(one, older_than) for one in (folder, *below))

    def _swept_folder(self, folder: Path) -> Path:
        """The folder that has the temporary files of what goes into `folder`: no deeper than a sweep looks."""
        return self.root.joinpath(*folder.relative_to(self.root).parts[:_TEMPORARY_DEPTH])

    def local_path(self, key: str) -> Path | None:
        """See Store.local_path."""
        return self._path(key)

    def _path(self, key: str) -> Path:
        return self.root / check_key(key)

    def _place(self, path: Path, source: Path | bytes, stored: StoredObject, given: Sequence[StoredObject]) -> bool:
        """Put the bytes, whole and synced, under the name `path`; False when the name is taken."""
        if isinstance(source, Path) and not source.is_symlink():
            try:
                _seal(source)
                require(self, given)
                os.link(source, path)
            except FileExistsError:
                return False
            except OSError as error:
                if error.errno not in _NO_LINKS | {errno.EXDEV}:
                    raise
            else:
                return True
        temporary = self._swept_folder(path.parent) / _temporary_name()
        try:
            if _write(temporary, source) != stored.sha256:
                raise StoreError(f"{path}: its source changed while it was stored", key=stored.key)
            # A volume that is mounted or unmounted after this has no such temporary file, and the link fails.
            require(self, given)
            try:
                os.link(temporary, path)
            except FileExistsError:
                return False
            except OSError as error:
                if error.errno not in _NO_LINKS:
                    raise
                # Without links nothing fails on a taken name; probe() says so.
                temporary.rename(path)
            return True
        finally:
            temporary.unlink(missing_ok=True)

    def _refused(self, error: OSError, key: str | None) -> StoreError:
        """The StoreError for what the file system answered."""
        where = self.root / key if key else self.root
        reason = error.strerror or str(error)
        advice = {
            errno.EACCES: "; give this user access to it, or choose another folder",
            errno.EROFS: "; the file system is mounted read-only",
            errno.ENOSPC: "; make room and run the command again",
            errno.EDQUOT: "; make room and run the command again",
            errno.ENOTDIR: "; a file stands where a folder is needed",
            errno.EEXIST: "; a file stands where a folder is needed",
        }.get(error.errno or 0, "")
        return StoreError(f"{where}: {reason}{advice}", key=key, retryable=error.errno in (errno.EINTR, errno.ESTALE))


class _Section(io.RawIOBase):
    """The next `length` bytes of a file, as a stream of their own that owns the file."""

    def __init__(self, file: io.FileIO, length: int) -> None:
        self._file = file
        self._left = max(length, 0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed wants WriteableBuffer
        data = self._file.read(min(self._left, len(buffer))) or b""
        buffer[: len(data)] = data
        self._left -= len(data)
        return len(data)

    def close(self) -> None:
        self._file.close()
        super().close()


def _remove_temporary(folder: Path, older_than: float) -> int:
    """Remove the temporary files in a folder, last touched so many seconds ago or longer; returns how many."""
    removed = 0
    with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_TEMPORARY):
                with suppress(FileNotFoundError):
                    if time.time() - entry.stat().st_mtime >= older_than:
                        Path(entry.path).unlink()
                        removed += 1
    return removed


def _temporary_name() -> str:
    return _TEMPORARY + secrets.token_hex(8)


def _is_same(path: Path, stored: StoredObject) -> bool:
    """Whether the file holds these bytes."""
    with path.open("rb") as file:
        return path.stat().st_size == stored.size and sha256_of(file) == stored.sha256


def _write(path: Path, source: Path | bytes) -> str:
    """Write and sync a new file; return the sha256 of what was written."""
    digest = hashlib.sha256()
    with path.open("xb") as out:
        if isinstance(source, bytes):
            out.write(source)
            digest.update(source)
        else:
            with source.open("rb") as file:
                while chunk := file.read(CHUNK):
                    out.write(chunk)
                    digest.update(chunk)
    _seal(path)
    return digest.hexdigest()


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each synced into its parent, so that a power cut loses none."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
        _sync_folder(new.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _seal(path: Path) -> None:
    """Bring a file to the disk and take the right to write to it from everybody: a stored object never changes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fchmod(handle, os.fstat(handle).st_mode & 0o555)
        os.fsync(handle)
    finally:
        os.close(handle)

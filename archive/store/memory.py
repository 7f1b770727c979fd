"""A store in memory, for tests."""

import hashlib
import io
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from archive.errors import ObjectConflict, ObjectMissing
from archive.model import StoredObject
from archive.store.checksum import measure
from archive.store.contract import Probe, check_key, check_prefix
from archive.store.presence import require


class MemoryStore:
    """Keeps objects as long as the process lives."""

    def __init__(self) -> None:
        self.url = "memory:"
        self._objects: dict[str, bytes] = {}
        self._lock = threading.Lock()

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
        check_key(key)
        stored = measure(key, source, sha256)
        data = source if isinstance(source, bytes) else source.read_bytes()
        require(self, given)
        with self._lock:
            if self._objects.setdefault(key, data) != data:
                raise ObjectConflict(f"{key}: other bytes are stored under this key", key=key)
        return stored

    def open(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        """See Store.open."""
        data = self._objects.get(check_key(key))
        if data is None:
            raise ObjectMissing(f"{key}: no such object in memory", key=key)
        return io.BytesIO(data[start:] if length is None else data[start : start + length])

    def stat(self, key: str) -> StoredObject | None:
        """See Store.stat."""
        data = self._objects.get(check_key(key))
        if data is None:
            return None
        return StoredObject(key=key, size=len(data), sha256=hashlib.sha256(data).hexdigest())

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        """See Store.list."""
        check_prefix(prefix)
        with self._lock:
            found = sorted(item for item in self._objects.items() if item[0].startswith(prefix) and item[0] > after)
        return iter([StoredObject(key=key, size=len(data)) for key, data in found])

    def delete(self, key: str) -> None:
        """See Store.delete."""
        with self._lock:
            self._objects.pop(check_key(key), None)

    def probe(self) -> Probe:
        """See Store.probe."""
        return Probe(url=self.url, conditional=True, note="in memory: gone when the process ends")

    def sweep(self, prefix: str = "", *, older_than: float = 0.0) -> int:
        """See Store.sweep."""
        return 0

    def local_path(self, key: str) -> Path | None:
        """See Store.local_path."""
        return None

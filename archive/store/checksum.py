"""Size and SHA-256 of what is to be stored, or was."""

import hashlib
from pathlib import Path
from typing import BinaryIO

from archive.errors import StoreError
from archive.model import StoredObject

CHUNK = 1 << 20


def measure(key: str, source: Path | bytes, said: str | None = None) -> StoredObject:
    """What storing `source` under `key` must give; raises StoreError when its sha256 is not the one `said`."""
    if isinstance(source, bytes):
        size, digest = len(source), hashlib.sha256(source).hexdigest()
    else:
        try:
            with source.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                size = file.tell()
        except OSError as error:
            raise StoreError(f"{source}: {error.strerror}", key=key) from error
    if said not in (None, digest):
        raise StoreError(f"{key}: the source has sha256 {digest}, not {said}", key=key)
    return StoredObject(key=key, size=size, sha256=digest)


def sha256_of(stream: BinaryIO) -> str:
    """SHA-256 of the rest of a stream, as lower-case hex."""
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()

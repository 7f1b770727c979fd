"""A stream that is hashed while somebody else reads it."""

import hashlib
from types import TracebackType
from typing import BinaryIO, Self


class HashingReader:
    """Reads like the stream it wraps, and knows the SHA-256 of what was read. Closes the stream with it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Of what was read so far, lower-case hex."""
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        """As of any stream."""
        piece = self._stream.read(size)
        self._hash.update(piece)
        return piece

    def read_to_end(self) -> None:
        """Hash what nobody has read."""
        while self.read(1 << 20):
            pass

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

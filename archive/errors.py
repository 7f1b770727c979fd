"""What can go wrong in the archive. Every error says which file, key or URL it is about."""

from datetime import datetime


class ArchiveError(Exception):
    """The base of all errors of this package."""


class StoreError(ArchiveError):
    """A store refused or could not be reached.

    `retryable` says whether the same call may succeed later (a server that is down) or never will
    (a bucket that does not exist, a folder that may not be written).
    """

    def __init__(self, message: str, *, key: str | None = None, retryable: bool = False) -> None:
        super().__init__(message)
        self.key = key
        self.retryable = retryable


class BadAddress(StoreError):
    """What is given as the address of a store can be none."""


class ObjectConflict(StoreError):
    """An object with this key exists and holds other bytes; a stored object never changes."""


class ObjectMissing(StoreError):
    """No object has this key."""


class LeaseHeld(StoreError):
    """Another crawl of the same site writes to the same store.

    `holder` names crawl, process and machine; `since` and `expires` are in UTC, by the holder's clock.
    """

    def __init__(
        self,
        message: str,
        *,
        holder: str = "",
        since: datetime | None = None,
        expires: datetime | None = None,
        retryable: bool = True,
    ) -> None:
        super().__init__(message, retryable=retryable)
        self.holder = holder
        self.since = since
        self.expires = expires


class LeaseLost(StoreError):
    """The lease of this crawl was taken or broken, or could not be renewed in time; nothing may be written."""


class WarcError(ArchiveError):
    """A WARC file is damaged at a known place.

    `file` is the path or key, `offset` the position in bytes where the damage was met.
    """

    def __init__(self, message: str, *, file: str, offset: int) -> None:
        super().__init__(f"{file} at byte {offset}: {message}")
        self.message = message
        self.file = file
        self.offset = offset


class ManifestError(ArchiveError):
    """A commit or manifest in a store cannot be read, or does not belong where it lies."""

    def __init__(self, message: str, *, key: str) -> None:
        super().__init__(message)
        self.key = key

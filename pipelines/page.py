"""The page: what every later step sees. It comes from an archived exchange and from nothing else."""

from datetime import datetime

import msgspec

from archive.model import CaptureRef


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One archived response, its codings removed. Cannot exist without the record that holds it."""

    url: str
    """The target URI of the record, without fragment."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """As received, names in their own case, Latin-1."""
    body: bytes
    """Transfer and content coding removed."""
    fetched_at: datetime
    """UTC; the record's WARC-Date."""
    warc: CaptureRef

    def header(self, name: str) -> str | None:
        """The first value of a header, by its case-insensitive name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

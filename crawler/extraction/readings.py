"""The sealed readings of one WARC file: what its responses say of stories, one JSON line each, ended by an account.

An object of readings depends on the bytes of the WARC file and on the extractor alone: not on the file's name or
place, nor on where and when it was read. Its lines name the file by its digest.
"""

from collections.abc import Iterator

import msgspec

from archive.errors import StoreError
from archive.store import Store
from archive.stored_lines import stored_lines
from pipelines.article import Article
from pipelines.learned import Learned
from pipelines.reading import Reason
from pipelines.sightings import Sighting


class Seen(msgspec.Struct, frozen=True, kw_only=True, tag="seen", tag_field="line"):
    """A page with an article, or a response that says that a story is as it was, gone or elsewhere."""

    site: str
    sighting: Sighting
    article: Article | None = None


class SetAside(msgspec.Struct, frozen=True, kw_only=True, tag="set_aside", tag_field="line"):
    """A page that its reader could not finish, twice over or in all the time it had."""

    url: str
    offset: int
    """Of its record in the WARC file."""
    reason: Reason
    detail: str = ""


class Withheld(msgspec.Struct, frozen=True, kw_only=True, tag="withheld", tag_field="line"):
    """A response whose article the crawl gave no line, because it lay outside the days it was restricted to."""

    record_id: str


class Taught(msgspec.Struct, frozen=True, kw_only=True, tag="taught", tag_field="line"):
    """Which blocks of its pages are no text of their stories."""

    learned: Learned
    archived: bool
    """Whether the file says it itself, or its own pages taught it."""


class Account(msgspec.Struct, frozen=True, kw_only=True, tag="account", tag_field="line"):
    """The last line: without it an object is not whole."""

    read: int
    """Responses."""
    rejected: dict[str, int]
    """Those without an article, by reason."""
    damage: str | None = None
    """The first damage of the WARC file, in words."""
    damage_offset: int = 0
    """And where it is, in bytes."""


Line = Seen | SetAside | Withheld | Taught | Account

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def readings_key(extractor: str, sha256: str) -> str:
    """Where the readings of a WARC file lie, by the extractor's version and the SHA-256 of the file."""
    return f"readings/{extractor}/{sha256}.jsonl.gz"


def encode_line(line: Line) -> bytes:
    """One line with its line feed; the same bytes for the same value."""
    return _ENCODER.encode(line) + b"\n"


def read_readings(store: Store, key: str) -> Iterator[Line]:
    """The lines of sealed readings, the account last. Raises `StoreError` for what is none."""
    account = False
    for line in stored_lines(store, key, _DECODER):
        yield line
        account = isinstance(line, Account)
    if not account:
        raise StoreError(f"{key}: the account at its end is missing", key=key)

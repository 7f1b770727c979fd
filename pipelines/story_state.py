"""What is kept of a story's latest line: enough to number the next one, to say what changed, and to bury it."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from pipelines.article import Article

HASH = 6
"""Bytes of a paragraph's hash: with a thousand paragraphs, two of one story are confused once in 10^8 stories."""
_MOST_PARAGRAPHS = 1_000
"""Paragraphs told apart; the rest of a longer text counts as one."""


class KeptLine(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a line that matter for what is kept; lines of schema 1 lack those that have a default."""

    id: str
    revision: int | None = None
    status: str = "published"
    url: str
    canonical_url: str
    headline: str
    description: str | None
    date_published: str | None
    date_modified: str | None
    body: str
    body_sha256: str
    cluster_id: str | None = None


class StoryState(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The latest line of a story, and how its address was found since."""

    revision: int
    status: str
    url: str
    canonical_url: str
    headline: str
    description: bytes
    """The beginning of its SHA-256; empty for none."""
    date_published: str | None
    date_modified: str | None
    body_sha256: str
    """Of the latest text: a tombstone keeps that of the line before it."""
    cluster_id: str | None
    paragraphs: bytes
    """Hashes of equal length, one a paragraph."""
    pages: tuple[int, ...] = ()
    """Numbers of the later pages that are in the text."""
    seen: str = ""
    """The crawl that last found the story at its address."""
    gone: str | None = None
    """The crawl that first found it gone from there; None when it was there since."""
    gone_since: str | None = None
    """When that was: ISO 8601, UTC."""


class Published(Protocol):
    """Knows what a store has published."""

    def get(self, article_id: str, /) -> StoryState | None:
        """The state of a story, or None when there is no line of it."""

    def find(self, name: str, /) -> str | None:
        """The id of the story that a name was bound to, or None."""


class StoryBook(Published, Protocol):
    """Can be brought up to date as well."""

    def put(self, article_id: str, state: StoryState, /) -> None:
        """Replace the state of a story."""

    def bind(self, name: str, article_id: str, /) -> None:
        """Let a name stand for a story; what it stands for already stays."""


class MemoryBook:
    """A book of stories in memory, packed: some hundred bytes a story."""

    def __init__(self) -> None:
        self._states: dict[str, bytes] = {}
        self._names: dict[str, str] = {}

    def get(self, article_id: str, /) -> StoryState | None:
        packed = self._states.get(article_id)
        return None if packed is None else unpack(packed)

    def find(self, name: str, /) -> str | None:
        return self._names.get(name)

    def put(self, article_id: str, state: StoryState, /) -> None:
        self._states[article_id] = pack(state)

    def bind(self, name: str, article_id: str, /) -> None:
        self._names.setdefault(name, article_id)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(StoryState)


def pack(state: StoryState) -> bytes:
    """The state as bytes."""
    return _ENCODER.encode(state)


def unpack(packed: bytes) -> StoryState:
    """The state of bytes from `pack`. Raises `msgspec.DecodeError`."""
    return _DECODER.decode(packed)


def state_of_line(line: Article | KeptLine, pages: Iterable[int], before: StoryState | None) -> StoryState:
    """The state after a line; `pages` are the numbers of the later pages in it, `before` the state until then."""
    revision = line.revision or (before.revision + 1 if before else 1)
    if line.status == "gone" and before is not None:
        return msgspec.structs.replace(before, revision=revision, status="gone")
    return StoryState(
        revision=revision,
        status=line.status,
        url=line.url,
        canonical_url=line.canonical_url,
        headline=line.headline,
        description=_hash(line.description) if line.description else b"",
        date_published=line.date_published,
        date_modified=line.date_modified,
        body_sha256=line.body_sha256,
        cluster_id=line.cluster_id,
        paragraphs=hashes_of(line.body),
        pages=tuple(sorted(pages)),
        seen=before.seen if before else "",
        gone=before.gone if before else None,
        gone_since=before.gone_since if before else None,
    )


def hashes_of(body: str) -> bytes:
    """The hashes of the paragraphs of a text, one after the other."""
    paragraphs = body.split("\n\n", _MOST_PARAGRAPHS - 1)
    return b"".join(map(_hash, paragraphs))


def paragraphs_of(state: StoryState) -> list[bytes]:
    """The hashes, each on its own."""
    packed = state.paragraphs
    return [packed[start : start + HASH] for start in range(0, len(packed), HASH)]


def instant(date: str | None) -> str | None:
    """A date in a form in which equal moments are equal: UTC, or a day."""
    if date is None or "T" not in date:
        return date
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return date
    return moment.astimezone(UTC).isoformat() if moment.tzinfo else date


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:HASH]

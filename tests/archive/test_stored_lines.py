"""Lines out of a store: damage, and lines of another version, are named with object and line."""

import gzip

import msgspec
import pytest

from archive.errors import StoreError
from archive.store.memory import MemoryStore
from archive.stored_lines import stored_lines

KEY = "articles/site=h/crawl_date=2026-11-23/a.jsonl.gz"
LINES = b'{"id": "a", "later": 1}\n{"id": "b"}\n'


class Line(msgspec.Struct):
    """What is looked for."""

    id: str


def read(data: bytes) -> list[str]:
    """The ids of an object of these bytes."""
    store = MemoryStore()
    store.put(KEY, data)
    return [line.id for line in stored_lines(store, KEY, msgspec.json.Decoder(Line))]


def test_lines_come_in_order() -> None:
    """Fields that are not looked for, as a later schema has them, do not matter."""
    assert read(gzip.compress(LINES)) == ["a", "b"]
    assert read(gzip.compress(b"")) == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (gzip.compress(LINES + b'{"id": {"text": "c"}}\n'), "at line 3: Expected `str`, got `object`"),
        (gzip.compress(LINES + b'{"name": "c"}\n'), "at line 3: Object missing required field `id`"),
        (gzip.compress(LINES)[:-9], "Compressed file ended before"),
        (gzip.compress(LINES)[:10] + b"\xff" * 20, "Error -3 while decompressing"),
        (b"no gzip", "Not a gzipped file"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, says: str) -> None:
    """One error of the archive, never one of gzip or msgspec."""
    with pytest.raises(StoreError, match=f"{KEY}: cannot be read, ") as caught:
        read(data)
    assert says in str(caught.value)

"""Reads objects of JSON lines out of a store."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import TypeVar

import msgspec

from archive.errors import StoreError
from archive.store import Store

T = TypeVar("T")


def raw_lines(store: Store, key: str) -> Iterator[bytes]:
    """The lines of a gzip object as they are, each with its line feed.

    Raises `StoreError` with the key, and the number of the last line that could be read, where the object is damaged.
    """
    number = 0
    with closing(store.open(key)) as source, gzip.GzipFile(fileobj=source) as lines:
        try:
            for number, line in enumerate(lines, 1):  # noqa: B007 - the error names it
                yield line
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise StoreError(f"{key}: cannot be read, at line {number}: {error}", key=key) from error


def stored_lines(store: Store, key: str, decoder: msgspec.json.Decoder[T]) -> Iterator[T]:
    """The lines of a gzip object, decoded, in order.

    Raises `StoreError` as `raw_lines` does, and where a line is not what the decoder takes: a version of ours to come
    may have written it.
    """
    for number, line in enumerate(raw_lines(store, key), 1):
        try:
            value = decoder.decode(line)
        except msgspec.DecodeError as error:
            raise StoreError(f"{key}: cannot be read, at line {number}: {error}", key=key) from error
        yield value

"""One sorted index out of many, streamed."""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from archive.store import Store

_AT_ONCE = 64
"""Indexes that are merged, and so held open, at once."""


def sorted_lines(store: Store, sources: Sequence[str | Path], folder: Path) -> Iterator[bytes]:
    """The lines of sorted CDXJ files as one sorted index, each line once, with line ends.

    A source is a key of the store or a local file. More than a few are merged in rounds, by way of files in
    `folder`.
    """
    rounds = 0
    files: list[str | Path] = list(sources)
    while len(files) > _AT_ONCE:
        merged: list[str | Path] = []
        for start in range(0, len(files), _AT_ONCE):
            path = folder / f"merged-{rounds}-{start}.cdxj"
            with path.open("wb") as out:
                out.writelines(_merge(store, files[start : start + _AT_ONCE]))
            merged.append(path)
        for file in files:
            if rounds and isinstance(file, Path):
                file.unlink()
        files, rounds = merged, rounds + 1
    yield from _merge(store, files)


def _merge(store: Store, files: list[str | Path]) -> Iterator[bytes]:
    """Merge a few indexes; a path is a local file, a string a key of the store."""
    with ExitStack() as stack:
        streams = [
            stack.enter_context(file.open("rb") if isinstance(file, Path) else store.open(file)) for file in files
        ]
        last = b""
        for line in heapq.merge(*streams):
            if line != last:
                yield line if line.endswith(b"\n") else line + b"\n"
            last = line

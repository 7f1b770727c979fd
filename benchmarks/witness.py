"""A reader who looks at a store all the while that crawls of it are killed: what counts must be whole at any moment."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from typing import Any

from archive.cursor import Batch, article_lines, batches_since
from archive.digest import sha256_of_stream
from archive.errors import ArchiveError
from archive.manifest import list_sites
from archive.reader import read_capture_at
from archive.store import Store

_PAUSE = 0.2
"""Seconds between two looks."""


class Witness:
    """Follows the cursor of a store in a thread: every batch once, in order, each at once when it is there.

    Of each new batch every file must be there with the size and digest that the commit says, every line be whole, and
    the record of every line where the line says it is.
    """

    def __init__(self, store: Store, steady: Callable[[], int] = lambda: 0) -> None:
        """`steady`: another number whenever the store was taken away or given back; such a look does not count."""
        self.store = store
        self.lines: list[dict[str, Any]] = []
        """Article lines as a consumer has them who has come back again and again."""
        self.looks = 0
        self.wrong: list[str] = []
        self._steady = steady
        self._cursors: dict[str, str] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_again, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look a last time."""
        self._over.set()
        self._thread.join()
        self._look()

    def _look_again(self) -> None:
        while not self._over.wait(_PAUSE):
            self._look()

    def _look(self) -> None:
        before = self._steady()
        try:
            sites = list_sites(self.store)
            news = [
                (site, batch)
                for site in sites
                for batch in batches_since(self.store, site, self._cursors.get(site, ""))
            ]
        except ArchiveError as error:
            self._accuse(before, str(error))
            return
        self.looks += 1
        for site, batch in news:
            try:
                lines = self._check(batch)
            except (ArchiveError, OSError, EOFError, ValueError) as error:
                self._accuse(before, f"{batch.cursor}: {type(error).__name__} {error}")
                return
            if self._steady() != before:
                return
            self._cursors[site] = batch.cursor
            self.lines += lines

    def _accuse(self, before: int, problem: str) -> None:
        if self._steady() == before and "no such folder" not in problem:
            self.wrong.append(problem)

    def _check(self, batch: Batch) -> list[dict[str, Any]]:
        counts: Counter[str] = Counter()
        for file in batch.files:
            stored = self.store.stat(file.key)
            if stored is None or stored.size != file.size:
                raise ValueError(f"{file.key} is {stored and stored.size} bytes long, not {file.size}")
            with closing(self.store.open(file.key)) as stream:
                if sha256_of_stream(stream) != file.sha256:
                    raise ValueError(f"{file.key} has other bytes than its commit says")
            counts[file.kind] += file.count
        lines = [json.loads(line) for line in article_lines(self.store, batch)]
        if len(lines) != counts["articles"]:
            raise ValueError(f"{len(lines)} lines, not {counts['articles']}")
        for line in lines:
            at = line["warc"]
            if line["status"] == "published":
                with closing(self.store.open(at["file"], at["offset"], at["length"])) as stream:
                    capture = read_capture_at(stream, at["offset"], at["length"], at["file"])
                if capture.ref.record_id != at["record_id"]:
                    raise ValueError(f"{at['file']}#{at['offset']} is another record than {line['url']} says")
        return lines

"""The spool of one site in one crawl: where exchanges are written at once, and leave as committed batches.

    SPOOL/<store>/<site>/<crawl id>/    crawl.json and the files of its batches (see batch.py)

A folder is there as long as something in it is not yet published. After a kill the next crawl of the site finds
it, completes it from its WARC file and publishes it (recovery.py).
"""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import msgspec

from archive import clock
from archive.errors import ArchiveError
from archive.model import CaptureRef, Exchange
from archive.records import Revisited
from archive.store import Store
from archive.writer import WarcWriter
from crawler.capture.awaited import AwaitedPages
from crawler.capture.batch import (
    BatchName,
    Line,
    SealedBatch,
    forget,
    publish_sealed,
    readings_file,
    seal,
    warc_file,
)
from crawler.capture.publisher import Publisher
from crawler.ledger import Visit
from pipelines.article import Article
from pipelines.learner import Learner
from pipelines.story_state import Published

logger = logging.getLogger(__name__)

MAX_ARTICLES = 1000
"""A batch is also closed after so many articles: what decides between them is in memory while it is published."""

MAX_LINES = 50_000
"""And after so many lines of its ledger: a sitemap may name a million addresses that are left out."""
ACCOUNTED_AT_ONCE = 2000
"""Addresses that were left out, in one metadata record."""


class SpooledCrawl(msgspec.Struct, frozen=True, kw_only=True):
    """crawl.json: what the next run must know to finish a crawl that was killed."""

    site: str
    crawl_id: str
    started: datetime
    starts: tuple[str, ...]
    info: tuple[tuple[str, str], ...]
    """Fields of the warcinfo record."""
    committed_as: str | None = None
    """Set by recovery when a later crawl was committed before this one: commits stay in the order of their making."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an exchange."""

    visit: Visit
    article: Article | None
    metadata: Sequence[tuple[str, str]]
    """Fields of the metadata record."""
    later_pages: tuple[int, ...] = ()


class SpoolError(ArchiveError):
    """The spool cannot be written or read. The message names the file."""


class _OpenBatch:
    """A batch that still grows, or waits for the readings of its last pages."""

    def __init__(self, folder: Path, name: BatchName, writer: WarcWriter) -> None:
        self.name = name
        self.writer = writer
        self.unread: set[str] = set()
        """Record ids of responses whose reading has not come yet."""
        self.begun = time.monotonic()
        self.readings = readings_file(folder, name).open("ab", buffering=0)
        self.empty = True
        self.articles = 0
        self.lines = 0
        self.awaited = AwaitedPages(name.site)

    def add(self, line: Line) -> None:
        """Append one line in one write."""
        data = msgspec.json.encode(line) + b"\n"
        if self.readings.write(data) != len(data):
            raise SpoolError(f"{self.readings.name}: the disk took only a part of a line")
        self.articles += line.article is not None
        self.lines += 1
        self.awaited.note(line.visit.url, line.article, line.later_pages)

    def end(self) -> None:
        """Close the readings. They must outlive a loss of power: of a sealed WARC file nobody reads them again."""
        try:
            os.fsync(self.readings.fileno())
            self.readings.close()
        except OSError as error:
            raise SpoolError(f"{self.readings.name}: {error.strerror}") from error


class SiteSpool:
    """Writes one site's exchanges and their readings. All methods are called from one thread, the archive's.

    What is sealed is published by another, so that archiving goes on meanwhile.
    """

    def __init__(
        self,
        folder: Path,
        crawl: SpooledCrawl,
        store: Store,
        published: Published,
        *,
        max_size: int,
        max_age: float,
        new_id: Callable[[], str],
        hold: Callable[[], None],
        on_commit: Callable[[], None],
        publisher: Publisher,
        learner: Learner,
    ) -> None:
        """`learner` knows what earlier batches taught of the site's pages.

        `hold` is called before every commit, `on_commit` after it, in the thread of `publisher`. What `hold` raises,
        when the site's lease is lost, ends the publishing. Raises `SpoolError` when the folder cannot be written.
        """
        self.folder = folder
        self.crawl = crawl
        self._store = store
        self._published = published
        self._max_size, self._max_age = max_size, max_age
        self._new_id = new_id
        self._hold = hold
        self._on_commit = on_commit
        self._publisher = publisher
        self._learner = learner
        self._serial = 0
        self._current: _OpenBatch | None = None
        self._waiting: list[_OpenBatch] = []
        self.complete = True
        """False after `finish` left something for recovery."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_crawl(folder, crawl)
        except OSError as error:
            raise SpoolError(f"the spool {folder} cannot be written: {error.strerror}") from error

    def write(self, exchange: Exchange, of: Revisited | None) -> CaptureRef | None:
        """Archive one exchange; None when no response came.

        With `of`, the record of the same payload that the store holds already, it becomes a revisit.
        Raises `ArchiveError` when it is not on the disk.
        """
        batch = self._batch()
        if of is not None:
            ref: CaptureRef | None = batch.writer.write_revisit(exchange, of)
        else:
            ref = batch.writer.write_exchange(exchange)
        batch.empty = False
        if ref is not None:
            batch.unread.add(ref.record_id)
        return ref

    def note(self, note: Note) -> None:
        """Keep what became of an exchange. Raises `ArchiveError` when it is not on the disk."""
        visit, ref = note.visit, note.visit.warc
        batch = self._batch() if ref is None else self._batch_of(ref)
        if ref is not None:
            batch.writer.write_metadata(note.metadata, url=visit.url, refers_to=ref.record_id, date=visit.fetched_at)
        try:
            batch.add(Line(visit=visit, article=note.article, later_pages=note.later_pages))
        except OSError as error:
            raise SpoolError(f"{batch.readings.name}: {error.strerror}") from error
        if note.article is not None:
            self._learner.note(note.article)
        if ref is not None:
            batch.unread.discard(ref.record_id)
        if batch is self._current:
            self.roll_if_due()
        else:
            self._publish_waiting()

    def account_for(self, visits: Iterable[Visit]) -> None:
        """Keep, at the end of a crawl, which URLs it heard of and did not ask for, in the WARC file and the ledger.

        Raises `ArchiveError`.
        """
        left = iter(visits)
        while some := list(islice(left, ACCOUNTED_AT_ONCE)):
            self._account_for(some)
            self.roll_if_due()

    def _account_for(self, visits: Sequence[Visit]) -> None:
        batch = self._batch()
        fields = [("newswarc-left-out", f"{visit.outcome} {visit.role} {visit.url}") for visit in visits]
        url = f"urn:newswarc:crawl:{self.crawl.crawl_id}"
        batch.writer.write_metadata(fields, url=url, refers_to=batch.writer.warcinfo_id, date=visits[0].fetched_at)
        batch.empty = False
        for visit in visits:
            batch.add(Line(visit=visit, article=None))

    def roll_if_due(self) -> None:
        """Begin a new file when the current one is large or old enough; the old one follows its last reading."""
        batch = self._current
        if batch is None or batch.empty:
            return
        is_large = batch.writer.size >= self._max_size or batch.articles >= MAX_ARTICLES or batch.lines >= MAX_LINES
        if not is_large and time.monotonic() - batch.begun < self._max_age:
            return
        if batch.awaited.are_on_their_way():
            return
        self._current = None
        self._waiting.append(batch)
        self._publish_waiting()

    def finish(self) -> None:
        """Seal and publish what can be, to the end; leave in the spool, closed, what recovery must complete."""
        open_batches = self._open_batches
        self._waiting, self._current = [], None
        for batch in open_batches:
            if batch.unread or not self.complete:
                batch.writer.close()
                batch.readings.close()
                self.complete = False
            else:
                self._seal_and_publish(batch)
        self._publisher.wait()

    def remove(self) -> None:
        """Leave nothing behind: everything is published."""
        shutil.rmtree(self.folder)

    def _batch(self) -> _OpenBatch:
        if self._current is None:
            self._serial += 1
            name = BatchName(
                site=self.crawl.site, crawl_id=self.crawl.crawl_id, serial=self._serial, started=self.crawl.started
            )
            writer = WarcWriter(
                warc_file(self.folder, name),
                key=name.warc_key,
                info=self.crawl.info,
                created=clock.utc_now(),
                new_id=self._new_id,
            )
            self._current = _OpenBatch(self.folder, name, writer)
        return self._current

    def _batch_of(self, ref: CaptureRef) -> _OpenBatch:
        return next(batch for batch in self._open_batches if batch.writer.key == ref.file)

    @property
    def _open_batches(self) -> list[_OpenBatch]:
        return [*self._waiting, *([self._current] if self._current else [])]

    def _publish_waiting(self) -> None:
        """Publish the batches that are read to their end, in their order: what one says depends on those before it."""
        while self._waiting and not self._waiting[0].unread:
            self._seal_and_publish(self._waiting.pop(0))

    def _seal_and_publish(self, batch: _OpenBatch) -> None:
        batch.end()
        sealed = seal(batch.writer, batch.name, self._learner)
        self._publisher.publish(lambda: self._publish(batch.name, sealed))

    def _publish(self, name: BatchName, sealed: SealedBatch) -> None:
        publish_sealed(self.folder, name, sealed, self._store, self._published, clock.utc_now(), self._hold)
        self._on_commit()
        forget(self.folder, name)


def write_crawl(folder: Path, crawl: SpooledCrawl) -> None:
    """Write crawl.json anew, whole. Raises `OSError`."""
    fresh = folder / "crawl.json.new"
    with fresh.open("wb") as out:
        out.write(msgspec.json.encode(crawl))
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(folder / "crawl.json")

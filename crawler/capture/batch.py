"""A batch: one WARC file in the spool with what was read from it, until it is sealed and published.

Files of a batch NAME in the spool folder:
    NAME.warc.gz.open   grows by whole gzip members; renamed to NAME.warc.gz when sealed
    NAME.readings       one line a response: its visit, and its article if it has one
    NAME.cdxj  NAME.jsonl.gz  NAME.ledger.jsonl.gz   made from the two above when sealed
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from archive.digest import sha256_of_stream
from archive.gzipping import GzipWriter
from archive.manifest import BatchCommit, CommittedFile, write_commit
from archive.model import StoredObject
from archive.reader import read_records
from archive.store import Store
from archive.store.presence import require
from archive.writer import SealedWarc, WarcWriter, cdxj_path
from crawler.learned import learned_of, write_learned
from crawler.ledger import Visit, write_ledger
from crawler.sightings import sighting_of, with_story_id
from pipelines.article import Article
from pipelines.jsonl import to_line
from pipelines.learned import Learned
from pipelines.learner import Learner
from pipelines.news_of_batch import news_of_batch
from pipelines.sightings import Sighting
from pipelines.story_state import Published

CONTENT_TYPES = {
    "warc": "application/warc",
    "index": "text/x-cdxj",
    "articles": "application/gzip",
    "ledger": "application/gzip",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What was read from one response. One line holds both, so that no kill can part them."""

    visit: Visit
    article: Article | None
    later_pages: tuple[int, ...] = ()
    """Numbers of the later pages of the article that the page links."""


class BatchName(msgspec.Struct, frozen=True, kw_only=True):
    """Names a batch and everything it becomes."""

    site: str
    crawl_id: str
    serial: int
    started: datetime
    """Of the crawl, UTC."""
    committed_as: str | None = None
    """The crawl id under which it counts, where a later crawl was committed before it (recovery.py)."""

    @property
    def commit_id(self) -> str:
        """The crawl id under which the batch counts."""
        return self.committed_as or self.crawl_id

    def __str__(self) -> str:
        return f"{self.site}-{self.crawl_id}-{self.serial:05d}"

    @property
    def warc_key(self) -> str:
        return f"warc/{self.site}/{self.started:%Y/%m}/{self}.warc.gz"

    @property
    def index_key(self) -> str:
        return f"index/{self.site}/{self}.cdxj"

    @property
    def articles_key(self) -> str:
        return f"articles/site={self.site}/crawl_date={self.started:%Y-%m-%d}/{self._as_committed}.jsonl.gz"

    @property
    def ledger_key(self) -> str:
        return f"ledger/{self.site}/{self._as_committed}.jsonl.gz"

    @property
    def _as_committed(self) -> str:
        # What lines and ledger say depends on what was published before: under the old name there may lie other ones.
        return f"{self.site}-{self.commit_id}-{self.serial:05d}"


def readings_file(folder: Path, name: BatchName) -> Path:
    """Where the lines of a batch stand."""
    return folder / f"{name}.readings"


def warc_file(folder: Path, name: BatchName) -> Path:
    """The WARC file of a batch once it is sealed."""
    return folder / f"{name}.warc.gz"


def _articles_file(folder: Path, name: BatchName) -> Path:
    return folder / f"{name}.jsonl.gz"


def _ledger_file(folder: Path, name: BatchName) -> Path:
    return folder / f"{name}.ledger.jsonl.gz"


def read_lines(file: Path) -> Iterator[Line]:
    """The whole lines of a readings file. What a full disk or a kill tore is passed over: it is read again."""
    return (line for _, line in _lines_with_places(file))


def _lines_with_places(file: Path) -> Iterator[tuple[int, Line]]:
    """The same, each with the byte at which it begins."""
    decoder = msgspec.json.Decoder(Line)
    if not file.exists():
        return
    at = 0
    with file.open("rb") as lines:
        for line in lines:
            try:
                if line.endswith(b"\n"):
                    yield at, decoder.decode(line)
            except msgspec.DecodeError:
                pass
            at += len(line)


def _lines_at(file: Path, places: Iterable[int]) -> Iterator[Line]:
    """The lines that begin at these bytes, in the order of `places`."""
    decoder = msgspec.json.Decoder(Line)
    with file.open("rb") as lines:
        for place in places:
            lines.seek(place)
            yield decoder.decode(lines.readline())


class SealedBatch(msgspec.Struct, frozen=True):
    """A WARC file that is sealed, and what was learned by then: its last record."""

    warc: SealedWarc
    learned: Learned


def seal(writer: WarcWriter, name: BatchName, learner: Learner) -> SealedBatch:
    """Write down what was learned, and close the file for good. Raises `WriteError`."""
    learned = learner.table()
    write_learned(writer, name.site, learned)
    return SealedBatch(writer.seal(), learned)


def publish_sealed(
    folder: Path,
    name: BatchName,
    sealed: SealedBatch | None,
    store: Store,
    published: Published,
    created: datetime,
    hold: Callable[[], None],
) -> BatchCommit:
    """Make everything else of a sealed WARC file, put it all into the store in order, and commit.

    May be called again after a failure or a kill at any point: it makes the same bytes. `sealed` is None when
    the file was sealed by an earlier process. `hold` is called before the commit, and raises when the site's lease
    is no longer ours. Raises `StoreError`; the spool then stays as it is.
    """
    if sealed is None:
        sealed = _look_at(warc_file(folder, name), name)
    warc = sealed.warc
    # Read more than once: all articles of a batch, and all URLs that its pages name, are too much for the memory.
    readings = readings_file(folder, name)
    order: list[tuple[int, int]] = []
    articles = _Articles(readings)
    seen: list[Sighting] = []
    for at, line in _lines_with_places(readings):
        order.append((_place(line), at))
        if line.article is not None:
            articles.places[_place(line)] = at
        sighting = sighting_of(line.visit, line.later_pages)
        if sighting is not None:
            seen.append(sighting)
    order.sort()
    news = news_of_batch(name.site, seen, articles, published, sealed.learned)
    files = [
        _put(store, name.warc_key, warc.path, "warc", warc.records, sha256=warc.sha256),
        _put(store, name.index_key, warc.cdxj, "index", _count_lines(warc.cdxj)),
    ]
    if news.lines:
        file = _articles_file(folder, name)
        with _made_anew(file) as out, GzipWriter(out) as packed:
            for article in news.lines:
                packed.write(to_line(article))
        files.append(_put(store, name.articles_key, file, "articles", len(news.lines)))
    ledger = _ledger_file(folder, name)
    with _made_anew(ledger) as out:
        lines = _lines_at(readings, (at for _, at in order))
        count = write_ledger((with_story_id(line.visit, news.ids) for line in lines), out)
    files.append(_put(store, name.ledger_key, ledger, "ledger", count))
    commit = BatchCommit(
        site=name.site, crawl_id=name.commit_id, serial=name.serial, files=tuple(files), created=created
    )
    there = [StoredObject(key=file.key, size=file.size) for file in files]
    hold()
    written = write_commit(store, commit, there)
    require(store, [*there, written])
    return commit


def put_missing(folder: Path, name: BatchName, commit: BatchCommit, store: Store) -> None:
    """Put again what a commit names and the store lacks, from the spool. Raises `StoreError`."""
    ours = {
        "warc": warc_file(folder, name),
        "index": cdxj_path(warc_file(folder, name)),
        "articles": _articles_file(folder, name),
        "ledger": _ledger_file(folder, name),
    }
    for file in commit.files:
        if store.stat(file.key) is None:
            store.put(file.key, ours[file.kind], sha256=file.sha256, content_type=CONTENT_TYPES[file.kind])


def forget_uncommitted(name: BatchName, store: Store) -> None:
    """Remove lines and ledger of a batch that lie in the store under a name that will not be committed.

    Raises `StoreError`.
    """
    for key in (name.articles_key, name.ledger_key):
        if store.stat(key) is not None:
            store.delete(key)


def forget(folder: Path, name: BatchName) -> None:
    """Remove a committed batch from the spool."""
    for file in sorted(folder.glob(f"{name}.*")):
        file.unlink()


def _look_at(warc: Path, name: BatchName) -> SealedBatch:
    """What the process that sealed the file knew of it; its index was there before it was called sealed."""
    records, learned = 0, Learned()
    with warc.open("rb") as stream:
        for record in read_records(stream, file=name.warc_key):
            records += 1
            learned = learned_of(record) or learned
    with warc.open("rb") as stream:
        sha256 = sha256_of_stream(stream)
    size = warc.stat().st_size
    return SealedBatch(SealedWarc(path=warc, size=size, sha256=sha256, records=records, cdxj=cdxj_path(warc)), learned)


class _OfLine(msgspec.Struct, frozen=True):
    """The article of a line, without its visit."""

    article: Article


class _Articles(Mapping[int, Article]):
    """The articles of a batch by the offsets of their records, read from its lines one at a time."""

    def __init__(self, readings: Path) -> None:
        self._readings = readings
        self._decoder = msgspec.json.Decoder(_OfLine)
        self.places: dict[int, int] = {}
        """Where in the file the line of each begins."""

    def __getitem__(self, offset: int) -> Article:
        with self._readings.open("rb") as lines:
            lines.seek(self.places[offset])
            return self._decoder.decode(lines.readline()).article

    def __contains__(self, offset: object) -> bool:
        return offset in self.places

    def __iter__(self) -> Iterator[int]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def _put(store: Store, key: str, file: Path, kind: str, count: int, sha256: str | None = None) -> CommittedFile:
    stored = store.put(key, file, sha256=sha256, content_type=CONTENT_TYPES[kind])
    return msgspec.convert(
        {"key": key, "size": stored.size, "sha256": stored.sha256, "kind": kind, "count": count}, CommittedFile
    )


def _made_anew(file: Path) -> BinaryIO:
    """An empty file to write to. One that a killed process left may be linked into the store, where nothing changes."""
    file.unlink(missing_ok=True)
    return file.open("xb")


def _place(line: Line) -> int:
    return line.visit.warc.offset if line.visit.warc else -1


def _count_lines(file: Path) -> int:
    with closing(file.open("rb")) as lines:
        return sum(1 for _ in lines)

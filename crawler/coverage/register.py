"""Everything that the ledgers of a site say, in one SQLite file, so that no site is too large for the memory.

The file is temporary: made from the store, asked, thrown away.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from archive.manifest import commit_key, list_manifests, list_places, read_commit
from archive.store import Store
from crawler.coverage.model import CrawlAccount, Source
from crawler.discovery import STATED
from crawler.ledger import Visit, read_ledger
from crawler.links.policy import CHAIN
from pipelines.dedupe import story_id
from pipelines.reading import PageKind
from pipelines.urls import canonical

_SCHEMA = """
CREATE TABLE urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, sources INTEGER NOT NULL DEFAULT 0,
    requisite INTEGER NOT NULL DEFAULT 0, named_by TEXT
);
CREATE TABLE visits (
    url INTEGER NOT NULL, crawl INTEGER NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL, asked INTEGER NOT NULL,
    status INTEGER, failure TEXT, kind TEXT, target TEXT, record TEXT
);
CREATE INDEX visits_of_url ON visits (url);
CREATE TABLE readings (
    url INTEGER PRIMARY KEY, article TEXT NOT NULL, at TEXT NOT NULL, record TEXT, previous TEXT, next TEXT,
    published TEXT, first_crawl INTEGER NOT NULL, last_crawl INTEGER NOT NULL, looked TEXT NOT NULL
);
CREATE TABLE stated (url TEXT PRIMARY KEY, total INTEGER NOT NULL, at TEXT NOT NULL, record TEXT NOT NULL);
CREATE INDEX readings_of_article ON readings (article);
"""
_SOURCES = tuple(Source)
BIT = {source: 1 << number for number, source in enumerate(_SOURCES)}
_REDIRECTS = 10
"""So many redirects in a row are followed, as browsers do."""


def sources_of(bits: int) -> tuple[Source, ...]:
    """The sources that a bit set stands for."""
    return tuple(source for source in _SOURCES if bits & BIT[source])


def source_of(role: str, visit: Visit) -> Source:
    """What kind of source names a URL, by its role and the page that names it."""
    if role in CHAIN:
        return Source.CHAIN
    if role == STATED:
        return Source.ORACLE
    if visit.kind is PageKind.SITEMAP:
        return Source.SITEMAP
    if visit.kind is PageKind.FEED:
        return Source.FEED
    if visit.kind is PageKind.LISTING:
        return Source.SECTIONS
    if role in ("body", "continuation"):
        return Source.BODY
    return Source.TEASERS if role == "card" else Source.OTHER


class Asked(NamedTuple):
    """One line of a ledger about a URL."""

    crawl: int
    at: str
    outcome: str
    asked: int
    status: int | None
    failure: str | None
    kind: str | None
    target: str | None


class Read(NamedTuple):
    """The latest article that a URL gave."""

    url: str
    article: str
    at: str
    """When it was read."""
    record: str | None
    previous: str | None
    next: str | None
    published: str | None
    first_crawl: int
    """The number of the first crawl that read it."""
    last_crawl: int
    """The number of the last crawl that saw it, unchanged or not."""
    looked: str
    """When that was."""


class Register:
    """The ledgers of one site. Times in it are UTC, ISO 8601; crawls are numbered from 0."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.crawls: list[CrawlAccount] = []
        # An empty name is a temporary file that SQLite removes; what fits into its cache never touches the disk.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")

    def begin_crawl(self, crawl: CrawlAccount) -> None:
        """What is added from now on belongs to this crawl."""
        self.crawls.append(crawl)

    def add(self, visit: Visit) -> None:
        """Take in one line of a ledger. Lines come in the order of the commits."""
        url = self._url(visit.url)
        crawl, at = len(self.crawls) - 1, moment(visit.fetched_at)
        asked = visit.status is not None or visit.failure is not None
        record = visit.warc.record_id if visit.warc else None
        if visit.role == "requisite":
            self._db.execute("UPDATE urls SET requisite = 1 WHERE id = ?", (url,))
        self._db.execute(
            "INSERT INTO visits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (url, crawl, at, visit.outcome, asked, visit.status, visit.failure, visit.kind, visit.target, record),
        )
        if visit.article_id is not None:
            self._db.execute(
                "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
                " article = excluded.article, at = excluded.at, record = excluded.record, next = excluded.next,"
                " previous = excluded.previous, published = excluded.published, looked = excluded.looked,"
                " last_crawl = excluded.last_crawl",
                (
                    url,
                    visit.article_id,
                    at,
                    record,
                    visit.previous_url,
                    visit.next_url,
                    visit.published,
                    crawl,
                    crawl,
                    at,
                ),
            )
        elif visit.outcome == "unchanged":
            self._db.execute("UPDATE readings SET last_crawl = ?, looked = ? WHERE url = ?", (crawl, at, url))
        if visit.stated is not None and record is not None:
            self._db.execute("INSERT OR REPLACE INTO stated VALUES (?, ?, ?, ?)", (visit.url, visit.stated, at, record))
        for heard in visit.heard:
            self._named(heard.url, heard.role, visit)
        for role, urls in visit.named.items():
            for named in urls:
                self._named(named, role, visit)

    def _named(self, url: str, role: str, visit: Visit) -> None:
        requisite = role == "requisite"
        bit = 0 if requisite else BIT[source_of(role, visit)]
        self._db.execute(
            "INSERT INTO urls (url, sources, requisite, named_by) VALUES (?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET"
            " sources = sources | excluded.sources, named_by = coalesce(named_by, excluded.named_by)",
            (url, bit, requisite, visit.url),
        )

    def _url(self, url: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO urls (url) VALUES (?)", (url,))
        number: int = self._db.execute("SELECT id FROM urls WHERE url = ?", (url,)).fetchone()[0]
        return number

    def urls(self) -> Iterator[tuple[str, int, bool, str | None]]:
        """Each URL that was heard of, with its source bits, whether it is a requisite, and who named it first."""
        for url, bits, requisite, named_by in self._db.execute(
            "SELECT url, sources, requisite, named_by FROM urls ORDER BY url"
        ):
            yield url, bits, bool(requisite), named_by

    def stated(self) -> list[tuple[str, int, str, str]]:
        """The site's own accounts of its stories: URL, total, when, record; the latest of each URL."""
        return self._db.execute("SELECT url, total, at, record FROM stated ORDER BY url").fetchall()

    def bits(self, url: str) -> int:
        """The source bits of a URL."""
        row = self._db.execute("SELECT sources FROM urls WHERE url = ?", (url,)).fetchone()
        return row[0] if row else 0

    def visits(self, url: str) -> list[Asked]:
        """What the ledgers say of a URL, in order of time."""
        rows = self._db.execute(
            "SELECT crawl, at, outcome, asked, status, failure, visits.kind, target FROM visits"
            " JOIN urls ON urls.id = visits.url WHERE urls.url = ? ORDER BY crawl, at, visits.rowid",
            (url,),
        )
        return [Asked(*row) for row in rows.fetchall()]

    def readings(self) -> Iterator[Read]:
        """The latest article of each URL that gave one, by article and then by time."""
        rows = self._db.execute(
            "SELECT urls.url, article, at, record, previous, next, published, first_crawl, last_crawl, looked"
            " FROM readings JOIN urls ON urls.id = readings.url ORDER BY article, at, urls.url"
        )
        for row in rows:
            yield Read(*row)

    def article_at(self, url: str) -> str | None:
        """The id of the article that a URL gave last, or None."""
        row = self._db.execute(
            "SELECT article FROM readings JOIN urls ON urls.id = readings.url WHERE urls.url = ?", (url,)
        ).fetchone()
        return row[0] if row else None

    def story_at(self, url: str) -> str:
        """The id of the story that a URL leads to, redirects followed; what it would be where it was never read."""
        url = canonical(url)
        first = url
        for _ in range(_REDIRECTS):
            article = self.article_at(url)
            if article is not None:
                return article
            target = self._target(url)
            if target is None:
                break
            url = canonical(target)
        return story_id(self.site, url if self.knows(url) else first)

    def knows(self, url: str) -> bool:
        """Whether any ledger names the URL."""
        return self._db.execute("SELECT 1 FROM urls WHERE url = ?", (url,)).fetchone() is not None

    def _target(self, url: str) -> str | None:
        row = self._db.execute(
            "SELECT target FROM visits JOIN urls ON urls.id = visits.url WHERE urls.url = ? AND asked"
            " ORDER BY crawl DESC, at DESC, visits.rowid DESC LIMIT 1",
            (url,),
        ).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        self._db.close()


def register_of(store: Store, site: str) -> Register:
    """Read all that is committed of a site. Raises `ArchiveError` when the store or a ledger cannot be read."""
    register = Register(site)
    for crawl, keys in ledgers(store, site):
        register.begin_crawl(crawl)
        for key in keys:
            for visit in read_ledger(store, key):
                register.add(visit)
    return register


def ledgers(store: Store, site: str) -> Iterator[tuple[CrawlAccount, Sequence[str]]]:
    """The crawls of a site in order, each with the keys of its committed ledgers. Raises `ArchiveError`."""
    manifests = {manifest.crawl_id: manifest for manifest in list_manifests(store, site)}
    places = list_places(store, site)
    for crawl_id in sorted({crawl_id for crawl_id, _ in places} | set(manifests)):
        if crawl_id in manifests:
            files = manifests[crawl_id].files
        else:
            serials = [serial for crawl, serial in places if crawl == crawl_id]
            files = tuple(
                file for serial in serials for file in read_commit(store, commit_key(site, crawl_id, serial)).files
            )
        ended = manifests[crawl_id].reason if crawl_id in manifests else None
        yield CrawlAccount(crawl=crawl_id, ended=ended), [file.key for file in files if file.kind == "ledger"]


def moment(time: datetime) -> str:
    """A time as the coverage writes it: UTC, whole seconds."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

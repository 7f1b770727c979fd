"""What a replay must find fast: articles, WARC files, and one index of everything. Kept in a cache folder.

Everything in it is taken from the committed batches of the store; only new ones are read at the next start.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from archive.manifest import BatchCommit, commit_key, list_places, list_sites, read_commit
from archive.merged_index import sorted_lines
from archive.store import Store
from archive.stored_lines import stored_lines

_TABLES = """
CREATE TABLE IF NOT EXISTS batch (site TEXT, crawl_id TEXT, serial INTEGER, PRIMARY KEY (site, crawl_id, serial));
CREATE TABLE IF NOT EXISTS warc (name TEXT PRIMARY KEY, key TEXT NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS article (
    site TEXT, id TEXT, url TEXT NOT NULL, headline TEXT NOT NULL, section TEXT, published TEXT,
    fetched TEXT NOT NULL, PRIMARY KEY (site, id));
CREATE INDEX IF NOT EXISTS newest ON article (COALESCE(published, fetched) DESC);
"""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An article as the list shows it."""

    site: str
    url: str
    headline: str
    section: str | None
    published: str | None
    """As the page says, ISO 8601; perhaps a day only."""
    fetched: str
    """UTC, 14 digits, as pywb names captures."""


class _Line(msgspec.Struct):
    """Of an article line, what the list shows."""

    id: str
    url: str
    fetched_at: datetime
    headline: str | None = None
    section: str | None = None
    date_published: str | None = None


class Catalogue:
    """The cache of one store in `folder`. `update` must be called before anything is asked."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder / hashlib.sha256(store.url.encode()).hexdigest()[:16]
        self._folder.mkdir(parents=True, exist_ok=True)
        self.index = self._folder / "index.cdxj"
        self._path = self._folder / "catalogue.sqlite"

    def update(self, tell: Callable[[str], None]) -> None:
        """Take in the batches that were committed since the last time; `tell` is given a line of progress.

        A store that was emptied and begun anew under the same name is told by a batch that is gone.
        """
        with self._connect() as database:
            database.executescript(_TABLES)
            known = set(database.execute("SELECT site, crawl_id, serial FROM batch"))
            places = [(site, *place) for site in list_sites(self._store) for place in list_places(self._store, site)]
            if known - set(places):
                for table in ("batch", "warc", "article"):
                    database.execute(f"DELETE FROM {table}")  # noqa: S608 (our own names)
                self.index.unlink(missing_ok=True)
                known = set()
            new = [read_commit(self._store, commit_key(*place)) for place in places if place not in known]
            if new:
                tell(f"reading {len(new)} new batches of {self._store.url}")
                # The index first: merging it again after a kill changes nothing.
                self._merge(new)
                for batch in new:
                    self._take(database, batch)
            self.index.touch()

    def warc_key(self, name: str) -> tuple[str, int] | None:
        """Key and size of the WARC file that index lines call `name`."""
        with self._connect() as database:
            found = database.execute("SELECT key, size FROM warc WHERE name = ?", (name,)).fetchone()
        return None if found is None else (found[0], found[1])

    def sites(self) -> list[str]:
        """All sites that have articles."""
        with self._connect() as database:
            return [row[0] for row in database.execute("SELECT DISTINCT site FROM article ORDER BY site")]

    def articles(self, words: str = "", site: str = "", *, start: int = 0, count: int = 50) -> tuple[int, list[Listed]]:
        """How many articles have all `words` in headline or URL, and `count` of them from `start`, newest first."""
        where, values = ["1"], []
        if site:
            where.append("site = ?")
            values.append(site)
        for word in words.split()[:20]:
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            where.append("(headline LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\')")
            values += [f"%{escaped}%"] * 2
        condition = " AND ".join(where)
        with self._connect() as database:
            total = database.execute(f"SELECT COUNT(*) FROM article WHERE {condition}", values).fetchone()[0]  # noqa: S608
            rows = database.execute(
                "SELECT site, url, headline, section, published, fetched FROM article "  # noqa: S608
                f"WHERE {condition} ORDER BY COALESCE(published, fetched) DESC, url LIMIT ? OFFSET ?",
                [*values, count, start],
            ).fetchall()
        names = ("site", "url", "headline", "section", "published", "fetched")
        return total, [Listed(**dict(zip(names, row, strict=True))) for row in rows]

    def _connect(self) -> "_Connection":
        return _Connection(self._path)

    def _merge(self, batches: list[BatchCommit]) -> None:
        sources: list[str | Path] = [file.key for batch in batches for file in batch.files if file.kind == "index"]
        if self.index.exists():
            sources.append(self.index)
        with TemporaryDirectory(dir=self._folder) as folder:
            merged = Path(folder, "index")
            with merged.open("wb") as out:
                out.writelines(sorted_lines(self._store, sources, Path(folder)))
            merged.replace(self.index)

    def _take(self, database: sqlite3.Connection, batch: BatchCommit) -> None:
        decoder = msgspec.json.Decoder(_Line)
        for file in batch.files:
            if file.kind == "warc":
                row = (file.key.rpartition("/")[2], file.key, file.size)
                database.execute("INSERT OR REPLACE INTO warc VALUES (?, ?, ?)", row)
            elif file.kind == "articles":
                for line in stored_lines(self._store, file.key, decoder):
                    _add_article(database, batch.site, line)
        database.execute("INSERT INTO batch VALUES (?, ?, ?)", (batch.site, batch.crawl_id, batch.serial))


def _add_article(database: sqlite3.Connection, site: str, line: _Line) -> None:
    """Keep the newest capture of an article."""
    fetched = f"{line.fetched_at.astimezone(UTC):%Y%m%d%H%M%S}"
    database.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site, id) DO UPDATE SET "
        "url = excluded.url, headline = excluded.headline, section = excluded.section, "
        "published = excluded.published, fetched = excluded.fetched WHERE excluded.fetched >= fetched",
        (site, line.id, line.url, line.headline or line.url, line.section, line.date_published, fetched),
    )


class _Connection:
    """A connection for one piece of work: committed when that ends well, and closed."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)

    def __enter__(self) -> sqlite3.Connection:
        return self._database

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._database.commit()
        self._database.close()

"""What verification remembers of the records it has seen, on disk, so that memory does not grow with a store."""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

_ROWS_AT_ONCE = 2000
_LARGEST = (1 << 63) - 1
_SCHEMA = """
CREATE TABLE record (file INTEGER, offset INTEGER, length INTEGER, id TEXT, type TEXT, url TEXT, date TEXT,
                     digest TEXT, line TEXT, refers_to TEXT, refers_url TEXT, refers_date TEXT, profile TEXT);
CREATE TABLE line (file INTEGER, number INTEGER, name TEXT, offset INTEGER, length INTEGER, text TEXT);
CREATE TABLE article (file INTEGER, number INTEGER, url TEXT, warc TEXT, offset INTEGER, length INTEGER,
                      id TEXT, digest TEXT);
CREATE TABLE file (number INTEGER, name TEXT PRIMARY KEY);
CREATE TABLE warc (name TEXT PRIMARY KEY, file INTEGER);
"""
_INDEXES = """
CREATE INDEX record_id ON record (id); CREATE INDEX record_url ON record (url, date);
CREATE INDEX record_place ON record (file, offset); CREATE INDEX line_place ON line (file, name, offset);
"""


Row = tuple[int, int, str, str, str, str, str, str | None, str, str, str, str]
"""A `Seen`, field by field."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One record as the catalogue keeps it."""

    offset: int
    length: int
    id: str
    type: str
    url: str
    date: str
    """WARC-Date in UTC with microseconds, so that equal moments are equal texts; empty when unreadable."""
    digest: str
    line: str | None = None
    """Its line in an index, with the file's name."""
    refers_to: str = ""
    refers_url: str = ""
    refers_date: str = ""
    profile: str = ""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something was read."""

    file: str
    offset: int


class Catalogue:
    """Collects records, index lines and articles first, then answers questions about them.

    A private database that vanishes with the object; SQLite keeps what does not fit into its cache on disk.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA cache_size = -16384")
        self._db.executescript(_SCHEMA)
        self._files: list[str] = []
        self._numbers: dict[str, int] = {}
        self._rows: dict[str, list[tuple[object, ...]]] = {"record": [], "line": [], "article": []}
        self._indexed = False

    def close(self) -> None:
        """Forget everything."""
        self._db.close()

    def add_row(self, file: str, row: Row) -> None:
        """Remember a record of a file."""
        self._add("record", (self._number(file), *row))

    def add_line(self, index: str, number: int, name: str, offset: int, length: int, text: str) -> None:
        """Remember a line of an index; `name` is the WARC file it names."""
        row = (self._number(index), number, name, offset, length, text)
        self._add("line", tuple(map(_storable, row)))

    def add_article(
        self, file: str, number: int, *, url: str, warc: str, offset: int, length: int, record_id: str, digest: str
    ) -> None:
        """Remember the pointer of an article's line."""
        row = (self._number(file), number, url, warc, offset, length, record_id, digest)
        self._add("article", tuple(map(_storable, row)))

    def repeated_ids(self, *, within_files: bool) -> Iterator[tuple[str, Place, Place]]:
        """Record ids that stand twice: the id, where it stood first, and where again.

        `within_files` passes over ids that stand in two files, as in a file and its copy.
        """
        if not any(self._query("SELECT 1 FROM record WHERE id != '' GROUP BY id HAVING count(*) > 1 LIMIT 1")):
            return
        for record_id, first_file, first, again_file, again in self._query(
            "SELECT a.id, a.file, a.offset, b.file, b.offset FROM record a JOIN record b ON a.id = b.id"
            " AND b.rowid > a.rowid AND (a.file = b.file OR NOT ?) WHERE a.id != '' AND NOT EXISTS"
            " (SELECT 1 FROM record c WHERE c.id = a.id AND c.rowid < a.rowid AND (c.file = b.file OR NOT ?))"
            " ORDER BY b.rowid",
            within_files,
            within_files,
        ):
            yield record_id, self._place(first_file, first), self._place(again_file, again)

    def revisits(self) -> Iterator[tuple[Place, Seen]]:
        """The revisit records in the order they were added."""
        for row in self._query("SELECT * FROM record WHERE type = 'revisit' ORDER BY rowid"):
            yield self._place(row[0], row[1]), _seen(row)

    def by_id(self, record_id: str) -> tuple[Place, Seen] | None:
        """The first record of an id."""
        return self._first("SELECT * FROM record WHERE id = ? ORDER BY rowid LIMIT 1", record_id)

    def by_capture(self, url: str, date: str) -> tuple[Place, Seen] | None:
        """The response or resource of this address and second."""
        return self._first(
            "SELECT * FROM record WHERE url = ? AND substr(date, 1, 19) = substr(?, 1, 19)"
            " AND type IN ('response', 'resource') LIMIT 1",
            url,
            date,
        )

    def at(self, file: str, offset: int) -> Seen | None:
        """The record at a place."""
        found = self._first(
            "SELECT * FROM record WHERE file = ? AND offset = ? LIMIT 1", self._numbers.get(file, -1), offset
        )
        return None if found is None else found[1]

    def names_in(self, index: str) -> list[str]:
        """The WARC files that the lines of an index name, sorted."""
        found = self._query("SELECT DISTINCT name FROM line WHERE file = ? ORDER BY name", self._numbers.get(index, -1))
        return [name for (name,) in found]

    def doubtful_lines(self, index: str, warcs: Mapping[str, str]) -> Iterator[tuple[int, str, int, int, str]]:
        """The lines of an index that are not exactly as their records have them: number, WARC's name, offset, length,
        text. `warcs` gives the file for a name."""
        rows = [(name, self._numbers.get(file, -1)) for name, file in warcs.items()]
        self._db.execute("DELETE FROM warc")
        self._db.executemany("INSERT INTO warc VALUES (?, ?)", rows)
        yield from self._query(
            "SELECT l.number, l.name, l.offset, l.length, l.text FROM line l LEFT JOIN warc w ON w.name = l.name"
            " LEFT JOIN record r ON r.file = w.file AND r.offset = l.offset"
            " WHERE l.file = ? AND (r.line IS NOT l.text OR r.length IS NOT l.length) ORDER BY l.number",
            self._numbers.get(index, -1),
        )

    def unindexed(self, file: str, index: str, name: str) -> Iterator[Seen]:
        """Records of a file that should have a line in an index and have none there."""
        for row in self._query(
            "SELECT * FROM record r WHERE file = ? AND line IS NOT NULL AND NOT EXISTS (SELECT 1 FROM line l"
            " WHERE l.file = ? AND l.name = ? AND l.offset = r.offset) ORDER BY rowid",
            self._numbers.get(file, -1),
            self._numbers.get(index, -1),
            name,
        ):
            yield _seen(row)

    def doubtful_articles(self) -> Iterator[tuple[str, int, str, str, int, int, str, str]]:
        """The articles that are not exactly as their records have them: file, line number, url, WARC file, offset,
        length, record id, payload digest."""
        for file, *rest in self._query(
            "SELECT * FROM article a WHERE NOT EXISTS (SELECT 1 FROM file f JOIN record r ON r.file = f.number"
            " WHERE f.name = a.warc AND r.offset = a.offset AND r.type IN ('response', 'revisit')"
            " AND r.length = a.length AND r.id = a.id AND r.digest = a.digest AND r.url = a.url) ORDER BY rowid"
        ):
            yield self._files[file], *rest

    def _number(self, file: str) -> int:
        number = self._numbers.get(file)
        if number is None:
            number = self._numbers[file] = len(self._files)
            self._files.append(file)
            self._db.execute("INSERT INTO file VALUES (?, ?)", (number, _storable(file)))
        return number

    def _place(self, number: int, offset: int) -> Place:
        return Place(file=self._files[number], offset=offset)

    def _add(self, table: str, row: tuple[object, ...]) -> None:
        rows = self._rows[table]
        rows.append(row)
        if len(rows) >= _ROWS_AT_ONCE:
            self._flush(table)

    def _flush(self, table: str) -> None:
        rows = self._rows[table]
        if rows:
            marks = ",".join("?" * len(rows[0]))
            self._db.execute("BEGIN")
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
            self._db.execute("COMMIT")
            rows.clear()

    def _query(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        for table in self._rows:
            self._flush(table)
        if not self._indexed:  # built once at the end: adding to them row by row would be slower
            self._indexed = True
            self._db.executescript(_INDEXES)
        return iter(self._db.execute(statement, values))

    def _first(self, statement: str, *values: object) -> tuple[Place, Seen] | None:
        for row in self._query(statement, *values):
            return self._place(row[0], row[1]), _seen(row)
        return None


def _storable(value: object) -> object:
    """A value as SQLite takes it: what a line of JSON may hold besides is as wrong afterwards as before."""
    if isinstance(value, int):
        return max(-1, min(value, _LARGEST))
    if isinstance(value, str) and not value.isascii():
        return value.encode(errors="replace").decode()
    return value


def _seen(row: tuple[Any, ...]) -> Seen:
    names = Seen.__struct_fields__
    return Seen(**dict(zip(names, row[1:], strict=True)))

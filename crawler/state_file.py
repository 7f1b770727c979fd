"""The SQLite file behind `state.py`: its tables, and how it is opened, or begun anew when it is damaged or of old."""

import logging
import sqlite3
from pathlib import Path

logger = logging.getLogger(__name__)

_VERSION = 11
_SCHEMA = """
CREATE TABLE commits (crawl_id TEXT, serial INTEGER, PRIMARY KEY (crawl_id, serial)) WITHOUT ROWID;
CREATE TABLE pages (
    key TEXT PRIMARY KEY, outcome TEXT NOT NULL, kind TEXT, role TEXT NOT NULL, fetched_at TEXT NOT NULL, etag TEXT,
    last_modified TEXT, record_id TEXT, record_date TEXT, payload_digest TEXT, article_id TEXT,
    next_url TEXT, published TEXT, target TEXT
) WITHOUT ROWID;
CREATE INDEX payloads ON pages (payload_digest);
CREATE TABLE heard (
    key TEXT PRIMARY KEY, role TEXT NOT NULL, priority INTEGER NOT NULL, depth INTEGER NOT NULL, via TEXT,
    crawl_id TEXT NOT NULL, earliest TEXT, latest TEXT
) WITHOUT ROWID;
CREATE TABLE finished (crawl_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE failures (key TEXT PRIMARY KEY, role TEXT NOT NULL, since TEXT NOT NULL, last TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stories (id TEXT PRIMARY KEY, state BLOB NOT NULL, address TEXT NOT NULL, gone_since TEXT) WITHOUT ROWID;
CREATE INDEX gone ON stories (address) WHERE gone_since IS NOT NULL;
CREATE TABLE recent (place INTEGER PRIMARY KEY, story TEXT NOT NULL UNIQUE);
CREATE TABLE learned (document BLOB NOT NULL);
CREATE TABLE names (name TEXT PRIMARY KEY, story TEXT NOT NULL) WITHOUT ROWID;
"""


def open_state(file: Path) -> sqlite3.Connection:
    """Open the file, with its tables; empty ones where there was none of this version, or none that can be read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(file)
    except sqlite3.DatabaseError:
        logger.warning("%s is damaged; it is built again from the store", file)
    _remove(file)
    return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    # The archive's thread brings it up to date, the crawl's thread reads; SQLite itself serialises them.
    db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
        db.close()
        _remove(file)
        db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        db.executescript(_SCHEMA)
        db.execute(f"PRAGMA user_version = {_VERSION}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    return db


def _remove(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)

"""The frontier: every URL this run has heard of, and what is still to be fetched.

It lives in an SQLite file, so that a crawl of a hundred thousand pages needs no more memory than one of a
thousand. The file belongs to one run and is thrown away after it: what must outlive a run is in the ledger.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from crawler.ledger import Outcome

UNHEARD = 0
"""The priority of what is to be asked for at the very end, if nothing has named it by then."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A URL to fetch."""

    key: str
    """Canonical form; also what is requested."""
    site: str
    role: str
    priority: int
    """Higher is sooner."""
    depth: int
    """Links from a start page."""
    via: str | None
    """The page that named it first."""
    attempts: int
    """Fetches that failed so far."""
    revisit: bool
    """Known from an earlier crawl and asked for again."""


_COLUMNS = "key, site, role, priority, depth, via, attempts, revisit"
_SCHEMA = """
CREATE TABLE urls (
    seq INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, site TEXT NOT NULL, role TEXT NOT NULL,
    priority INTEGER NOT NULL, depth INTEGER NOT NULL, via TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    revisit INTEGER NOT NULL, ready_at REAL NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'queued', outcome TEXT
);
CREATE INDEX next_url ON urls (site, priority DESC, seq) WHERE state = 'queued';
CREATE INDEX waiting ON urls (ready_at) WHERE state = 'queued' AND ready_at > 0;
"""


class Frontier:
    """URLs by state: queued, in flight, done. All times are seconds on the caller's clock."""

    def __init__(self, file: Path) -> None:
        """Begin a new frontier in `file`; an old one there is dropped."""
        file.unlink(missing_ok=True)
        self._file = file
        # The crawl's thread fills it; when the crawl has ended, the archive's thread takes the account.
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        # Nothing here has to survive a crash, so nothing is paid for it.
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._in_flight: Counter[str] = Counter()
        self._paused_until: dict[str, float] = {}
        # Counted here: asking the table which sites have something queued would read all of it each time.
        self._queued: Counter[str] = Counter()
        self._has_unheard = False

    def add(
        self,
        key: str,
        *,
        site: str,
        role: str,
        priority: int,
        depth: int = 0,
        via: str | None = None,
        revisit: bool = False,
    ) -> bool:
        """Queue a URL, if it is the first time this run hears of it; says whether it was.

        A URL that is queued already moves up when it is now heard of with a higher priority. One with the priority
        `UNHEARD` counts as not yet heard of.
        """
        added = self._db.execute(
            "INSERT INTO urls (key, site, role, priority, depth, via, revisit) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            (key, site, role, priority, depth, via, revisit),
        )
        if added.rowcount == 1:
            self._queued[site] += 1
            self._has_unheard |= priority == UNHEARD
            return True
        if self._has_unheard and priority > UNHEARD:
            found = self._db.execute(
                "UPDATE urls SET role = ?, priority = ?, depth = ?, via = ?"
                " WHERE key = ? AND state = 'queued' AND priority = ?",
                (role, priority, depth, via, key, UNHEARD),
            )
            if found.rowcount == 1:
                return True
        self._db.execute(
            "UPDATE urls SET role = ?, priority = ?, revisit = revisit AND ? WHERE key = ? AND state = 'queued'"
            " AND priority < ?",
            (role, priority, revisit, key, priority),
        )
        return False

    def leave_out(
        self, key: str, *, site: str, role: str, depth: int, via: str | None, outcome: Outcome, told: bool = False
    ) -> bool:
        """End a URL that is not to be asked for, if it is the first time this run hears of it; says whether it was.

        `told`: an earlier crawl has accounted for it already.
        """
        added = self._db.execute(
            "INSERT INTO urls (key, site, role, priority, depth, via, revisit, state, outcome)"
            " VALUES (?, ?, ?, 0, ?, ?, ?, 'done', ?) ON CONFLICT (key) DO NOTHING",
            (key, site, role, depth, via, told, outcome),
        )
        return added.rowcount == 1

    def next(self, now: float, per_site: int, *, without: Collection[str] = ()) -> Entry | None:
        """The most urgent URL that may be fetched now, taken in flight; the site with the least in flight first.

        At most `per_site` URLs of a site are in flight at once. `without`: sites that have to wait.
        """
        for site in sorted((site for site in +self._queued if site not in without), key=self._in_flight.__getitem__):
            if self._in_flight[site] >= per_site or self._paused_until.get(site, 0) > now:
                continue
            row = self._db.execute(
                f"SELECT {_COLUMNS} FROM urls WHERE site = ? AND state = 'queued' AND ready_at <= ?"  # noqa: S608
                " ORDER BY priority DESC, seq LIMIT 1",
                (site, now),
            ).fetchone()
            if row is not None:
                self._db.execute("UPDATE urls SET state = 'in flight' WHERE key = ?", (row[0],))
                self._in_flight[site] += 1
                self._queued[site] -= 1
                return Entry(**dict(zip(_COLUMNS.split(", "), row, strict=True)))
        return None

    def done(self, entry: Entry, outcome: Outcome) -> None:
        """End a URL that was in flight."""
        self._db.execute("UPDATE urls SET state = 'done', outcome = ? WHERE key = ?", (outcome, entry.key))
        self._in_flight[entry.site] -= 1

    def put_back(self, entry: Entry) -> None:
        """Queue a URL again that was taken in flight and is not asked for yet, in its old place."""
        self._db.execute("UPDATE urls SET state = 'queued' WHERE key = ?", (entry.key,))
        self._in_flight[entry.site] -= 1
        self._queued[entry.site] += 1

    def retry(self, entry: Entry, ready_at: float) -> None:
        """Queue a URL that was in flight once more, not before `ready_at`."""
        self._db.execute(
            "UPDATE urls SET state = 'queued', attempts = attempts + 1, ready_at = ? WHERE key = ?",
            (ready_at, entry.key),
        )
        self._in_flight[entry.site] -= 1
        self._queued[entry.site] += 1

    def drop_queued(self, outcome: Outcome) -> None:
        """End every URL that still waits."""
        self._db.execute("UPDATE urls SET state = 'done', outcome = ? WHERE state = 'queued'", (outcome,))
        self._queued.clear()

    def pause(self, site: str, until: float) -> None:
        """Fetch nothing of a site before `until`: its server asked for it."""
        self._paused_until[site] = max(until, self._paused_until.get(site, 0))

    def may_ask_nothing_before(self, moment: float) -> bool:
        """Whether URLs wait, none is in flight, and each of their sites is paused until after `moment`."""
        waiting = +self._queued
        return (
            bool(waiting) and not self.in_flight and all(self._paused_until.get(site, 0) > moment for site in waiting)
        )

    @property
    def in_flight(self) -> int:
        """URLs that were handed out and did not end yet."""
        return sum(self._in_flight.values())

    @property
    def queued(self) -> int:
        """URLs that wait to be fetched."""
        return self._queued.total()

    def ready_at(self, now: float) -> float | None:
        """When something that waits now may be fetched, or None when nothing waits for a time."""
        row = self._db.execute(
            # "> 0" says nothing new; it tells SQLite that the index of what waits will do.
            "SELECT min(ready_at) FROM urls WHERE state = 'queued' AND ready_at > 0 AND ready_at > ?",
            (now,),
        ).fetchone()
        times = [time for time in self._paused_until.values() if time > now] + ([row[0]] if row[0] else [])
        return min(times, default=None)

    def left_out(self, site: str) -> Iterator[tuple[str, str, int, str | None, str]]:
        """URLs that were heard of and never asked for: key, role, depth, via, outcome."""
        yield from self._db.execute(
            "SELECT key, role, depth, via, outcome FROM urls WHERE site = ?"
            " AND (outcome IN (?, ?, ?) OR outcome = ? AND priority = 0 AND NOT revisit) ORDER BY seq",
            (site, Outcome.DISALLOWED, Outcome.OVER_BUDGET, Outcome.OUT_OF_SCOPE, Outcome.OUT_OF_PERIOD),
        )

    def outcomes(self, site: str, *, requisites: bool = False) -> dict[str, int]:
        """How many pages of a site, or how many requisites, ended in which outcome; what did not end is "open"."""
        rows = self._db.execute(
            "SELECT coalesce(outcome, 'open'), count(*) FROM urls"
            " WHERE site = ? AND (role = 'requisite') = ? GROUP BY 1 ORDER BY 1",
            (site, requisites),
        )
        return dict(rows.fetchall())

    def archived_as(self, site: str, role: str) -> int:
        """How many URLs of a site that were named in this role are archived."""
        count: int = self._db.execute(
            "SELECT count(*) FROM urls WHERE site = ? AND role = ? AND outcome = ?", (site, role, Outcome.ARCHIVED)
        ).fetchone()[0]
        return count

    def close(self) -> None:
        """Drop the frontier."""
        self._db.close()
        self._file.unlink(missing_ok=True)

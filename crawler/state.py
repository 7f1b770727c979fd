"""What a store already holds of one site: a cache, made from the ledgers of the committed batches.

It only makes a start fast. Deleted or damaged, it is built again from the store; nothing is in it that is not
there. Its entries change when a batch is committed, never before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from archive.errors import StoreError
from archive.manifest import commit_key, list_commits, manifest_key, read_commit, read_manifest
from archive.store import Store
from archive.stored_lines import stored_lines
from crawler.crawl_id import CRAWL_TIME
from crawler.learned import learned_in
from crawler.ledger import Heard, Outcome, Visit, read_ledger
from crawler.links.oracle import is_count
from crawler.period import Evidence, evidence_of_dates
from crawler.restrictions import FINISHED
from crawler.sightings import sighting_of
from crawler.state_file import open_state
from pipelines.learned import Learned, decode_learned, encode_learned
from pipelines.learner import WINDOW, Learner
from pipelines.news_of_batch import take_in
from pipelines.reading import PageKind
from pipelines.sightings import Sighting
from pipelines.story_state import KeptLine, StoryState, pack, unpack
from pipelines.urls import canonical

STATE_FILE = "state.db"
"""Its name in the spool folder of a site."""
REST_DAYS = 7.0
"""How long a story that is not due is left alone at least."""


class KnownPage(msgspec.Struct, frozen=True, kw_only=True):
    """The latest fetch of a URL that brought a response."""

    key: str
    outcome: Outcome
    kind: PageKind | None
    role: str
    fetched_at: datetime
    etag: str | None
    last_modified: str | None
    record_id: str | None
    record_date: datetime | None
    """Of the record that holds the payload; `fetched_at` is later when the page was met unchanged since."""
    payload_digest: str | None
    article_id: str | None
    next_url: str | None
    published: str | None
    target: str | None


class LeftOpen(msgspec.Struct, frozen=True, kw_only=True):
    """A URL that an unfinished crawl heard of and did not fetch."""

    heard: Heard
    depth: int
    via: str | None


RETRY_PRIORITY = 220
_AHEAD = "julianday({}) - julianday(:now) > 1.0 / 24"
"""The clock was ahead when that was written, and has been set right: what waits for it might wait for a month."""
_FAILURE_IS_DUE = (
    f"(julianday(:now) - julianday(last) >= (julianday(last) - julianday(since)) / 2 OR {_AHEAD.format('last')})"
)
_BACK_AFTER = 0.8
"""Days; a little less than one, for crawls of a daily timer do not begin at the same second."""
_LINE = msgspec.json.Decoder(KeptLine)
_PAGE_COLUMNS = ", ".join(KnownPage.__struct_fields__)


class SiteState:
    """Pages, published articles and open ends of one site in one store."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db = open_state(file)

    def sync(self, store: Store, site: str) -> None:
        """Take in every committed batch that is not in yet, in order.

        Raises `StoreError`, also where the store lacks a batch that was there: it is another one, or not mounted.
        """
        last = self._db.execute("SELECT crawl_id, serial FROM commits ORDER BY 1 DESC, 2 DESC LIMIT 1").fetchone()
        if last and store.stat(commit_key(site, *last)) is None:
            raise StoreError(
                f"{store.url}: batch {last[0]}/{last[1]} of {site} was there and is not any more: is the right store "
                f"mounted? If it was emptied on purpose, remove {self._file}"
            )
        crawls = {last[0]} if last else set()
        for commit in list_commits(store, site, after=last or ("", 0)):
            self._db.execute("BEGIN")
            with self._db:
                lines: list[KeptLine] = []
                sightings: list[Sighting] = []
                for file in commit.files:
                    if file.kind == "ledger":
                        for visit in read_ledger(store, file.key):
                            self._take_in_visit(visit, commit.crawl_id)
                            if (sighting := sighting_of(visit)) is not None:
                                sightings.append(sighting)
                    elif file.kind == "articles":
                        lines += stored_lines(store, file.key, _LINE)
                take_in(site, lines, sightings, self)
                # A story that is revised all day is one story, at its latest place.
                self._db.executemany("INSERT OR REPLACE INTO recent (story) VALUES (?)", [(line.id,) for line in lines])
                self._db.execute("DELETE FROM recent WHERE place <= (SELECT max(place) FROM recent) - ?", (WINDOW,))
                self._db.execute("DELETE FROM learned")
                self._db.execute("INSERT INTO commits VALUES (?, ?)", (commit.crawl_id, commit.serial))
            crawls.add(commit.crawl_id)
        self._take_in_learned(store, site)
        for crawl_id in sorted(crawls):
            key = manifest_key(site, crawl_id)
            # A crawl that came to its end left on purpose what it, or a cut one before it, heard of and did not fetch.
            if store.stat(key) is not None and read_manifest(store, key).reason == FINISHED:
                self._db.execute("DELETE FROM heard WHERE crawl_id <= ?", (crawl_id,))
                self._db.execute("INSERT OR IGNORE INTO finished VALUES (?)", (crawl_id,))

    @property
    def latest_crawl(self) -> str | None:
        """The id of the latest crawl that committed anything."""
        latest: str | None = self._db.execute("SELECT max(crawl_id) FROM commits").fetchone()[0]
        return latest

    @property
    def is_settled(self) -> bool:
        """Whether a crawl of this site ever came to its end."""
        return self._db.execute("SELECT 1 FROM finished LIMIT 1").fetchone() is not None

    @property
    def finished_at(self) -> datetime | None:
        """When the last crawl began that came to its end, UTC."""
        latest = self._db.execute("SELECT max(crawl_id) FROM finished").fetchone()[0]
        return datetime.strptime(latest.partition("-")[0], CRAWL_TIME).replace(tzinfo=UTC) if latest else None

    def page(self, key: str) -> KnownPage | None:
        """What is known of a URL, or None."""
        row = self._db.execute(f"SELECT {_PAGE_COLUMNS} FROM pages WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return None if row is None else _known_page(row)

    def payload(self, digest: str) -> KnownPage | None:
        """A page whose record holds this payload, or None."""
        row = self._db.execute(
            f"SELECT {_PAGE_COLUMNS} FROM pages WHERE payload_digest = ? AND record_id IS NOT NULL LIMIT 1",  # noqa: S608
            (digest,),
        ).fetchone()
        return None if row is None else _known_page(row)

    def chain_ends(self, limit: int) -> list[str]:
        """The newest articles that name no next story: where the chain goes on when the site publishes.

        One address a story, the shortest: its later pages and other forms name no neighbours. None where no article
        of the site names a next one: there is no chain that could go on.
        """
        rows = self._db.execute(
            # With a lone min(), SQLite takes the other columns from the row that has it.
            "SELECT key, min(length(key)), coalesce(published, fetched_at) AS newest FROM pages"
            " WHERE kind = 'article' AND article_id IS NOT NULL"
            " AND EXISTS (SELECT 1 FROM pages WHERE next_url IS NOT NULL)"
            " GROUP BY article_id HAVING count(next_url) = 0"
            " ORDER BY newest DESC, key LIMIT ?",
            (limit,),
        )
        return [row[0] for row in rows]

    def sections(self, limit: int) -> list[str]:
        """Listings that the site's navigation names: asked again in every crawl, whatever the start page says."""
        rows = self._db.execute(
            "SELECT key FROM pages WHERE kind = 'listing' AND role = 'navigation' ORDER BY key LIMIT ?", (limit,)
        )
        return [row[0] for row in rows]

    def due_sitemaps(self, now: datetime, limit: int) -> list[str]:
        """Sitemaps that may have changed, asked for longest ago first, whatever an index of them says or omits.

        One that has not changed is due when half as much time has passed as it was seen to stay the same.
        """
        rows = self._db.execute(
            "SELECT key FROM pages WHERE kind = 'sitemap' AND (julianday(:now) - julianday(fetched_at) >="  # noqa: S608
            f" (julianday(fetched_at) - julianday(record_date)) / 2 OR {_AHEAD.format('fetched_at')})"
            " ORDER BY fetched_at, key LIMIT :limit",
            {"now": now.isoformat(), "limit": limit},
        )
        return [row[0] for row in rows]

    def lists(self) -> list[tuple[str, str]]:
        """Address and kind of each sitemap and feed that is known."""
        rows = self._db.execute("SELECT key, kind FROM pages WHERE kind IN ('sitemap', 'feed') ORDER BY kind DESC, key")
        return rows.fetchall()

    def oracles(self) -> list[str]:
        """Where the site told how many stories it has."""
        rows = self._db.execute("SELECT key FROM pages WHERE role = 'oracle' AND outcome = 'archived' ORDER BY key")
        return [row[0] for row in rows if is_count(row[0])]

    def due(self, now: datetime, limit: int, *, hot: float) -> list[str]:
        """Articles to be asked for again, the newest first: editors change them most in their first days.

        In its first `hot` days an article is due an hour after it was last asked for; later, when half as much time
        has passed since as it had been out by then: ever more rarely.
        """
        rows = self._db.execute(
            "SELECT key FROM pages WHERE article_id IS NOT NULL AND (julianday(:now) - julianday(fetched_at) >"  # noqa: S608
            " iif(julianday(:now) - julianday(coalesce(published, record_date)) < :hot, :least,"
            "     (julianday(:now) - julianday(coalesce(published, record_date))) / 2)"
            f" OR {_AHEAD.format('fetched_at')})"
            " ORDER BY coalesce(published, record_date) DESC, key LIMIT :limit",
            {"now": now.isoformat(), "hot": hot, "least": 1 / 24, "limit": limit},
        )
        return [row[0] for row in rows]

    def longest_unasked(self, now: datetime, limit: int) -> list[str]:
        """Stories that were asked for longest ago, `REST_DAYS` or more: in time each gets its turn, however old."""
        rows = self._db.execute(
            "SELECT key FROM pages WHERE article_id IS NOT NULL AND julianday(:now) - julianday(fetched_at) >= :rest"
            " ORDER BY fetched_at, key LIMIT :limit",
            {"now": now.isoformat(), "rest": REST_DAYS, "limit": limit},
        )
        return [row[0] for row in rows]

    def everything(self) -> Iterator[str]:
        """Every listing, and every story, those included that are gone; the newest first."""
        rows = self._db.execute(
            "SELECT key FROM (SELECT key, coalesce(published, record_date) AS day FROM pages"
            " WHERE kind IN ('article', 'listing') AND outcome = 'archived'"
            " UNION ALL SELECT address, gone_since FROM stories WHERE gone_since IS NOT NULL) ORDER BY day DESC, key"
        )
        return (row[0] for row in rows)

    def gone(self, now: datetime, limit: int) -> list[str]:
        """Stories that were not at their address any more and are due to be asked for once again.

        That is at the next crawl, for one answer may be a fault of the server's; then after half of the time for
        which they have been gone.
        """
        rows = self._db.execute(
            "SELECT key FROM stories JOIN pages ON key = address WHERE gone_since IS NOT NULL AND"  # noqa: S608
            " (julianday(:now) - julianday(fetched_at) >= (julianday(fetched_at) - julianday(gone_since)) / 2"
            f" OR {_AHEAD.format('fetched_at')}) ORDER BY gone_since DESC, key LIMIT :limit",
            {"now": now.isoformat(), "limit": limit},
        )
        return [row[0] for row in rows]

    def may_be_back(self, key: str, now: datetime) -> bool:
        """Whether a URL is that of a story that was gone when it was asked for, a day or longer ago."""
        row = self._db.execute(
            "SELECT 1 FROM stories JOIN pages ON key = address WHERE address = :key AND gone_since IS NOT NULL AND"  # noqa: S608
            f" (julianday(:now) - julianday(fetched_at) >= :wait OR {_AHEAD.format('fetched_at')})",
            {"key": key, "now": now.isoformat(), "wait": _BACK_AFTER},
        ).fetchone()
        return row is not None

    def failed(self, now: datetime, limit: int) -> list[LeftOpen]:
        """What no crawl could fetch so far and is due to be tried again: after half of the time it has been failing."""
        rows = self._db.execute(
            f"SELECT key, role FROM failures WHERE {_FAILURE_IS_DUE} ORDER BY since DESC, key LIMIT :limit",  # noqa: S608
            {"now": now.isoformat(), "limit": limit},
        )
        return [
            LeftOpen(heard=Heard(url=key, role=role, priority=RETRY_PRIORITY), depth=0, via=None) for key, role in rows
        ]

    def waits(self, key: str, now: datetime) -> bool:
        """Whether a URL failed in earlier crawls and is not yet due."""
        row = self._db.execute(
            f"SELECT 1 FROM failures WHERE key = :key AND NOT ({_FAILURE_IS_DUE})",  # noqa: S608
            {"key": key, "now": now.isoformat()},
        ).fetchone()
        return row is not None

    def open_ends(self) -> Iterator[LeftOpen]:
        """What an unfinished crawl heard of and did not fetch, most urgent first."""
        rows = self._db.execute(
            "SELECT key, role, priority, depth, via, earliest, latest FROM heard ORDER BY priority DESC, key"
        )
        for key, role, priority, depth, via, earliest, latest in rows.fetchall():
            day = msgspec.convert({"earliest": earliest, "latest": latest}, Evidence)
            yield LeftOpen(heard=Heard(url=key, role=role, priority=priority, day=day), depth=depth, via=via)

    def get(self, article_id: str, /) -> StoryState | None:
        """The state of a story, or None when there is no line of it."""
        row = self._db.execute("SELECT state FROM stories WHERE id = ?", (article_id,)).fetchone()
        return unpack(row[0]) if row else None

    def find(self, name: str, /) -> str | None:
        """The id of the story that a name was bound to, or None."""
        row = self._db.execute("SELECT story FROM names WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def put(self, article_id: str, state: StoryState, /) -> None:
        """Replace the state of a story; only while a committed batch is taken in."""
        self._db.execute(
            "INSERT OR REPLACE INTO stories VALUES (?, ?, ?, ?)",
            (article_id, pack(state), canonical(state.url), state.gone_since),
        )

    def bind(self, name: str, article_id: str, /) -> None:
        """Let a name stand for a story; likewise."""
        self._db.execute("INSERT OR IGNORE INTO names VALUES (?, ?)", (name, article_id))

    def learner(self) -> Learner:
        """Begins with what the last committed batch knew of the site's pages, and with the latest stories."""
        row = self._db.execute("SELECT document FROM learned").fetchone()
        stories = self._db.execute("SELECT id, state FROM recent JOIN stories ON id = story ORDER BY place")
        return Learner(decode_learned(row[0]) if row else None, ((story, unpack(state)) for story, state in stories))

    @property
    def article_count(self) -> int:
        """Stories published so far."""
        count: int = self._db.execute("SELECT count(*) FROM stories").fetchone()[0]
        return count

    def close(self) -> None:
        self._db.close()

    def _take_in_learned(self, store: Store, site: str) -> None:
        """Read what the last committed batch knew of the site's pages, unless it is there."""
        if self._db.execute("SELECT 1 FROM learned").fetchone():
            return
        last = self._db.execute("SELECT crawl_id, serial FROM commits ORDER BY 1 DESC, 2 DESC LIMIT 1").fetchone()
        if last:
            learned = learned_in(store, read_commit(store, commit_key(site, *last)))
            self._db.execute("INSERT INTO learned VALUES (?)", (encode_learned(learned or Learned()),))

    def _take_in_heard(self, heard: Heard, depth: int, via: str | None, crawl_id: str) -> None:
        self._db.execute(
            "INSERT INTO heard SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM pages WHERE key = ?)"
            " ON CONFLICT (key) DO UPDATE SET"
            " earliest = coalesce(excluded.earliest, earliest), latest = coalesce(excluded.latest, latest)",
            (heard.url, heard.role, heard.priority, depth, via, crawl_id, *_days(heard.day), heard.url),
        )

    def _take_in_visit(self, visit: Visit, crawl_id: str) -> None:
        for heard in visit.heard:
            self._take_in_heard(heard, visit.depth + 1, visit.url, crawl_id)
        if visit.outcome in (Outcome.FAILED, Outcome.BLOCKED):
            if visit.role == "robots":
                return  # asked at the beginning of every crawl, by other rules
            # A page that is known stays known, and what was heard of stays open: it may have been about to be retried.
            fetched_at = visit.fetched_at.isoformat()
            self._db.execute(
                "INSERT INTO failures VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET last = excluded.last",
                (visit.url, visit.role, fetched_at, fetched_at),
            )
            return
        if visit.warc is None:
            return
        if visit.outcome is Outcome.OUT_OF_PERIOD:
            # Archived without a line: open for a crawl that is about its day, as if it had not been fetched.
            day = evidence_of_dates(visit.published, None)
            heard = Heard(url=visit.url, role=visit.role, priority=RETRY_PRIORITY, day=day)
            self._take_in_heard(heard, visit.depth, visit.via, crawl_id)
            return
        self._db.execute("DELETE FROM failures WHERE key = ?", (visit.url,))
        self._db.execute("DELETE FROM heard WHERE key = ?", (visit.url,))
        if visit.outcome is Outcome.UNCHANGED:
            self._db.execute("UPDATE pages SET fetched_at = ? WHERE key = ?", (visit.fetched_at.isoformat(), visit.url))
            return
        row = (
            visit.url,
            visit.outcome,
            visit.kind,
            visit.role,
            visit.fetched_at.isoformat(),
            visit.etag,
            visit.last_modified,
            # A revisit record holds no payload: nothing may refer to it.
            None if visit.revisit_of else visit.warc.record_id,
            visit.fetched_at.isoformat(),
            visit.warc.payload_digest,
            visit.article_id,
            visit.next_url,
            visit.published,
            visit.target,
        )
        self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def _days(evidence: Evidence) -> tuple[str | None, str | None]:
    return (
        evidence.earliest.isoformat() if evidence.earliest else None,
        evidence.latest.isoformat() if evidence.latest else None,
    )


def _known_page(row: tuple[object, ...]) -> KnownPage:
    return msgspec.convert(dict(zip(KnownPage.__struct_fields__, row, strict=True)), KnownPage)

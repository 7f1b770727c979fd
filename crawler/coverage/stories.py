"""The archived stories of a site in one SQLite file, each with a number; in memory are a few bytes a story.

Numbers follow the order of the ids, from 1: first the archived stories, then those that are only named as neighbours.
0 stands for none. So a chain of any length is a handful of arrays, and everything else is read when it is asked for.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import msgspec

NOBODY = 0
"""The number of no story."""
_SCHEMA = """
CREATE TABLE stories (
    id TEXT PRIMARY KEY, url TEXT NOT NULL, previous TEXT, next TEXT, previous_url TEXT, next_url TEXT, published TEXT,
    record TEXT, first INTEGER NOT NULL, last INTEGER NOT NULL, looked TEXT NOT NULL, gone INTEGER NOT NULL,
    buried INTEGER NOT NULL, date TEXT
) WITHOUT ROWID;
CREATE TABLE numbers (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
"""


# One for each link that leads where its name says, by the dates of both stories; one off for each that does not.
_FORWARD = """
SELECT coalesce(sum((later.date > earlier.date) - (later.date < earlier.date)), 0) FROM (
    SELECT id AS a, next AS b FROM stories UNION ALL SELECT previous, id FROM stories
) JOIN stories earlier ON earlier.id = a JOIN stories later ON later.id = b
"""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One archived story, as its page was read last."""

    id: str
    url: str
    previous: str | None = None
    """Ids of what its page names, archived or not."""
    next: str | None = None
    previous_url: str | None = None
    next_url: str | None = None
    published: str | None = None
    record: str | None = None
    first: int = 0
    """Number of the crawl that read it first."""
    last: int = 0
    """Number of the crawl that saw its page last."""
    looked: str = ""
    """When that was."""
    gone: bool = False
    """Whether its page was gone when it was asked for last."""
    buried: bool = False
    """Whether two crawls found it gone: the site took it away, and what its page said of its neighbours is past."""

    @property
    def date(self) -> str | None:
        """Its date of publication in a form that sorts."""
        return when(self.published)


def when(published: str | None) -> str | None:
    """A date of publication in a form that sorts: UTC; a day without a time comes before its hours."""
    if published is None:
        return None
    try:
        time = datetime.fromisoformat(published)
    except ValueError:
        return None
    if len(published) <= len("2026-11-23"):
        return time.date().isoformat()
    return (time.astimezone(UTC) if time.tzinfo else time).strftime("%Y-%m-%dT%H:%M:%S")


_COLUMNS = ", ".join(Story.__struct_fields__)


class Stories:
    """All archived stories of a site, in the order of their ids. The file goes away when this is closed."""

    def __init__(self, stories: Iterable[Story]) -> None:
        """Take the stories in, in any order, each id once.

        Themes disagree whether "next" leads to the newer or to the older neighbour: where most links lead against the
        dates, both are swapped, so that the next story is the newer one for everybody who asks.
        """
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        rows = ((*msgspec.structs.astuple(story), story.date) for story in stories)
        self._db.executemany("INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        if self._db.execute(_FORWARD).fetchone()[0] < 0:
            self._db.execute(
                "UPDATE stories SET previous = next, next = previous, previous_url = next_url, next_url = previous_url"
            )
        self._db.execute("INSERT INTO numbers (id) SELECT id FROM stories ORDER BY id")
        self._archived: int = self._db.execute("SELECT count(*) FROM numbers").fetchone()[0]
        self._db.execute(
            "INSERT INTO numbers (id) SELECT named FROM"
            " (SELECT previous AS named FROM stories UNION SELECT next FROM stories)"
            " WHERE named IS NOT NULL AND named NOT IN (SELECT id FROM stories) ORDER BY named"
        )
        self._named: int = self._db.execute("SELECT count(*) FROM numbers").fetchone()[0]

    def __len__(self) -> int:
        """How many are archived: their numbers are 1 to this."""
        return self._archived

    @property
    def highest(self) -> int:
        """The highest number, those included that are only named."""
        return self._named

    def __iter__(self) -> Iterator[Story]:
        return map(_story, self._db.execute(f"SELECT {_COLUMNS} FROM stories ORDER BY id"))  # noqa: S608

    def __getitem__(self, story_id: str) -> Story:
        """An archived story. Raises `KeyError` for any other id."""
        story = self.get(story_id)
        if story is None:
            raise KeyError(story_id)
        return story

    def get(self, story_id: str | None) -> Story | None:
        """An archived story, or None."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM stories WHERE id = ?", (story_id,)).fetchone()  # noqa: S608
        return _story(row) if row else None

    def __contains__(self, story_id: object) -> bool:
        return self._db.execute("SELECT 1 FROM stories WHERE id = ?", (story_id,)).fetchone() is not None

    def number_of(self, story_id: str) -> int:
        """The number of a story, `NOBODY` for an id that neither is nor is named."""
        row = self._db.execute("SELECT number FROM numbers WHERE id = ?", (story_id,)).fetchone()
        return row[0] if row else NOBODY

    def id_of(self, number: int) -> str:
        """The id of a number."""
        story_id: str = self._db.execute("SELECT id FROM numbers WHERE number = ?", (number,)).fetchone()[0]
        return story_id

    def links(self) -> tuple["array[int]", "array[int]"]:
        """The numbers of the previous and of the next story that each one names, by number."""
        previous, following = self._by_number(), self._by_number()
        rows = self._db.execute(
            "SELECT numbers.number, p.number, n.number FROM stories JOIN numbers USING (id)"
            " LEFT JOIN numbers p ON p.id = stories.previous LEFT JOIN numbers n ON n.id = stories.next"
        )
        for number, before, after in rows:
            previous[number], following[number] = before or NOBODY, after or NOBODY
        return previous, following

    def ranks(self) -> "array[int]":
        """Places of the dates of publication among all dates, by number: equal for equal ones, 0 for none."""
        ranks = self._by_number()
        rank, latest = 0, ""
        for number, date in self._db.execute(
            "SELECT number, date FROM stories JOIN numbers USING (id) WHERE date IS NOT NULL ORDER BY date"
        ):
            rank += date != latest
            ranks[number], latest = rank, date
        return ranks

    def undated(self) -> int:
        """How many say nothing of when they were published."""
        return self._count("published IS NULL")

    def not_gone(self) -> int:
        """How many were there when they were asked for last."""
        return self._count("NOT gone")

    def close(self) -> None:
        """Drop the file."""
        self._db.close()

    def _by_number(self) -> "array[int]":
        return array("i", bytes(4 * (self._named + 1)))

    def _count(self, condition: str) -> int:
        count: int = self._db.execute(f"SELECT count(*) FROM stories WHERE {condition}").fetchone()[0]  # noqa: S608
        return count


def _story(row: tuple[str, ...]) -> Story:
    fields = dict(zip(Story.__struct_fields__, row, strict=True))
    return msgspec.convert(fields, Story, strict=False)

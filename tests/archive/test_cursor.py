"""A reader that comes back has every line once, in order."""

import datetime as dt
import gzip
import json
import random
import sqlite3
from itertools import count
from pathlib import Path

import pytest

from archive.__main__ import main
from archive.cursor import Batch, article_lines, batches_since
from archive.errors import StoreError
from archive.manifest import BatchCommit, CommittedFile, write_commit
from archive.store import open_store
from archive.store.contract import Store
from archive.store.memory import MemoryStore

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)


class Writer:
    """Crawls that commit batches of made-up lines, step by step as a crawl does."""

    def __init__(self, store: Store, dice: random.Random) -> None:
        self._store, self._dice = store, dice
        self._numbers = count()
        self._revisions: dict[str, int] = {}
        self._steps = self._work()

    def step(self) -> bool:
        """One object more in the store; False once all is written."""
        return next(self._steps, None) is not None

    def _work(self):
        for crawl in range(12):
            crawl_id = f"20261123T{crawl:06d}Z-{self._dice.randrange(0x1000000):06x}"
            for serial in range(1, self._dice.randint(1, 12)):
                lines = [self._line() for _ in range(self._dice.choice((0, 0, 1, 3)))]
                key = f"articles/site=h/crawl_date=2026-11-23/h-{crawl_id}-{serial:05d}.jsonl.gz"
                files = []
                if lines:
                    data = gzip.compress(b"".join(lines), mtime=0)
                    stored = self._store.put(key, data)
                    assert stored.sha256 is not None
                    files.append(
                        CommittedFile(
                            key=key, size=stored.size, sha256=stored.sha256, kind="articles", count=len(lines)
                        )
                    )
                    yield True
                write_commit(
                    self._store,
                    BatchCommit(site="h", crawl_id=crawl_id, serial=serial, files=tuple(files), created=NOW),
                )
                yield True

    def _line(self) -> bytes:
        story = f"{self._dice.randrange(20):02d}"
        self._revisions[story] = self._revisions.get(story, 0) + 1
        status = self._dice.choice(("published", "published", "gone"))
        line = {"id": story, "revision": self._revisions[story], "status": status, "n": next(self._numbers)}
        return json.dumps(line).encode() + b"\n"


class Reader:
    """Keeps lines and cursor in one database, and may die at any moment."""

    def __init__(self, file: Path) -> None:
        self._file = file
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE IF NOT EXISTS lines (n INTEGER, line TEXT)")
            db.execute("CREATE TABLE IF NOT EXISTS cursor (value TEXT)")

    def read(self, store: Store, patience: int) -> None:
        """Take in what is new; die without a word after `patience` lines."""
        db = sqlite3.connect(self._file)
        row = db.execute("SELECT value FROM cursor").fetchone()
        for batch in batches_since(store, "h", row[0] if row else ""):
            for line in article_lines(store, batch):
                if (patience := patience - 1) < 0:
                    db.close()
                    return
                db.execute("INSERT INTO lines VALUES ((SELECT count(*) FROM lines), ?)", (line.decode(),))
            db.execute("DELETE FROM cursor")
            db.execute("INSERT INTO cursor VALUES (?)", (batch.cursor,))
            db.commit()
        db.close()

    def table(self) -> list[str]:
        """The lines, in the order in which they came."""
        with sqlite3.connect(self._file) as db:
            return [row[0] for row in db.execute("SELECT line FROM lines ORDER BY n")]


@pytest.mark.parametrize("seed", range(10))
def test_a_reader_that_stops_and_starts_at_random(tmp_path: Path, seed: int) -> None:
    """Between the commits of crawls, in the middle of a batch, again and again: the table is that of one full load."""
    dice = random.Random(seed)
    store = open_store(str(tmp_path / "store"))
    store.probe()
    writer, reader = Writer(store, dice), Reader(tmp_path / "reader.db")
    deaths = 0
    while writer.step():
        if dice.random() < 0.4:
            patience = dice.choice((0, 1, 2, 5, 1000))
            deaths += patience < 1000
            reader.read(store, patience)
    reader.read(store, 1000)
    full = [
        line.decode()
        for file in sorted((tmp_path / "store" / "articles").rglob("*.gz"))
        for line in gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    ]
    assert deaths > 5
    assert [json.loads(line)["n"] for line in full] == list(range(len(full)))
    assert reader.table() == full


def test_lines_without_their_commit_do_not_count(tmp_path: Path) -> None:
    """What a killed crawl left is in no batch."""
    store = open_store(str(tmp_path))
    store.put("articles/site=h/crawl_date=2026-11-23/h-x-00001.jsonl.gz", gzip.compress(b"{}\n"))
    assert list(batches_since(store, "h")) == []


def test_a_cursor_that_is_none_is_refused(tmp_path: Path) -> None:
    """It is said how one reads."""
    with pytest.raises(ValueError, match="CRAWL_ID/SERIAL"):
        list(batches_since(open_store(str(tmp_path)), "h", "yesterday"))


def test_the_command_goes_on_where_it_stopped(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """The first call prints all lines, the second those that came since, the third none."""
    store = open_store(str(tmp_path / "store"))
    store.probe()
    writer = Writer(store, random.Random(5))
    told = []
    for steps in (20, 1000, 0):
        for _ in range(steps):
            writer.step()
        assert main(["lines", str(tmp_path / "store"), "h", "--cursor", str(tmp_path / "cursor")]) == 0
        told.append([json.loads(line)["n"] for line in capsysbinary.readouterr().out.splitlines()])
    assert told[0]
    assert told[1]
    assert told[0] + told[1] == list(range(len(told[0] + told[1])))
    assert told[2] == []


def test_the_command_refuses_a_file_that_is_no_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line with the name of the file, and exit status 2."""
    (tmp_path / "cursor").write_text("what\n")
    assert main(["lines", str(tmp_path), "h", "--cursor", str(tmp_path / "cursor")]) == 2
    assert "cursor: 'what' is no cursor" in capsys.readouterr().err


def test_the_command_refuses_a_site_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt name is said, with those that there are; nothing new would look the same for ever."""
    store = open_store(str(tmp_path / "store"))
    store.probe()
    writer = Writer(store, random.Random(5))
    for _ in range(20):
        writer.step()
    assert main(["lines", str(tmp_path / "store"), "harbuor", "--cursor", str(tmp_path / "cursor")]) == 2
    assert "has no site 'harbuor', but h" in capsys.readouterr().err
    assert not (tmp_path / "cursor").exists()


@pytest.mark.parametrize("place", [-9, 20])
def test_damaged_lines_are_named(place: int) -> None:
    """Torn or changed: the reader is told which object it is, whatever the decompressor says."""
    packed = gzip.compress(b"".join(b'{"id": "%d"}\n' % number for number in range(99)))
    damaged = packed[:place] if place < 0 else packed[:place] + b"\xff\xff" + packed[place + 2 :]
    store = MemoryStore()
    stored = store.put("articles/a.jsonl.gz", damaged)
    file = CommittedFile(key=stored.key, size=stored.size, sha256="0" * 64, kind="articles", count=99)
    with pytest.raises(StoreError, match=r"articles/a\.jsonl\.gz: cannot be read"):
        list(article_lines(store, Batch(cursor="c/00001", files=(file,))))

"""The spool of one site: batches that grow, are closed, and leave for the store."""

import datetime as dt
import os
import shutil
import uuid
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive.digest import sha256_of_stream
from archive.errors import LeaseLost, StoreError
from archive.manifest import committed_files, list_commits
from archive.model import Exchange, StoredObject
from archive.reader import read_records
from archive.store import Store
from archive.store.local import LocalStore
from archive.store.memory import MemoryStore
from crawler.capture import spool as module
from crawler.capture.awaited import PATIENCE
from crawler.capture.batch import BatchName, publish_sealed, put_missing
from crawler.capture.publisher import Publisher
from crawler.capture.spool import Note, SiteSpool, SpooledCrawl
from crawler.learned import learned_of
from crawler.ledger import Outcome, Visit, read_ledger
from crawler.workers.perform import perform
from crawler.workers.task import Task
from pipelines.learned import Learned, LearnedBlock
from pipelines.learner import Learner
from pipelines.news_of_batch import News
from pipelines.rules import PageRules
from pipelines.story_state import MemoryBook

NOW = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
TEXT = "<p>The ferry between the harbour and the island runs again, the council said on Tuesday evening.</p>" * 8
PAGE = (
    "<html lang=en><head><title>Ferry runs again</title><meta property='og:type' content='article'></head><body>"
    "<article><h1>Ferry runs again</h1><p>By Ines Pardo <time datetime='2026-11-22'></time></p>"
    f"{TEXT}</article></body></html>"
).encode()
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE)


class Spooled:
    """A spool, and pages to put into it."""

    def __init__(self, folder: Path, store: Store | None = None) -> None:
        self.store = store or MemoryStore()
        self.is_lost = False
        numbers = count()
        crawl = SpooledCrawl(site="h", crawl_id="20261123T000000Z-000000", started=NOW, starts=("http://h/",), info=())
        self.spool = SiteSpool(
            folder,
            crawl,
            self.store,
            MemoryBook(),
            max_size=10**9,
            max_age=10**9,
            new_id=lambda: f"urn:uuid:{uuid.UUID(int=next(numbers))}",
            hold=self.hold,
            on_commit=lambda: None,
            publisher=Publisher(),
            learner=Learner(),
        )

    def hold(self) -> None:
        """What the lease says before each commit."""
        if self.is_lost:
            raise LeaseLost("the lease was taken by somebody else")

    def write(self, path: str) -> Note:
        """Archive a page; what is to be noted of it."""
        exchange = Exchange(url=f"http://h{path}", request=b"GET / HTTP/1.1\r\n\r\n", response=HEAD + PAGE, started=NOW)
        ref = self.spool.write(exchange, None)
        assert ref is not None
        article = perform(Task(exchange=exchange, ref=ref, rules=PageRules(site="h"), max_body=10**6)).reading.article
        assert article is not None
        visit = Visit(
            url=exchange.url, outcome=Outcome.ARCHIVED, fetched_at=NOW, role="card", warc=ref, article_id=article.id
        )
        return Note(visit=visit, article=article, metadata=[])

    def ledgers(self) -> Iterator[list[str]]:
        """The addresses of each committed ledger."""
        for file in committed_files(self.store, "h", "ledger"):
            yield [visit.url for visit in read_ledger(self.store, file.key)]


@pytest.fixture
def spooled(tmp_path: Path) -> Spooled:
    """A new spool."""
    return Spooled(tmp_path / "spool")


def test_the_ledger_has_the_order_of_the_records(spooled: Spooled) -> None:
    """Readings come as their readers finish; the ledger does not say when."""
    notes = [spooled.write(path) for path in ("/2026/11/22/one/", "/2026/11/22/two/", "/2026/11/22/three/")]
    for note in reversed(notes):
        spooled.spool.note(note)
    spooled.spool.finish()
    assert list(spooled.ledgers()) == [
        ["http://h/2026/11/22/one/", "http://h/2026/11/22/two/", "http://h/2026/11/22/three/"]
    ]


def test_a_full_batch_waits_for_the_later_pages_of_an_article(
    spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All pages of a story stand in one file, as they are joined out of one; for a page that never comes, few wait."""
    monkeypatch.setattr(module, "MAX_ARTICLES", 1)
    first = spooled.write("/2026/11/22/one/")
    spooled.spool.note(msgspec.structs.replace(first, later_pages=(2, 3)))
    spooled.spool.note(spooled.write("/2026/11/22/one/2/"))
    spooled.spool.note(spooled.write("/2026/11/22/one/3/"))
    never = spooled.write("/2026/11/22/two/")
    spooled.spool.note(msgspec.structs.replace(never, later_pages=(2,)))
    for number in range(PATIENCE + 1):
        spooled.spool.note(spooled.write(f"/2026/11/22/story-of-number-{number + 1000}/"))
    spooled.spool.finish()
    sizes = [len(urls) for urls in spooled.ledgers()]
    assert sizes[:2] == [3, PATIENCE + 1]


def test_a_batch_is_closed_when_it_holds_many_articles(spooled: Spooled, monkeypatch: pytest.MonkeyPatch) -> None:
    """However small its WARC file is: its articles are all in memory while it is published."""
    monkeypatch.setattr(module, "MAX_ARTICLES", 2)
    for path in ("/2026/11/22/one/", "/2026/11/22/two/", "/2026/11/22/three/"):
        spooled.spool.note(spooled.write(path))
    spooled.spool.finish()
    assert list(spooled.ledgers()) == [
        ["http://h/2026/11/22/one/", "http://h/2026/11/22/two/"],
        ["http://h/2026/11/22/three/"],
    ]


def test_the_last_reading_begins_no_file(spooled: Spooled, monkeypatch: pytest.MonkeyPatch) -> None:
    """It belongs to a file that was full before it came, and nothing was archived since."""
    monkeypatch.setattr(module, "MAX_ARTICLES", 1)
    one, two = spooled.write("/2026/11/22/one/"), spooled.write("/2026/11/22/two/")
    spooled.spool.note(one)
    spooled.spool.note(two)
    spooled.spool.finish()
    assert list(spooled.ledgers()) == [["http://h/2026/11/22/one/", "http://h/2026/11/22/two/"]]


def test_readings_are_on_the_disk_before_their_file_is_sealed(
    spooled: Spooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loss of power between the two would leave a sealed file whose pages nobody reads again."""
    synced = []
    sync = os.fsync

    def fsync(fd: int) -> None:
        name = Path(f"/proc/self/fd/{fd}").readlink().name
        sealed = [path.name for path in spooled.spool.folder.glob("*.warc.gz")]
        synced.append((name.rpartition(".")[2], bool(sealed)))
        sync(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    spooled.spool.finish()
    assert ("readings", False) in synced


def test_a_crawl_whose_lease_is_lost_commits_nothing(spooled: Spooled) -> None:
    """What it archived waits in the spool; another crawl may be publishing meanwhile."""
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    spooled.is_lost = True
    with pytest.raises(LeaseLost, match="taken by somebody else"):
        spooled.spool.finish()
    assert list(spooled.ledgers()) == []
    assert [path.suffixes[-2:] for path in spooled.spool.folder.glob("*.warc.gz")] == [[".warc", ".gz"]]


def test_publishing_again_touches_nothing_that_is_stored(tmp_path: Path) -> None:
    """A store in a folder links to the files of the spool: what was put before a kill is not written a second time."""
    store = LocalStore(tmp_path / "store")
    spooled = Spooled(tmp_path / "spool", store)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    spooled.is_lost = True
    with pytest.raises(LeaseLost):
        spooled.spool.finish()
    stored = {path: path.stat() for path in store.root.rglob("*") if path.is_file()}
    assert [path.relative_to(store.root).parts[0] for path in sorted(stored)] == ["articles", "index", "ledger", "warc"]
    name = BatchName(site="h", crawl_id=spooled.spool.crawl.crawl_id, serial=1, started=NOW)
    publish_sealed(spooled.spool.folder, name, None, store, MemoryBook(), NOW, lambda: None)
    assert list(spooled.ledgers()) == [["http://h/2026/11/22/one/"]]
    assert {path: path.stat().st_mtime_ns for path in stored} == {
        path: before.st_mtime_ns for path, before in stored.items()
    }


class Volume(LocalStore):
    """A store on a volume that is unmounted whenever an object of one kind is put, and mounted again at once."""

    kind: str | None = None

    def put(self, key: str, source: Path | bytes, **more: Any) -> StoredObject:
        """Into the empty mount point, if it is one of that kind."""
        if self.kind is None or not key.startswith(self.kind):
            return super().put(key, source, **more)
        volume = self.root.with_name("volume")
        self.root.rename(volume)
        try:
            return super().put(key, source, **more)
        finally:
            shutil.rmtree(self.root)
            volume.rename(self.root)


@pytest.mark.parametrize("kind", ["warc/", "index/", "articles/", "ledger/", "crawls/"])
def test_nothing_counts_that_was_put_while_the_store_was_unmounted(tmp_path: Path, kind: str) -> None:
    """Whatever of a batch was put under the mount point: the spool keeps all of it, and the next run has it whole."""
    store = Volume(tmp_path / "store")
    store.probe()
    spooled = Spooled(tmp_path / "spool", store)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    store.kind = kind
    # A commit is not even written there: under the mount point is nothing of what it names.
    missing = "warc/" if kind == "crawls/" else kind
    with pytest.raises(StoreError, match=f"{missing}.* was put there and is gone"):
        spooled.spool.finish()
    assert list(spooled.ledgers()) == []
    store.kind = None
    name = BatchName(site="h", crawl_id=spooled.spool.crawl.crawl_id, serial=1, started=NOW)
    publish_sealed(spooled.spool.folder, name, None, store, MemoryBook(), NOW, lambda: None)
    assert list(spooled.ledgers()) == [["http://h/2026/11/22/one/"]]
    assert [store.stat(file.key) for file in committed_files(store, "h")] == [
        StoredObject(key=file.key, size=file.size) for file in committed_files(store, "h")
    ]


def test_a_volume_that_is_mounted_again_before_the_commit_gets_none(tmp_path: Path) -> None:
    """All of a batch was put under the mount point: the commit that would name it is not written at all."""
    store = LocalStore(tmp_path / "store")
    store.probe()
    spooled = Spooled(tmp_path / "spool", store)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    volume, covered = store.root.with_name("volume"), store.root.with_name("covered")
    volume.mkdir()

    def mount() -> None:
        store.root.rename(covered)
        volume.rename(store.root)

    spooled.spool._hold = mount
    with pytest.raises(StoreError, match=r"warc/.* was put there and is gone"):
        spooled.spool.finish()
    assert (covered / "warc").is_dir()
    assert list(list_commits(store, "h")) == []


class Forgetful(LocalStore):
    """A store that loses its WARC files as soon as a commit is in it."""

    def put(self, key: str, source: Path | bytes, **more: Any) -> StoredObject:
        """As ever; and then they are gone."""
        stored = super().put(key, source, **more)
        if key.startswith("crawls/"):
            shutil.rmtree(self.root / "warc")
        return stored


def test_what_a_commit_names_is_put_again_from_the_spool(tmp_path: Path) -> None:
    """Where a file was lost between the last look and the commit, the commit stands, and the spool still has it all."""
    store = Forgetful(tmp_path / "store")
    spooled = Spooled(tmp_path / "spool", store)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    name = BatchName(site="h", crawl_id=spooled.spool.crawl.crawl_id, serial=1, started=NOW)
    with pytest.raises(StoreError, match=r"warc/h.* is gone"):
        spooled.spool.finish()
    (commit,) = list_commits(store, "h")
    shutil.rmtree(store.root / "articles")
    put_missing(spooled.spool.folder, name, commit, store)
    for file in commit.files:
        with store.open(file.key) as stream:
            assert sha256_of_stream(stream) == file.sha256


def test_what_was_left_out_is_accounted_for_in_batches(spooled: Spooled, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many addresses a sitemap named: each once, some in a record, and no batch with all of them."""
    monkeypatch.setattr(module, "MAX_LINES", 4)
    monkeypatch.setattr(module, "ACCOUNTED_AT_ONCE", 2)
    urls = [f"http://h/{number}/" for number in range(7)]
    spooled.spool.account_for(
        Visit(url=url, outcome=Outcome.OVER_BUDGET, fetched_at=NOW, role="listed") for url in urls
    )
    spooled.spool.finish()
    ledgers = list(spooled.ledgers())
    assert [len(ledger) for ledger in ledgers] == [4, 3]
    assert sorted(url for ledger in ledgers for url in ledger) == urls


def test_what_was_learned_is_the_last_record_of_each_file(
    spooled: Spooled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the learner has it by then; whoever publishes a file that was sealed before reads it there."""
    table = Learned(
        blocks=(LearnedBlock(host="h", where="end", sha256="00" * 16, stories=7, seen="2026-11-01", text="Thanks"),)
    )
    monkeypatch.setattr(spooled.spool._learner, "table", lambda: table)
    spooled.spool.note(spooled.write("/2026/11/22/one/"))
    spooled.is_lost = True
    with pytest.raises(LeaseLost):
        spooled.spool.finish()
    (warc,) = spooled.spool.folder.glob("*.warc.gz")
    with warc.open("rb") as stream:
        *others, last = [learned_of(record) for record in read_records(stream, file="w")]
    assert (set(others), last) == ({None}, table)
    given = []
    monkeypatch.setattr("crawler.capture.batch.news_of_batch", lambda *values: given.append(values[-1]) or News([], {}))
    name = BatchName(site="h", crawl_id=spooled.spool.crawl.crawl_id, serial=1, started=NOW)
    publish_sealed(spooled.spool.folder, name, None, MemoryStore(), MemoryBook(), NOW, lambda: None)
    assert given == [table]

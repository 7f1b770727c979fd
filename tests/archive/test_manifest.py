"""Commits and manifests: what a reader of a store may trust."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest

from archive.errors import ManifestError, ObjectConflict
from archive.manifest import (
    BatchCommit,
    CommittedFile,
    CrawlManifest,
    committed_files,
    encode,
    list_commits,
    list_manifests,
    list_sites,
    read_commit,
    read_manifest,
    write_commit,
    write_manifest,
)
from archive.store import Store, open_store, read_object
from archive.store.memory import MemoryStore

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SITE = "127.0.0.1_8712"

COMMIT_BYTES = b"""{
 "crawl_id": "20261123T120000Z-1a2b",
 "created": "2026-11-23T12:00:00Z",
 "files": [
  {
   "count": 24,
   "key": "warc/127.0.0.1_8712/2026/11/a.warc.gz",
   "kind": "warc",
   "sha256": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
   "size": 5
  }
 ],
 "format": 1,
 "serial": 7,
 "site": "127.0.0.1_8712"
}
"""


def file(key: str, kind: str = "warc") -> CommittedFile:
    """A file of five bytes."""
    return CommittedFile(key=key, size=5, sha256="2cf2", kind=kind, count=24)  # type: ignore[arg-type]


def commit(serial: int, *files: CommittedFile, crawl_id: str = "c1", site: str = SITE) -> BatchCommit:
    """A batch of a crawl."""
    return BatchCommit(site=site, crawl_id=crawl_id, serial=serial, files=files, created=NOON)


def manifest(*files: CommittedFile, crawl_id: str = "c1", batches: int = 1) -> CrawlManifest:
    """The account of a crawl."""
    return CrawlManifest(
        site=SITE,
        crawl_id=crawl_id,
        files=files,
        batches=batches,
        versions={"newswarc": "0.1.0", "scrapy": "2.19.0"},
        settings={"NEWS_REQUISITES": True, "DOWNLOAD_DELAY": 0.5, "NEWS_SINCE": None},
        statistics={"archive/records": 24, "finish_reason": "finished"},
        started=NOON,
        finished=NOON + timedelta(minutes=1),
        reason="finished",
        exit_code=0,
    )


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "memory":
        return open_store("memory:")
    opened = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    opened.probe()
    return opened


def test_a_commit_is_these_bytes() -> None:
    """Sorted keys, one value a line, UTC with Z, a newline at the end."""
    stored = msgspec.structs.replace(
        file("warc/127.0.0.1_8712/2026/11/a.warc.gz"),
        sha256="2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    )
    assert encode(commit(7, stored, crawl_id="20261123T120000Z-1a2b")) == COMMIT_BYTES


def test_what_is_written_is_read(store: Store) -> None:
    """Commit and manifest lie where docs/format.md says and come back equal."""
    assert write_commit(store, commit(7, file("warc/a"))).key == "crawls/127.0.0.1_8712/c1/00007.json"
    assert write_manifest(store, manifest(file("warc/a"))).key == "crawls/127.0.0.1_8712/c1.json"
    assert read_commit(store, "crawls/127.0.0.1_8712/c1/00007.json") == commit(7, file("warc/a"))
    assert read_manifest(store, "crawls/127.0.0.1_8712/c1.json") == manifest(file("warc/a"))


def test_a_commit_counts_once(store: Store) -> None:
    """The same commit again is our own retry; another one of that serial is refused."""
    write_commit(store, commit(1, file("warc/a")))
    write_commit(store, commit(1, file("warc/a")))
    with pytest.raises(ObjectConflict, match=r"c1/00001\.json"):
        write_commit(store, commit(1, file("warc/b")))
    assert [batch.files[0].key for batch in list_commits(store, SITE)] == ["warc/a"]


def test_commits_come_in_order_and_from_a_place_on(store: Store) -> None:
    """By crawl id, then by serial as a number; `after` names the last one known."""
    for crawl_id, serial in [("c2", 1), ("c1", 100_000), ("c1", 2), ("c1", 1), ("c1", 99_999)]:
        write_commit(store, commit(serial, crawl_id=crawl_id))
    write_manifest(store, manifest(crawl_id="c1"))
    write_commit(store, commit(1, crawl_id="c0", site="other.example"))
    places = [(batch.crawl_id, batch.serial) for batch in list_commits(store, SITE)]
    assert places == [("c1", 1), ("c1", 2), ("c1", 99_999), ("c1", 100_000), ("c2", 1)]
    later = [(batch.crawl_id, batch.serial) for batch in list_commits(store, SITE, after=("c1", 99_999))]
    assert later == [("c1", 100_000), ("c2", 1)]
    assert [account.crawl_id for account in list_manifests(store, SITE)] == ["c1"]
    assert list_sites(store) == ["127.0.0.1_8712", "other.example"]


def test_only_committed_files_may_be_trusted(store: Store) -> None:
    """A file that lies in the store without a commit is not there; with a manifest, the manifest tells."""
    store.put("warc/orphan", b"hello")
    write_commit(store, commit(1, file("warc/a"), file("articles/a", "articles"), crawl_id="c1"))
    write_commit(store, commit(2, file("warc/b"), crawl_id="c1"))
    write_commit(store, commit(1, file("warc/c"), file("articles/c", "articles"), crawl_id="c2"))
    assert [stored.key for stored in committed_files(store, SITE, "warc")] == ["warc/a", "warc/b", "warc/c"]
    write_manifest(
        store, manifest(file("warc/a"), file("articles/a", "articles"), file("warc/b"), crawl_id="c1", batches=2)
    )
    store.delete("crawls/127.0.0.1_8712/c1/00001.json")
    keys = [stored.key for stored in committed_files(store, SITE)]
    assert keys == ["warc/a", "articles/a", "warc/b", "warc/c", "articles/c"]
    assert list(committed_files(store, "other.example")) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "Input data was truncated"),
        (b"{", "Input data was truncated"),
        (b"\xff\xfe", "JSON is malformed"),
        (b"[]", "Expected `object`"),
        (b'{"format": 2}', "format 2, and this version reads 1"),
        (b'{"format": 1}', "missing required field"),
        (COMMIT_BYTES.replace(b'"serial": 7', b'"serial": 8'), "holds what belongs to crawls/127.0.0.1_8712/"),
        (COMMIT_BYTES.replace(b"12:00:00Z", b"12:00:00"), "timezone"),
        (COMMIT_BYTES.replace(b'"kind": "warc"', b'"kind": "zip"'), "Invalid enum value 'zip'"),
        (COMMIT_BYTES.replace(b'"site": "127.0.0.1_8712"', b'"site": "../x"'), "begins with a dot"),
    ],
)
def test_what_is_no_commit_is_named(data: bytes, message: str) -> None:
    """Damage is an error with the key in it, never half a commit."""
    store = MemoryStore()
    key = "crawls/127.0.0.1_8712/20261123T120000Z-1a2b/00007.json"
    store.put(key, data)
    with pytest.raises(ManifestError) as caught:
        list(list_commits(store, SITE))
    assert str(caught.value).startswith(f"{key}: ")
    assert message in str(caught.value)
    assert caught.value.key == key


def test_a_time_without_zone_is_refused_when_read_and_times_are_kept_to_the_microsecond() -> None:
    """Times always carry their offset and come back equal, whatever zone they were given in."""
    store = MemoryStore()
    moment = datetime(2026, 11, 23, 13, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=1)))
    write_commit(store, msgspec.structs.replace(commit(1), created=moment))
    (read,) = list_commits(store, SITE)
    assert read.created == moment
    assert b"2026-11-23T13:00:00.123456+01:00" in read_object(store, "crawls/127.0.0.1_8712/c1/00001.json")


def test_other_objects_beside_commits_are_passed_over() -> None:
    """What is no NNNNN.json is no commit."""
    store = MemoryStore()
    write_commit(store, commit(1))
    for key in ["crawls/127.0.0.1_8712/c1/notes.txt", "crawls/127.0.0.1_8712/c1/x.json", "crawls/readme.json"]:
        store.put(key, b"")
    assert [batch.serial for batch in list_commits(store, SITE)] == [1]
    assert list_sites(store) == ["127.0.0.1_8712"]


@pytest.mark.parametrize("name", ["a/b", "", "..", "a\nb"])
def test_sites_and_crawl_ids_are_one_part_of_a_key(name: str) -> None:
    """A name cannot lead a commit to another place."""
    with pytest.raises(ValueError, match=r"."):
        write_commit(MemoryStore(), commit(1, crawl_id=name))
    with pytest.raises(ValueError, match=r"."):
        write_commit(MemoryStore(), commit(1, site=name))

"""What every store does alike: one suite over all of them, S3 against a real server."""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from archive.errors import ObjectConflict, ObjectMissing, StoreError
from archive.model import StoredObject
from archive.store import Store, open_store, read_object

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "memory":
        return open_store("memory:")
    opened = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    opened.probe()
    return opened


def test_bytes_come_back_as_they_were_put(store: Store) -> None:
    """What is put can be read, and put tells its size and sha256."""
    assert store.put("a/b.json", b"hello") == StoredObject(key="a/b.json", size=5, sha256=HELLO)
    with store.open("a/b.json") as stream:
        assert stream.read() == b"hello"


def test_a_file_is_put_like_its_bytes(store: Store, tmp_path: Path) -> None:
    """A path as source gives the same object, and the source stays as it was."""
    source = tmp_path / "source.warc.gz"
    source.write_bytes(b"hello")
    assert store.put("w/x.warc.gz", source) == StoredObject(key="w/x.warc.gz", size=5, sha256=HELLO)
    source.unlink()
    assert read_object(store, "w/x.warc.gz") == b"hello"


def test_an_empty_object_is_an_object(store: Store) -> None:
    """No bytes are bytes too."""
    store.put("empty", b"")
    assert read_object(store, "empty") == b""
    stored = store.stat("empty")
    assert stored is not None
    assert stored.size == 0


def test_the_same_bytes_again_are_no_error(store: Store) -> None:
    """A retry after a lost reply succeeds."""
    first = store.put("k", b"hello")
    assert store.put("k", b"hello") == first
    assert [stored.key for stored in store.list()] == ["k"]


def test_other_bytes_are_refused_and_the_first_stay(store: Store) -> None:
    """A stored object never changes."""
    store.put("k", b"hello")
    with pytest.raises(ObjectConflict, match="other bytes"):
        store.put("k", b"jello")
    assert read_object(store, "k") == b"hello"


def test_what_is_given_must_be_there(store: Store) -> None:
    """An object that stands on others is not written where one of them is missing or has another size."""
    there = store.put("a", b"hello")
    for given in (
        StoredObject(key="b", size=5),
        StoredObject(key="a", size=4),
    ):
        with pytest.raises(StoreError, match=f"{given.key} was put there and is gone"):
            store.put("k", b"stands on it", given=[there, given])
    assert store.stat("k") is None
    store.put("k", b"stands on it", given=[there])
    assert read_object(store, "k") == b"stands on it"


def test_a_wrong_sha256_is_refused_before_anything_is_stored(store: Store) -> None:
    """A source that is not what its maker said never becomes an object."""
    with pytest.raises(StoreError, match="the source has sha256 2cf24dba"):
        store.put("k", b"hello", sha256="0" * 64)
    assert store.stat("k") is None


def test_a_source_that_is_missing_is_a_store_error(store: Store, tmp_path: Path) -> None:
    """A spool file that is gone is named, and nothing is stored."""
    with pytest.raises(StoreError, match=r"gone\.warc: No such file"):
        store.put("k", tmp_path / "gone.warc")
    assert store.stat("k") is None


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        (0, None, b"0123456789"),
        (3, None, b"3456789"),
        (3, 4, b"3456"),
        (0, 10, b"0123456789"),
        (8, 10, b"89"),
        (9, 1, b"9"),
        (10, None, b""),
        (99, 5, b""),
        (4, 0, b""),
    ],
)
def test_ranges(store: Store, start: int, length: int | None, expected: bytes) -> None:
    """A range is read as asked, and what lies past the end is empty."""
    store.put("digits", b"0123456789")
    with store.open("digits", start, length) as stream:
        assert stream.read() == expected


def test_a_stream_is_read_piece_by_piece(store: Store) -> None:
    """Reading in small pieces gives the whole, in order."""
    data = bytes(range(256)) * 4096
    store.put("big", data)
    pieces = []
    with store.open("big", 5, len(data) - 10) as stream:
        while piece := stream.read(65_537):
            pieces.append(piece)
    assert len(pieces) == 16
    assert b"".join(pieces) == data[5:-5]


@pytest.mark.parametrize("length", [None, 0, 3])
def test_a_missing_object_is_told_when_opened(store: Store, length: int | None) -> None:
    """open() itself fails, also for an empty range, not the first read."""
    with pytest.raises(ObjectMissing, match="nowhere"):
        store.open("nowhere", 0, length)


def test_stat_knows_the_size(store: Store) -> None:
    """stat() gives the size, a right sha256 if any, and None for what is not there."""
    store.put("k", b"hello")
    stored = store.stat("k")
    assert stored is not None
    assert stored.size == 5
    assert stored.sha256 in (None, HELLO)
    assert store.stat("nowhere") is None
    assert store.stat("k/below") is None


def test_a_listing_is_in_the_order_of_the_bytes(store: Store) -> None:
    """Keys come sorted by their UTF-8 bytes over all folders, as S3 has it."""
    keys = ["c/s/c/1", "c/s/c-2", "c/s/c.json", "c/s/cc", "c/é", "c/s.json", "c/Z", "c/s/ü/x", "a"]
    for key in keys:
        store.put(key, b"")
    expected = ["a", "c/Z", "c/s.json", "c/s/c-2", "c/s/c.json", "c/s/c/1", "c/s/cc", "c/s/ü/x", "c/é"]
    assert [stored.key for stored in store.list()] == expected


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("", ["a/b/c", "a/b/d", "a/bc", "b"]),
        ("a/", ["a/b/c", "a/b/d", "a/bc"]),
        ("a/b", ["a/b/c", "a/b/d", "a/bc"]),
        ("a/b/", ["a/b/c", "a/b/d"]),
        ("a/b/c", ["a/b/c"]),
        ("b/", []),
        ("nowhere/at/all", []),
    ],
)
def test_a_prefix_is_a_prefix_of_the_key(store: Store, prefix: str, expected: list[str]) -> None:
    """It need not end at a slash."""
    for key in ["a/b/c", "a/b/d", "a/bc", "b"]:
        store.put(key, b"12")
    assert [stored.key for stored in store.list(prefix)] == expected
    assert {stored.size for stored in store.list(prefix)} <= {2}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("c/s/2026", ["c/s/2026-a.json", "c/s/2026-a/1", "c/s/2026-a/2", "c/s/2026-b/1", "c/t"]),
        ("c/s/2026-a/1", ["c/s/2026-a/2", "c/s/2026-b/1", "c/t"]),
        ("c/s/2026-b/1", ["c/t"]),
        ("c/u", []),
    ],
)
def test_a_listing_begins_after_a_key(store: Store, after: str, expected: list[str]) -> None:
    """Whether there is an object of that name or not, in whatever folder."""
    for key in ["a/z", "c/s/2025-z/9", "c/s/2026-a.json", "c/s/2026-a/1", "c/s/2026-a/2", "c/s/2026-b/1", "c/t", "d"]:
        store.put(key, b"")
    assert [stored.key for stored in store.list("c/", after=after)] == expected


def test_a_long_listing_is_whole(store: Store) -> None:
    """More objects than a server sends on one page are all listed."""
    for number in range(1005):
        store.put(f"many/{number:04d}", b"")
    assert [stored.key for stored in store.list("many/")] == [f"many/{number:04d}" for number in range(1005)]


def test_delete(store: Store) -> None:
    """A deleted object is gone, deleting it again is no error, and its key is free again."""
    store.put("d/k", b"hello")
    store.delete("d/k")
    store.delete("d/k")
    assert store.stat("d/k") is None
    assert list(store.list()) == []
    store.put("d/k", b"other")
    assert read_object(store, "d/k") == b"other"


@pytest.mark.parametrize(
    "key", ["", "/a", "a/", "a//b", "../a", "a/../b", "a/./b", ".hidden", "a\nb", "a\x00", "a\\b", "x" * 241, "\udcff"]
)
def test_keys_that_could_leave_the_store_are_refused(store: Store, key: str) -> None:
    """Every method refuses a key that is no relative, plain path."""
    for call in (
        lambda: store.put(key, b""),
        lambda: store.open(key),
        lambda: store.stat(key),
        lambda: store.delete(key),
    ):
        with pytest.raises(ValueError, match=r"."):
            call()


@pytest.mark.parametrize(
    "key", ["leases/127.0.0.1_8712/00000001.json", "a b/ü%20.txt", "site=x/crawl_date=2026-11-23/n.gz"]
)
def test_unusual_keys_go_through(store: Store, key: str) -> None:
    """Dots, spaces, equal signs, percent signs and other scripts are plain characters of a key."""
    store.put(key, b"1")
    assert [stored.key for stored in store.list()] == [key]
    assert read_object(store, key) == b"1"


def test_probe_leaves_nothing_and_finds_the_condition(store: Store) -> None:
    """All three kinds write only if absent, and a probe leaves no object."""
    probe = store.probe()
    assert probe.conditional is True
    assert probe.url == store.url
    assert list(store.list()) == []


def test_of_sixteen_writers_one_wins(store: Store) -> None:
    """Sixteen threads put other bytes under one key: one succeeds, and its bytes are whole."""
    barrier = threading.Barrier(16)
    won: list[int] = []

    def write(number: int) -> None:
        barrier.wait()
        try:
            store.put("race", b"%02d" % number * 50_000)
        except ObjectConflict:
            return
        won.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert read_object(store, "race") == b"%02d" % won[0] * 50_000


def test_the_url_opens_the_same_store(store: Store) -> None:
    """What one process stored another finds by the URL."""
    if store.url == "memory:":
        return
    store.put("k", b"hello")
    code = (
        "import sys; from archive.store import open_store, read_object;"
        "print(read_object(open_store(sys.argv[1]), 'k').decode())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, store.url], capture_output=True, text=True, cwd=ROOT, env=dict(os.environ)
    )
    assert run.stdout == "hello\n", run.stderr


def test_a_large_file_is_whole(store: Store, tmp_path: Path) -> None:
    """A file beyond the limit of a single put comes back with the same sha256."""
    source = tmp_path / "large"
    block = hashlib.sha256(b"block").digest() * 32_768
    with source.open("wb") as file:
        for _ in range(70):
            file.write(block)
    stored = store.put("large", source)
    assert stored.size == 73_400_320
    with store.open("large") as stream:
        digest = hashlib.sha256()
        while piece := stream.read(1 << 20):
            digest.update(piece)
    assert digest.hexdigest() == stored.sha256
    assert store.put("large", source) == stored
    other = tmp_path / "other"
    other.write_bytes(b"other")
    with pytest.raises(ObjectConflict):
        store.put("large", other)

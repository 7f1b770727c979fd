"""WACZ packages: what goes in, what the wacz tool says of them, and what spoils one."""

import gzip
import hashlib
import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.__main__ import main
from archive.errors import ArchiveError
from archive.manifest import BatchCommit, CommittedFile, write_commit
from archive.merged_index import sorted_lines
from archive.store import Store, open_store
from archive.store.memory import MemoryStore
from archive.wacz import pack, select

SITE = "news.example"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FIRST = "archive/news.example-20261120T090000Z-aaaa-00001.warc.gz"
SECOND = "archive/news.example-20261122T090000Z-bbbb-00001.warc.gz"

Fill = Callable[[Store], list[BatchCommit]]


def packed(store: Store, path: Path, **chosen: Any) -> zipfile.ZipFile:
    """A package of the chosen batches, opened."""
    pack(store, select(store, SITE, **chosen), path, title="Test", software="newswarc/test", created=NOON)
    return zipfile.ZipFile(path)


def index_lines(package: zipfile.ZipFile) -> list[str]:
    """The index, read as a player reads it: by way of the table, block by block."""
    data = package.read("indexes/index.cdx.gz")
    head, *places = package.read("indexes/index.idx").decode().splitlines()
    assert head == '!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}'
    lines: list[str] = []
    for line in places:
        key, _, text = line.partition("{")
        place = json.loads("{" + text)
        block = data[place["offset"] : place["offset"] + place["length"]]
        assert place["digest"] == f"sha256:{hashlib.sha256(block).hexdigest()}"
        found = gzip.decompress(block).decode().splitlines()
        assert found[0].startswith(key)
        lines += found
    return lines


def response_id(package: zipfile.ZipFile, name: str, path: str) -> str:
    """The id of the response record of a page in one of the WARC files."""
    (found,) = [
        record.rec_headers.get_header("WARC-Record-ID")
        for record in ArchiveIterator(io.BytesIO(package.read(name)))
        if record.rec_type == "response" and record.rec_headers.get_header("WARC-Target-URI").endswith(path)
    ]
    return str(found)


@pytest.fixture(params=["memory", "local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store of each kind."""
    if request.param == "memory":
        return open_store("memory:")
    return open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))


def test_a_site_is_packed_whole(store: Store, fill: Fill, tmp_path: Path) -> None:
    """Both WARC files byte for byte and uncompressed, one index over both, a page an article with its text."""
    commits = fill(store)
    with packed(store, tmp_path / "a.wacz") as package:
        assert package.namelist() == [
            FIRST,
            SECOND,
            "indexes/index.cdx.gz",
            "indexes/index.idx",
            "pages/pages.jsonl",
            "datapackage.json",
            "datapackage-digest.json",
        ]
        for name, commit in zip([FIRST, SECOND], commits, strict=True):
            assert package.getinfo(name).compress_type == zipfile.ZIP_STORED
            assert hashlib.sha256(package.read(name)).hexdigest() == commit.files[0].sha256
        assert package.getinfo("indexes/index.cdx.gz").compress_type == zipfile.ZIP_STORED
        assert [line.partition(" {")[0] for line in index_lines(package)] == [
            "example,news)/bridge 20261120090001",
            "example,news)/bridge 20261122090001",
            "example,news)/dot.png 20261120090002",
            "example,news)/style.css 20261120090003",
            "example,news)/tide 20261122090002",
        ]
        head, *pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]
        assert head == {"format": "json-pages-1.0", "id": "pages", "title": "Articles", "hasText": True}
        ids = [f"<urn:uuid:{page.pop('id')}>" for page in pages]
        assert ids == [response_id(package, FIRST, "/bridge"), response_id(package, SECOND, "/tide")]
        assert pages == [
            {
                "url": "http://news.example/bridge",
                "ts": "2026-11-20T09:00:01Z",
                "title": "Bridge <reopens>",
                "text": "Text of Bridge <reopens>.",
            },
            {
                "url": "http://news.example/tide",
                "ts": "2026-11-22T09:00:02Z",
                "title": "Tide gauge",
                "text": "Text of Tide gauge.",
            },
        ]


def test_the_description_names_every_file_with_its_digest(fill: Fill, tmp_path: Path) -> None:
    """datapackage.json lists all files but itself, and its own digest stands beside it."""
    store = MemoryStore()
    fill(store)
    with packed(store, tmp_path / "a.wacz") as package:
        data = package.read("datapackage.json")
        described = json.loads(data)
        assert {name: described[name] for name in described if name != "resources"} == {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": "Test",
            "created": "2026-11-23T12:00:00Z",
            "software": "newswarc/test",
        }
        assert [resource["path"] for resource in described["resources"]] == package.namelist()[:-2]
        for resource in described["resources"]:
            content = package.read(resource["path"])
            assert resource["bytes"] == len(content)
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert json.loads(package.read("datapackage-digest.json")) == {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        }


def test_every_index_line_finds_its_record(fill: Fill, tmp_path: Path) -> None:
    """Offset and length of a line cut exactly the gzip member of that URL out of the stored WARC file."""
    store = MemoryStore()
    fill(store)
    with packed(store, tmp_path / "a.wacz") as package:
        lines = list(index_lines(package))
        assert len(lines) > 2
        for line in lines:
            fields = json.loads(line[line.index("{") :])
            start, length = int(fields["offset"]), int(fields["length"])
            member = package.read(f"archive/{fields['filename']}")[start : start + length]
            (record,) = ArchiveIterator(io.BytesIO(member))
            assert record.rec_headers.get_header("WARC-Target-URI") == fields["url"]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        ({"crawl_id": "20261120T090000Z-aaaa"}, [FIRST]),
        ({"until": date(2026, 11, 20)}, [FIRST]),
        ({"since": date(2026, 11, 20), "until": date(2026, 11, 22)}, [FIRST, SECOND]),
        ({"crawl_id": "20261122T090000Z-bbbb"}, [SECOND, FIRST]),
        ({"since": date(2026, 11, 21)}, [SECOND, FIRST]),
    ],
)
def test_a_crawl_or_some_days(fill: Fill, tmp_path: Path, chosen: dict[str, Any], names: list[str]) -> None:
    """What is chosen comes, and after it the WARC file that a chosen revisit refers to."""
    store = MemoryStore()
    fill(store)
    with packed(store, tmp_path / "a.wacz", **chosen) as package:
        assert [name for name in package.namelist() if name.startswith("archive/")] == names
        lines = index_lines(package)
        files = {f"archive/{json.loads(line[line.index('{') :])['filename']}" for line in lines}
        assert files == set(names)
        pages = len(package.read("pages/pages.jsonl").splitlines()) - 1
        assert pages == (2 if len(chosen) == 2 else 1)


def test_the_same_choice_gives_the_same_bytes(fill: Fill, tmp_path: Path) -> None:
    """Nothing of the machine or the hour goes in but `created`."""
    store = MemoryStore()
    fill(store)
    for name in ["a.wacz", "b.wacz"]:
        packed(store, tmp_path / name).close()
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_a_long_index_is_cut_into_blocks(tmp_path: Path) -> None:
    """Every 300 lines a new block begins, each to be found by its first key."""
    store = MemoryStore()
    lines = [f'example,news)/{number:04d} 20261123120000 {{"digest": "sha1:A"}}\n' for number in range(700)]
    stored = store.put("index/news.example/a.cdxj", "".join(lines).encode())
    assert stored.sha256 is not None
    file = CommittedFile(key=stored.key, size=stored.size, sha256=stored.sha256, kind="index", count=700)
    write_commit(store, BatchCommit(site=SITE, crawl_id="c", serial=1, files=(file,), created=NOON))
    with packed(store, tmp_path / "a.wacz") as package:
        assert [line + "\n" for line in index_lines(package)] == lines
        keys = [line.partition(" ")[0] for line in package.read("indexes/index.idx").decode().splitlines()[1:]]
        assert keys == ["example,news)/0000", "example,news)/0300", "example,news)/0600"]


def test_more_indexes_than_may_be_open_are_merged_in_rounds(tmp_path: Path) -> None:
    """150 indexes and a local file, all overlapping, give one sorted index with each line once."""
    store = MemoryStore()
    for number in range(150):
        store.put(f"{number}", b"".join(b"%05d x\n" % line for line in range(number, 2000, 7)))
    local = tmp_path / "local.cdxj"
    local.write_bytes(b"00001 x\n99999 x")
    folder = tmp_path / "merge"
    folder.mkdir()
    merged = list(sorted_lines(store, [local, *(str(number) for number in range(150))], folder))
    assert merged == [b"%05d x\n" % line for line in range(2000)] + [b"99999 x\n"]
    assert local.exists()


def test_an_object_that_changed_is_no_package(fill: Fill, tmp_path: Path) -> None:
    """A WARC file that is not the one committed is named, and no file is left."""
    store = MemoryStore()
    commits = fill(store)
    key = commits[0].files[0].key
    store.delete(key)
    store.put(key, b"other bytes")
    with pytest.raises(ArchiveError, match=r"aaaa-00001\.warc\.gz: has sha256 .* but was committed with"):
        packed(store, tmp_path / "a.wacz")
    store.delete(key)
    with pytest.raises(ArchiveError, match="no such object"):
        packed(store, tmp_path / "a.wacz")
    assert list(tmp_path.glob("a.wacz*")) == []


@pytest.mark.skipif(importlib.util.find_spec("wacz") is None, reason="the wacz tool is not installed")
@pytest.mark.parametrize("chosen", [{}, {"crawl_id": "20261122T090000Z-bbbb"}])
def test_the_wacz_tool_finds_nothing_wrong(fill: Fill, tmp_path: Path, chosen: dict[str, Any]) -> None:
    """`wacz validate` passes; it fails on the same package with one byte changed."""
    store = MemoryStore()
    fill(store)
    path = tmp_path / "a.wacz"
    packed(store, path, **chosen).close()
    check = [sys.executable, "-m", "wacz", "validate", "-f", str(path)]
    run = subprocess.run(check, capture_output=True, text=True)
    assert "Validation succeeded, the passed WACZ is valid" in run.stdout, run.stdout + run.stderr
    data = path.read_bytes()
    path.write_bytes(data.replace(b"WACZ" if b"WACZ" in data else b"newswarc/test", b"newswarc/tost", 1))
    run = subprocess.run(check, capture_output=True, text=True)
    assert "Validation succeeded" not in run.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["{store}", "-o", "{out}"], 0, "2 WARC files, 5 captures, 2 pages"),
        (
            ["{store}", "-o", "{out}", "--since", "2026-11-21"],
            0,
            "2 WARC files (1 for the sake of revisits), 5 captures",
        ),
        (["{store}", "-o", "{out}", "--site", "x"], 2, "has no site 'x', but news.example"),
        (
            ["{store}", "-o", "{out}", "--since", "2027-01-01"],
            2,
            "no batch of news.example is of this crawl and of these",
        ),
        (["{empty}", "-o", "{out}"], 2, "holds no site"),
        (["{store}", "-o", "{out}", "--crawl", "20261122T090000Z-bbbb"], 0, "2 WARC files (1 for the sake"),
        (["{store}", "-o", "{out}", "--crawl", "20261122"], 2, "has no batch of a crawl '20261122'"),
        (
            ["{store}", "-o", "{out}", "--since", "2026-12-01", "--until", "2026-11-30"],
            2,
            "--since 2026-12-01 lies after --until 2026-11-30",
        ),
    ],
)
def test_the_command(
    fill: Fill, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, said: str
) -> None:
    """It says what it packed, and in one line what cannot be chosen."""
    fill(open_store(str(tmp_path / "store")))
    (tmp_path / "empty").mkdir()
    names = {"store": str(tmp_path / "store"), "empty": str(tmp_path / "empty"), "out": str(tmp_path / "out.wacz")}
    assert main(["wacz", *(argument.format(**names) for argument in arguments)]) == status
    captured = capsys.readouterr()
    assert said in (captured.out if status == 0 else captured.err)
    assert (tmp_path / "out.wacz").exists() is (status == 0)

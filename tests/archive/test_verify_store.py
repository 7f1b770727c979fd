"""Verification of a whole store: commits, manifests, files, index, articles, revisits; and a break of each."""

import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import BinaryIO

import pytest

from archive.errors import StoreError
from archive.findings import Code, Finding
from archive.manifest import (
    BatchCommit,
    CommittedFile,
    CrawlManifest,
    FileKind,
    commit_key,
    manifest_key,
    write_commit,
    write_manifest,
)
from archive.model import CaptureRef, Exchange, StoredObject
from archive.records import Revisited
from archive.store.local import LocalStore
from archive.verify import Summary, verify_store
from archive.writer import WarcWriter

SITE = "news.example"
STARTED = datetime(2026, 11, 23, 20, 1, 2, 345000, UTC)


class MadeStore:
    """A store of two batches of one crawl on disk, whose files can be broken."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.store = LocalStore(root)

    def make(self, spool: Path) -> None:
        """Write the two batches and the manifest."""
        self.spool = spool
        numbers = count(1)
        self.new_id = lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"
        first = self._batch(1, [("/a", b"hello"), ("/b", b"world")], None)
        original = Revisited(
            record_id=self.refs[0].record_id, url=f"http://{SITE}/a", date=STARTED,
            payload_digest=self.refs[0].payload_digest,
        )  # fmt: skip
        second = self._batch(2, [("/c", b"third")], original)
        write_manifest(
            self.store,
            CrawlManifest(
                site=SITE, crawl_id="20261123T200102Z-a", files=(*first.files, *second.files), batches=2, versions={},
                settings={}, statistics={}, started=STARTED, finished=STARTED, reason="finished", exit_code=0,
            ),
        )  # fmt: skip

    def _batch(self, serial: int, pages: list[tuple[str, bytes]], original: Revisited | None) -> BatchCommit:
        name = f"{SITE}-20261123T200102Z-a-{serial:05d}"
        warc_key = f"warc/{SITE}/2026/11/{name}.warc.gz"
        writer = WarcWriter(
            self.spool / f"{name}.warc.gz", key=warc_key, info=[("software", "newswarc/0")], created=STARTED,
            new_id=self.new_id,
        )  # fmt: skip
        self.refs = []
        lines = []
        for path, body in pages:
            ref = writer.write_exchange(self._exchange(path, body))
            assert ref is not None
            self.refs.append(ref)
            lines.append(self._line(path, ref))
        if original is not None:
            writer.write_revisit(self._exchange("/a", b"hello"), original)
        sealed = writer.seal()
        articles = gzip.compress(b"".join(lines), mtime=0)
        ledger = gzip.compress(b'{"url": "x"}\n', mtime=0)
        parts: list[tuple[FileKind, str, Path | bytes, int]] = [
            ("warc", warc_key, sealed.path, sealed.records),
            ("index", f"index/{SITE}/{name}.cdxj", sealed.cdxj, len(sealed.cdxj.read_text().splitlines())),
            ("articles", f"articles/site={SITE}/crawl_date=2026-11-23/{name}.jsonl.gz", articles, len(lines)),
            ("ledger", f"ledger/{SITE}/{name}.jsonl.gz", ledger, 1),
        ]
        files = []
        for kind, key, source, lines_or_records in parts:
            stored = self.store.put(key, source)
            assert stored.sha256 is not None
            files.append(
                CommittedFile(key=key, size=stored.size, sha256=stored.sha256, kind=kind, count=lines_or_records)
            )
        commit = BatchCommit(
            site=SITE, crawl_id="20261123T200102Z-a", serial=serial, files=tuple(files), created=STARTED
        )
        write_commit(self.store, commit)
        return commit

    def _exchange(self, path: str, body: bytes) -> Exchange:
        return Exchange(
            url=f"http://{SITE}{path}",
            request=f"GET {path} HTTP/1.1\r\n\r\n".encode(),
            response=b"HTTP/1.1 200 OK\r\n\r\n" + body,
            started=STARTED if path == "/a" else STARTED + timedelta(seconds=1),
        )

    def _line(self, path: str, ref: CaptureRef) -> bytes:
        warc = {name: getattr(ref, name) for name in CaptureRef.__struct_fields__}
        return json.dumps({"url": f"http://{SITE}{path}", "headline": "x", "warc": warc}).encode() + b"\n"

    def path(self, kind: str, serial: int = 1) -> Path:
        """The file of a kind in a batch."""
        (found,) = self.root.glob(f"{kind}/**/*-{serial:05d}.*")
        return found

    def rewrite(self, path: Path, data: bytes, *, commit: bool = True) -> None:
        """Put other bytes into a file, as nobody may; with `commit` size and hash in its commit follow."""
        self.replace(path, data)
        if not commit:
            return
        key = path.relative_to(self.root).as_posix()
        for document in sorted(self.root.glob("crawls/**/*.json")):
            fields = json.loads(document.read_text())
            for file in fields["files"]:
                if file["key"] == key:
                    file |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            self.replace(document, json.dumps(fields).encode())

    def replace(self, path: Path, data: bytes) -> None:
        """Put other bytes into a file."""
        path.chmod(0o644)
        path.unlink()
        path.write_bytes(data)

    def edit_articles(self, pattern: str, replacement: str) -> None:
        """Change text in the lines of articles."""
        path = self.path("articles")
        text = gzip.decompress(path.read_bytes()).decode()
        changed = re.sub(pattern, replacement, text, count=1)
        assert changed != text
        self.rewrite(path, gzip.compress(changed.encode(), mtime=0))

    def edit_commit(self, change: Callable[[dict[str, object]], object], *, manifest_too: bool = True) -> None:
        """Change the commit of the first batch, and the manifest alike."""
        keys = [commit_key(SITE, "20261123T200102Z-a", 1)]
        if manifest_too:
            keys.append(manifest_key(SITE, "20261123T200102Z-a"))
        for key in keys:
            fields = json.loads((self.root / key).read_text())
            change(fields)
            self.replace(self.root / key, json.dumps(fields).encode())

    def verify(self, **more: object) -> tuple[list[Finding], Summary]:
        found: list[Finding] = []
        return found, verify_store(self.store, found.append, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound store, made once."""
    store = MadeStore(tmp_path_factory.mktemp("store"))
    store.make(tmp_path_factory.mktemp("spool"))
    return store.root


@pytest.fixture
def made(template: Path, tmp_path: Path) -> MadeStore:
    """A sound store of this test's own."""
    shutil.copytree(template, tmp_path / "store")
    return MadeStore(tmp_path / "store")


def test_the_same_with_several_processes(made: MadeStore) -> None:
    """The WARC files of a store are read at the same time, and what is found stands in the same order."""
    warc = made.path("warc")
    made.rewrite(warc, warc.read_bytes()[:-1])
    findings, summary = made.verify()
    assert Code.TORN in {finding.code for finding in findings}
    assert made.verify(processes=2) == (findings, summary)


class _FailingStore(LocalStore):
    """A store on a server with a fault: opens fail from some moment on, and perhaps everything."""

    away = False

    def open(self, key: str, start: int = 0, length: int | None = None) -> BinaryIO:
        if key.startswith("index/"):
            raise StoreError("no answer", key=key, retryable=True)
        return super().open(key, start, length)

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        if self.away and prefix == "crawls/":
            raise StoreError("the server was not reached", retryable=True)
        return super().list(prefix, after=after)


def test_an_object_that_the_server_does_not_give(made: MadeStore) -> None:
    """It is a finding, and what else the server gives is checked."""
    findings: list[Finding] = []
    summary = verify_store(_FailingStore(made.root), findings.append)
    assert [finding.code for finding in findings if finding.message == "no answer"] == [Code.FILE_UNREADABLE] * 2
    assert summary.records == 10


def test_a_server_that_goes_away_says_nothing_of_the_files(made: MadeStore) -> None:
    """The run ends with the error of the store, and no file is called unreadable."""
    store = _FailingStore(made.root)
    findings: list[Finding] = []

    def go_away(file: str, number: int, total: int) -> None:
        store.away = True

    with pytest.raises(StoreError, match="was not reached"):
        verify_store(store, findings.append, on_progress=go_away)
    assert findings == []


def test_a_sound_store(made: MadeStore) -> None:
    """What our own writers make gives no finding."""
    found, summary = made.verify()
    assert found == []
    assert summary == Summary(files=8, records=10, errors=0, warnings=0)


def drop_index(fields: dict[str, list[dict[str, object]]]) -> None:
    fields["files"] = [file for file in fields["files"] if file["kind"] != "index"]


def count_wrong(fields: dict[str, list[dict[str, object]]]) -> None:
    fields["files"][0]["count"] = 99


def forget_originals(made: MadeStore) -> None:
    """Leave out the first batch altogether, as if it had never been."""
    for kind in ("warc", "index", "articles", "ledger"):
        made.path(kind).unlink()
    (made.root / commit_key(SITE, "20261123T200102Z-a", 1)).unlink()


BREAKS: dict[str, tuple[Code, Callable[[MadeStore], object]]] = {
    "no index": (Code.INDEX_ABSENT, lambda made: made.edit_commit(drop_index)),
    "index of another file": (
        Code.INDEX_ORPHAN,
        lambda made: made.rewrite(
            made.path("index"), made.path("index").read_bytes().replace(b"00001.warc", b"00009.warc")
        ),
    ),
    "empty index": (Code.INDEX_MISSES, lambda made: made.rewrite(made.path("index"), b"")),
    "article is no JSON": (Code.ARTICLE_LINE, lambda made: made.edit_articles(r"\{", "[")),
    "article without pointer": (Code.ARTICLE_LINE, lambda made: made.edit_articles("warc", "wrac")),
    "article of another place": (Code.ARTICLE_POINTER, lambda made: made.edit_articles(r'"offset": ', '"offset": 1')),
    "article of another length": (Code.ARTICLE_POINTER, lambda made: made.edit_articles(r'"length": ', '"length": 1')),
    "article of another record": (Code.ARTICLE_POINTER, lambda made: made.edit_articles("0000-4000", "0000-4001")),
    "article of another payload": (Code.ARTICLE_POINTER, lambda made: made.edit_articles("sha1:.", "sha1:7")),
    "article of another address": (Code.ARTICLE_POINTER, lambda made: made.edit_articles("/a", "/z")),
    "article of another file": (Code.ARTICLE_POINTER, lambda made: made.edit_articles(r"00001\.warc", "00009.warc")),
    "articles not packed": (Code.FILE_UNREADABLE, lambda made: made.rewrite(made.path("articles"), b"plain\n")),
    "articles torn": (
        Code.FILE_UNREADABLE,
        lambda made: made.rewrite(made.path("articles"), made.path("articles").read_bytes()[:-9]),
    ),
    "commit is no JSON": (
        Code.MANIFEST,
        lambda made: made.replace(made.root / commit_key(SITE, "20261123T200102Z-a", 1), b"{"),
    ),
    "file gone": (Code.FILE_ABSENT, lambda made: made.path("ledger").unlink()),
    "file longer": (
        Code.FILE_SIZE,
        lambda made: made.rewrite(made.path("ledger"), made.path("ledger").read_bytes() + b"\0", commit=False),
    ),
    "file changed": (
        Code.FILE_SHA256,
        lambda made: made.rewrite(
            made.path("index"), made.path("index").read_bytes().replace(b"200", b"201"), commit=False
        ),
    ),
    "wrong count": (Code.FILE_COUNT, lambda made: made.edit_commit(count_wrong)),
    "file of nobody": (Code.FILE_UNLISTED, lambda made: made.store.put("warc/news.example/left.warc.gz", b"x")),
    "manifest differs": (Code.MANIFEST_DIFFERS, lambda made: made.edit_commit(count_wrong, manifest_too=False)),
    "original gone": (Code.REVISIT, forget_originals),
    "damaged record": (
        Code.GZIP,
        lambda made: made.rewrite(made.path("warc"), made.path("warc").read_bytes()[:-8] + bytes(8), commit=False),
    ),
}


@pytest.mark.parametrize(("code", "break_it"), BREAKS.values(), ids=BREAKS.keys())
def test_each_break_is_found(made: MadeStore, code: Code, break_it: Callable[[MadeStore], object]) -> None:
    """What is broken on purpose is found under its code."""
    break_it(made)
    assert code in {finding.code for finding in made.verify()[0]}


def test_a_file_cut_between_two_members(made: MadeStore) -> None:
    """Whole members that are missing at the end leave a sound file; only the commit shows the loss."""
    path = made.path("warc", 2)
    data = path.read_bytes()
    last = data.rindex(b"\x1f\x8b\x08")
    made.rewrite(path, data[:last], commit=False)
    codes = {finding.code for finding in made.verify()[0]}
    assert {Code.FILE_SIZE, Code.FILE_SHA256, Code.FILE_COUNT, Code.INDEX_ORPHAN} <= codes
    assert not codes & {Code.TORN, Code.GZIP, Code.GARBAGE}


def test_ids_are_compared_across_files(made: MadeStore) -> None:
    """In a store no two files may hold the same record."""
    made.rewrite(made.path("warc", 2), made.path("warc", 1).read_bytes())
    assert Code.ID_REPEATED in {finding.code for finding in made.verify()[0]}


def test_a_sample_reads_some_batches(made: MadeStore) -> None:
    """Half of the batches are read, the same half for the same seed, and what they point to elsewhere is no error."""
    for seed in range(6):
        found, summary = made.verify(sample=0.5, seed=seed)
        assert summary.files == 4
        assert summary.errors == 0
        assert found == made.verify(sample=0.5, seed=seed)[0]
    assert {made.verify(sample=0.5, seed=seed)[1].records for seed in range(6)} == {5}


def test_a_sample_still_counts_files(made: MadeStore) -> None:
    """Files of batches that are not read must be there all the same."""
    made.path("ledger", 1).unlink()
    made.path("ledger", 2).unlink()
    found, _ = made.verify(sample=0.5)
    assert [finding.code for finding in found] == [Code.FILE_ABSENT, Code.FILE_ABSENT]


def test_progress(made: MadeStore) -> None:
    """Each file is announced with its number before it is read."""
    told: list[tuple[int, int]] = []
    made.verify(on_progress=lambda file, number, total: told.append((number, total)))
    assert told == [(number, 8) for number in range(1, 9)]

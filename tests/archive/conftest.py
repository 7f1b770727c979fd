"""A small store made by hand: two crawls of one site, the second one with a revisit of the first."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import count
from pathlib import Path

import pytest

from archive.manifest import BatchCommit, CommittedFile, FileKind, write_commit
from archive.model import CaptureRef, Exchange
from archive.records import Revisited
from archive.store import Store
from archive.writer import WarcWriter

SITE = "news.example"
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def page(headline: str) -> bytes:
    """The response of an article page, with a style sheet and a picture of its site and a picture that nobody kept."""
    body = (
        f"<!doctype html><html><head><title>{escape(headline)}</title><link rel='stylesheet' href='/style.css'></head>"
        f"<body><h1>{escape(headline)}</h1><p>Text.</p><img id='kept' src='/dot.png'>"
        "<img id='lost' src='http://elsewhere.example/lost.png'></body></html>"
    ).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
STYLE = b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: 25\r\n\r\nh1 { color: rgb(1,2,3); }"
PICTURE = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n%s" % (len(PNG), PNG)


class Batch:
    """One batch under way: a WARC file and article lines."""

    def __init__(self, folder: Path, crawl_id: str, started: datetime, new_id: Callable[[], str]) -> None:
        self.name = f"{SITE}-{crawl_id}-00001"
        self.crawl_id = crawl_id
        self.time = started
        self.lines: list[bytes] = []
        self._folder = folder
        self.writer = WarcWriter(
            folder / f"{self.name}.warc.gz",
            key=f"warc/{SITE}/{started:%Y/%m}/{self.name}.warc.gz",
            info=[("software", "test")],
            created=started,
            new_id=new_id,
        )

    def exchange(self, path: str, response: bytes) -> Exchange:
        """An exchange one second after the last one."""
        self.time += timedelta(seconds=1)
        request = f"GET {path} HTTP/1.1\r\nHost: {SITE}\r\n\r\n".encode()
        return Exchange(url=f"http://{SITE}{path}", request=request, response=response, started=self.time)

    def add_article(self, path: str, headline: str, ref: CaptureRef) -> None:
        """The line of an article page."""
        line = {
            "id": path,
            "url": f"http://{SITE}{path}",
            "headline": headline,
            "section": None,
            "date_published": "2026-11-20",
            "fetched_at": f"{self.time:%Y-%m-%dT%H:%M:%SZ}",
            "body": f"Text of {headline}.",
            "warc": {name: getattr(ref, name) for name in CaptureRef.__struct_fields__},
        }
        self.lines.append(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def commit(self, store: Store) -> BatchCommit:
        """Seal and publish it in the right order."""
        sealed = self.writer.seal()
        articles = gzip.compress(b"".join(self.lines), mtime=0)
        parts: list[tuple[FileKind, str, Path | bytes, int]] = [
            ("warc", self.writer.key, sealed.path, sealed.records),
            ("index", f"index/{SITE}/{self.name}.cdxj", sealed.cdxj, len(sealed.cdxj.read_text().splitlines())),
            (
                "articles",
                f"articles/site={SITE}/crawl_date={self.time:%Y-%m-%d}/{self.name}.jsonl.gz",
                articles,
                len(self.lines),
            ),
        ]
        files = []
        for kind, key, source, lines in parts:
            stored = store.put(key, source)
            assert stored.sha256 is not None
            files.append(CommittedFile(key=key, size=stored.size, sha256=stored.sha256, kind=kind, count=lines))
        commit = BatchCommit(site=SITE, crawl_id=self.crawl_id, serial=1, files=tuple(files), created=self.time)
        write_commit(store, commit)
        return commit


@pytest.fixture
def fill(tmp_path: Path) -> Callable[[Store], list[BatchCommit]]:
    """A function that puts the two crawls into a store and returns their commits."""

    def fill_store(store: Store) -> list[BatchCommit]:
        spool = tmp_path / "spool-of-the-test"
        spool.mkdir(exist_ok=True)
        numbers = count(1)

        def new_id() -> str:
            return f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"

        first = Batch(spool, "20261120T090000Z-aaaa", MORNING, new_id)
        bridge = first.exchange("/bridge", page("Bridge <reopens>"))
        ref = first.writer.write_exchange(bridge)
        assert ref is not None
        original = Revisited(
            record_id=ref.record_id, url=bridge.url, date=bridge.started, payload_digest=ref.payload_digest
        )
        first.add_article("/bridge", "Bridge <reopens>", ref)
        first.writer.write_exchange(first.exchange("/dot.png", PICTURE))
        first.writer.write_exchange(first.exchange("/style.css", STYLE))

        second = Batch(spool, "20261122T090000Z-bbbb", MORNING + timedelta(days=2), new_id)
        second.writer.write_revisit(second.exchange("/bridge", bridge.response), original)
        ref = second.writer.write_exchange(second.exchange("/tide", page("Tide gauge")))
        assert ref is not None
        second.add_article("/tide", "Tide gauge", ref)
        return [first.commit(store), second.commit(store)]

    return fill_store

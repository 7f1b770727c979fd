"""The index: line for line what cdxj-indexer writes, sorted and merged."""

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from archive.cdxj import index_warc, merge_sorted
from archive.errors import WarcError
from archive.model import Exchange
from archive.records import Revisited
from archive.writer import WarcWriter

STARTED = datetime(2026, 11, 23, 20, 1, 2, 345000, UTC)
ANSWERS = {
    "http://news.example/plain": b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>",
    "https://news.example/a/b?z=1&a=2": b"HTTP/1.1 404 Not Found\r\ncontent-type:text/plain\r\n\r\nno",
    "http://www.news.example/no-type": b"HTTP/1.1 200 OK\r\n\r\nx",
    "http://news.example/moved": b"HTTP/1.1 301 Moved\r\nLocation: /plain\r\nContent-Length: 0\r\n\r\n",
    "http://news.example/empty": b"HTTP/1.0 204 No Content\r\n\r\n",
    "http://news.example/packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    + gzip.compress(b"x" * 99, mtime=0),
    "http://news.example/%C3%BC/%7E": b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
    "http://news.example/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
}


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A file of ours with every kind of record."""
    numbers = count(1)
    writer = WarcWriter(
        tmp_path / "a.warc.gz",
        key="warc/x/a.warc.gz",
        info=[("software", "test")],
        created=STARTED,
        new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}",
    )
    for number, (url, response) in enumerate(ANSWERS.items()):
        exchange = Exchange(
            url=url,
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=response,
            started=STARTED + timedelta(seconds=number),
            interim=b"HTTP/1.1 103 Early\r\n\r\n" if number == 1 else b"",
        )
        ref = writer.write_exchange(exchange)
        assert ref is not None
        writer.write_metadata([("via", "http://news.example/")], url=url, refers_to=ref.record_id, date=STARTED)
        of = Revisited(record_id=ref.record_id, url=url, date=exchange.started, payload_digest=ref.payload_digest)
        writer.write_revisit(exchange, of)
    writer.write_exchange(
        Exchange(url="http://news.example/gone", request=b"GET / HTTP/1.1\r\n\r\n", response=b"", started=STARTED)
    )
    return writer.seal().path


def oracle(path: Path) -> list[str]:
    """The lines of cdxj-indexer, in file order; in a process of its own, since it leaves files open."""
    code = "import sys; from cdxj_indexer.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-W", "ignore", "-c", code, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def ours(path: Path) -> list[str]:
    with path.open("rb") as stream:
        return list(index_warc(stream, path.name))


def test_our_files_line_for_line(warc: Path) -> None:
    """Every line is the oracle's, revisits included; requests and notes of the crawl have none."""
    lines = ours(warc)
    assert lines == oracle(warc)
    assert len(lines) == 2 * len(ANSWERS)


FOREIGN = {
    "no digest": ("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhello", "application/http"),
    "dns": ("response", b"20200203040506\na.example. 60 IN A 192.0.2.1\n", "text/dns"),
    "resource": ("resource", b"%PDF", "application/pdf; x=y"),
    "note": ("metadata", b"{}", "application/json"),
    "fields": ("metadata", b"a: b\r\n", "application/warc-fields"),
    "empty revisit": ("revisit", b"", "application/http"),
    "empty response": ("response", b"", "application/http"),
}


@pytest.mark.parametrize("pack", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize(("kind", "block", "content_type"), FOREIGN.values(), ids=FOREIGN.keys())
def test_foreign_records_line_for_line(tmp_path: Path, kind: str, block: bytes, content_type: str, pack: bool) -> None:
    """Records as other programs write them, compressed or not, have the oracle's lines as well."""
    url = "dns:a.example" if content_type == "text/dns" else "http://a.example/x y"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    record = head.encode() + block + b"\r\n\r\n"
    path = tmp_path / ("a.warc.gz" if pack else "a.warc")
    path.write_bytes(gzip.compress(record) * 2 if pack else record * 2)
    assert ours(path) == oracle(path)


def test_chunked_digest_is_that_of_the_standard() -> None:
    """Where a record states no digest we leave the chunk framing out of it, as ISO 28500 says; the oracle does not."""
    block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
        f"WARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    (line,) = index_warc(io.BytesIO(gzip.compress(head.encode() + block + b"\r\n\r\n")), "a.warc.gz")
    assert json.loads(line.split(" ", 2)[2])["digest"] == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def test_a_damaged_file_gives_its_lines_first(warc: Path) -> None:
    """The lines of whole records come, then the error."""
    data = warc.read_bytes()
    lines: list[str] = []
    with pytest.raises(WarcError):
        lines.extend(index_warc(io.BytesIO(data[:-5]), "a.warc.gz"))
    assert len(lines) == 2 * len(ANSWERS)


def test_records_that_share_a_member_have_no_line() -> None:
    """What cannot be read on its own is of no use in an index."""
    record = (
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\nWARC-Date: 2020-02-03T04:05:06Z\r\n"
        b"WARC-Target-URI: http://a.example/\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    assert len(list(index_warc(io.BytesIO(gzip.compress(record * 2)), "a.warc.gz"))) == 1


def test_merged_indexes_are_sorted_and_without_doubles() -> None:
    """Lines of several sorted indexes come in order, each once."""
    merged = merge_sorted([["a 1", "c 1"], ["a 1", "b 1"], [], ["c 0"]])
    assert list(merged) == ["a 1", "b 1", "c 0", "c 1"]

"""Writing WARC files: places, sealing, resuming, full disks and kills."""

import errno
import hashlib
import io
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from archive.cdxj import index_warc
from archive.mend import cut_torn
from archive.model import Exchange
from archive.reader import read_capture_at, read_captures, read_records
from archive.records import Revisited
from archive.writer import WarcWriter, WriteError, cdxj_path

KEY = "warc/news.example/2026/11/batch.warc.gz"
CREATED = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def ids(start: int = 1) -> Callable[[], str]:
    numbers = count(start)
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"


def exchange(path: str = "/", body: bytes = b"hello", **more: object) -> Exchange:
    fields: dict[str, object] = {
        "url": f"http://news.example{path}",
        "request": f"GET {path} HTTP/1.1\r\nHost: news.example\r\n\r\n".encode(),
        "response": b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body,
        "started": datetime(2026, 11, 23, 20, 1, 2, 345000, UTC),
    }
    return Exchange(**(fields | more))  # type: ignore[arg-type]


def open_writer(folder: Path, **more: object) -> WarcWriter:
    fields: dict[str, object] = {"key": KEY, "info": [("software", "test")], "created": CREATED, "new_id": ids()}
    return WarcWriter(folder / "batch.warc.gz", **(fields | more))  # type: ignore[arg-type]


def test_a_reference_leads_to_the_record(tmp_path: Path) -> None:
    """Offset and length of the reference are those of the response's gzip member."""
    writer = open_writer(tmp_path)
    writer.write_exchange(exchange("/one"))
    ref = writer.write_exchange(exchange("/two", b"second"))
    assert ref is not None
    sealed = writer.seal()
    with sealed.path.open("rb") as stream:
        stream.seek(ref.offset)
        capture = read_capture_at(stream, ref.offset, ref.length, KEY)
    assert capture.ref == ref
    assert capture.exchange.response.endswith(b"\r\n\r\nsecond")
    assert ref.file == KEY
    assert ref.payload_digest == "sha1:GUXXQKNCHBFQAHGBFMGCME6HKZCUUH3K"


def test_only_whole_members_are_written_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The records of one exchange go out in one write, the request first and the response last."""
    writes: list[bytes] = []
    real = os.write

    def spy(fd: int, data: bytes) -> int:
        writes.append(bytes(data))
        return real(fd, data)

    writer = open_writer(tmp_path)
    monkeypatch.setattr(os, "write", spy)
    writer.write_exchange(exchange(interim=b"HTTP/1.1 103 Early\r\n\r\n"))
    kinds = [record.type for record in read_records(io.BytesIO(writes[0]), file="x")]
    assert len(writes) == 1
    assert kinds == ["request", "metadata", "response"]


def test_no_response_gives_no_reference(tmp_path: Path) -> None:
    """Without a response there is nothing to point at, but the request is kept."""
    writer = open_writer(tmp_path)
    assert writer.write_exchange(exchange(response=b"")) is None
    sealed = writer.seal()
    kinds = [record.type for record in read_records(io.BytesIO(sealed.path.read_bytes()), file="x")]
    assert kinds == ["warcinfo", "request", "metadata"]


def test_metadata_belongs_to_its_record(tmp_path: Path) -> None:
    """Notes of the crawl name the record that they are about, twice."""
    writer = open_writer(tmp_path)
    ref = writer.write_exchange(exchange())
    assert ref is not None
    writer.write_metadata(
        [("via", "http://news.example/")], url="http://news.example/", refers_to=ref.record_id, date=CREATED
    )
    note = list(read_records(io.BytesIO(writer.seal().path.read_bytes()), file="x"))[-1]
    assert note.type == "metadata"
    assert note.headers.get("WARC-Refers-To") == f"<{ref.record_id}>"
    assert note.headers.get("WARC-Concurrent-To") == f"<{ref.record_id}>"
    assert note.headers.get("Content-Type") == "application/warc-fields"
    assert note.block == b"via: http://news.example/\r\n"


def test_open_files_carry_open(tmp_path: Path) -> None:
    """A file that grows has another name than a sealed one, and the index is there before the sealed name."""
    writer = open_writer(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["batch.warc.gz.open"]
    sealed = writer.seal()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["batch.cdxj", "batch.warc.gz"]
    assert sealed.cdxj == tmp_path / "batch.cdxj"


def test_what_sealing_tells(tmp_path: Path) -> None:
    """Size, SHA-256 and number of records are those of the file."""
    writer = open_writer(tmp_path)
    writer.write_exchange(exchange())
    sealed = writer.seal()
    data = sealed.path.read_bytes()
    assert sealed.size == len(data) == writer.size
    assert sealed.sha256 == hashlib.sha256(data).hexdigest()
    assert sealed.records == 3


def test_the_index_is_that_of_the_file(tmp_path: Path) -> None:
    """The lines kept while writing are those that reading the file gives, sorted."""
    writer = open_writer(tmp_path)
    ref = writer.write_exchange(exchange("/z?b=2&a=1"))
    assert ref is not None
    writer.write_exchange(exchange("/A", b"x" * 100_000))
    original = Revisited(
        record_id=ref.record_id,
        url="http://news.example/z?b=2&a=1",
        date=CREATED,
        payload_digest=ref.payload_digest,
    )
    writer.write_revisit(exchange("/z?b=2&a=1"), original)
    sealed = writer.seal()
    lines = sealed.cdxj.read_text().splitlines()
    assert lines == sorted(index_warc(io.BytesIO(sealed.path.read_bytes()), "batch.warc.gz"))
    assert [line.split(" ")[0] for line in lines] == [
        "example,news)/a",
        "example,news)/z?a=1&b=2",
        "example,news)/z?a=1&b=2",
    ]


def test_opening_again_is_refused_unless_resuming(tmp_path: Path) -> None:
    """Two writers of one file would ruin it."""
    open_writer(tmp_path)
    with pytest.raises(FileExistsError):
        open_writer(tmp_path)


@pytest.mark.parametrize("torn", [b"", b"\x1f\x8b\x08\x00\x00", bytes(5000)])
def test_resuming_goes_on_after_the_last_whole_record(tmp_path: Path, torn: bytes) -> None:
    """A torn end is cut off; size, count, hash and index cover what was there before."""
    writer = open_writer(tmp_path)
    first = writer.write_exchange(exchange("/one"))
    assert first is not None
    whole = writer.size
    writer.close()
    with (tmp_path / "batch.warc.gz.open").open("ab") as stream:
        stream.write(torn)
    writer = open_writer(tmp_path, resume=True, new_id=ids(100))
    assert writer.size == whole
    second = writer.write_exchange(exchange("/two"))
    assert second is not None
    assert second.offset > first.offset
    sealed = writer.seal()
    assert sealed.records == 5
    assert sealed.sha256 == hashlib.sha256(sealed.path.read_bytes()).hexdigest()
    assert [capture.ref for capture in read_captures(io.BytesIO(sealed.path.read_bytes()), file=KEY)] == [first, second]
    assert len(sealed.cdxj.read_text().splitlines()) == 2
    records = list(read_records(io.BytesIO(sealed.path.read_bytes()), file="x"))
    assert {record.headers.get("WARC-Warcinfo-ID") for record in records[1:]} == {f"<{records[0].id}>"}


def test_resuming_a_file_without_a_whole_record_begins_anew(tmp_path: Path) -> None:
    """A kill during the very first write leaves nothing worth keeping."""
    (tmp_path / "batch.warc.gz.open").write_bytes(b"\x1f\x8b\x08\x00rubbish")
    sealed = open_writer(tmp_path, resume=True).seal()
    assert [record.type for record in read_records(io.BytesIO(sealed.path.read_bytes()), file="x")] == ["warcinfo"]


def test_a_failed_write_leaves_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk takes a part of a record and then no more, that part is cut off again."""
    real = os.write
    writer = open_writer(tmp_path)
    ref = writer.write_exchange(exchange("/kept"))
    size = writer.size
    room = [100]

    def nearly_full(fd: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = real(fd, data[: room[0]])
        room[0] = 0
        return written

    monkeypatch.setattr(os, "write", nearly_full)
    with pytest.raises(WriteError, match="No space left on device"):
        writer.write_exchange(exchange("/lost"))
    assert (tmp_path / "batch.warc.gz.open").stat().st_size == size
    monkeypatch.setattr(os, "write", real)
    sealed = writer.seal()
    assert [capture.ref for capture in read_captures(io.BytesIO(sealed.path.read_bytes()), file=KEY)] == [ref]
    assert sealed.sha256 == hashlib.sha256(sealed.path.read_bytes()).hexdigest()


def test_a_real_limit_of_the_file_system(tmp_path: Path) -> None:
    """A process whose files may not grow further fails loudly, and the file still ends with a whole record."""
    script = f"""
import resource, signal, sys
sys.path.insert(0, {str(Path.cwd())!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
import random
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from archive.errors import ArchiveError
from archive.model import Exchange
from archive.writer import WarcWriter
numbers = count()
writer = WarcWriter(Path({str(tmp_path)!r}) / "a.warc.gz", key="a.warc.gz", info=[], created=datetime.now(UTC),
                    new_id=lambda: f"urn:x:{{next(numbers)}}")
try:
    for number in range(100):
        writer.write_exchange(Exchange(url="http://a.example/", request=b"GET / HTTP/1.1\\r\\n\\r\\n",
            response=b"HTTP/1.1 200 OK\\r\\n\\r\\n" + random.Random(number).randbytes(3000), started=datetime.now(UTC)))
except ArchiveError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "File too large" in run.stdout
    left = tmp_path / "a.warc.gz.open"
    assert 10_000 < left.stat().st_size <= 20_000
    assert cut_torn(left).cut_bytes == 0


@pytest.mark.parametrize("seed", range(5))
def test_kill_while_writing(tmp_path: Path, seed: int) -> None:
    """Killed at any moment, every reference that was handed out leads to its record after mending."""
    script = f"""
import sys
sys.path.insert(0, {str(Path.cwd())!r})
import random
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from archive.model import Exchange
from archive.writer import WarcWriter
numbers = count()
writer = WarcWriter(Path({str(tmp_path)!r}) / "a.warc.gz", key="a.warc.gz", info=[], created=datetime.now(UTC),
                    new_id=lambda: f"urn:x:{{next(numbers)}}")
for number in count():
    ref = writer.write_exchange(Exchange(url=f"http://a.example/{{number}}", request=b"GET / HTTP/1.1\\r\\n\\r\\n",
        response=b"HTTP/1.1 200 OK\\r\\n\\r\\n" + random.Random(number).randbytes(200_000), started=datetime.now(UTC)))
    print(ref.offset, ref.length, ref.record_id, flush=True)
"""
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [child.stdout.readline() for _ in range(3 + seed)]
    child.kill()
    told += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    path = tmp_path / "a.warc.gz.open"
    cut_torn(path)
    with path.open("rb") as stream:
        found = {capture.ref.record_id: capture.ref for capture in read_captures(stream, file="a.warc.gz")}
    for offset, length, record_id in (line.split() for line in told if line.endswith("\n")):
        assert (found[record_id].offset, found[record_id].length) == (int(offset), int(length))


def test_index_beside_the_warc() -> None:
    """The index has the name of the file with another suffix."""
    assert cdxj_path(Path("/spool/a.b.warc.gz")) == Path("/spool/a.b.cdxj")


def test_memory_of_a_large_body(tmp_path: Path) -> None:
    """Writing a large body takes a few copies of it for a moment, and none stays."""
    writer = open_writer(tmp_path)
    large = exchange(body=bytes(16 << 20))
    tracemalloc.start()
    try:
        for _ in range(3):
            writer.write_exchange(large)
        now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now < 1 << 20
    assert most < 70 << 20

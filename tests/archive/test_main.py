"""python -m archive: what each command prints, and its exit status."""

import gzip
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from archive.__main__ import COMMANDS, main
from archive.cdxj import index_warc
from archive.manifest import BatchCommit
from archive.model import Exchange
from archive.store import Store, open_store
from archive.store.local import LocalStore
from archive.writer import WarcWriter

STARTED = datetime(2026, 11, 23, 20, 1, 2, 345000, UTC)
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"%x\r\n%b\r\n0\r\n\r\n"
)


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A sealed file of two exchanges, with its index beside it."""
    numbers = count(1)
    writer = WarcWriter(
        tmp_path / "a.warc.gz", key="warc/x/a.warc.gz", info=[("software", "newswarc/0")], created=STARTED,
        new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}",
    )  # fmt: skip
    for path in ("/b", "/a"):
        body = gzip.compress(b"<h1>" + path.encode())
        writer.write_exchange(
            Exchange(url=f"http://news.example{path}", request=b"GET / HTTP/1.1\r\n\r\n",
                     response=PAGE % (len(body), body), started=STARTED)
        )  # fmt: skip
    return writer.seal().path


def test_verify_a_sound_file(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing wrong: one line with the numbers, the index beside the file included, status 0."""
    assert main(["verify", str(warc)]) == 0
    assert capsys.readouterr().out == "2 files, 5 records: 0 errors, 0 warnings\n"


def test_verify_a_torn_file(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong stands on lines with code, file and place, and the status is 1."""
    warc.write_bytes(warc.read_bytes()[:-1])
    assert main(["verify", str(warc)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"error: torn {warc}:")
    assert lines[1].startswith(f"error: index-orphan {warc.with_name('a.cdxj')}:1: ")
    assert lines[-1] == "2 files, 4 records: 2 errors, 0 warnings"


def test_verify_as_json(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is a document, the last one the summary."""
    warc.write_bytes(warc.read_bytes()[:-1])
    assert main(["verify", "--json", str(warc)]) == 1
    first, *_, last = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first["severity"], first["code"], first["file"]) == ("error", "torn", str(warc))
    assert last == {"files": 2, "records": 4, "errors": 2, "warnings": 0}


def test_verify_quietly(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without errors nothing is said."""
    assert main(["verify", "--quiet", str(warc)]) == 0
    assert capsys.readouterr().out == ""


def test_verify_a_store(
    tmp_path: Path, fill: Callable[[Store], list[BatchCommit]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that a crawl wrote is checked as a store."""
    fill(LocalStore(tmp_path / "store"))
    assert main(["verify", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().out == "6 files, 12 records: 0 errors, 0 warnings\n"
    assert main(["verify", "--sample", "50%", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().out.startswith("3 files, ")


def test_a_store_in_a_bucket(
    s3_url: str, fill: Callable[[Store], list[BatchCommit]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Every command reads a bucket as it reads a folder."""
    commits = fill(open_store(s3_url))
    warc, index = (commits[0].files[number].key for number in (0, 1))
    assert main(["verify", s3_url]) == 0
    assert capfdbinary.readouterr().out == b"6 files, 12 records: 0 errors, 0 warnings\n"
    assert main(["ls", f"{s3_url}/{warc}", "--type", "response"]) == 0
    assert capfdbinary.readouterr().out.count(b"\n") == 3
    assert main(["index", f"{s3_url}/{warc}"]) == 0
    with open_store(s3_url).open(index) as stream:
        assert capfdbinary.readouterr().out == stream.read()
    assert main(["show", f"{s3_url}/{warc}#0", "--block"]) == 0
    assert capfdbinary.readouterr().out == b"software: test\r\n"


def test_a_bucket_that_is_not_there(s3_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A store that cannot be read is one line and status 3."""
    assert main(["verify", s3_url.replace("s3://", "s3://no-such-")]) == 3
    captured = capsys.readouterr()
    assert captured.err.startswith("error: ")
    assert captured.err.count("\n") == 1


def test_a_place_in_a_bucket_that_holds_nothing(s3_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped prefix is no sound store."""
    assert main(["verify", f"{s3_url}/mistyped"]) == 3
    assert "nothing to verify here" in capsys.readouterr().err


def test_progress_on_a_terminal(warc: Path) -> None:
    """On a terminal the file that is read is shown, and wiped before the result."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "archive", "verify", str(warc)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=follower, check=True, text=True)
    os.close(follower)
    shown = os.read(leader, 10_000).decode()
    os.close(leader)
    assert run.stdout == "2 files, 5 records: 0 errors, 0 warnings\n"
    assert f"1/2 {warc}"[-100:] in shown
    assert shown.endswith("\r\x1b[K")


def test_ls(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a record: place, length, type, date, status, media type, address, id."""
    assert main(["ls", str(warc), "--type", "response"]) == 0
    first, second = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert first[2:] == [
        "response",
        "2026-11-23T20:01:02.345Z",
        "200",
        "text/html",
        "http://news.example/b",
        "urn:uuid:00000000-0000-4000-8000-000000000003",
    ]
    assert second[6] == "http://news.example/a"


def test_ls_keeps_the_terminal_safe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters of a foreign file do not reach the terminal."""
    path = tmp_path / "a.warc"
    path.write_bytes(
        b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\x1b[2J\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    )
    assert main(["ls", str(path)]) == 0
    assert "http://a/\\x1b[2J" in capsys.readouterr().out


def test_ls_of_a_damaged_file(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is whole is listed, then one line says where the file is damaged, and the status is 3."""
    warc.write_bytes(warc.read_bytes()[:-1])
    assert main(["ls", str(warc)]) == 3
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 4
    assert captured.err.startswith(f"error: {warc} at byte ")


@pytest.mark.parametrize(
    ("option", "begin", "end"),
    [
        (None, b"WARC/1.1\r\nWARC-Type: response\r\n", b"0\r\n\r\n"),
        ("--block", b"HTTP/1.1 200 OK\r\n", b"0\r\n\r\n"),
        ("--payload", b"<h1>/b", b"<h1>/b"),
    ],
)
def test_show(
    warc: Path, capfdbinary: pytest.CaptureFixture[bytes], option: str | None, begin: bytes, end: bytes
) -> None:
    """The record as it is, its block, or the payload without any coding."""
    with warc.open("rb") as stream:
        offset = json.loads(next(iter(index_warc(stream, "a"))).split(" ", 2)[2])["offset"]
    assert main(["show", f"{warc}#{offset}", *([option] if option else [])]) == 0
    out = capfdbinary.readouterr().out
    assert out.startswith(begin)
    assert out.endswith(end)


def test_show_an_object_of_a_store(
    tmp_path: Path, fill: Callable[[Store], list[BatchCommit]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A key and an offset, as an article has them, are enough."""
    store = LocalStore(tmp_path / "store")
    key = fill(store)[0].files[0].key
    assert main(["show", "--store", str(tmp_path / "store"), f"{key}#0", "--block"]) == 0
    assert capfdbinary.readouterr().out == b"software: test\r\n"


def test_index(warc: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The lines of all files in one sorted index, those of a file read twice only once."""
    assert main(["index", str(warc), str(warc)]) == 0
    assert capfdbinary.readouterr().out == warc.with_name("a.cdxj").read_bytes()


def test_index_into_a_file(warc: Path, tmp_path: Path) -> None:
    """With -o the index is written there."""
    assert main(["index", str(warc), "-o", str(tmp_path / "out.cdxj")]) == 0
    assert (tmp_path / "out.cdxj").read_bytes() == warc.with_name("a.cdxj").read_bytes()


def test_index_of_a_damaged_file_writes_nothing(warc: Path, tmp_path: Path) -> None:
    """Half an index looks like a whole one, so there is none."""
    warc.write_bytes(warc.read_bytes()[:-1])
    assert main(["index", str(warc), "-o", str(tmp_path / "out.cdxj")]) == 3
    assert not (tmp_path / "out.cdxj").exists()


def test_mend(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A torn file is cut after its last whole record and indexed again; it then is sound."""
    whole = warc.stat().st_size
    warc.write_bytes(warc.read_bytes()[:-1])
    assert main(["mend", str(warc)]) == 0
    kept = warc.stat().st_size
    said = f"{warc}: kept 4 records in {kept} bytes, cut {whole - 1 - kept} bytes off (they are in a.warc.gz.cut)\n"
    assert capsys.readouterr().out == said
    with warc.open("rb") as stream:
        assert warc.with_name("a.cdxj").read_text().splitlines() == sorted(index_warc(stream, "a.warc.gz"))
    assert main(["verify", str(warc)]) == 0


def test_mend_destroys_nothing(warc: Path) -> None:
    """A damage in the middle, and whole records behind it: what is cut off stays beside the file, byte for byte."""
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 0xFF
    warc.write_bytes(data)
    assert main(["mend", str(warc)]) == 0
    kept = warc.read_bytes()
    assert len(kept) < len(data) // 2 + 1
    assert kept + warc.with_name("a.warc.gz.cut").read_bytes() == data
    warc.write_bytes(data)
    assert main(["mend", str(warc)]) == 3
    assert warc.read_bytes() == data


@pytest.mark.parametrize("data", [b"# A page of notes, and no archive.\n", b"\x1f\x8b\x08", b""])
def test_mend_leaves_alone_what_is_no_warc_file(
    tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without one whole record is named and keeps its bytes."""
    file = tmp_path / "notes.md"
    file.write_bytes(data)
    assert main(["mend", str(file)]) == 3
    assert capsys.readouterr().err == (
        f"error: {file} at byte 0: no whole record begins here; the file is left as it is\n"
    )
    assert file.read_bytes() == data
    assert list(tmp_path.iterdir()) == [file]


def test_mend_what_is_whole(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A whole file stays, and is said to be whole."""
    data = warc.read_bytes()
    assert main(["mend", str(warc)]) == 0
    assert capsys.readouterr().out == f"{warc}: whole, 5 records in {len(data)} bytes\n"
    assert warc.read_bytes() == data


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "/nowhere/a.warc.gz"],
        ["ls", "/nowhere"],
        ["show", "/nowhere/a.warc.gz#0"],
        ["index", "/nowhere"],
        ["mend", "/nowhere/a.warc.gz"],
    ],
)
def test_names_that_lead_to_nothing(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One line on standard error, and status 2."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: /nowhere")
    assert captured.err.count("\n") == 1


def test_a_type_that_no_record_has(warc: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt type is refused; an empty list would look like an empty file."""
    with pytest.raises(SystemExit) as caught:
        main(["ls", str(warc), "--type", "respones"])
    assert caught.value.code == 2
    assert "respones" in capsys.readouterr().err


def test_a_folder_without_warc_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds nothing to check is a mistake, not a success."""
    assert main(["verify", str(tmp_path)]) == 2
    assert "neither a store nor a folder with WARC files" in capsys.readouterr().err


@pytest.mark.parametrize("share", ["0", "1.5", "x%", "-5%", "nan"])
def test_impossible_samples(share: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A share that is none is refused with status 2."""
    with pytest.raises(SystemExit) as caught:
        main(["verify", f"--sample={share}", "."])
    assert caught.value.code == 2
    assert "is no share between 0 and 1" in capsys.readouterr().err


def test_a_folder_of_foreign_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """WARC files anywhere below a folder are checked, each by itself."""
    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    (tmp_path / "deep/er").mkdir(parents=True)
    (tmp_path / "deep/er/a.warc").write_bytes(record)
    (tmp_path / "b.warc.gz").write_bytes(gzip.compress(record))
    (tmp_path / "readme.txt").write_text("no archive")
    assert main(["verify", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "2 files, 2 records: 6 errors, 0 warnings"


def test_the_reader_of_our_output_may_leave(warc: Path) -> None:
    """As in a pipe to `head`: no traceback."""
    lines = "for _ in $(seq 3000); do echo " + str(warc) + "; done"
    command = f"{sys.executable} -m archive ls $({lines}) | head -1"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert run.stdout.count("\n") == 1
    assert run.stderr == ""


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """The help names each command."""
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    assert [name for name in COMMANDS if f"\n    {name} " not in out] == []


def test_the_module_knows_no_scrapy() -> None:
    """Looking after an archive works without the framework, and starts quickly for it."""
    code = "import sys; from archive.__main__ import main; sys.exit(any('scrapy' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_streams_of_a_store_need_not_seek() -> None:
    """Reading goes forward only."""

    class Forward(io.RawIOBase):
        def __init__(self, data: bytes) -> None:
            self._data = io.BytesIO(data)

        def read(self, size: int = -1) -> bytes:
            return self._data.read(size)

    record = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    assert list(index_warc(Forward(record), "a")) == []  # type: ignore[arg-type]

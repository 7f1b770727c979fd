"""Which table of learned blocks the lines of a WARC file are made with."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import msgspec
import pytest

from archive.model import Exchange
from archive.store import open_store
from archive.writer import WarcWriter
from crawler.extraction.jobs import jobs_for
from crawler.extraction.read_warc import read_warc
from crawler.extraction.readers import close_readers
from crawler.extraction.reduce import Reduction
from crawler.inputs import find_warcs
from crawler.learned import write_learned
from pipelines.jsonl import from_line
from pipelines.learned import Learned, LearnedBlock, digest_of

WHEN = dt.datetime(2026, 11, 23, 20, 1, 2, tzinfo=dt.UTC)
ASK = "Every morning at seven the whole harbour comes to you on one sheet of paper."
TABLE = Learned(
    blocks=(
        LearnedBlock(
            host="h.example", where="end", sha256=digest_of(ASK).hex(), stories=9, seen="2026-11-01", text=ASK
        ),
    )
)
MakeFile = Callable[..., Path]


@pytest.fixture(autouse=True)
def _no_reader_is_left() -> Iterator[None]:
    yield
    close_readers()


def page(number: int, ask: str) -> bytes:
    """A response with a story, and `ask` under it."""
    text = "".join(
        f"<p>The night ferry number {number} was seen {part + 2} times near the old mole before noon on Friday.</p>"
        for part in range(4)
    )
    body = (
        f"<html lang=en><head><title>Ferry {number} sails</title><meta property=og:type content=article></head><body>"
        f"<article><h1>Ferry {number} sails</h1>{text}<p>{ask}</p></article></body></html>"
    ).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length"
    return f"{head}: {len(body)}\r\n\r\n".encode() + body


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    """Makes a WARC file with these stories, and with the tables that were written into it."""
    ids = count()

    def make(name: str, numbers: range, *tables: Learned, ask: str = ASK) -> Path:
        writer = WarcWriter(
            tmp_path / name, key=name, info=[("software", "newswarc/test")], created=WHEN,
            new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(ids):012d}",
        )  # fmt: skip
        for number in numbers:
            exchange = Exchange(
                url=f"http://h.example/2026/ferry-{number}-sails/",
                request=b"GET / HTTP/1.1\r\nHost: h.example\r\n\r\n", response=page(number, ask), started=WHEN,
            )  # fmt: skip
            writer.write_exchange(exchange)
        for table in tables:
            write_learned(writer, "h.example", table)
        return writer.seal().path

    return make


def texts(folder: Path, *files: Path, key: str = "{}") -> list[list[str]]:
    """The bodies of the lines of each file, in one reduction; `key` is that of a store."""
    work, found = Reduction(open_store(str(folder / "readings"))), []
    for file in files:
        (warc,) = find_warcs([str(file)])
        (job,) = jobs_for([warc], str(folder / "readings"), max_body=1_000_000, timeout=30.0)
        out = io.BytesIO()
        work.lines(msgspec.structs.replace(warc, key=key.format(file.name)), read_warc(job), out)
        found.append([from_line(line).body for line in out.getvalue().splitlines(keepends=True)])
    return found


def asking(bodies: list[str]) -> list[bool]:
    return [ASK in body for body in bodies]


def test_the_table_in_the_file_decides(make_file: MakeFile, tmp_path: Path) -> None:
    """Whatever its own pages would teach: it is what the crawl made its lines with. Of two the last one counts."""
    few, many = make_file("few.warc.gz", range(2), TABLE), make_file("many.warc.gz", range(6), Learned())
    again = make_file("again.warc.gz", range(2), Learned(), TABLE)
    assert [asking(one) for one in texts(tmp_path, few)] == [[False] * 2]
    assert [asking(one) for one in texts(tmp_path, many)] == [[True] * 6]
    assert [asking(one) for one in texts(tmp_path, again)] == [[False] * 2]


def test_a_file_without_a_table_teaches_itself(make_file: MakeFile, tmp_path: Path) -> None:
    """Another program's, or one of the time before there were tables."""
    few, many = make_file("few.warc.gz", range(2)), make_file("many.warc.gz", range(6))
    assert [asking(one) for one in texts(tmp_path, few)] == [[True] * 2]
    assert [asking(one) for one in texts(tmp_path, many)] == [[False] * 6]


def test_old_files_of_a_store_hold_on_to_what_was_taught(make_file: MakeFile, tmp_path: Path) -> None:
    """Else a story that is met again in a small file would seem to have grown by the block."""
    many, few = make_file("many.warc.gz", range(6)), make_file("few.warc.gz", range(5, 7))
    first, second = texts(tmp_path, many, few, key="warc/h.example/2026/11/{}")
    assert (asking(first), asking(second)) == ([False] * 6, [False])

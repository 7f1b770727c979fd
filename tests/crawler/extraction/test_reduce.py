"""The reduce step: lines in the order of their records, out of articles that wait on the disk."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.errors import WarcError
from archive.store import open_store
from crawler.extraction.read_warc import WarcJob, read_warc
from crawler.extraction.readers import close_readers
from crawler.extraction.reduce import Reduction
from crawler.extraction.shelf import Shelf
from pipelines.article import Article
from pipelines.jsonl import from_line, to_line

Make = Callable[..., Path]
MakeJob = Callable[[Path], WarcJob]


@pytest.fixture(autouse=True)
def _no_reader_is_left() -> Iterator[None]:
    yield
    close_readers()


def articles_of(job: WarcJob, *, keep_going: bool = False) -> list[Article]:
    """What is written for a file."""
    out = io.BytesIO()
    written, _ = Reduction(open_store(job.readings)).lines(job.warc, read_warc(job), out, keep_going=keep_going)
    lines = out.getvalue().splitlines(keepends=True)
    assert len(lines) == written
    return [from_line(line) for line in lines]


def test_lines_stand_in_the_order_of_their_records(make_warc: Make, make_job: MakeJob) -> None:
    """And name the file that they come from."""
    found = articles_of(make_job(make_warc("a.warc.gz", "Borealis", "Aurora", "Corona")))
    assert [one.headline.split()[0] for one in found] == ["Borealis", "Aurora", "Corona"]
    assert {one.warc.file for one in found} == {"a.warc.gz"}
    assert found[0].warc.offset < found[1].warc.offset < found[2].warc.offset


def test_nothing_is_written_of_a_damaged_file(make_warc: Make, make_job: MakeJob, tmp_path: Path) -> None:
    """Unless what can be read is wanted."""
    warc = make_warc("a.warc.gz", "Aurora", "Borealis")
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(warc.read_bytes()[:-300])
    job, out = make_job(torn), io.BytesIO()
    with pytest.raises(WarcError, match="the file ends inside a gzip member"):
        Reduction(open_store(job.readings)).lines(job.warc, read_warc(job), out)
    assert out.getvalue() == b""
    assert [one.headline for one in articles_of(job, keep_going=True)] == ["Aurora back in service"]


def test_articles_come_back_from_the_shelf(make_warc: Make, make_job: MakeJob) -> None:
    """Each by the offset of its record, in any order and as often as wanted."""
    first, second = articles_of(make_job(make_warc("a.warc.gz", "Aurora", "Borealis")))
    with Shelf() as shelf:
        shelf.put(70, first)
        shelf.put(5, second)
        assert [to_line(shelf[offset]) for offset in (5, 70, 5)] == [to_line(one) for one in (second, first, second)]
        assert (list(shelf), len(shelf), 70 in shelf, 6 in shelf) == ([70, 5], 2, True, False)
        with pytest.raises(KeyError):
            shelf[6]

"""The lines of a batch in the spool."""

import datetime as dt
from pathlib import Path

import msgspec

from crawler.capture.batch import Line, read_lines
from crawler.ledger import Outcome, Visit

WHOLE = Line(
    visit=Visit(
        url="http://h/a",
        outcome=Outcome.ARCHIVED,
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        role="card",
    ),
    article=None,
)


def test_torn_lines_are_passed_over(tmp_path: Path) -> None:
    """A line that a full disk or a kill tore, in the middle or at the end, hides no other."""
    file = tmp_path / "x.readings"
    line = msgspec.json.encode(WHOLE) + b"\n"
    file.write_bytes(line + line[:40] + line + line + line[:-1])
    assert list(read_lines(file)) == [WHOLE, WHOLE]


def test_no_file_is_no_lines(tmp_path: Path) -> None:
    """A batch that was killed before its first reading has none."""
    assert list(read_lines(tmp_path / "nothing.readings")) == []

"""Dates of records: what is written, and all that is read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import format_date, parse_date, timestamp14

MOMENT = datetime(2026, 11, 23, 20, 1, 2, 345678, UTC)


def test_written_with_milliseconds_in_utc() -> None:
    """The rest is cut off, not rounded, and other zones become UTC."""
    assert format_date(MOMENT) == "2026-11-23T20:01:02.345Z"
    assert format_date(MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-23T20:01:02.345Z"


def test_timestamp_of_an_index() -> None:
    """Fourteen digits, UTC."""
    assert timestamp14(MOMENT) == "20261123200102"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23T20:01:02Z", datetime(2026, 11, 23, 20, 1, 2, 0, UTC)),
        ("2026-11-23T20:01:02.5Z", datetime(2026, 11, 23, 20, 1, 2, 500000, UTC)),
        ("2026-11-23T20:01:02.123456789Z", datetime(2026, 11, 23, 20, 1, 2, 123456, UTC)),
        ("2026-11-23t20:01:02z", datetime(2026, 11, 23, 20, 1, 2, 0, UTC)),
        ("2026-11-23T20:01:02+02:00", datetime(2026, 11, 23, 18, 1, 2, 0, UTC)),
        ("2026-11-23T20:01", datetime(2026, 11, 23, 20, 1, tzinfo=UTC)),
        ("2026-11", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("blue monday", None),
        ("2026-13-01", None),
        ("2026-02-30T00:00:00Z", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("20261123200102", None),
        ("", None),
    ],
)
def test_read(text: str, moment: datetime | None) -> None:
    """Every precision of W3C-DTF is read; what is no date gives None."""
    assert parse_date(text) == moment


EARLIEST = datetime(1000, 1, 1)  # noqa: DTZ001 - hypothesis wants it so


@given(st.datetimes(min_value=EARLIEST, timezones=st.just(UTC)))
def test_what_is_written_is_read(moment: datetime) -> None:
    """A moment comes back to the millisecond."""
    assert parse_date(format_date(moment)) == moment.replace(microsecond=moment.microsecond // 1000 * 1000)

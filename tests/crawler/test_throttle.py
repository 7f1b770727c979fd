"""Retry-After as servers write it."""

import datetime as dt

import pytest

from archive.wire import parse_message
from crawler.throttle import retry_after_seconds

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        (" 120 ", 120.0),
        ("Mon, 23 Nov 2026 12:01:00 GMT", 60.0),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("9" * 400, 999999999.0),
        ("Mon, 23 Nov 2026 12:01:00 +" + "9" * 16, None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """RFC 9110 10.2.3: a number of seconds or an HTTP date; anything else is no wish."""
    header = f"Retry-After: {value}\r\n" if value is not None else ""
    message = parse_message(f"HTTP/1.1 503 Busy\r\n{header}\r\n".encode())
    assert retry_after_seconds(message, NOW) == seconds

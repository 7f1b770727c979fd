"""Moments as records carry them (WARC-Date: ISO 28500 5.4, W3C-DTF), as indexes do, and as HTTP does."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

_MOMENT = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.IGNORECASE
)

_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z", re.ASCII)


def format_date(date: datetime) -> str:
    """A moment as WARC-Date with milliseconds: 2026-11-23T20:01:02.345Z."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{date.microsecond // 1000:03d}Z"


@lru_cache(maxsize=256)
def parse_date(text: str) -> datetime | None:
    """A WARC-Date as a moment in UTC, digits beyond microseconds dropped; None for what is none."""
    if _USUAL.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")[:6]),
            tzinfo=UTC,
        )
        return moment - _offset(zone or "Z")
    except (ValueError, OverflowError):
        return None


def parse_http_date(text: str) -> datetime | None:
    """A date as HTTP (RFC 9110 5.6.7), mail and RSS write it, without a zone where it names none; None for others."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # an offset may have any number of digits
        return None


def timestamp14(date: datetime) -> str:
    """The moment as CDX lines have it: YYYYMMDDhhmmss, UTC."""
    text = (date if date.tzinfo is UTC else date.astimezone(UTC)).isoformat()  # strftime takes several times as long
    return text[:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + text[17:19]


def _offset(zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset

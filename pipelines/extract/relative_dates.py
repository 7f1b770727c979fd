"""Dates counted back from now, as pages print them for a day or two: "3 hours ago", "vor 2 Tagen", "昨天 08:30"."""

import re
import tomllib
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "two_hours": timedelta(hours=2),
    "two_days": timedelta(days=2),
}
_TIME = r"(?!\w)[\s,|•·-]*(?:\w{1,3}\s+)?\d{1,2}\s?[:.h時]\s?\d\d"


def find_relative(text: str, now: datetime) -> tuple[datetime, int, int] | None:
    """The moment that a short text with western digits counts back to from `now`, and where it says so."""
    named, patterns = _patterns()
    day = named.match(text)
    if day is not None:
        return now - timedelta(days=0 if day["today"] else 1), day.start(), day.end()
    lower = text.lower()
    for word, pattern in patterns:
        if word in lower and (found := pattern.search(text)) is not None:
            unit = next(unit for unit in _UNITS if found.groupdict().get(unit) is not None)
            count = next((int(value) for value in found.groups() if value is not None and value.isdigit()), 1)
            return now - count * _UNITS[unit], found.start(), found.end()
    return None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], list[tuple[str, re.Pattern[str]]]]:
    """For a day that is named; and by each word that a text must have, for what is counted back."""
    source = resources.files("pipelines.extract").joinpath("relative_dates.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(source)
    named = "|".join(f"(?P<{name}>{'|'.join(map(re.escape, words))})" for name, words in table["named"].items())
    counted = []
    for word in table["words"]:
        units = {unit: [one for one in patterns if word in one] for unit, patterns in table["ago"].items()}
        groups = (f"(?P<{unit}>{'|'.join(patterns)})" for unit, patterns in units.items() if patterns)
        counted.append((word, re.compile("|".join(groups).replace("N", "([0-9]{1,3})"), re.IGNORECASE)))
    return re.compile(rf"\W*(?:{named}){_TIME}", re.IGNORECASE), counted

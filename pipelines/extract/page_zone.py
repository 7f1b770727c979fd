"""The time zone that a page's readers live in, where it can be told: for moments that the page states in UTC."""

import re
import tomllib
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NAMED = re.compile(
    r"[tT]ime_?[zZ]one.{0,60}?[\"'](?P<name>(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z]\w+(?:/[A-Z]\w+)?)[\"'\\]"
)
"""A time zone among the settings that a page carries for its scripts."""
_SETTINGS = ("imezone", "imeZone", "ime_zone", "ime_Zone")
"""One of these is in each such setting; most pages have none."""
_MAX_SEARCHED = 1_000_000
"""Characters of a page that are searched for its setting."""


def local_moment(moment: datetime, text: str, url: str, zone: ZoneInfo | None) -> datetime | None:
    """A moment on the clock of the page's readers; None where it is not known which day that is.

    The zone is `zone`, else the one that the page's own settings name, else the country's by the host name; of a
    country with several zones the moment is given only where it is the same day in all of them.
    """
    if zone is not None:
        return moment.astimezone(zone)
    names = _named_in(text) if any(word in text for word in _SETTINGS) else set()
    zones = [found] if len(names) == 1 and (found := _zone(*names)) is not None else _country(url)
    days: set[date] = {moment.astimezone(one).date() for one in zones}
    return moment.astimezone(zones[0]) if len(days) == 1 else None


def _named_in(text: str) -> set[str]:
    return {match["name"].replace("\\", "") for match in _NAMED.finditer(text, 0, _MAX_SEARCHED)}


def _country(url: str) -> list[ZoneInfo]:
    country = (urlsplit(url).hostname or "").rpartition(".")[2]
    return [zone for name in _countries().get(country, ()) if (zone := _zone(name)) is not None]


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    source = resources.files("pipelines.extract").joinpath("country_zones.toml").read_text("utf-8")
    return tomllib.loads(source)

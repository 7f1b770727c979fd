"""Reads dates as people print them: in many languages, calendars and digits. No clock: relative dates need a `now`."""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources

from pipelines.extract.relative_dates import find_relative

_NUMBER_DATE = re.compile(r"(?<![\d./-])(\d{1,2})\s?([./|-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|\.\d)")
_YEAR_FIRST = re.compile(
    r"(?<!\d)((?:1[34]|19|20|25)\d\d)\s?(?:[./-]|年|년|оны)\s?(\d{1,2})\s?(?:[./-]|月|월|(?:-?р\s)?сарын)\s?(\d{1,2})(?!\d)"
)
_ERA = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
"""The year before the first year of an era."""
_THAI_SHORT = re.compile(r"(?<!\d)(\d{1,2})\s+([\u0e00-\u0e7f][\u0e00-\u0e7f.]{2,})\s+([4-9]\d)(?!\d)")
"""A year of the Buddhist era in two digits: 2540 to 2599."""
_LATVIAN = re.compile(r"(?<!\d)(\d{4})\.\s*gada\s+(\d{1,2})\.\s*([^\W\d_]+)")
# Arabic papers print the month's name of both halves of the Arab world: مايو/أيار
_NAME = r"([^\s\d,/()|:;–—-]{2,20}(?:\s(?:الثاني|الأول|الثانى))?)(?:\s?/\s?[\u0621-\u064a]+(?:\s[\u0621-\u064a]+)?)?"
_DAY_MONTH = re.compile(
    r"(?<![\d.:])(\d{1,2})(?:st|nd|rd|th|er|º|ª|°|\.|-(?:ий|го|е))?[\s.,/-]*(?:de\s+|of\s+|ga\s+|ta'\s+|d['’]\s*)?"
    + _NAME
    + r"[\s.,/-]*(?:de[l]?\s+)?(?:von\s+)?(\d{4})(?!\d)"
)
_VIETNAMESE = re.compile(r"(?<!\d)(\d{1,2})\s+(th)áng\s+(\d{1,2}),?\s+(?:năm\s+)?(\d{4})(?!\d)", re.IGNORECASE)
_MONTH_DAY = re.compile(r"(?<!\w)" + _NAME + r"[\s.-]+(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s*[,.،]\s*|\s+)(\d{4})(?!\d)")
_YEAR_MONTH_DAY = re.compile(
    r"(?<!\d)(\d{4})(?:[.\s]|ko(?=\s))+(?:m\.\s*|gada\s+|м\.\s*|оны\s+)?([^\W\d_][^\s\d,/()|:;–—-]{0,19})\s+(?:mėn\.\s*)?(\d{1,2})(?!\d)"
)
_TIME = re.compile(
    r"(?<![\d.,])([01]?\d|2[0-4])(?:[:hH]|\s?[h時시点]\s?|(?<=\d)\.(?=\d\d\s?(?:Uhr|Uhr|am|pm|AM|PM|[A-Z]{3}\b|h\b)))([0-5]\d)(?::[0-5]\d)?分?\s*([ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\s*\(?(?:(Z|UTC|GMT)(?:\s?([+-]\d{1,2})(?::?(\d\d))?)?|([+-]\d{2}):?(\d\d)|([A-Z]{2,5}))\b\)?")
_ZONES = {
    "EST": -300, "EDT": -240, "ET": None, "CST": None, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "CET": 60, "CEST": 120, "MEZ": 60, "MESZ": 120, "EET": 120, "EEST": 180, "WET": 0, "WEST": 60, "BST": None,
    "IST": 330, "PKT": 300, "NPT": 345, "MSK": 180, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "WIB": 420,
    "WITA": 480, "WIT": 540, "AEST": 600, "AEDT": 660, "ACST": 570, "AWST": 480, "NZST": 720, "NZDT": 780,
    "SAST": 120, "EAT": 180, "WAT": 60, "CAT": 120, "BRT": -180, "ART": -180, "TRT": 180, "PHT": 480, "ICT": 420,
}  # fmt: skip
"""Minutes east of UTC; None where an abbreviation means several zones."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A date found in running text."""

    day: date
    time: tuple[int, int] | None = None
    """Hour and minute as printed."""
    offset: int | None = None
    """Minutes east of UTC, where printed."""
    start: int = 0
    end: int = 0
    relative: bool = False
    """Counted back from the time of capture."""


_YEAR = re.compile(r"\d{4}")
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")


@lru_cache(maxsize=256)  # elements around a date all print it
def find_dates(text: str, language: str | None, now: datetime, *, limit: int = 4) -> tuple[Printed, ...]:
    """The dates in a short text, in the order they stand; relative ones count back from `now`."""
    text = western_digits(text)
    found: list[Printed] = []
    has_year, is_ascii = _YEAR.search(text) is not None, text.isascii()
    for pattern, reader, is_foreign, with_year in _FORMS:
        if (is_ascii and is_foreign) or (with_year and not has_year):
            continue
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in found):
                continue
            day = reader(match, language)
            if day is not None:
                found.append(_with_time(day, text, match))
            if len(found) >= limit:
                break
    if (relative := find_relative(text, now)) is not None:
        then, start, end = relative
        found.append(Printed(then.astimezone(UTC).date(), start=start, end=end, relative=True))
    return tuple(sorted(found, key=lambda one: one.start))


def western_digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    if text.isascii() or _FOREIGN_DIGIT.search(text) is None:
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def make_day(year: int, month: int, day: int) -> date | None:
    """A plausible day of the Gregorian calendar; Thai Buddhist and Iranian years are converted."""
    if 2440 <= year <= 2643:
        year -= 543
    elif 1300 <= year <= 1500:
        return from_jalali(year, month, day)
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if 1990 <= made.year <= 2100 else None


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of a day of the Solar Hijri calendar, by the 33-year rule (exact for 1206 to 1498)."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    days = 365 * (year - 979) + (year - 979) // 33 * 8 + ((year - 979) % 33 + 3) // 4
    days += day - 1 + (31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7))
    made = date(1600, 3, 20) + timedelta(days=days)
    return made if 1990 <= made.year <= 2100 else None


def _year_first(match: re.Match[str], language: str | None) -> date | None:  # noqa: ARG001
    return make_day(int(match[1]), int(match[2]), int(match[3]))


def _era(match: re.Match[str], language: str | None) -> date | None:  # noqa: ARG001
    year = 1 if match[2] == "元" else int(match[2])
    return make_day(_ERAS[match[1]] + year, int(match[3]), int(match[4]))


def _thai_short(match: re.Match[str], language: str | None) -> date | None:  # noqa: ARG001
    return _named(match[2], match[1], f"25{match[3]}", "th")


def _latvian(match: re.Match[str], language: str | None) -> date | None:  # noqa: ARG001
    return _named(match[3], match[2], match[1], "lv")


def _numbers(match: re.Match[str], language: str | None) -> date | None:
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if year < 100:
        year += 2000
    month_first = match[2] == "/" and (language or "").lower() in ("en", "en-us", "en-ph")
    if (first > 12) != (second > 12):
        month_first = second > 12
    return make_day(year, first, second) if month_first else make_day(year, second, first)


def _day_month(match: re.Match[str], language: str | None) -> date | None:
    return _named(match[2], match[1], match[3], language)


def _month_day(match: re.Match[str], language: str | None) -> date | None:
    return _named(match[1], match[2], match[3], language)


def _year_month_day(match: re.Match[str], language: str | None) -> date | None:
    return _named(match[2], match[3], match[1], language)


def _named(name: str, day: str, year: str, language: str | None) -> date | None:
    month, jalali = _month(name, language)
    if not month:
        return None
    if jalali:
        return from_jalali(int(year), month, int(day))
    return make_day(int(year), month, int(day))


def _month(name: str, language: str | None) -> tuple[int, bool]:
    name = _plain(name.lower().rstrip(".,'’").replace("i̇", "i").replace("\u0301", ""))
    # Persian is often typed with the Arabic yeh and kaf.
    persian = name.replace("ي", "ی").replace("ك", "ک")
    own = _months().get((language or "").split("-")[0].lower(), {})
    if name in own:
        return own[name], False
    if name.startswith("ב") and (hebrew := _months()["he"].get(name[1:])):
        return hebrew, False  # "in May" is one word
    if persian in _months()["jalali"]:
        return _months()["jalali"][persian], True
    return _anywhere().get(name, 0), False


def _plain(name: str) -> str:
    """Composed, and without the dots that Hindi and Bengali put below letters or leave away."""
    return unicodedata.normalize("NFC", name).replace("\u093c", "").replace("\u09bc", "")


@lru_cache(maxsize=1)
def _months() -> dict[str, dict[str, int]]:
    source = resources.files("pipelines.extract").joinpath("months.toml").read_text("utf-8")
    return {
        language: {_plain(name): number for number, names in enumerate(lists, 1) for name in names}
        for language, lists in tomllib.loads(source).items()
    }


@lru_cache(maxsize=1)
def _anywhere() -> dict[str, int]:
    """Names that mean the same month in every language that has them; English wins over all."""
    merged: dict[str, set[int]] = {}
    for names in _months().values():
        for name, number in names.items():
            merged.setdefault(name, set()).add(number)
    return {name: min(numbers) for name, numbers in merged.items() if len(numbers) == 1} | _months()["en"]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str | None], date | None], bool, bool], ...] = (
    (_ERA, _era, True, False),
    (_YEAR_FIRST, _year_first, False, True),
    (_NUMBER_DATE, _numbers, False, False),
    (_VIETNAMESE, _numbers, True, True),
    (_DAY_MONTH, _day_month, False, True),
    (_MONTH_DAY, _month_day, False, True),
    (_YEAR_MONTH_DAY, _year_month_day, False, True),
    (_THAI_SHORT, _thai_short, True, False),
    (_LATVIAN, _latvian, False, True),
)
"""Each with its reader, whether it has letters beyond ASCII, and whether it has a year of four digits."""


def _with_time(day: date, text: str, match: re.Match[str]) -> Printed:
    """The date with the time that stands right after it, or right before."""
    after = _TIME.search(text, match.end(), match.end() + 30)
    time = after or _TIME.search(text, max(0, match.start() - 22), match.start())
    if time is None:
        return Printed(day, start=match.start(), end=match.end())
    hour, minute, half = int(time[1]), int(time[2]), (time[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour == 24:
        hour = 0
    zone = _ZONE.match(text, time.end())
    return Printed(
        day,
        time=(hour, minute),
        offset=_offset(zone) if zone else None,
        start=min(match.start(), time.start()),
        end=max(match.end(), time.end()),
    )


def _offset(zone: re.Match[str]) -> int | None:
    if zone[1]:
        hours, minutes = int(zone[2] or 0), int(zone[3] or 0)
        return hours * 60 + (minutes if hours >= 0 else -minutes)
    if zone[4]:
        hours = int(zone[4])
        return hours * 60 + (int(zone[5]) if not zone[4].startswith("-") else -int(zone[5]))
    return _ZONES.get(zone[6])

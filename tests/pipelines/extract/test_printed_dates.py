"""Tests of pipelines.extract.printed_dates."""

from datetime import UTC, date, datetime

import pytest

from pipelines.extract.printed_dates import Printed, find_dates, from_jalali

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("May 20, 2021", "en", "2021-05-20"),
        ("Thursday 20th May, 2021", "en", "2021-05-20"),
        ("05/20/2021", "en", "2021-05-20"),
        ("05/06/2021", "en-us", "2021-05-06"),
        ("05/06/2021", "en-gb", "2021-06-05"),
        ("05/06/2021", "es", "2021-06-05"),
        ("20.11.19", "de", "2019-11-20"),
        ("12. März 2020", "de", "2020-03-12"),
        ("le 1er avril 2020", "fr", "2020-04-01"),
        ("5 de mayo de 2021", "es", "2021-05-05"),
        ("20 мая 2021", "ru", "2021-05-20"),
        ("19 listopada 2020", "pl", "2020-11-19"),
        ("19. listopada 2020.", "hr", "2020-10-19"),
        ("2021. május 20.", "hu", "2021-05-20"),
        ("2021 m. gegužės 20 d.", "lt", "2021-05-20"),
        ("20 Mayıs 2021", "tr", "2021-05-20"),
        ("2021年5月20日", "ja", "2021-05-20"),
        ("2021년 5월 20일", "ko", "2021-05-20"),
        ("٢٠ مايو ٢٠٢١", "ar", "2021-05-20"),
        ("20 พฤษภาคม 2564", "th", "2021-05-20"),
        ("۳۰ اردیبهشت ۱۴۰۰", "fa", "2021-05-20"),
        ("1400/02/30", "fa", "2021-05-20"),
        ("20 मई 2021", "hi", "2021-05-20"),
        ("১৮ মে ২০২১", "bn", "2021-05-18"),
        ("১৮ ফেব্রুয়ারি ২০২০", "bn", "2020-02-18"),
        ("20 फ़रवरी 2021", "hi", "2021-02-20"),
        ("20 फरवरी 2021", "hi", "2021-02-20"),
        ("2 تير 1399", "fa", "2020-06-22"),
        ("26 | 01 | 2022", "de", "2022-01-26"),
        ("20 tháng 5, 2021", "vi", "2021-05-20"),
        ("الأربعاء 20 مايو/أيار 2021", "ar", "2021-05-20"),
        ("20 พ.ค. 64", "th", "2021-05-20"),
        ("令和3年5月20日", "ja", "2021-05-20"),
        ("民國110年5月20日", "zh", "2021-05-20"),
        ("20 במאי 2021", "he", "2021-05-20"),
        ("2021. gada 20. maijs", "lv", "2021-05-20"),
        ("2021ko maiatzaren 20a", "eu", "2021-05-20"),
        ("2021 оны 5 сарын 20", "mn", "2021-05-20"),
        ("20 ga Mayu, 2021", "ha", "2021-05-20"),
        ("20 Maajo 2021", "so", "2021-05-20"),
        ("3 hours ago", "en", "2026-06-01"),
        ("a day ago", "en", "2026-05-31"),
        ("منذ يومين", "ar", "2026-05-30"),
        ("3 दिन पहले", "hi", "2026-05-29"),
        ("2 ngày trước", "vi", "2026-05-30"),
        ("3 ชั่วโมงที่แล้ว", "th", "2026-06-01"),
        ("Gestern, 08:30 Uhr", "de", "2026-05-31"),
        ("Вчера в 18:20", "ru", "2026-05-31"),
        ("昨天 08:30", "zh", "2026-05-31"),
        ("vor 2 Tagen", "de", "2026-05-30"),
        ("il y a 3 jours", "fr", "2026-05-29"),
    ],
)
def test_days_are_read_in_every_language(text: str, language: str, day: str) -> None:
    """Names of months, orders, digits and calendars of many languages; relative days count back from the capture."""
    assert [found.day.isoformat() for found in find_dates(text, language, NOW)] == [day]


@pytest.mark.parametrize(
    "text", ["USA Today 10:30", "heute journal 19:30", "Today is a good day", "5 นาที", "Ein Tag vor Ort"]
)
def test_words_that_also_name_days_are_no_dates(text: str) -> None:
    """Without a time right behind it, at the beginning, "today" is a word."""
    assert find_dates(text, None, NOW) == ()


@pytest.mark.parametrize(
    ("text", "time", "offset"),
    [
        ("May 20, 2021 5:30 PM EDT", (17, 30), -240),
        ("Updated 5:30 PM EDT, Thu May 20, 2021", (17, 30), -240),
        ("20 May 2021 at 14:30 GMT", (14, 30), 0),
        ("20 May 2021, 09:15 IST", (9, 15), 330),
        ("12. März 2020, 09:15 Uhr", (9, 15), None),
        ("le 1er avril 2020 à 12h34", (12, 34), None),
        ("May 20, 2021 09:00 CST", (9, 0), None),
        ("May 20, 2021", None, None),
    ],
)
def test_times_and_zones_are_read_where_printed(text: str, time: tuple[int, int] | None, offset: int | None) -> None:
    """A time belongs to the date beside it; an abbreviation that means several zones gives no offset."""
    found = find_dates(text, "en", NOW)[0]
    assert (found.time, found.offset) == (time, offset)


def test_impossible_days_are_none() -> None:
    """Days that no calendar has, and numbers that are no dates, are not found."""
    for text in ("February 30, 2021", "31/31/2021", "Room 12.3.4.5", "Article 2021", "call 555-2021"):
        assert find_dates(text, "en", NOW) == ()


def test_the_iranian_calendar_knows_its_leap_years() -> None:
    """30 Esfand exists in 1399, a leap year; Nowruz 1400 is the day after."""
    assert from_jalali(1399, 12, 30) == date(2021, 3, 20)
    assert from_jalali(1400, 1, 1) == date(2021, 3, 21)


def test_positions_tell_where_a_date_stands() -> None:
    """The span covers the date as printed."""
    assert find_dates("On 20 May 2021.", "en", NOW) == (Printed(date(2021, 5, 20), start=3, end=14),)

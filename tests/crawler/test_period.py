"""Days: what a page says of its own, what is known beforehand, and what follows for a restricted crawl."""

from datetime import date

import pytest

from crawler.period import (
    NOTHING,
    Evidence,
    Period,
    evidence_of_dates,
    evidence_of_neighbour,
    evidence_of_url,
    info_of,
    period_of_info,
)

NOVEMBER = Period(since=date(2026, 11, 1), until=date(2026, 11, 30))


@pytest.mark.parametrize(
    ("url", "earliest", "latest"),
    [
        ("https://a.example/2026/11/23/story/", date(2026, 11, 23), date(2026, 11, 23)),
        ("https://a.example/2026/02/story/", date(2026, 2, 1), date(2026, 2, 28)),
        ("https://a.example/2026/12/story/", date(2026, 12, 1), date(2026, 12, 31)),
        ("https://a.example/news/2026-11-23-story.html", date(2026, 11, 23), date(2026, 11, 23)),
        ("https://a.example/20261123/story", date(2026, 11, 23), date(2026, 11, 23)),
        ("https://a.example/2026/13/story/", None, None),
        ("https://a.example/2026/11/31/story/", None, None),
        ("https://a.example/story-2026/", None, None),
        ("https://a.example/news/20261123456/", None, None),
    ],
)
def test_what_an_address_says(url: str, earliest: date | None, latest: date | None) -> None:
    """A day or a month in the path is a day or a month; anything that cannot be one is none."""
    assert evidence_of_url(url) == Evidence(earliest, latest)


@pytest.mark.parametrize(
    ("published", "changed", "evidence"),
    [
        ("2026-11-05T10:00:00+01:00", None, Evidence(date(2026, 11, 5), date(2026, 11, 5))),
        ("Thu, 05 Nov 2026 10:00:00 +0000", "2026-11-09", Evidence(date(2026, 11, 5), date(2026, 11, 5))),
        (None, "2026-11-09T00:00Z", Evidence(None, date(2026, 11, 9))),
        ("soon", "later", NOTHING),
        (None, None, NOTHING),
    ],
)
def test_what_lists_say(published: str | None, changed: str | None, evidence: Evidence) -> None:
    """A date of publication is exact; a date of change says only that it was not published later."""
    assert evidence_of_dates(published, changed) == evidence


def test_what_the_chain_says() -> None:
    """The story before one of the fifth is of the fifth or older; other links say nothing."""
    assert evidence_of_neighbour("previous_story", "2026-11-05") == Evidence(None, date(2026, 11, 5))
    assert evidence_of_neighbour("next_story", "2026-11-05T23:00:00Z") == Evidence(date(2026, 11, 5), None)
    assert evidence_of_neighbour("card", "2026-11-05") == NOTHING


@pytest.mark.parametrize(
    ("evidence", "side"),
    [
        (Evidence(None, date(2026, 10, 30)), "before"),
        (Evidence(None, date(2026, 10, 31)), None),
        (Evidence(date(2026, 12, 2), None), "after"),
        (Evidence(date(2026, 12, 1), None), None),
        (Evidence(date(2026, 10, 1), date(2026, 12, 31)), None),
        (Evidence(None, date(9999, 12, 31)), None),
        (Evidence(date(1, 1, 1), date(1, 1, 1)), "before"),
        (Evidence(date(9999, 12, 31), None), "after"),
        (NOTHING, None),
    ],
)
def test_only_what_is_certain_is_left_out(evidence: Evidence, side: str | None) -> None:
    """A story is outside when all that may be its day is, by more than the day that time zones differ."""
    assert NOVEMBER.misses(evidence) == side


@pytest.mark.parametrize(
    ("published", "holds"),
    [
        ("2026-11-01", True),
        ("2026-11-30T23:59:59-05:00", True),
        ("2026-10-31T23:59:59Z", False),
        ("2026-12-01", False),
        (None, True),
    ],
)
def test_the_page_itself_is_judged_by_the_day_it_prints(published: str | None, holds: bool) -> None:
    """Both bounds are included; an article without a date is not left out."""
    assert NOVEMBER.holds(published) is holds


def test_a_period_survives_in_the_warcinfo_record() -> None:
    """What a WARC file says of the period is the period again."""
    assert info_of(NOVEMBER) == [("newswarc-since", "2026-11-01"), ("newswarc-until", "2026-11-30")]
    assert period_of_info([("software", "x"), *info_of(NOVEMBER)]) == NOVEMBER
    assert not period_of_info([("software", "x")])

"""A clock that runs ahead, and one that is set back: nothing is lost, nothing is doubled."""

from datetime import timedelta
from pathlib import Path

from archive.manifest import list_manifests, list_sites
from archive.store import open_store
from benchmarks.thirty_days import Month, judge
from samples.chronicle.script import FIRST_DAY, NOON, lives


def test_a_clock_a_month_ahead_and_a_clock_set_back_lose_nothing(tmp_path: Path) -> None:
    """One crawl of day 2 believes that it is day 33, one of day 3 that it is day 2: every line comes out once."""
    stories = lives(old=12, per_day=1, days=6)
    month = Month(stories, tmp_path)
    for day, believed in ((0, 0), (1, 1), (2, 33), (3, 3), (3, 2), (4, 4), (5, 5)):
        month.site.turn_to(day)
        crawl = month.crawl_at(FIRST_DAY + timedelta(days=believed) + NOON)
        assert crawl.status == 0, crawl.stderr[-3000:]
    assert judge(stories, month.lines(), 5, dated=False) == []
    store = open_store(month.store)
    (site,) = list_sites(store)
    # In the order of their ids as in that of the crawls, although the clock went back.
    began = [(one.started.month, one.started.day) for one in list_manifests(store, site)]
    assert began == [(12, 1), (12, 2), (1, 3), (12, 4), (12, 3), (12, 5), (12, 6)]
    assert month.run("archive", "verify", month.store).returncode == 0

"""A newspaper crawled once a simulated day: the lines are exactly those that its script says, each in its days."""

from pathlib import Path

from benchmarks.thirty_days import Month, judge
from samples.chronicle.script import lives

DAYS = 12


def test_every_act_of_the_newspaper_becomes_its_lines_and_nothing_else_does(tmp_path: Path) -> None:
    """Edits, loud and silent, tombstones, returns and moves come out once, in time; noise does not come out at all.

    On the way the machine's clock runs a month ahead for one crawl, and is set back: nothing is lost or doubled.
    """
    stories = lives(old=20, per_day=1, days=DAYS)
    month = Month(stories, tmp_path)
    for day in range(DAYS):
        crawl = month.crawl(day)
        assert crawl.status == 0, crawl.stderr[-3000:]
    assert judge(stories, month.lines(), DAYS - 1) == []
    assert sum(1 for _ in month.lines()) > 60
    coverage = month.run("scrapy", "coverage", month.server.url, "-s", f"ARCHIVE_STORE={month.store}")
    assert coverage.returncode == 0, coverage.stdout
    assert month.run("archive", "verify", month.store).returncode == 0

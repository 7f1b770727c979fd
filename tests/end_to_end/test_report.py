"""`scrapy report` as an operator runs it."""

import json
from pathlib import Path


def test_a_crawl_that_went_well_is_no_concern(crawled, tmp_path: Path) -> None:
    """Status 0, the counts of the crawl, and the same as JSON."""
    file = tmp_path / "report.json"
    result = crawled.runner.run("report", "--json", str(file))
    assert result.returncode == 0, result.stderr
    assert "  articles  60 new, 0 revised, 0 gone\n" in result.stdout
    assert "!" not in result.stdout
    (health,) = json.loads(file.read_bytes())
    assert (health["new"], health["crawls"], health["findings"]) == (60, {"ok": 1}, [])
    quiet = crawled.runner.run("report", crawled.newsroom.url, "--quiet")
    assert (quiet.returncode, quiet.stdout) == (0, "")


def test_a_site_that_is_down_is_a_concern(runner, newsroom) -> None:
    """Status 9, and the cause."""
    assert runner.crawl(newsroom.url, "--max-articles", "2").returncode == 6
    newsroom.shutdown()
    newsroom.server_close()
    assert runner.crawl(newsroom.url, "-s", "NEWS_RETRIES=0").returncode == 4
    result = runner.run("report")
    assert result.returncode == 9, result.stderr
    assert "  ! the last crawl ended badly, the latest with status 4 (start_unreachable)\n" in result.stdout


def test_what_cannot_be_is_refused(crawled, complaint) -> None:
    """An unknown site and no time at all are named, with status 2."""
    unknown = crawled.runner.run("report", "elsewhere.example")
    assert unknown.returncode == 2
    assert "elsewhere.example: no such site" in complaint(unknown)
    assert complaint(crawled.runner.run("report", "--days", "0")) == "newswarc: --days 0: at least one day is needed"

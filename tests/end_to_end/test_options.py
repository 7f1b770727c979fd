"""What an operator can ask of one crawl: its options, what they fetch and publish, and what the next crawl does."""

import json
from collections import Counter

import pytest

SINCE = "2026-10-20"


@pytest.fixture(autouse=True)
def only_pages(runner) -> None:
    """Pictures and style sheets are left alone: these tests are about pages."""
    runner.settings["NEWS_REQUISITES"] = "False"


def manifest(runner, number: int = -1) -> dict:
    """The manifest of one crawl, the latest by default."""
    packed = [data for key, data in runner.files("*.json").items() if key.count("/") == 2 and key.startswith("crawls/")]
    return json.loads(packed[number])


def published(newsroom) -> Counter[str]:
    return Counter({newsroom.absolute(story): 1 for story in newsroom.stories})


def urls(runner) -> Counter[str]:
    return Counter(line["url"] for line in runner.lines())


def asked(newsroom) -> list[str]:
    return [target for target, _ in newsroom.requests if target != "/robots.txt"]


def extracted(runner) -> list[dict]:
    """What `scrapy extract` makes of the WARC files of the store."""
    result = runner.run("extract", runner.store, "-O", str(runner.folder / "again.jsonl"))
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in (runner.folder / "again.jsonl").read_bytes().splitlines()]


def test_since_publishes_only_its_days_and_the_next_crawl_the_rest(runner, newsroom) -> None:
    """A crawl of a period brings the stories of these days and no other; the next one, unrestricted, all others."""
    result = runner.crawl(newsroom.url, "--since", SINCE)
    assert result.returncode == 0, result.stderr[-3000:]
    wanted = {newsroom.absolute(story) for story in newsroom.stories if str(story.day) >= SINCE}
    assert 5 < len(wanted) < 50
    assert urls(runner) == Counter(dict.fromkeys(wanted, 1))
    assert manifest(runner)["reason"] == "finished in period"
    assert manifest(runner)["settings"]["--since"] == SINCE
    # Old stories that sitemap and chain date beforehand are not asked for.
    old = {story.path for story in newsroom.stories if str(story.day) < "2026-10-18"}
    assert len(old & set(asked(newsroom))) < len(old) / 4
    assert manifest(runner)["statistics"]["urls/out_of_period"] > 20
    assert extracted(runner) == runner.lines()
    assert runner.crawl(newsroom.url).returncode == 0
    assert urls(runner) == published(newsroom)
    assert manifest(runner)["reason"] == "finished"
    assert extracted(runner) == runner.lines()
    assert runner.run("coverage", runner.lines()[0]["url"]).returncode == 0


def test_until_publishes_only_its_days(runner, newsroom) -> None:
    """With both bounds the lines are those of the days between, both included."""
    result = runner.crawl(newsroom.url, "--since", "2026-10-10", "--until", "2026-10-20")
    assert result.returncode == 0, result.stderr[-3000:]
    wanted = {newsroom.absolute(story) for story in newsroom.stories if "2026-10-10" <= str(story.day) <= "2026-10-20"}
    assert urls(runner) == Counter(dict.fromkeys(wanted, 1))


def test_max_articles_ends_after_so_many_and_the_next_crawl_goes_on(runner, newsroom) -> None:
    """Never more new articles than asked for; run again and again, every story comes out once."""
    result = runner.crawl(newsroom.url, "--max-articles", "7")
    assert result.returncode == 6
    assert len(runner.lines()) == 7
    assert manifest(runner)["reason"] == "max_articles"
    assert runner.crawl(newsroom.url, "--max-articles", "20").returncode == 6
    assert len(runner.lines()) == 27
    assert runner.crawl(newsroom.url, "--max-articles", "1000").returncode == 0
    assert urls(runner) == published(newsroom)


def test_a_full_crawl_asks_everything_again_and_publishes_nothing_known(runner, newsroom) -> None:
    """`--full` asks for every story and every page of the sections again; what did not change gives no line."""
    assert runner.crawl(newsroom.url).returncode == 0
    aside = ("/pictures/", "/theme/", "/tag/", "/author/")  # tags and authors stay bound to their budget
    first = {target for target in asked(newsroom) if not target.startswith(aside)}
    assert len(first) > 75
    newsroom.requests.clear()
    assert runner.crawl(newsroom.url, "--full").returncode == 0
    assert first - set(asked(newsroom)) == set()
    assert urls(runner) == published(newsroom)
    assert manifest(runner)["settings"]["--full"] is True


def test_refresh_asks_a_known_story_again_at_once(runner, newsroom) -> None:
    """`--refresh` asks for a story that is not due, among the first."""
    assert runner.crawl(newsroom.url).returncode == 0
    oldest = newsroom.stories[0]
    newsroom.requests.clear()
    result = runner.crawl(newsroom.url, "-s", "NEWS_RECHECK=0", "--refresh", newsroom.absolute(oldest))
    assert result.returncode == 0
    assert oldest.path in asked(newsroom)[:8]  # as many are under way at once


def test_a_dry_run_asks_nothing_writes_nothing_and_tells_what_comes(runner, newsroom) -> None:
    """`--dry-run` leaves site, store and spool as they are, before the first crawl as after one that was cut short."""
    result = runner.crawl(newsroom.url, "--dry-run")
    assert result.returncode == 0, result.stderr
    assert f"{newsroom.url}  (start page)" in result.stdout
    assert newsroom.requests == []
    assert list(runner.folder.iterdir()) == []
    assert runner.crawl(newsroom.url, "--max-articles", "5").returncode == 6
    newsroom.requests.clear()
    before = {path: path.stat().st_mtime_ns for path in runner.folder.rglob("*")}
    result = runner.crawl(newsroom.url, "--dry-run")
    assert result.returncode == 0, result.stderr
    assert newsroom.requests == []
    assert {path: path.stat().st_mtime_ns for path in runner.folder.rglob("*")} == before
    assert "(heard of, not fetched yet)" in result.stdout
    assert "/sitemap.xml  (sitemap)" in result.stdout


def test_a_bad_value_is_refused_in_one_line(runner, complaint) -> None:
    """The complaint names the option and its value, the exit code is that of bad arguments, nothing is touched."""
    result = runner.crawl("http://127.0.0.1:9/", "--since", "yesterday")
    assert result.returncode == 2
    assert complaint(result) == "newswarc: --since yesterday: not a day; write it as 2026-11-23"
    assert list(runner.folder.iterdir()) == []

"""The second run: only what is new is fetched, and only what is news is published."""


def test_a_second_run_publishes_nothing_that_is_known(newsroom, runner) -> None:
    """Run again at once, a crawl publishes no line and asks for few pages."""
    assert runner.crawl(newsroom.url).returncode == 0
    first = len(newsroom.requests)
    before = runner.files("*.jsonl.gz")
    newsroom.requests.clear()
    assert runner.crawl(newsroom.url).returncode == 0
    after = runner.files("*.jsonl.gz")
    assert {key for key in after if key.startswith("articles/")} == {
        key for key in before if key.startswith("articles/")
    }
    assert len(newsroom.requests) < first / 4


def test_the_second_day_brings_its_stories(newsroom, runner) -> None:
    """After the second day there is one line for each new story, the one that only the chain names among them."""
    assert runner.crawl(newsroom.url).returncode == 0
    old = {line["url"] for line in runner.lines()}
    newsroom.turn_to_second_day()
    assert runner.crawl(newsroom.url).returncode == 0
    urls = [line["url"] for line in runner.lines()]
    new = [url.rstrip("/").rpartition("/")[2] for url in urls if url not in old]
    assert sorted(new) == [
        "otter-makes-her-first-trip-in-a-swell",
        "owner-of-bench-318-comes-forward",
        "return-match-moved-to-the-prison-library",
    ]


def test_an_edited_story_gets_another_line_with_the_same_id(newsroom, runner) -> None:
    """The story that the newsroom has changed by the second day comes again, as what it says now."""
    assert runner.crawl(newsroom.url).returncode == 0
    newsroom.turn_to_second_day()
    assert runner.crawl(newsroom.url).returncode == 0
    lines = [line for line in runner.lines() if "winter-storm" in line["url"]]
    assert len({line["id"] for line in lines}) == 1
    assert [line["date_modified"] for line in lines] == [None, "2026-11-19T09:00:00+00:00"]
    before, after = (line["body"].splitlines()[-1] for line in lines)
    assert before == "A second, weaker storm is forecast for the weekend."
    assert after.startswith("The second storm that had been forecast for the weekend will pass to the north")

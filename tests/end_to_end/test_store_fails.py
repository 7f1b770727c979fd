"""A store that takes nothing more while a crawl is under way."""

import subprocess
import time
from collections import Counter

import pytest


def test_what_the_store_refuses_waits_in_the_spool(runner, newsroom) -> None:
    """The crawl ends with its own status, loses nothing, and the next run publishes what waits in the spool."""
    newsroom.latency = 0.05
    command = runner.command("crawl", "news", "-a", f"url={newsroom.url}")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while len(newsroom.requests) < 10:
        assert process.poll() is None, "the crawl ended before its store could fail"
        time.sleep(0.01)
    in_the_way = runner.root / "warc"
    in_the_way.write_text("no folder")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 3, said[-3000:]
    assert "newswarc: the archive failed: " in said
    assert runner.lines() == []
    in_the_way.unlink()
    newsroom.latency = 0
    asked = len(newsroom.requests)
    result = runner.crawl(newsroom.url)
    assert result.returncode == 0, result.stderr[-3000:]
    assert Counter(line["url"] for line in runner.lines()) == Counter(
        {newsroom.absolute(story): 1 for story in newsroom.stories}
    )
    again = {target for target, status in newsroom.requests[asked:] if status == 200}
    stories = {story.path for story in newsroom.stories}
    assert len(stories & again) < len(stories)


@pytest.mark.parametrize("kilobytes", [4, 44, 72, 160])
def test_a_full_disk_under_the_spool(runner, newsroom, kilobytes: int) -> None:
    """Whichever file meets it first: status 3, one line, no traceback; the next run has every story once."""
    command = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "bash"]
    command += runner.command("crawl", "news", "-a", f"url={newsroom.url}")
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 3, result.stderr[-3000:]
    assert "Traceback" not in result.stderr, result.stderr[-3000:]
    assert result.stderr.count("\nnewswarc: ") + result.stderr.startswith("newswarc: ") == 1, result.stderr[-3000:]
    result = runner.crawl(newsroom.url)
    assert result.returncode == 0, result.stderr[-3000:]
    assert Counter(line["url"] for line in runner.lines()) == Counter(map(newsroom.absolute, newsroom.stories))

"""One run over several sites: each has its own folders, manifest and lease."""

from collections import Counter
from pathlib import Path

import pytest


@pytest.fixture
def two_newsrooms(newsroom):
    """Two newsrooms, on ports of their own."""
    with type(newsroom)() as other:
        yield newsroom, other
        other.shutdown()


def test_a_file_of_urls_crawls_them_all(two_newsrooms, runner, tmp_path: Path) -> None:
    """-a urls_file= names sites, one a line, with comments; each gives its stories under its own name."""
    listed = tmp_path / "sites.txt"
    listed.write_text("# two newsrooms\n" + "\n\n".join(room.url for room in two_newsrooms) + "\n")
    result = runner.run("crawl", "news", "-a", f"urls_file={listed}")
    assert result.returncode == 0, result.stderr[-3000:]
    expected = Counter(room.absolute(story) for room in two_newsrooms for story in room.stories)
    assert Counter(line["url"] for line in runner.lines()) == expected
    names = [f"127.0.0.1_{room.server_address[1]}" for room in two_newsrooms]
    for folder in ("warc", "index", "crawls"):
        assert sorted(path.name for path in (runner.root / folder).iterdir()) == sorted(names)


def test_one_site_that_fails_does_not_hide_in_the_other(newsroom, runner) -> None:
    """A start page that cannot be reached decides the exit code; the other site is archived all the same."""
    runner.settings["NEWS_RETRIES"] = "0"
    result = runner.crawl(f"{newsroom.url},http://127.0.0.1:9/")
    assert result.returncode == 4
    assert "start page not reached: http://127.0.0.1:9/ " in result.stderr
    assert len(runner.lines()) == 60

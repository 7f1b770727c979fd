"""What stands under every story of a site is no text of them: learned in the first crawl, kept in the WARC files."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.plan import site_name
from tests.end_to_end import hostile

ASK = "Every morning at seven the whole harbour comes to you on one sheet of paper, and nobody has paid for it yet."
NAMES = ("crane", "ferry", "heron", "bakery", "lamp", "tide", "school", "market", "bridge", "choir", "kiln", "reed")
QUOTED = 3
"""The number of the story that tells of the sheet of paper, in the very words."""
SETTINGS = {"DOWNLOAD_TIMEOUT": "3", "NEWS_RETRIES": "0", "ARTICLE_WORKERS": "1"}


def paragraphs(number: int) -> list[str]:
    """The text of a story."""
    name = NAMES[number]
    return [
        f"The {name} at the old quay was seen by {number + 7} engineers on Tuesday, who found nothing amiss in it.",
        *([ASK] if number == QUOTED else []),
        f"It had been built {number + 31} years ago by a family from the island, and the {name} has been theirs since.",
        f"Whoever wants to see the {name} for themselves may come on Sunday between nine and noon, the town said.",
    ]


def story(number: int, nonce: str) -> bytes:
    """A page with the story, and under it, in the same markup, what is under all of them."""
    headline = f"No fault in the {NAMES[number]}"
    text = "".join(f"<p>{one}</p>" for one in (*paragraphs(number), ASK))
    return hostile.page(
        f"<html lang=en><head><title>{headline}</title><meta property=og:type content=article>"
        f"<meta property='article:published_time' content='2026-11-0{number % 9 + 1}T08:00:00Z'></head><body>"
        f"<article><h1>{headline}</h1>{text}</article><!-- {nonce} --></body></html>"
    )


def answers(count: int, nonce: str) -> dict[str, hostile.Answer]:
    """A site with so many stories; another `nonce` changes every page, and nothing that it says."""
    cards = "".join(f"<h2><a href='/2026/{name}-has-no-fault/'>The {name}</a></h2>" for name in NAMES[:count])
    return {
        "/robots.txt": hostile.page("", status="404 Not Found"),
        "/": hostile.page(f"<html lang=en><body><h1>News</h1>{cards}</body></html>"),
        **{f"/2026/{name}-has-no-fault/": story(n, nonce) for n, name in enumerate(NAMES[:count])},
    }


@pytest.fixture
def site() -> Iterator[hostile.RawSite]:
    """Ten stories, as they are on the first day."""
    with hostile.RawSite(answers(10, "first day")) as server:
        yield server
        server.shutdown()


def bodies(lines) -> dict[str, str]:
    """The texts by the names of their stories."""
    return {line["headline"].rpartition(" ")[2]: line["body"] for line in lines}


def texts(count: int) -> dict[str, str]:
    """What they should be."""
    return {name: "\n\n".join(paragraphs(number)) for number, name in enumerate(NAMES[:count])}


def extracted(runner, what: str, folder: Path) -> bytes:
    """The lines that WARC files give."""
    out = folder / "extracted.jsonl"
    result = runner.run("extract", what, "-O", str(out))
    assert result.returncode == 0, result.stderr[-3000:]
    return out.read_bytes()


def published(runner) -> list[bytes]:
    """The lines of each file of the store, in their order."""
    return [gzip.decompress(data) for key, data in runner.files("*.jsonl.gz").items() if key.startswith("articles/")]


def test_the_first_crawl_learns_and_the_next_one_knows(runner, site, tmp_path: Path) -> None:
    """Texts without it, but where a story says it; no revision for what is known better; the same from WARC alone."""
    runner.settings.update(SETTINGS)
    assert runner.crawl(site.url).returncode == 0
    first = runner.lines()
    assert bodies(first) == texts(10)
    assert all(line["word_count"] == len(line["body"].split()) for line in first)
    assert all("\n\n".join(block["text"] for block in line["body_blocks"]) == line["body"] for line in first)
    left_out = {
        line["headline"].rpartition(" ")[2]: [
            doubt["value"] for doubt in one["rejected"] if doubt["source"] == "learned"
        ]
        for line in first
        for one in line["evidence"]
        if one["field"] == "body"
    }
    # Of a paragraph that a page says twice, its text has the first.
    assert left_out == {name: [] if name == NAMES[QUOTED] else [ASK] for name in NAMES[:10]}
    (warc,) = runner.root.rglob("*.warc.gz")
    assert extracted(runner, str(warc), tmp_path).splitlines() == published(runner)[0].splitlines()

    # Another machine; every page has other bytes and says the same, and two stories are new.
    shutil.rmtree(runner.folder / "spool")
    site.answers = answers(12, "second day")
    assert runner.crawl(site.url, "--full").returncode == 0
    assert bodies(runner.lines()) == texts(12)
    assert [line["revision"] for line in runner.lines()] == [1] * 12
    assert extracted(runner, runner.store, tmp_path) == b"".join(published(runner))
    second = max(runner.root.rglob("*.warc.gz"))
    alone = extracted(runner, str(second), tmp_path)
    assert bodies(map(json.loads, alone.splitlines())) == texts(12)
    verified = subprocess.run(
        [runner.command()[0], "-m", "archive", "verify", runner.store], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stdout.split(": ")[-1].strip()) == (0, "0 errors, 0 warnings")


def test_a_killed_crawl_knows_as_much_when_it_goes_on(runner, site, tmp_path: Path) -> None:
    """Killed with most stories archived: whatever was learned when, lines and WARC files agree."""
    runner.settings.update(SETTINGS)
    command = runner.command("crawl", "news", "-a", f"url={site.url}", "-s", "DOWNLOAD_DELAY=0.2")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    while len(site.requests) < 10:
        assert process.poll() is None, "the crawl ended before it could be killed"
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert runner.crawl(site.url).returncode == 0
    assert bodies(runner.lines()) == texts(10)
    assert len(list(runner.root.rglob("*.warc.gz"))) == 2
    assert extracted(runner, runner.store, tmp_path) == b"".join(published(runner))


def test_a_bucket_holds_what_was_learned(runner, site, tmp_path: Path, seaweed, s3_url: str) -> None:
    """A machine that knows the bucket alone goes on with it; the bucket gives the same lines as its WARC files."""
    runner.settings.update(SETTINGS)
    runner.store = s3_url
    assert runner.crawl(site.url).returncode == 0
    shutil.rmtree(runner.folder / "spool")
    site.answers = answers(12, "second day")
    assert runner.crawl(site.url, "--full").returncode == 0
    lines = subprocess.run(
        [runner.command()[0], "-m", "archive", "lines", runner.store, site_name(site.url)],
        capture_output=True,
        check=True,
    ).stdout
    assert bodies(map(json.loads, lines.splitlines())) == texts(12)
    assert lines.count(b"\n") == 12
    assert extracted(runner, runner.store, tmp_path) == lines

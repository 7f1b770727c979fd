"""A story in several pages is one line with all its text."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from archive.store import open_store
from crawler.state import SiteState
from tests.end_to_end import hostile

SETTINGS = {"DOWNLOAD_TIMEOUT": "3", "NEWS_RETRIES": "0"}
TEXTS = {
    1: "By the middle of the afternoon the queue at the ticket office reached the old crane beside the quay.",
    2: "Nobody could say how many had come for the boat and how many for the band on the upper deck of it.",
    3: "When the rain began the harbour master opened the shed, and the last of the visitors slept there.",
}
"""The text of each page."""
OTHERS = ("ferry-to-the-island-is-late", "heron-nests-on-the-mast")


def part(address: dict[int, str], number: int, markup: str) -> bytes:
    """A page of the long story, in the manner of WordPress."""
    head = ""
    if markup != "labels":
        head = "".join(
            f"<link rel={rel} href='{address[other]}'>"
            for rel, other in (("prev", number - 1), ("next", number + 1))
            if other in address
        )
    if markup == "labels":
        pages = "".join(
            f"<a rel={rel} href='{address[other]}'>{label}</a> "
            for rel, other, label in (("prev", number - 1, "Previous page"), ("next", number + 1, "Next page"))
            if other in address
        )
    else:
        pages = "".join(
            f"<span class=post-page-numbers>{other}</span> "
            if other == number
            else f"<a class=post-page-numbers href='{address[other]}'>{other}</a> "
            for other in address
        )
    # Every page has the neighbours of the story, as WordPress themes print them.
    chain = (
        f"<nav class=post-navigation><a rel=prev href='/2026/{OTHERS[0]}/'>Previous Story</a>"
        f"<a rel=next href='/2026/{OTHERS[1]}/'>Next Story</a></nav>"
    )
    headline = "The long day at the quay"
    return hostile.page(
        f"<html lang=en><head><title>{headline}</title><meta property=og:type content=article>{head}"
        f"<link rel=canonical href='{address[number]}'></head><body class=single-post><article><h1>{headline}</h1>"
        f"<p>{TEXTS[number]}</p><p>It was the {('first', 'second', 'third')[number - 1]} hour of three, and the band "
        f"played on while the boats went in and out.</p><div class=page-links>{pages}</div></article>{chain}</body>"
    )


def neighbour(slug: str, links: str) -> bytes:
    """A story of one page."""
    return hostile.article(slug.replace("-", " ").capitalize(), links)


ADDRESSES = {
    "path": {1: "/2026/long-day/", 2: "/2026/long-day/2/", 3: "/2026/long-day/3/"},
    "query": {1: "/2026/long-day/", 2: "/2026/long-day/?page=2", 3: "/2026/long-day/?page=3"},
    "file": {1: "/2026/long-day.html", 2: "/2026/long-day-p2.html", 3: "/2026/long-day-p3.html"},
    "labels": {1: "/2026/long-day/", 2: "/2026/long-day/2/", 3: "/2026/long-day/3/"},
}


@pytest.mark.parametrize("form", ADDRESSES)
def test_three_pages_are_one_line(runner, tmp_path: Path, form: str) -> None:
    """All text in one line, the same from the WARC files alone, one place in the chain, no hole; the state knows."""
    address = ADDRESSES[form]
    first = address[1]
    cards = "".join(f"<h2><a href='/2026/{slug}/'>{slug.replace('-', ' ')}</a></h2>" for slug in OTHERS)
    answers = {
        "/robots.txt": hostile.page("", status="404 Not Found"),
        "/": hostile.page(f"<html lang=en><body><h1>News</h1>{cards}</body></html>"),
        f"/2026/{OTHERS[0]}/": neighbour(OTHERS[0], f"<a rel=next href='{first}'>Next Story</a>"),
        f"/2026/{OTHERS[1]}/": neighbour(OTHERS[1], f"<a rel=prev href='{first}'>Previous Story</a>"),
        **{path: part(address, number, form) for number, path in address.items()},
    }
    runner.settings.update(SETTINGS)
    with hostile.RawSite(answers) as server:
        result = runner.crawl(server.url)
        asked = server.paths()
        server.shutdown()
    assert result.returncode == 0, result.stderr[-3000:]
    assert set(address.values()) <= set(asked)
    lines = {line["url"].removeprefix(server.url.rstrip("/")): line for line in runner.lines()}
    assert sorted(lines) == sorted([first, *(f"/2026/{slug}/" for slug in OTHERS)])
    body = lines[first]["body"]
    assert [body.index(TEXTS[number]) for number in (1, 2, 3)] == sorted(body.index(text) for text in TEXTS.values())
    assert lines[first]["word_count"] == len(body.split())
    assert lines[first]["previous_url"] == f"{server.url}2026/{OTHERS[0]}/"
    assert lines[first]["next_url"] == f"{server.url}2026/{OTHERS[1]}/"

    state = SiteState(tmp_path / "state.db")
    state.sync(open_store(runner.store), next((runner.root / "crawls").iterdir()).name)
    kept = state.get(lines[first]["id"])
    assert kept is not None
    assert (kept.revision, kept.body_sha256, kept.pages) == (1, lines[first]["body_sha256"], (2, 3))
    assert state.chain_ends(9) == [f"{server.url}2026/{OTHERS[1]}/"]
    state.close()

    measured = runner.run("coverage", server.url, "--json", str(tmp_path / "c.json"))
    assert measured.returncode == 0, measured.stdout
    coverage = json.loads((tmp_path / "c.json").read_bytes())
    assert (coverage["stories"], coverage["holes"], coverage["chain"]["confirmed"]) == (3, [], 2)

    packed = runner.files("*.jsonl.gz")
    live = b"".join(gzip.decompress(data) for key, data in packed.items() if key.startswith("articles/"))
    copy = runner.copy_to(tmp_path / "copy")
    shutil.rmtree(copy.root / "articles")
    assert copy.run("extract", copy.store, "-O", str(tmp_path / "again.jsonl")).returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == live


def test_pages_that_come_later_are_joined_too(runner, tmp_path: Path) -> None:
    """Two pages fail in the first crawl; when they come, page 1 is asked for anew, and so are all when it is edited."""
    address = ADDRESSES["path"]
    whole = {path: part(address, number, "path") for number, path in address.items()}
    broken = {path: hostile.page("", status="500 Internal Server Error") for path in list(address.values())[1:]}
    cards = "".join(f"<h2><a href='{path}'>The long day at the quay</a></h2>" for path in [address[1]])
    answers = {
        "/robots.txt": hostile.page("", status="404 Not Found"),
        "/": hostile.page(f"<html lang=en><body><h1>News</h1>{cards}</body></html>"),
        **whole,
        **broken,
    }
    runner.settings.update(SETTINGS)
    with hostile.RawSite(answers) as server:
        assert runner.crawl(server.url).returncode == 0
        assert [TEXTS[2] in line["body"] for line in runner.lines()] == [False]

        server.answers.update(whole)
        assert runner.crawl(server.url).returncode == 0
        bodies = {line["revision"]: line["body"] for line in runner.lines()}
        assert [text in bodies[2] for text in TEXTS.values()] == [True, True, True]

        server.answers[address[1]] = whole[address[1]].replace(b"the queue at", b"the line  at")
        assert runner.crawl(server.url, "--refresh", f"{server.url}2026/long-day/").returncode == 0
        bodies = {line["revision"]: line["body"] for line in runner.lines()}
        assert sorted(bodies) == [1, 2, 3]
        assert [text in bodies[3] for text in TEXTS.values()] == [False, True, True]

        server.requests.clear()
        assert runner.crawl(server.url).returncode == 0
        assert not set(address.values()) & set(server.paths()) - {address[1]}
        server.shutdown()

    live = [(line["id"], line["revision"], line["body_sha256"]) for line in runner.lines()]
    copy = runner.copy_to(tmp_path / "copy")
    shutil.rmtree(copy.root / "articles")
    assert copy.run("extract", copy.store, "-O", str(tmp_path / "again.jsonl")).returncode == 0
    again = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text("utf-8").splitlines()]
    assert [(line["id"], line["revision"], line["body_sha256"]) for line in again] == live

"""The life of stories over several crawls: edited, moved, taken away, brought back; and again from the WARC files."""

import gzip
import json
from pathlib import Path

from tests.end_to_end import hostile

SETTINGS = {"DOWNLOAD_TIMEOUT": "3", "NEWS_RETRIES": "0"}
NOTE = "<p>Correction: The band has nine members, not eight.</p>"


def story(headline: str, more: str = "", *, modified: str = "2026-11-02T08:00:00Z", noise: int = 0) -> bytes:
    """A page whose text is its own, with all that changes on a page without the story being another."""
    data = {
        "@type": "NewsArticle",
        "headline": headline,
        "datePublished": "2026-11-01T08:00:00Z",
        "dateModified": modified,
    }
    return hostile.page(
        f"<html lang=en><head><title>{headline}</title><script type='application/ld+json'>{json.dumps(data)}</script>"
        f"</head><body><header>It is {noise + 10}:0{noise} o'clock</header><article><h1>{headline}</h1>"
        f"<p class=post-views>{noise * 317 + 12} views</p><span class=ago>{noise + 2} hours ago</span>"
        f"<p>{headline}, the harbour master of the islands said on Friday afternoon to those who had come.</p>"
        f"<p>Those who had waited for {headline.lower()} since the spring went home in the rain and came again.</p>"
        f"<p>The council of the islands will speak of {headline.lower()} on Monday, at the usual hour.</p>{more}"
        f"<div class=share><span class=count>{noise * 11} shares</span></div></article>"
        f"<aside class=related><h3>Related</h3><a href='/2026/steady-{noise}/'>Box of the hour {noise}</a></aside>"
        f"<section id=comments class=comments><h3>{noise + 3} comments</h3><p>Reader {noise} says that he has never "
        f"seen anything like it in all his years on the islands, and that he would gladly come again.</p></section>"
        "</body></html>"
    )


def redirect(target: str) -> bytes:
    return hostile.page("", f"Location: {target}", status="301 Moved Permanently")


def front(*paths: str) -> bytes:
    cards = "".join(f"<h2><a href='{path}'>{path.strip('/').replace('-', ' ')}</a></h2>" for path in paths)
    return hostile.page(f"<html lang=en><body><h1>News</h1>{cards}</body></html>")


FIRST = {
    "/a/": "Ferry is late",
    "/b/": "Heron nests on the mast",
    "/c/": "Crane is painted green",
    "/d/": "Band loses its drum",
    "/e/": "Lamp is lit again",
    "/f/": "Seal sleeps on the slip",
}


def test_the_life_of_stories(runner, tmp_path: Path) -> None:
    """Six crawls, the last two on a machine that knows nothing: each line as it should be, none too many."""
    answers = {"/robots.txt": hostile.page("", status="404 Not Found"), "/": front(*FIRST)}
    answers |= {path: story(headline) for path, headline in FIRST.items()}
    runner.settings.update(SETTINGS)
    told: list[list[tuple[str, int, str, tuple[str, ...]]]] = []
    seen: set[str] = set()
    with hostile.RawSite(answers) as server:

        def crawl(*paths: str) -> None:
            addresses = [f"{server.url}{path[1:]}" for path in paths]
            result = runner.crawl(server.url, "--refresh", *addresses)
            assert result.returncode == 0, result.stderr[-3000:]
            fresh = [line for line in runner.lines() if json.dumps(line) not in seen]
            seen.update(json.dumps(line) for line in fresh)
            told.append(
                sorted(
                    (
                        "/" + line["url"].removeprefix(server.url),
                        line["revision"],
                        line["status"],
                        tuple((line["changes"] or {}).get("fields", ())),
                    )
                    for line in fresh
                )
            )

        crawl("/a/")
        # Noise on a; an edit of b; c moves with a redirect, d without one; e is gone, f leads to the front page.
        answers["/a/"] = story(FIRST["/a/"], noise=1)
        answers["/b/"] = story(FIRST["/b/"], NOTE)
        answers |= {"/c/": redirect("/2026/c/"), "/2026/c/": story(FIRST["/c/"])}
        answers["/2026/d/"] = answers.pop("/d/")
        del answers["/e/"]
        answers["/f/"] = redirect("/")
        answers["/"] = front("/a/", "/b/", "/2026/c/", "/2026/d/")
        crawl("/a/", "/b/", "/d/", "/e/", "/f/")
        # What was seen gone is asked again without being named.
        answers["/a/"] = story(FIRST["/a/"], noise=2)
        crawl("/a/", "/c/", "/d/")
        # e and f are back; an edit of b that its page admits.
        answers["/e/"] = story(FIRST["/e/"])
        answers["/f/"] = story(FIRST["/f/"], NOTE)
        answers["/b/"] = story(
            FIRST["/b/"], NOTE + "<p>The nest is empty now, and so is the mast.</p>", modified="2026-11-03T08:00:00Z"
        )
        crawl("/b/", "/e/", "/f/")
        (state,) = (runner.folder / "spool").rglob("state.db")
        for file in state.parent.iterdir():
            file.unlink()
        answers["/c/"] = hostile.page("", status="410 Gone")
        del answers["/2026/c/"]
        crawl("/2026/c/", "/c/", "/d/", "/b/")
        crawl("/a/")
        server.shutdown()
    assert told == [
        [(path, 1, "published", ()) for path in FIRST],
        [
            ("/2026/c/", 2, "published", ("canonical_url",)),
            ("/2026/d/", 2, "published", ("canonical_url",)),
            ("/b/", 2, "published", ("body",)),
        ],
        [("/e/", 2, "gone", ("status", "body")), ("/f/", 2, "gone", ("status", "body"))],
        [
            ("/b/", 3, "published", ("body",)),
            ("/e/", 3, "published", ("status",)),
            ("/f/", 3, "published", ("status", "body")),
        ],
        [],
        [("/2026/c/", 3, "gone", ("status", "body"))],
    ]
    lines = runner.lines()
    assert len({line["id"] for line in lines}) == 6
    edits = [line for line in lines if line["url"].endswith("/b/")]
    assert [line["silent_edit"] for line in edits] == [False, True, False]
    assert edits[1]["correction"] == "Correction: The band has nine members, not eight."
    assert [(line["changes"] or {}).get("paragraphs_added") for line in edits] == [None, 1, 1]
    packed = runner.files("*.jsonl.gz")
    live = b"".join(gzip.decompress(data) for key, data in packed.items() if key.startswith("articles/"))
    assert runner.run("extract", runner.store, "-O", str(tmp_path / "again.jsonl")).returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == live

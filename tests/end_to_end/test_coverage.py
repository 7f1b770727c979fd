"""`scrapy coverage` and `scrapy explain` on what a real crawl left in a store."""

import json
import re
import shutil
import threading
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from archive.store import open_store

GROUP = 6
"""Stories between two broken ones: a story, one that fails, one that only it links, and three more."""
NAMES = [
    f"the-{first}-and-the-{second}"
    for first in ("crane", "ferry", "heron", "mast", "pilot")
    for second in ("anchor", "baker", "clock", "drum", "eel", "fog")
]
"""Of the stories, oldest first; numbers would look like parts of one story."""
COUNT = len(NAMES)


class BrokenChain(ThreadingHTTPServer):
    """A site in which story 1 of each group fails with `status`, and nothing but story 1 links story 2.

    The sitemap has all others, so that each of them is found whatever the chain does.
    """

    daemon_threads = True

    def __init__(self, status: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.status = status
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, path: str) -> tuple[int, str, str]:
        """Status, content type and body."""
        listed = [number for number in range(COUNT) if number % GROUP not in (1, 2)]
        if path.removeprefix("/news/").rstrip("/") in NAMES:
            number = NAMES.index(path.removeprefix("/news/").rstrip("/"))
            if number % GROUP == 1:
                return self.status, "text/html", "<h1>No story here now</h1>"
            return 200, "text/html", story(number)
        if path == "/sitemap.xml":
            entries = "".join(f"<url><loc>{self.url}news/{NAMES[number]}/</loc></url>" for number in listed)
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return 200, "application/xml", f'<urlset xmlns="{space}">{entries}</urlset>'
        if path == "/":
            cards = "".join(f'<h2><a href="/news/{NAMES[one]}/">{NAMES[one]}</a></h2>' for one in listed[-4:])
            return 200, "text/html", f"<html lang=en><body><h1>News</h1>{cards}</body></html>"
        return 404, "text/html", "<h1>Not found</h1>"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: BrokenChain

    def do_GET(self) -> None:
        status, kind, body = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def story(number: int) -> str:
    """A page with its date and its neighbours; what follows story 2 of a group names nothing before itself."""
    day = date(2026, 1, 1) + timedelta(days=number)
    links = ""
    if number and number % GROUP != 3:
        links += f'<a rel="prev" href="/news/{NAMES[number - 1]}/">Previous Story</a> '
    if number + 1 < COUNT:
        links += f'<a rel="next" href="/news/{NAMES[number + 1]}/">Next Story</a>'
    headline = NAMES[number].replace("-", " ").capitalize()
    return (
        f"<html lang=en><head><title>{headline}</title><meta property=og:type content=article></head><body><article>"
        f"<h1>{headline}</h1><time datetime={day}>{day}</time><p>By the middle of the afternoon the queue at the "
        f"ticket office reached the old crane, and the harbour master had opened window {number}.</p><p>Nobody could "
        f"say how many had come for the boat and how many for the band.</p></article>"
        f"<nav class=post-navigation>{links}</nav></body></html>"
    )


def numbers(places: list[object]) -> list[int]:
    """The numbers of the stories that are named."""
    return [NAMES.index(name) for place in places for name in re.findall(r"/news/([a-z-]+)/", str(place))]


def test_a_whole_newsroom_has_no_hole(crawled) -> None:
    """Sixty stories in one chain, each side agreeing; the states add up."""
    result = crawled.runner.run("coverage", crawled.newsroom.url, "--json", str(crawled.runner.folder / "c.json"))
    assert result.returncode == 0, result.stdout
    coverage = json.loads((crawled.runner.folder / "c.json").read_bytes())
    assert coverage["stories"] == 60
    assert coverage["holes"] == []
    assert coverage["chain"]["confirmed"] == 59
    assert [part["stories"] for part in coverage["chain"]["components"]] == [60]
    assert sum(row["pages"] + row["requisites"] for row in coverage["states"]) == coverage["urls"]
    assert next(row["stories"] for row in coverage["sources"] if row["source"] == "chain") == 60


def test_the_answer_needs_the_store_alone(crawled, tmp_path) -> None:
    """The same bytes from a copy without spool and caches, by the site's name."""
    copy = crawled.runner.copy_to(tmp_path / "copy")
    shutil.rmtree(copy.folder / "spool")
    site = next((copy.root / "crawls").iterdir()).name
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    assert crawled.runner.run("coverage", site, "--json", str(ours)).returncode == 0
    assert copy.run("coverage", site, "--json", str(theirs), "--html", str(tmp_path / "c.html")).returncode == 0
    assert ours.read_bytes() == theirs.read_bytes()
    assert (tmp_path / "c.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert not (copy.folder / "spool").exists()


@pytest.mark.parametrize(("status", "state"), [(500, "failed"), (404, "gone")])
def test_every_story_behind_a_broken_one_is_named(runner, tmp_path, status, state) -> None:
    """Five stories that only a failing neighbour links: five holes, each between what is archived around it."""
    runner.settings["NEWS_RETRIES"] = "0"
    with BrokenChain(status) as site:
        assert runner.crawl(site.url).returncode == 0
        site.shutdown()
    assert len(runner.lines()) == 20
    result = runner.run("coverage", site.url, "--json", str(tmp_path / "c.json"))
    assert result.returncode == 8
    holes = json.loads((tmp_path / "c.json").read_bytes())["holes"]
    assert [
        (hole["kind"], hole["state"], numbers(hole["before"]), numbers(hole["urls"]), numbers(hole["after"]))
        for hole in holes
    ] == [("missed", state, [one], [one + 1], [one + 3]) for one in range(0, COUNT, GROUP)]
    assert {hole["by_date"] for hole in holes} == {"after"}
    assert {hole["tried_in"] for hole in holes} == {1}


def test_a_bucket_gives_the_same_answers(crawled, tmp_path, s3_url) -> None:
    """The same bytes of JSON, the same explanation, out of a real S3 server."""
    bucket = open_store(s3_url)
    for key, data in crawled.runner.files().items():
        bucket.put(key, data)
    there = replace(crawled.runner, folder=tmp_path, store=s3_url)
    ours, theirs = tmp_path / "ours.json", tmp_path / "theirs.json"
    assert crawled.runner.run("coverage", crawled.newsroom.url, "--json", str(ours)).returncode == 0
    assert there.run("coverage", crawled.newsroom.url, "--json", str(theirs)).returncode == 0
    assert ours.read_bytes() == theirs.read_bytes()
    url = crawled.runner.lines()[0]["url"]
    assert there.run("explain", url).stdout == crawled.runner.run("explain", url).stdout != ""


def test_a_story_is_explained(crawled) -> None:
    """Where it was heard of, why its page is an article, where its record and its line are."""
    line = crawled.runner.lines()[0]
    result = crawled.runner.run("explain", line["url"])
    assert result.returncode == 0
    assert (
        f"{line['url']}\n  in the archive, as a story\n  story {line['id']}, newest line in articles/" in result.stdout
    )
    assert f"archived (200) read as article  {line['warc']['record_id']} in {line['warc']['file']}" in result.stdout
    assert "taken for what it is because: " in result.stdout
    assert re.search(r"(listed in|a headline on|the next story of) http://127.0.0.1:\d+/\S*  urn:uuid:", result.stdout)


def test_what_is_not_there_is_explained(crawled) -> None:
    """An address that nothing names."""
    result = crawled.runner.run("explain", f"{crawled.newsroom.url}never/heard-of-it/")
    assert result.returncode == 0
    assert "nothing in it names this address" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("coverage", "elsewhere.example"), 2, "no such site in"),
        (("coverage",), 2, "one site is needed"),
        (("explain", "not a url"), 2, "no http or https URL"),
        (("explain",), 2, "one URL is needed"),
    ],
)
def test_wrong_arguments_are_named(crawled, arguments, status, message) -> None:
    """One line, and status 2."""
    result = crawled.runner.run(*arguments)
    assert (result.returncode, message in result.stderr + result.stdout) == (status, True)
    assert "Traceback" not in result.stderr


def test_a_store_that_is_not_there_is_an_error(runner) -> None:
    """Not a site without holes."""
    result = runner.run("coverage", "news.example")
    assert result.returncode in (2, 3)
    assert result.stderr.startswith("newswarc: ")

"""What an outsider's server does must never crash, hang, bloat or fool a crawl."""

import gzip
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.end_to_end import hostile

ROOT = Path(__file__).parent.parent.parent
QUICK = {"DOWNLOAD_TIMEOUT": "3", "NEWS_RETRIES": "0", "ARTICLE_TIMEOUT": "10", "NEWS_MAX_BODY": "2000000"}

page, article = hostile.page, hostile.article
GOOD = article("Crane club opens its doors")


@contextmanager
def site(answers: dict[str, object]) -> Iterator[object]:
    with hostile.RawSite({"/robots.txt": page("", status="404 Not Found"), **answers}) as server:
        yield server
        server.shutdown()


def links(*paths: str) -> bytes:
    items = "".join(
        f"<li><h2><a href='{path}'>A headline that is long enough to be one {path}</a></h2></li>" for path in paths
    )
    return page(f"<html lang=en><body><h1>Front page</h1><ul>{items}</ul></body></html>")


def slowly(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"x")
        time.sleep(0.2)


def endless_head(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 1000))


def endless_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(100_000):
        connection.sendall(b"<p>more</p>" * 1000)


def garbage(connection: socket.socket) -> None:
    connection.sendall(bytes(range(256)) * 10)


BOMB = gzip.compress(b"<p>" + b"0" * 200_000_000)
HOSTILE: dict[str, object] = {
    "slow": slowly,
    "endless-head": endless_head,
    "endless-body": endless_body,
    "garbage": garbage,
    "hang-up": lambda connection: None,
    "bomb": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b"
    % (len(BOMB), BOMB),
    "not-gzip": page("<p>plain", "Content-Encoding: gzip"),
    "loop": page("", "Location: /2026/loop/", status="302 Found"),
    "redirect-nowhere": page("", "Location: http://[bad", status="302 Found"),
    "redirect-inside": page("", "Location: http://127.0.0.1:1/latest/meta-data/", status="302 Found"),
    "redirect-file": page("", "Location: file:///etc/passwd", status="302 Found"),
    "attributes": page("<html><body><p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">x</p></body></html>"),
    "deep": page("<div>" * 100_000 + "deep"),
    "nul": page("<html><body><h1>\x00\x01</h1><p>\x00 \ufffe text</p></body></html>"),
    "bad-charset": page("<p>x</p>", kind="text/html; charset=no-such-charset"),
    "bad-links": page("<a href='http://[::1'>a</a><a href='//'>b</a><a href='http://a:99999/'>c</a><a href=' '>d</a>"),
    "binary": page("\x89PNG" + "\x00" * 1000, kind="text/html"),
    "interim-flood": b"HTTP/1.1 103 Hints\r\n\r\n" * 1000 + page("<p>x</p>"),
    "huge-json-ld": page('<script type="application/ld+json">' + "[" * 100_000 + "</script><h1>x</h1>"),
    "empty": page(""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_crawl_survives_and_the_good_story_comes_out(runner, name: str) -> None:
    """Beside any hostile page the honest one is archived and published, and the archive is sound."""
    runner.settings.update(QUICK)
    with site(
        {"/": links(f"/2026/{name}/", "/2026/good/"), f"/2026/{name}/": HOSTILE[name], "/2026/good/": GOOD}
    ) as server:
        result = runner.crawl(server.url)
        asked = server.paths()
    assert result.returncode == 0, result.stderr[-3000:]
    assert "Traceback" not in result.stderr, result.stderr[-3000:]
    # A kept connection that dies without a byte is tried again on a fresh one (RFC 9110 9.2.2).
    assert asked.count(f"/2026/{name}/") <= (2 if name == "hang-up" else 1)
    assert [line["headline"] for line in runner.lines() if line["url"].endswith("/good/")] == [
        "Crane club opens its doors"
    ]
    verdict = subprocess.run(
        [sys.executable, "-m", "archive", "verify", runner.store], cwd=ROOT, capture_output=True, text=True
    )
    assert verdict.returncode == 0, verdict.stdout[-3000:]


def test_a_page_of_another_site_in_place_of_a_picture_gives_no_line(runner) -> None:
    """A hoster of pictures may show a story of its own; it is archived, and no story of the site."""
    runner.settings.update(QUICK)
    with site({"/2026/foreign/": article("A foreign paper tells of cranes")}) as other:
        picture = f"<article><img src='{other.url}2026/foreign/'>"
        story = page(GOOD.partition(b"\r\n\r\n")[2].decode().replace("<article>", picture))
        with site({"/": links("/2026/good/"), "/2026/good/": story}) as server:
            assert runner.crawl(server.url).returncode == 0
        assert "/2026/foreign/" in other.paths()
    assert [line["headline"] for line in runner.lines()] == ["Crane club opens its doors"]
    extracted = runner.folder / "again.jsonl"
    assert runner.run("extract", runner.store, "-O", str(extracted)).returncode == 0
    published = [gzip.decompress(data) for data in runner.files("articles/**/*.jsonl.gz").values()]
    assert extracted.read_bytes() == b"".join(published)


ROBOTS: dict[str, tuple[bytes, int, bool]] = {
    "not found": (page("", status="404 Not Found"), 0, True),
    "forbidden to read": (page("", status="403 Forbidden"), 0, True),
    "server error": (page("", status="500 Oops"), 4, False),
    "all forbidden": (page("User-agent: *\nDisallow: /\n", kind="text/plain"), 4, False),
    "others forbidden": (page("User-agent: other\nDisallow: /\n", kind="text/plain"), 0, True),
    "we are named": (
        page("User-agent: newswarc\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain"),
        4,
        False,
    ),
    "moved": (page("", "Location: /real-robots.txt", status="301 Moved"), 4, False),
    "nonsense": (
        page("Sitemap: http://[::1\nSitemap: http://h:99999/\nCrawl-delay: nan\nUser-agent\n", kind="text/plain"),
        0,
        True,
    ),
    "html instead": (page("<html><h1>Welcome</h1></html>"), 0, True),
}


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_by_the_standard(runner, name: str) -> None:
    """RFC 9309: 4xx allows, 5xx forbids, redirects are followed, the group that names us counts."""
    answer, code, fetched = ROBOTS[name]
    runner.settings.update(QUICK)
    forbidding = page("User-agent: *\nDisallow: /\n", kind="text/plain")
    with site(
        {"/robots.txt": answer, "/real-robots.txt": forbidding, "/": links("/2026/good/"), "/2026/good/": GOOD}
    ) as server:
        result = runner.crawl(server.url)
        assert (result.returncode, "/" in server.paths()) == (code, fetched), result.stderr[-2000:]
        assert server.paths()[0] == "/robots.txt"


def test_crawl_delay_is_kept(runner) -> None:
    """Between two pages of a site that asks for it, its Crawl-delay passes."""
    robots = page("User-agent: *\nCrawl-delay: 0.5\n", kind="text/plain")
    runner.settings.update(QUICK)
    stories = {f"/2026/story-{number}/": article(f"Story number {number} of the day") for number in range(4)}
    with site({"/robots.txt": robots, "/": links(*stories), **stories}) as server:
        result = runner.crawl(server.url)
        times = [moment for moment, path in server.requests if path.startswith("/2026/")]
    assert result.returncode == 0, result.stderr[-2000:]
    assert len(times) == 4
    # Scrapy varies a delay by half of it, so that a crawler is no metronome.
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.2


def test_retry_after_is_taken_at_its_word(runner) -> None:
    """A server that is busy for two seconds is left alone for two seconds, as a whole."""
    answers: dict[str, object] = {"/": links("/2026/busy/", "/2026/good/"), "/2026/good/": GOOD}
    moments: list[float] = []

    def busy(connection: socket.socket) -> None:
        moments.append(time.monotonic())
        first = len(moments) == 1
        connection.sendall(page("", "Retry-After: 2", status="503 Busy") if first else article("Busy day at the quay"))

    answers["/2026/busy/"] = busy
    runner.settings.update(QUICK | {"NEWS_RETRIES": "2"})
    with site(answers) as server:
        result = runner.crawl(server.url)
    assert result.returncode == 0, result.stderr[-2000:]
    assert len(moments) == 2
    assert moments[1] - moments[0] >= 2
    assert {line["headline"] for line in runner.lines()} == {"Busy day at the quay", "Crane club opens its doors"}


def test_a_site_that_sends_us_away_is_left_alone(runner) -> None:
    """A Retry-After beyond NEWS_RETRY_AFTER ends the crawl at once; the next one takes up what was not asked for."""
    asked: list[str] = []
    is_busy = True

    def story(connection: socket.socket) -> None:
        asked.append("story")
        connection.sendall(page("", "Retry-After: 900", status="429 Busy") if is_busy else article("Quay at rest"))

    answers: dict[str, object] = {"/": links("/2026/one/", "/2026/two/"), "/2026/one/": story, "/2026/two/": story}
    runner.settings.update(QUICK | {"CONCURRENT_REQUESTS_PER_DOMAIN": "1"})
    with site(answers) as server:
        result = runner.crawl(server.url)
        assert result.returncode == 6, result.stderr[-2000:]
        assert "ended: sent away" in result.stderr
        assert asked == ["story"]
        is_busy = False
        result = runner.crawl(server.url)
    assert result.returncode == 0, result.stderr[-2000:]
    assert len(runner.lines()) == 1


def test_nothing_but_refusals_is_nothing_archived(runner) -> None:
    """A site whose every story answers 404 ends with its own exit code."""
    runner.settings.update(QUICK)
    with site({"/": links("/2026/gone/")}) as server:
        result = runner.crawl(server.url)
    assert result.returncode == 5, result.stderr[-2000:]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"/": page("", "Location: /", status="302 Found")}, "leads to {url}, and from there in a circle"),
        (
            {
                "/": page("", "Location: /consent?back=/", status="302 Found"),
                "/consent?back=/": page("", "Location: /?agreed=1", status="302 Found"),
                "/?agreed=1": page("", "Location: /consent?back=/", status="302 Found"),
            },
            "leads to {url}consent?back=/, and from there in a circle",
        ),
        (
            {"/": page("", "Location: http://127.0.0.1:1/", status="301 Moved")},
            "leads to http://127.0.0.1:1/, which is not of this site",
        ),
    ],
)
def test_a_start_page_that_only_leads_elsewhere(runner, answers, why: str) -> None:
    """A consent wall that wants cookies, or a site that moved: the start page is not reached, and it is said why."""
    runner.settings.update(QUICK)
    with site(answers) as server:
        result = runner.crawl(server.url)
    assert result.returncode == 4, result.stderr[-2000:]
    assert f"start page not reached: {server.url} ({why.format(url=server.url)})" in result.stderr


def test_a_start_page_that_moved_within_the_site(runner) -> None:
    """A start page may redirect, and one start page to another; what it leads to is the start page then."""
    runner.settings.update(QUICK)
    answers = {
        "/": page("", "Location: /news/", status="302 Found"),
        "/news/": links("/2026/good/"),
        "/2026/good/": GOOD,
    }
    with site(answers) as server:
        result = runner.run("crawl", "news", "-a", f"url={server.url},{server.url}news/")
    assert result.returncode == 0, result.stderr[-2000:]
    assert len(runner.lines()) == 1

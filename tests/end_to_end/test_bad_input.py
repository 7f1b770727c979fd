"""Bad input ends in one clear line and its own exit code: no traceback, nothing half written."""

import http.server
import threading
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["crawl", "nosuchsite"], "nosuchsite"),
        (["crawl", "news"], "-a url="),
        (["crawl", "news", "-a", "url=ftp://127.0.0.1/"], "ftp://127.0.0.1/"),
        (["crawl", "news", "-a", "url=not a url"], "not a url"),
        (["crawl", "news", "-a", "urls_file=/nonexistent/list.txt"], "/nonexistent/list.txt"),
        (["crawl", "news", "-a", "url=http://127.0.0.1:9/", "-a", "depth=3"], "depth"),
        (["crawl", "news", "-a", "url=http://127.0.0.1:9/", "-s", "ARTICLE_TIMEOUT=soon"], "ARTICLE_TIMEOUT"),
        (["crawl", "news", "-a", "url=http://127.0.0.1:9/", "-s", "ARCHIVE_STOER=s3://bucket"], "ARCHIVE_STOER"),
        (["crawl", "news", "-a", "url=http://127.0.0.1:9/", "-L", "loud"], "LOG_LEVEL"),
        (["newsite", "http://127.0.0.1:9/", "--name", "../harbour"], "../harbour"),
        (["newsite", "http://127.0.0.1:9/", "-L", "loud"], "LOG_LEVEL"),
        (["extract", "/nonexistent/a.warc.gz", "-O", "/nonexistent/lines.jsonl"], "-O /nonexistent/lines.jsonl"),
        (["extract", "gs://bucket", "-O", "/dev/null"], "gs://bucket"),
        (["crawl", "news", "-a", "url=http://127.0.0.1:9/", "-O", "lines.jsonl"], "scrapy extract"),
        (["genspider", "foo", "news.example"], "scrapy newsite URL"),
        (["parse", "http://127.0.0.1:9/", "--pipelines"], "scrapy shell URL"),
    ],
)
def test_bad_arguments(runner, complaint, arguments: list[str], says: str) -> None:
    """What cannot be is named, before anything is fetched or written."""
    result = runner.run(*arguments)
    assert result.returncode == 2, result.stderr
    assert says in complaint(result)
    assert not runner.root.exists()


@pytest.mark.parametrize(
    ("profile", "says"),
    [
        ('start = ["http://127.0.0.1:9/"', "Unclosed array"),
        ("", "start: it is needed"),
        ('start = ["http://127.0.0.1:9/"]\ncolour = "red"', "colour"),
        ('start = ["http://127.0.0.1:9/"]\ntimezone = "Mars/Olympus"', "Mars/Olympus"),
        ('start = ["http://127.0.0.1:9/"]\n[selectors]\nbody = "div["', "selectors.body"),
    ],
)
def test_malformed_profile(runner, complaint, tmp_path: Path, profile: str, says: str) -> None:
    """A profile that cannot be read is named with its file and the key that is wrong."""
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "broken.toml").write_text(profile)
    runner.settings["NEWS_SITES"] = str(sites)
    result = runner.run("crawl", "broken")
    assert result.returncode == 2, result.stderr
    line = complaint(result)
    assert "broken.toml" in line
    assert says in line


def test_a_malformed_profile_does_not_hide_the_others(runner, tmp_path: Path) -> None:
    """`scrapy list` names every site, a malformed one too."""
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "broken.toml").write_text("start = 1")
    runner.settings["NEWS_SITES"] = str(sites)
    result = runner.run("list")
    assert result.returncode == 0
    assert result.stdout.split() == ["asianlite", "broken", "news"]


def test_unreachable_start_page(runner) -> None:
    """A start page that nobody answers for ends the crawl with its own code."""
    runner.settings["NEWS_RETRIES"] = "0"
    result = runner.crawl("http://127.0.0.1:9/")
    assert result.returncode == 4, result.stderr
    assert "Traceback" not in result.stderr
    assert "start page not reached: http://127.0.0.1:9/ " in result.stderr


class Empty(http.server.BaseHTTPRequestHandler):
    """A site with one page, which is no article."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Soon</title><p>Nothing here yet."
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_site_without_articles(runner) -> None:
    """A site that answers and has no article on it is an error of its own."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        result = runner.crawl(f"http://127.0.0.1:{server.server_address[1]}/")
        server.shutdown()
    assert result.returncode == 5, result.stderr
    assert "Traceback" not in result.stderr
    assert "(nothing_archived)" in result.stderr
    assert "no article is known" in result.stderr
    assert "scrapy extract" not in result.stderr


def test_unwritable_store(runner, complaint, newsroom, tmp_path: Path) -> None:
    """A store that cannot be written ends the crawl before anything is fetched."""
    (tmp_path / "file").write_text("no folder")
    runner.store = str(tmp_path / "file" / "store")
    result = runner.crawl(newsroom.url)
    assert result.returncode == 3, result.stderr
    assert "file/store" in complaint(result)
    assert newsroom.requests == []


def test_wrong_bucket(runner, complaint, newsroom, s3_url: str) -> None:
    """A bucket that does not exist is named, before anything is fetched."""
    runner.store = "s3://no-such-bucket/news"
    result = runner.crawl(newsroom.url)
    assert result.returncode == 3, result.stderr
    assert "no-such-bucket" in complaint(result)
    assert newsroom.requests == []

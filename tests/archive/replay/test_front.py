"""The server in front of a replay: the list, and ranges of WARC files."""

import http.client
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from archive.manifest import BatchCommit
from archive.replay.catalogue import Catalogue, Listed
from archive.replay.front import Front
from archive.replay.page import list_page
from archive.store import Store, open_store, read_object

WARC = "/warc/news.example-20261120T090000Z-aaaa-00001.warc.gz"


class Links(HTMLParser):
    """All links of a page, and its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href" and value]


@pytest.fixture(params=["local", "s3"])
def front(
    request: pytest.FixtureRequest, tmp_path: Path, fill: Callable[[Store], list[BatchCommit]]
) -> Iterator[Front]:
    """A running server over a filled store."""
    store = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    fill(store)
    catalogue = Catalogue(store, tmp_path / "cache")
    catalogue.update(lambda _: None)
    with Front(0, store, catalogue) as server:
        server.replay = "http://127.0.0.1:9/news"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def get(front: Front, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", front.server_port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def test_the_list_leads_to_the_replay(front: Front) -> None:
    """Each article links to its capture and to all its captures; what the site wrote is escaped."""
    status, headers, body = get(front, "/")
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    text = body.decode()
    assert "Bridge &lt;reopens&gt;" in text
    assert Links(text).links == [
        "http://127.0.0.1:9/news/20261120090001/http://news.example/bridge",
        "http://127.0.0.1:9/news/*/http://news.example/bridge",
        "http://127.0.0.1:9/news/20261122090002/http://news.example/tide",
        "http://127.0.0.1:9/news/*/http://news.example/tide",
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?q=tide", 1),
        ("?q=tide&site=news.example", 1),
        ("?q=x%22y", 0),
        ("?page=7", 0),
        ("?page=-1&q=", 2),
        ("?%00", 2),
    ],
)
def test_the_list_is_searched_and_leafed_through(front: Front, query: str, count: int) -> None:
    """The query chooses; a senseless page number is the first page."""
    status, _, body = get(front, f"/{query}")
    assert status == 200
    assert body.decode().count("captured 2026-11-2") == count


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        (None, 200, 0, None),
        ("bytes=0-", 206, 0, None),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=100-999999", 206, 100, None),
        ("bytes=-5", 200, 0, None),
        ("bytes=5-1,7-9", 200, 0, None),
    ],
)
def test_ranges_of_warc_files(front: Front, asked: str | None, status: int, start: int, end: int | None) -> None:
    """pywb asks for one record by its place; what is no plain range gets the whole file, as RFC 9110 allows."""
    key = "warc/news.example/2026/11/news.example-20261120T090000Z-aaaa-00001.warc.gz"
    data = read_object(front.store, key)
    found = get(front, WARC, **({"Range": asked} if asked else {}))
    assert (found[0], found[2]) == (status, data[start:end])
    assert found[1]["Content-Length"] == str(len(data[start:end]))


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (WARC, {"Range": "bytes=99999-"}, 416),
        ("/warc/none.warc.gz", {}, 404),
        ("/warc/..%2f..%2fetc%2fpasswd", {}, 404),
        ("/etc/passwd", {}, 404),
        ("/", {"Host": "evil.example:80"}, 403),
        (WARC, {"Host": "evil.example"}, 403),
    ],
)
def test_what_is_not_served(front: Front, path: str, headers: dict[str, str], status: int) -> None:
    """Nothing but the list and committed WARC files, and only under this machine's own name."""
    assert get(front, path, **headers)[0] == status


def test_a_warc_file_that_is_gone_is_told(front: Front, capsys: pytest.CaptureFixture[str]) -> None:
    """The error of the store goes to whoever asked."""
    front.store.delete("warc/news.example/2026/11/news.example-20261120T090000Z-aaaa-00001.warc.gz")
    status, _, body = get(front, WARC)
    assert status == 502
    assert b"no such object" in body


def test_nothing_of_a_crawled_site_becomes_markup() -> None:
    """Headlines, addresses, sections and search words may hold anything."""
    evil = "<script>alert(1)</script>\"'"
    article = Listed(
        site=evil, url=f"http://x/{evil}", headline=evil, section=evil, published=evil, fetched="20261123120000"
    )
    page = list_page(
        [article] * 50, 150, store=evil, sites=[evil], words=evil, site=evil, page=1, replay="http://127.0.0.1:9/news"
    )
    links = Links(page)
    assert "script" not in links.tags
    assert links.links[0] == f"http://127.0.0.1:9/news/20261123120000/http://x/{evil}"
    assert [link.rpartition("&")[2] for link in links.links[-2:]] == ["page=0", "page=2"]

"""The newsroom on a socket: what it says on the wire, and how its command runs."""

import gzip
import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples.newsroom.server import NewsroomServer
from samples.newsroom.site import Site

ROOT = Path(__file__).parent.parent.parent
STORY = "/town/library-opens-its-roof-to-the-public/"


@pytest.fixture
def connection() -> Iterator[http.client.HTTPConnection]:
    """A kept connection to a newsroom."""
    with NewsroomServer(Site(), 0) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        client = http.client.HTTPConnection("127.0.0.1", server.server_address[1])
        yield client
        client.close()
        server.shutdown()


def ask(
    connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request over the connection; underscores in names of headers are dashes."""
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response, response.read()


def test_listings_come_in_chunks_and_packed(connection: http.client.HTTPConnection) -> None:
    """A listing is chunked, and gzip where the client takes it."""
    response, body = ask(connection, "/", Accept_Encoding="gzip")
    assert response.getheader("Transfer-Encoding") == "chunked"
    assert response.getheader("Content-Encoding") == "gzip"
    assert b"Today in the bay" in gzip.decompress(body)


def test_a_client_without_gzip_gets_plain_text(connection: http.client.HTTPConnection) -> None:
    """Without Accept-Encoding a page comes as it is, with its length."""
    response, body = ask(connection, STORY)
    assert response.getheader("Content-Encoding") is None
    assert int(response.getheader("Content-Length", "0")) == len(body)
    assert b"forty-two steps above Quay Street" in body


def test_a_story_that_did_not_change_is_304(connection: http.client.HTTPConnection) -> None:
    """Asked again with its entity tag or its date, a story answers 304 without a body."""
    first, _ = ask(connection, STORY)
    by_tag, body = ask(connection, STORY, If_None_Match=first.getheader("ETag", ""))
    assert (by_tag.status, body) == (304, b"")
    by_date, _ = ask(connection, STORY, If_Modified_Since=first.getheader("Last-Modified", ""))
    assert by_date.status == 304
    other, _ = ask(connection, STORY, If_None_Match='"other"', If_Modified_Since=first.getheader("Last-Modified", ""))
    assert other.status == 200


def test_head_has_no_body(connection: http.client.HTTPConnection) -> None:
    """HEAD says the length and sends nothing; the connection stays usable."""
    response, body = ask(connection, STORY, "HEAD")
    assert int(response.getheader("Content-Length", "0")) > 1000
    assert body == b""
    assert ask(connection, STORY)[0].status == 200


def newsroom(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`python -m samples.newsroom ARGUMENTS`, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "samples.newsroom", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def test_while_runs_a_command_with_the_address_and_gives_its_status() -> None:
    """--while serves as long as a command runs, tells it the URL, and ends with its exit status."""
    script = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).status); sys.exit(6)"
    result = newsroom("--port", "0", "--while", sys.executable, "-c", script, "{url}")
    assert (result.returncode, result.stdout) == (6, "200\n")


def test_a_taken_port_is_said_in_one_line(connection: http.client.HTTPConnection) -> None:
    """A port that is in use ends it with 2 and one line."""
    result = newsroom("--port", str(connection.port))
    assert result.returncode == 2
    assert (
        result.stderr
        == f"newsroom: port {connection.port} cannot be used: Address already in use; choose another one\n"
    )

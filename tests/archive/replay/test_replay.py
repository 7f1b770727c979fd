"""`python -m archive replay` as a person uses it: the real pywb, and a real browser where there is one."""

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.errors import ArchiveError
from archive.manifest import BatchCommit
from archive.replay.environment import find_wayback, make_environment
from archive.store import Store, open_store

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def wayback() -> Path:
    """pywb, in an environment of its own that is made by the first run on a machine."""
    return find_wayback() or make_environment()


def two_ports() -> int:
    """A free port after which the next one is free too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port = int(first.getsockname()[1])
            try:
                socket.create_server(("127.0.0.1", port + 1)).close()
            except OSError:
                continue
            return port


@pytest.fixture(params=["local", "s3"])
def replay(
    request: pytest.FixtureRequest, tmp_path: Path, wayback: Path, fill: Callable[[Store], list[BatchCommit]]
) -> Iterator[str]:
    """The address of a replay that runs in a process of its own."""
    store = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    fill(store)
    port = two_ports()
    command = [sys.executable, "-m", "archive", "replay", store.url, "--port", str(port)]
    command += ["--environment", str(wayback.parents[1])]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background has SIGINT ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    with process.stderr:
        for line in process.stderr:
            if line == f"replay: {store.url} is at http://127.0.0.1:{port}/ (Ctrl-C ends it)\n":
                break
            assert line == f"replay: reading 2 new batches of {store.url}\n"
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.wait() == 130 or not rest, rest
    # Nobody listens any more: pywb went with its parent.
    for number in (port, port + 1):
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", number)).close()


def fetch(url: str) -> tuple[int, bytes]:
    """Status and body, not decoded."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_captures_come_back_byte_for_byte(replay: str) -> None:
    """From the list to pywb's raw replay: the payloads of page, picture and revisit; what was not kept is 404."""
    status, body = fetch(f"{replay}/")
    assert status == 200
    links = re.findall(r'<li><a href="([^"]+)"', body.decode())
    assert len(links) == 2
    raw = links[0].replace("/20261120090001/", "/20261120090001id_/")
    status, page = fetch(raw)
    assert (status, hashlib.sha256(page).hexdigest()) == (
        200,
        "b1e39c7e9c4d515f677079994e5aaa917e481bef1b1f0f7d6bc715dfc1da5963",
    )
    # The second capture is a revisit: pywb takes its payload out of the first WARC file.
    assert fetch(raw.replace("20261120090001id_", "20261122090001id_")) == (200, page)
    status, picture = fetch(raw.replace("/bridge", "/dot.png"))
    assert (status, picture[:8], len(picture)) == (200, b"\x89PNG\r\n\x1a\n", 69)
    assert fetch(raw.replace("news.example/bridge", "elsewhere.example/lost.png"))[0] == 404


def test_a_replayed_page_in_a_browser(replay: str, browser: Any) -> None:
    """Headline visible, picture there, style sheet applied, and no request to anything but the replay."""
    browser.open(f"{replay}/", "document.querySelectorAll('li').length == 2")
    link = browser.value("document.querySelector('li > a').href")
    browser.requests.clear()
    frame = "window.frames[0].document"
    browser.open(link, f"!!window.frames[0] && {frame}.readyState == 'complete' && !!{frame}.querySelector('#kept')")
    assert browser.value(f"{frame}.querySelector('h1').innerText") == "Bridge <reopens>"
    assert browser.value(f"{frame}.querySelector('h1').getBoundingClientRect().height > 10") is True
    assert browser.value(f"getComputedStyle({frame}.querySelector('h1')).color") == "rgb(1, 2, 3)"
    assert browser.value(f"{frame}.querySelector('#kept').naturalWidth") == 1
    assert browser.value(f"{frame}.querySelector('#lost').naturalWidth") == 0
    hosts = {re.sub(r"^(\w+://[^/]*).*", r"\1", url) for url in browser.requests if not url.startswith("data:")}
    port = int(replay.rpartition(":")[2])
    assert hosts == {f"http://127.0.0.1:{port + 1}"}


def test_a_folder_that_is_no_environment_is_left_alone(tmp_path: Path) -> None:
    """Making an environment never removes what somebody else keeps in the folder."""
    (tmp_path / "precious").write_bytes(b"")
    with pytest.raises(ArchiveError, match="holds something else than an environment"):
        make_environment(tmp_path)
    assert (tmp_path / "precious").exists()
    assert find_wayback(tmp_path) is None


def test_a_port_that_is_taken_is_told(
    tmp_path: Path, wayback: Path, fill: Callable[[Store], list[BatchCommit]]
) -> None:
    """One line says which port, and how to choose another; nothing is left running."""
    fill(open_store(str(tmp_path / "store")))
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "archive", "replay", str(tmp_path / "store"), "--port", str(port)]
        command += ["--environment", str(wayback.parents[1])]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert run.returncode == 3
    assert run.stderr.splitlines()[-1] == f"error: port {port}: Address already in use; choose another with --port"

"""A crawl as an operator runs it: a newsroom on 127.0.0.1, `scrapy` in a process of its own, a store to look into."""

import gzip
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from samples.newsroom.server import NewsroomServer
from samples.newsroom.site import Site
from samples.newsroom.stories import Story

ROOT = Path(__file__).parent.parent.parent
HASTE = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": "8",
    "ARTICLE_WORKERS": "2",
    "LOG_LEVEL": "WARNING",
    "NEWS_CONTACT": "https://library.example/crawler",
}
"""Settings for a site that is ours, where nobody has to be spared, and for a log without small talk."""


class Newsroom(NewsroomServer):
    """The sample newsroom in a thread, with every request it got."""

    def __init__(self) -> None:
        super().__init__(Site(1), 0)
        self.requests: list[tuple[str, int]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def note(self, target: str, status: int) -> None:
        self.requests.append((target, status))

    def turn_to_second_day(self) -> None:
        """Publish what comes on the second day, at the same address."""
        self.site = Site(2)

    @property
    def stories(self) -> tuple[Story, ...]:
        return self.site.stories

    def absolute(self, story: Story) -> str:
        return f"{self.url}{story.path[1:]}"


@dataclass
class Runner:
    """Runs `scrapy` on a store and a spool of its own."""

    folder: Path
    store: str = ""
    settings: dict[str, str] = field(default_factory=lambda: dict(HASTE))

    def __post_init__(self) -> None:
        self.store = self.store or str(self.folder / "store")

    @property
    def root(self) -> Path:
        """The store, where it is a folder."""
        return Path(self.store)

    def command(self, *arguments: str) -> list[str]:
        settings = {"ARCHIVE_STORE": self.store, "ARCHIVE_SPOOL": str(self.folder / "spool"), **self.settings}
        extra = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        return [sys.executable, "-m", "scrapy", *arguments, *extra]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `scrapy ARGUMENTS` to its end."""
        return subprocess.run(self.command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=300)

    def crawl(self, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Crawl a site from `url`."""
        return self.run("crawl", "news", "-a", f"url={url}", *arguments)

    def files(self, pattern: str = "*") -> dict[str, bytes]:
        """What the store holds, by key; `pattern` as in Path.rglob, `leases` left out."""
        found = (path for path in self.root.rglob(pattern) if path.is_file())
        keys = {path.relative_to(self.root).as_posix(): path for path in found}
        return {key: keys[key].read_bytes() for key in sorted(keys) if not key.startswith("leases/")}

    def lines(self) -> list[dict[str, Any]]:
        """Every article line of the store."""
        packed = self.files("*.jsonl.gz")
        return [
            json.loads(line)
            for key, data in packed.items()
            if key.startswith("articles/")
            for line in gzip.decompress(data).splitlines()
        ]

    def copy_to(self, folder: Path) -> "Runner":
        """The same store somewhere else, to be spoiled."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Runner(folder)


@dataclass
class Crawled:
    """A finished crawl of the newsroom; not to be changed by a test."""

    newsroom: Newsroom
    runner: Runner
    result: subprocess.CompletedProcess[str]
    requests: list[tuple[str, int]]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """A newsroom on its first day."""
    with Newsroom() as server:
        yield server
        server.shutdown()


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with an empty store."""
    return Runner(tmp_path)


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The newsroom crawled once, for all tests that only look."""
    with Newsroom() as server:
        runner = Runner(tmp_path_factory.mktemp("crawled"))
        result = runner.crawl(server.url)
        assert result.returncode == 0, result.stderr[-4000:]
        yield Crawled(server, runner, result, list(server.requests))
        server.shutdown()


@pytest.fixture
def complaint() -> Callable[[subprocess.CompletedProcess[str]], str]:
    """What a failed command says: its one line, after a check that there is no traceback."""

    def one_line(result: subprocess.CompletedProcess[str]) -> str:
        said = result.stdout + result.stderr
        assert "Traceback" not in said, said
        lines = [line for line in result.stderr.splitlines() if line.strip()]
        assert len(lines) == 1, said
        return lines[0]

    return one_line

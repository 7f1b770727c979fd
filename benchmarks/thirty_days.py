"""A month of daily crawls in a few minutes: are the lines exactly those that the newspaper's script says?

    python -m benchmarks.thirty_days --days 30 --old 1000 --per-day 5 [--faketime /usr/lib/…/libfaketime.so.1]

`samples/chronicle` publishes, edits, takes away, brings back and moves stories; `scrapy crawl` runs once a simulated
day, in a process of its own. At the end every story must have exactly its lines, each in its days; `archive verify`
and `scrapy coverage` must find nothing. Without --faketime the clock is moved where we read it (`benchmarks/at.py`).
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.manifest import committed_files, list_sites
from archive.store import open_store
from samples.chronicle.script import FIRST_DAY, NOON, Life, Line, lives
from samples.chronicle.site import Chronicle
from samples.newsroom.server import NewsroomServer

ROOT = Path(__file__).parent.parent
HASTE = (
    "LOG_LEVEL=WARNING",
    "ARTICLE_WORKERS=2",
    "NEWS_CONTACT=https://example.org",
    "CONCURRENT_REQUESTS_PER_DOMAIN=8",
)


class ChronicleServer(NewsroomServer):
    """The newspaper in a thread, counting what it is asked."""

    def __init__(self, site: Chronicle, port: int = 0) -> None:
        super().__init__(site, port)
        self.requests = 0
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def note(self, target: str, status: int) -> None:
        """Count one request."""
        self.requests += 1


@dataclass(frozen=True)
class Crawl:
    """What one day's crawl cost."""

    day: int
    status: int
    requests: int
    memory: int
    """Peak of its main process, KiB."""
    state: int
    """Bytes of caches in the spool."""
    stderr: str


class Month:
    """A newspaper, a store, and a crawl a day."""

    def __init__(self, stories: Sequence[Life], folder: Path, *, faketime: Path | None = None, port: int = 0) -> None:
        self.stories = stories
        self.folder = folder
        self.site = Chronicle(stories)
        self.server = ChronicleServer(self.site, port)
        self._faketime = faketime

    @property
    def store(self) -> str:
        return str(self.folder / "store")

    def crawl(self, day: int, *arguments: str) -> Crawl:
        """Print the edition of a day and crawl it at noon."""
        self.site.turn_to(day)
        return self.crawl_at(FIRST_DAY + timedelta(days=day) + NOON, *arguments)

    def crawl_at(self, moment: datetime, *arguments: str) -> Crawl:
        """Crawl what is printed, with the clock set to a moment."""
        before = self.server.requests
        command, environment = self._scrapy(moment)
        settings = [*HASTE, f"ARCHIVE_STORE={self.store}", f"ARCHIVE_SPOOL={self.folder / 'spool'}"]
        command += ["crawl", "news", "-a", f"url={self.server.url}", *arguments]
        command += [part for setting in settings for part in ("-s", setting)]
        with (self.folder / "stderr").open("w+") as stderr:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            stderr.seek(0)
            said = stderr.read()
        caches = sum(path.stat().st_size for path in (self.folder / "spool").rglob("*") if path.is_file())
        return Crawl(
            day=(moment - FIRST_DAY).days,
            status=process.returncode,
            requests=self.server.requests - before,
            memory=usage.ru_maxrss,
            state=caches,
            stderr=said,
        )

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run another command of ours to its end."""
        return subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)

    def lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Every line with the day of its crawl, in order."""
        store = open_store(self.store)
        for site in list_sites(store):
            for file in committed_files(store, site, "articles"):
                day = date.fromisoformat(file.key.partition("crawl_date=")[2].partition("/")[0])
                with closing(store.open(file.key)) as source, gzip.GzipFile(fileobj=source) as lines:
                    yield from (((day - FIRST_DAY.date()).days, json.loads(line)) for line in lines)

    def _scrapy(self, moment: datetime) -> tuple[list[str], dict[str, str]]:
        if self._faketime is None:
            return [sys.executable, "-m", "benchmarks.at", moment.isoformat()], dict(os.environ)
        ahead = round(moment.timestamp() - time.time())
        environment = {
            **os.environ,
            "LD_PRELOAD": str(self._faketime),
            "FAKETIME": f"{ahead:+d}",
            # Waiting goes by the monotonic clock, which nobody sets.
            "DONT_FAKE_MONOTONIC": "1",
        }
        return [sys.executable, "-m", "scrapy"], environment


def judge(
    stories: Iterable[Life], lines: Iterable[tuple[int, dict[str, Any]]], last_day: int, *, dated: bool = True
) -> list[str]:
    """What is wrong with the lines, a sentence each; nothing when they are exactly those of the script.

    `dated`: the clock was right, so that the day of each line counts as well.
    """
    by_id: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for day, line in lines:
        by_id.setdefault(line["id"], []).append((day, line))
    by_path = {_path(found[0][1]["url"]): found for found in by_id.values()}
    wrong = [f"{path}: its first line has an address of no story" for path in by_path]
    for life in stories:
        found = by_path.get(life.first.path, [])
        if found:
            wrong.remove(f"{life.first.path}: its first line has an address of no story")
        expected = [line for line in life.lines() if line.from_day <= last_day]
        pairs = enumerate(zip(expected, found, strict=False), 1)
        told = [_difference(line, number, one, dated) for number, (line, one) in pairs]
        wrong += [f"{life.first.path}: line {number}: {why}" for number, why in enumerate(told, 1) if why]
        must = [line for line in expected if line.by_day <= last_day]
        if not len(must) <= len(found) <= len(expected):
            days = [day for day, _ in found]
            wrong.append(
                f"{life.first.path}: {len(found)} lines, of days {days}; {len(must)} to {len(expected)} expected"
            )
    return wrong


def _difference(line: Line, revision: int, found: tuple[int, dict[str, Any]], dated: bool) -> str:
    day, one = found
    version = line.version
    gone = line.status == "gone"
    expected = {
        "revision": revision,
        "status": line.status,
        "url": version.path,
        "headline": version.headline,
        "description": version.standfirst,
        "body": "\n\n".join(version.text),
        "date_published": version.published.isoformat(),
        "date_modified": version.modified.isoformat() if version.modified else None,
        "silent_edit": line.silent,
        "fields": line.fields,
    }
    changes = one["changes"]
    actual = {**one, "url": _path(one["url"]), "fields": tuple(changes["fields"]) if changes else None}
    if gone:
        # A tombstone keeps addresses and headline.
        expected = {name: expected[name] for name in ("revision", "status", "url", "headline")} | {"body": ""}
    differences = [
        f"{name} is {actual[name]!r}, not {value!r}" for name, value in expected.items() if actual[name] != value
    ]
    if dated and not line.from_day <= day <= line.by_day:
        differences.append(f"it came on day {day}, not on one of {line.from_day} to {line.by_day}")
    return "; ".join(differences)


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2]


def main() -> int:
    """Live through the days; the exit status is 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--old", type=int, default=60, help="stories that were there before the first day")
    parser.add_argument("--per-day", type=int, default=2)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faketime", type=Path, help="libfaketime.so.1: moves every clock of the crawl")
    parser.add_argument("--keep", type=Path, help="a folder for store and spool, kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newswarc-month-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        stories = lives(old=options.old, per_day=options.per_day, days=options.days)
        month = Month(stories, folder, faketime=options.faketime, port=options.port)
        wrong: list[str] = []
        crawls: list[Crawl] = []
        for day in range(options.days):
            crawl = month.crawl(day)
            crawls.append(crawl)
            print(
                f"day {day}: status {crawl.status}, {crawl.requests} requests, {crawl.memory // 1024} MiB, "
                f"caches {crawl.state // 1024} KiB",
                flush=True,
            )
            if crawl.status:
                wrong.append(f"day {day}: exit status {crawl.status}: {crawl.stderr[-500:]}")
        # A day on which nothing changes, and whose morning brings nothing.
        quiet = month.crawl_at(FIRST_DAY + timedelta(days=options.days - 1) + NOON + timedelta(minutes=30))
        print(f"the same day again: {quiet.requests} requests, {quiet.requests / crawls[0].requests:.1%} of the first")
        wrong += judge(stories, month.lines(), options.days - 1)
        for arguments in (("archive", "verify", month.store), ("scrapy", "coverage", month.server.url)):
            settings = ("-s", f"ARCHIVE_STORE={month.store}") if arguments[0] == "scrapy" else ()
            done = month.run(*arguments, *settings)
            print(f"{' '.join(arguments[:2])}: exit status {done.returncode}")
            if done.returncode:
                wrong.append(f"{' '.join(arguments)}: {done.stdout[-1500:]}{done.stderr[-300:]}")
        month.server.shutdown()
    print("\n".join([*wrong, f"{len(wrong)} wrong"]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())

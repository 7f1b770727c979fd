"""Kills crawls at random moments and checks that the store ends as if nothing had happened.

    python -m benchmarks.kills --rounds 50 --seed 1 [--store s3://bucket/prefix] [--signals KILL,TERM,INT]

Each round crawls the sample newsroom into a fresh store, is struck one to four times, and is then run again until
it exits 0. Against an undisturbed crawl: the same articles, each exactly once, every pointer right by `archive
verify`, nothing left in the spool, at most 40 pages fetched again a kill. The seed makes the moments repeatable as
far as the machine's speed is.
"""

import argparse
import gzip
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from archive.manifest import committed_files
from archive.store import Store, open_store
from samples.newsroom.server import NewsroomServer
from samples.newsroom.site import Site

ROOT = Path(__file__).parent.parent
MAX_REFETCHED = 40
CACHES = ("state.db", "holes.json")
"""Files that stay in the spool: made from the store, and made again when they are lost."""
HASTE = ("LOG_LEVEL=WARNING", "ARTICLE_WORKERS=2", "NEWS_CONTACT=https://example.org", "ARCHIVE_WARC_SIZE=40000")
"""Small WARC files, so that kills also meet sealing and publishing."""


class CountingNewsroom(NewsroomServer):
    """The sample newsroom, slow enough to be struck in the middle, counting what it is asked."""

    def __init__(self) -> None:
        super().__init__(Site(1), 0, latency=0.02)
        self.asked: Counter[str] = Counter()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def note(self, target: str, status: int) -> None:
        self.asked[target] += status == 200

    def handle_error(self, request: object, client_address: object) -> None:
        """A killed crawler leaves broken connections; that is the point."""


def crawl(url: str, store: str, spool: Path) -> "subprocess.Popen[bytes]":
    """Begin a crawl in a process of its own."""
    settings = [f"ARCHIVE_STORE={store}", f"ARCHIVE_SPOOL={spool}", *HASTE]
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={url}"]
    for setting in settings:
        command += ["-s", setting]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def lines_of(store: Store) -> list[dict[str, object]]:
    """All committed article lines, without what differs between two crawls of the same pages."""
    rows = []
    site = next(iter({stored.key.split("/")[1] for stored in store.list("crawls/")}))
    for file in committed_files(store, site, "articles"):
        with closing(store.open(file.key)) as source:
            rows += [json.loads(line) for line in gzip.GzipFile(fileobj=source)]
    for row in rows:
        del row["warc"], row["fetched_at"]
    return sorted(rows, key=lambda row: str(row["url"]))


def strike(newsroom: CountingNewsroom, store_url: str, dice: random.Random, signals: list[str], typical: float) -> str:
    """One round; returns what was wrong, or an empty string."""
    with tempfile.TemporaryDirectory(prefix="newswarc-kills-") as folder:
        spool = Path(folder) / "spool"
        newsroom.asked.clear()
        kills = dice.randint(1, 4)
        story = []
        for _ in range(kills):
            process = crawl(newsroom.url, store_url, spool)
            wait = dice.uniform(0.2, typical)
            name = dice.choice(signals)
            try:
                process.wait(wait)
                story.append("ended before")
            except subprocess.TimeoutExpired:
                process.send_signal(getattr(signal, f"SIG{name}"))
                story.append(f"{name} at {wait:.2f} s")
                process.wait(60)
        for _ in range(4):
            process = crawl(newsroom.url, store_url, spool)
            _, stderr = process.communicate(timeout=120)
            if process.returncode == 0:
                break
        else:
            return f"{story}: never exits 0; last: {stderr.decode()[-800:]}"
        return (
            f"{'; '.join(story)}"
            if (problem := _check(newsroom, store_url, spool, kills)) == ""
            else f"{story}: {problem}"
        )


def _check(newsroom: CountingNewsroom, store_url: str, spool: Path, kills: int) -> str:
    verify = subprocess.run(
        [sys.executable, "-m", "archive", "verify", store_url], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if verify.returncode:
        return f"verify exits {verify.returncode}: {verify.stdout[-600:]}{verify.stderr[-300:]}"
    left = [str(path) for path in spool.rglob("*") if path.is_file() and not path.name.startswith(CACHES)]
    if left:
        return f"left in the spool: {left}"
    pages = {target: count for target, count in newsroom.asked.items() if count > 1 and target != "/robots.txt"}
    again = sum(count - 1 for count in pages.values())
    if again > MAX_REFETCHED * kills:
        return f"{again} pages fetched again after {kills} kills"
    return ""


def main() -> int:
    """Run the rounds; the exit status is the number of rounds that went wrong, 100 at most."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", help="s3://bucket/prefix; a local folder otherwise")
    parser.add_argument("--signals", default="KILL,KILL,KILL,TERM,INT")
    options = parser.parse_args()
    newsroom = CountingNewsroom()
    wrong = kills = 0
    with tempfile.TemporaryDirectory(prefix="newswarc-kills-store-") as folder:
        base = options.store or folder
        begun = time.monotonic()
        process = crawl(newsroom.url, f"{base}/reference-{options.seed}", Path(folder) / "reference-spool")
        process.communicate()
        typical = (time.monotonic() - begun) * 1.1
        reference = lines_of(open_store(f"{base}/reference-{options.seed}"))
        print(f"undisturbed: {len(reference)} articles in {typical:.1f} s, exit {process.returncode}")
        for number in range(options.rounds):
            url = f"{base}/round-{options.seed}-{number}"
            dice = random.Random(f"{options.seed}/{number}")
            verdict = strike(newsroom, url, dice, options.signals.split(","), typical)
            lines = lines_of(open_store(url))
            if lines != reference:
                counts = Counter(str(row["url"]) for row in lines)
                doubled = [name for name, count in counts.items() if count > 1]
                missing = [row["url"] for row in reference if row["url"] not in counts]
                verdict = f"[{verdict}] doubled {doubled[:3]}, missing {missing[:3]}, {len(lines)} lines"
            bad = verdict.startswith("[")
            wrong += bad
            kills += verdict.count(" at ")
            print(f"round {number}: {'WRONG ' if bad else 'ok '}{verdict}", flush=True)
    print(f"{options.rounds} rounds, {kills} kills, {wrong} wrong")
    return min(wrong, 100)


if __name__ == "__main__":
    sys.exit(main())

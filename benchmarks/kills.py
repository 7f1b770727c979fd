"""Kills crawls at random moments and checks that the store ends as if nothing had happened.

    python -m benchmarks.kills --rounds 50 --seed 1 [--store s3://bucket/prefix] [--signals KILL,TERM,INT] [--faults]

Each round crawls the sample newsroom into a fresh store, is struck one to --most times, and is then run again until
it exits 0. Against an undisturbed crawl: the same articles, each exactly once, every pointer right by `archive
verify`, nothing left in store or spool, at most 40 pages fetched again a kill. All the while a reader follows the
store's cursor: what counts must be whole whenever it looks. With --faults the store fails meanwhile, too
(`benchmarks/faults.py`); then a crawl that ends because of that counts as a kill. The seed makes the moments
repeatable as far as the machine's speed is.
"""

import argparse
import contextlib
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from archive.manifest import committed_files
from archive.store import Store, open_store
from archive.store.s3 import S3Store
from benchmarks.faults import Mount, Relay, storm
from benchmarks.witness import Witness
from samples.newsroom.server import NewsroomServer
from samples.newsroom.site import Site

ROOT = Path(__file__).parent.parent
MAX_REFETCHED = 40
CACHES = ("state.db", "holes.json")
"""Files that stay in the spool: made from the store, and made again when they are lost."""
HASTE = ("LOG_LEVEL=WARNING", "ARTICLE_WORKERS=2", "NEWS_CONTACT=https://example.org", "ARCHIVE_WARC_SIZE=40000")
"""Small WARC files, so that kills also meet sealing and publishing."""
RUNS = 6
"""So often at most a crawl is run again until it exits 0, in fair weather."""


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


class Round:
    """One store, struck again and again while its crawls run."""

    def __init__(self, newsroom: CountingNewsroom, store_url: str, relay: Relay | None, folder: Path) -> None:
        self.newsroom = newsroom
        self.store_url = store_url
        self.relay = relay
        self.spool = folder / "spool"
        self.story: list[str] = []
        """What happened."""
        self.strikes = 0
        """Crawls that did not come to their end."""
        self.again: int | None = None
        """Pages fetched more than once until a crawl came to its end; known then."""

    def crawl(self, *arguments: str) -> "subprocess.Popen[bytes]":
        """Begin a crawl in a process of its own."""
        settings = [f"ARCHIVE_STORE={self.store_url}", f"ARCHIVE_SPOOL={self.spool}", *HASTE]
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={self.newsroom.url}", *arguments]
        for setting in settings:
            command += ["-s", setting]
        environment = {**os.environ, "AWS_ENDPOINT_URL": self.relay.url} if self.relay else None
        return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=environment)

    def strike(self, dice: random.Random, signals: list[str], typical: float) -> None:
        """Begin a crawl and strike it."""
        process = self.crawl()
        wait = dice.uniform(0.2, typical)
        name = dice.choice(signals)
        try:
            process.communicate(timeout=wait)
        except subprocess.TimeoutExpired:
            process.send_signal(getattr(signal, f"SIG{name}"))
            self.story.append(f"{name} at {wait:.2f} s")
            process.communicate(timeout=400)
        else:
            self.story.append(f"exit {process.returncode}")
        self._account(process.returncode)

    def end(self) -> str:
        """Run the crawl again until it exits 0; what is wrong, if it never does."""
        for _ in range(RUNS):
            process = self.crawl()
            _, stderr = process.communicate(timeout=400)
            self._account(process.returncode)
            if process.returncode == 0:
                return ""
            self.story.append(f"exit {process.returncode}")
        return f"never exits 0; last: {stderr.decode()[-800:]}"

    def _account(self, status: int) -> None:
        self.strikes += status != 0
        if status == 0 and self.again is None:
            asked = self.newsroom.asked.items()
            self.again = sum(count - 1 for target, count in asked if count > 1 and target != "/robots.txt")

    def problem(self) -> str:
        """What is wrong with store, spool or what was asked of the site; an empty string if nothing is."""
        verify = [sys.executable, "-m", "archive", "verify", self.store_url]
        said = subprocess.run(verify, cwd=ROOT, capture_output=True, text=True, check=False)
        if said.returncode or not said.stdout.endswith(": 0 errors, 0 warnings\n"):
            return f"verify exits {said.returncode}: {said.stdout[-600:]}{said.stderr[-300:]}"
        if uploads := unfinished_uploads(open_store(self.store_url)):
            return f"unfinished uploads: {uploads}"
        left = [str(path) for path in self.spool.rglob("*") if path.is_file() and not path.name.startswith(CACHES)]
        if left:
            return f"left in the spool: {left}"
        if (self.again or 0) > MAX_REFETCHED * self.strikes:
            return f"{self.again} pages fetched again after {self.strikes} strikes"
        return ""


def lines_of(store: Store) -> list[dict[str, object]]:
    """All committed article lines, without what differs between two crawls of the same pages."""
    rows = []
    site = next(iter({stored.key.split("/")[1] for stored in store.list("crawls/")}))
    for file in committed_files(store, site, "articles"):
        with closing(store.open(file.key)) as source:
            rows += [json.loads(line) for line in gzip.GzipFile(fileobj=source)]
    return comparable(rows)


def comparable(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    """Lines without what differs between two crawls of the same pages, by address."""
    kept = [{name: value for name, value in row.items() if name not in ("warc", "fetched_at")} for row in rows]
    return sorted(kept, key=lambda row: str(row["url"]))


def unfinished_uploads(store: Store) -> list[str]:
    """Keys of multipart uploads that nobody ended."""
    if not isinstance(store, S3Store):
        return []
    found = store.client.list_multipart_uploads(Bucket=store.bucket, Prefix=store.prefix)
    return [upload["Key"] for upload in found.get("Uploads", [])]


def play(one: Round, dice: random.Random, options: argparse.Namespace, typical: float) -> tuple[str, Witness]:
    """Strike a crawl some times and run it to its end; what is wrong, and who looked on."""
    faults, signals = options.faults, options.signals.split(",")
    one.newsroom.asked.clear()
    store = open_store(one.store_url)
    store.probe()
    mount = None
    if faults and one.relay is None:
        # Nobody can tell an empty mount point from a store that never held anything.
        one.crawl("--max-articles", "2").communicate()
        one.newsroom.asked.clear()  # nobody struck it, so what it asked for is not asked for again
        mount = Mount(Path(one.store_url))
    witness = Witness(store, (lambda: mount.turns) if mount else (lambda: 0))
    with weather(dice, one.relay, mount) if faults else contextlib.nullcontext():
        for _ in range(dice.randint(1, options.most)):
            one.strike(dice, signals, typical * (2 if faults else 1))
    wrong = one.end()
    witness.end()
    return wrong or "; ".join(witness.wrong[:3]) or one.problem(), witness


@contextlib.contextmanager
def weather(dice: random.Random, relay: Relay | None, mount: Mount | None) -> Iterator[None]:
    """Let the store fail by turns."""
    failing = relay or mount
    assert failing is not None
    with storm(random.Random(dice.random()), failing.turn, failing.faults):
        yield


def differences(lines: list[dict[str, object]], reference: list[dict[str, object]]) -> str:
    """How the lines differ from those of an undisturbed crawl."""
    if lines == reference:
        return ""
    counts = Counter(str(row["url"]) for row in lines)
    doubled = [name for name, count in counts.items() if count > 1]
    missing = [row["url"] for row in reference if row["url"] not in counts]
    return f"doubled {doubled[:3]}, missing {missing[:3]}, {len(lines)} lines"


def main() -> int:
    """Run the rounds; the exit status is the number of rounds that went wrong, 100 at most."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--store", help="s3://bucket/prefix, found the usual AWS way; a local folder otherwise")
    parser.add_argument("--most", type=int, default=4, help="so often at most a crawl is struck in one round")
    parser.add_argument("--signals", default="KILL,KILL,KILL,TERM,INT")
    parser.add_argument("--faults", action="store_true", help="let the store fail while crawls are struck")
    options = parser.parse_args()
    # Where a shell began us in the background it had SIGINT ignored, which crawls would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    newsroom = CountingNewsroom()
    relay = Relay(urlsplit(os.environ["AWS_ENDPOINT_URL"]).port or 80) if options.store and options.faults else None
    wrong = kills = looks = strikes = again = 0
    with tempfile.TemporaryDirectory(prefix="newswarc-kills-") as folder:
        base = options.store or folder
        begun = time.monotonic()
        undisturbed = Round(newsroom, f"{base}/reference-{options.seed}", None, Path(folder) / "reference")
        undisturbed.crawl().communicate()
        typical = (time.monotonic() - begun) * 1.1
        reference = lines_of(open_store(undisturbed.store_url))
        print(f"undisturbed: {len(reference)} articles in {typical:.1f} s")
        for number in range(options.rounds):
            dice = random.Random(f"{options.seed}/{number}")
            with tempfile.TemporaryDirectory(prefix="newswarc-kills-spool-") as spool:
                one = Round(newsroom, f"{base}/round-{options.seed}-{number}", relay, Path(spool))
                problem, witness = play(one, dice, options, typical)
                problem = problem or differences(lines_of(open_store(one.store_url)), reference)
            problem = problem or differences(comparable(witness.lines), reference)
            wrong += bool(problem)
            kills += sum(" at " in event for event in one.story)
            looks += witness.looks
            again += one.again or 0
            strikes += one.strikes
            print(f"round {number}: {'WRONG ' if problem else 'ok '}{'; '.join(one.story)} {problem}", flush=True)
    if relay:
        print(f"faults met: {dict(relay.met)}")
    print(
        f"{options.rounds} rounds, {kills} kills, {strikes} crawls that did not end, {again} pages fetched again,"
        f" {looks} looks of a reader, {wrong} wrong"
    )
    return min(wrong, 100)


if __name__ == "__main__":
    sys.exit(main())

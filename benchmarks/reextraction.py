"""What extraction from WARC files costs, and how it scales: ours beside FastWARC with trafilatura, in one run.

    python -m benchmarks.reextraction GOLD.json HTML_DIR [--every 3] [--files 6] [--runs 3]

Packs the pages of a gold set (its format: see benchmarks/extraction) into WARC files and extracts them with one and
with two processes: by our map and reduce steps, as `scrapy extract --executor local:N` does, and by FastWARC and
trafilatura's default extraction with metadata in a pool of N processes. Every figure is of a whole run, the start of
its processes included, and the median of several.

"pages/s" is by the clock and needs an idle machine of two cores. "bound" is the same by CPU time alone, whatever else
runs: pages divided by the CPU time of the busiest process, or by half of all CPU time where that is more.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import msgspec

from archive.model import Exchange
from archive.store import open_store
from archive.writer import WarcWriter
from benchmarks.extraction.run import read_page
from crawler.extraction.executors import open_executor
from crawler.extraction.jobs import jobs_for
from crawler.extraction.reduce import Reduction
from crawler.extraction.seal import seal_all
from crawler.inputs import find_warcs

CORES = 2


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one run cost, in seconds."""

    wall: float
    own: float
    """CPU time of the process that hands out the work."""
    workers: float
    """CPU time of all others."""
    processes: int
    lines: int

    @property
    def cpu(self) -> float:
        return self.own + self.workers

    @property
    def bound(self) -> float:
        """Seconds on an otherwise idle machine, by CPU time."""
        return max(self.own, self.workers / self.processes, self.cpu / CORES)


def make_files(gold: Path, html: Path, folder: Path, files: int, every: int) -> int:
    """Pack every so-manieth page into WARC files; how many pages."""
    documents = json.loads(gold.read_text("utf-8"))[::every]
    ids = count()
    for number in range(files):
        name = f"bench-{number}.warc.gz"
        writer = WarcWriter(
            folder / name, key=name, info=[("software", "newswarc/bench")], created=datetime.now(UTC),
            new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(ids):012d}",
        )  # fmt: skip
        for document in documents[number::files]:
            body = read_page(document["html"], [html, gold.parent])
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            request = b"GET / HTTP/1.1\r\nHost: bench.example\r\n\r\n"
            writer.write_exchange(
                Exchange(
                    url=document["url"],
                    request=request,
                    response=head % len(body) + body,
                    started=datetime(2026, 6, 1, tzinfo=UTC),
                )
            )
        writer.seal()
    return len(documents)


def ours(folder: Path, processes: int) -> int:
    """Map and reduce; how many lines."""
    lines = 0
    with tempfile.TemporaryDirectory() as scratch:
        warcs = list(find_warcs([str(folder)]))
        jobs = jobs_for(warcs, scratch, max_body=32 << 20, timeout=30.0)
        with open_executor(f"local:{processes}", 0) as workers:
            keys = seal_all(jobs, workers)
        work = Reduction(open_store(scratch))
        with (Path(scratch) / "lines.jsonl").open("wb") as out:
            for warc, key in zip(warcs, keys, strict=True):
                lines += work.lines(warc, key, out)[0]
    return lines


PEER = """
import json, sys
from concurrent.futures import ProcessPoolExecutor

def extract(file):
    from fastwarc.warc import ArchiveIterator, WarcRecordType
    from trafilatura import bare_extraction
    lines = 0
    with open(file, "rb") as stream, open(file + ".peer.jsonl", "w") as out:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            url = record.headers["WARC-Target-URI"]
            found = bare_extraction(record.reader.read().decode("utf-8", "replace"), url=url, with_metadata=True)
            if found is not None and found.text:
                fields = {name: getattr(found, name) for name in ("title", "author", "date", "description", "text")}
                print(json.dumps({"url": url, **fields}), file=out)
                lines += 1
    return lines

if __name__ == "__main__":
    with ProcessPoolExecutor(int(sys.argv[1])) as pool:
        print(sum(pool.map(extract, sys.argv[2:])))
"""


def peer(folder: Path, processes: int) -> int:
    """FastWARC and trafilatura; how many lines."""
    files = sorted(str(path) for path in folder.glob("*.warc.gz"))
    script = folder / "peer.py"
    script.write_text(PEER)
    return int(
        subprocess.run([sys.executable, str(script), str(processes), *files], check=True, capture_output=True).stdout
    )


def measure(work: Callable[[Path, int], int], folder: Path, processes: int) -> Figures:
    """One run of a contestant."""
    wall, own, others = time.perf_counter(), _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN)
    lines = work(folder, processes)
    return Figures(
        wall=time.perf_counter() - wall,
        own=_cpu(resource.RUSAGE_SELF) - own,
        workers=_cpu(resource.RUSAGE_CHILDREN) - others,
        processes=processes,
        lines=lines,
    )


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def report(name: str, runs: Sequence[Figures], pages: int) -> Figures:
    """Print the median run by CPU time."""
    middle = sorted(runs, key=lambda run: run.cpu)[len(runs) // 2]
    wall = statistics.median(run.wall for run in runs)
    cost = f"{1000 * middle.cpu / pages:6.1f} ms CPU a page ({1000 * middle.own / pages:.1f} handing out)"
    print(f"{name:36} {middle.lines:5} lines {cost} {pages / wall:6.1f} pages/s, bound {pages / middle.bound:6.1f}")
    return middle


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("html", type=Path)
    parser.add_argument("--every", type=int, default=3, help="take every n-th page")
    parser.add_argument("--files", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as scratch:
        folder = Path(scratch)
        pages = make_files(arguments.gold, arguments.html, folder, arguments.files, arguments.every)
        size = sum(path.stat().st_size for path in folder.glob("*.warc.gz"))
        print(f"{pages} pages, {arguments.files} WARC files, {size / 1e6:.1f} MB")
        contestants: dict[tuple[str, int], Callable[[Path, int], int]] = {
            ("newswarc", 1): ours,
            ("newswarc", 2): ours,
            ("fastwarc + trafilatura", 2): peer,
        }
        runs: dict[tuple[str, int], list[Figures]] = {contestant: [] for contestant in contestants}
        for _ in range(arguments.runs):
            for (name, processes), work in contestants.items():
                runs[name, processes].append(measure(work, folder, processes))
        middle = {key: report(f"{key[0]}, {key[1]} processes", found, pages) for key, found in runs.items()}
    one, two, other = middle.values()
    print(
        f"one to two processes:       {one.wall / two.wall:.2f} by the clock, {one.bound / two.bound:.2f} by CPU time"
    )
    clock, bound = other.wall / two.wall, other.bound / two.bound
    print(f"against the peer, two each:  {clock:.2f} by the clock, {bound:.2f} by CPU time")


if __name__ == "__main__":
    main()

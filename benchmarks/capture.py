"""What archiving adds to a bare Scrapy crawl of the same pages: CPU of the whole process, start and end included.

    python -m benchmarks.capture PAGES [--limit 300] [--runs 3] [--concurrency 16]

PAGES is a folder of saved pages, served as in `benchmarks.wholejob.run`. A Scrapy spider follows their links and keeps
nothing (`peer_follower.py`); the same spider with our download handler archives every exchange, notes what each page
names, and publishes (`peer_archiver.py`). Both in turns, once with LinkExtractor and once with one XPath. Prints
medians, and by what share the CPU grew.
"""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from archive.__main__ import main as archive
from benchmarks.wholejob.measure import run
from benchmarks.wholejob.real_pages import RealPages
from benchmarks.wholejob.server import LocalServer

HERE = Path(__file__).parent / "wholejob"
WAYS = ("linkextractor", "xpath")


def bare(url: str, concurrency: str, way: str) -> float:
    """CPU seconds of the follower that keeps nothing."""
    return run([sys.executable, str(HERE / "peer_follower.py"), url, concurrency, way]).cpu


def archiving(url: str, concurrency: str, way: str) -> float:
    """CPU seconds of the one that archives. Raises RuntimeError when its store has a fault."""
    with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder:
        used = run(
            [sys.executable, str(HERE / "peer_archiver.py"), url, folder, concurrency, way],
            environment={"PYTHONPATH": str(HERE.parents[1])},
        )
        if archive(["verify", "--quiet", f"{folder}/store"]):
            raise RuntimeError("what was archived has a fault")
        return used.cpu


def main() -> None:
    """Measure in turns and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, help="so many pages of the folder, spread evenly; all by default")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--concurrency", default="16")
    options = parser.parse_args()
    site = RealPages(options.pages, limit=options.limit)
    taken: dict[tuple[str, str], list[float]] = {}
    with LocalServer(site) as server:
        for _ in range(options.runs):
            for way in WAYS:
                for crawl in (bare, archiving):
                    server.take()
                    seconds = crawl(server.url, options.concurrency, way)
                    served = server.take()
                    taken.setdefault((way, crawl.__name__), []).append(1000 * seconds / served.pages)
                    print(
                        f"{way} {crawl.__name__}: {served.pages} pages, {seconds:.1f} s, load {os.getloadavg()[0]:.1f}"
                    )
    for way in WAYS:
        before, after = (statistics.median(taken[way, crawl.__name__]) for crawl in (bare, archiving))
        print(f"{way}: {before:.1f} ms CPU a page, archiving {after:.1f}: {after / before - 1:+.0%}")


if __name__ == "__main__":
    main()

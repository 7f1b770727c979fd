"""How the cost of a crawl grows with the number of pages.

    python -m benchmarks.wholejob.growth [--pages 1000,5000,20000] [--concurrency 16]

Crawls a site of small made-up stories, once for each number of pages, into a fresh store. Prints CPU milliseconds a
page, of it the main process, peak memory of the main process and of the largest process, what the store takes a page,
how long a second crawl of the same store takes to its first request, and then what `scrapy coverage` of the site and
`scrapy explain` of its front page take.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.wholejob.made_pages import MadePages
from benchmarks.wholejob.measure import Usage, run
from benchmarks.wholejob.run import ours_split
from benchmarks.wholejob.server import LocalServer
from benchmarks.wholejob.start import first_request


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def told(folder: str, *words: str) -> Usage:
    """One of our commands that read the store."""
    return run([sys.executable, "-m", "scrapy", *words, "-s", f"ARCHIVE_STORE={folder}/store"])


def main() -> None:
    """Crawl each size and print a line of the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", default="1000,5000,20000")
    parser.add_argument("--concurrency", type=int, default=16)
    options = parser.parse_args()
    columns = (
        "pages",
        "CPU ms a page",
        "main process",
        "main peak MB",
        "largest peak MB",
        "pages a second",
        "store kB a page",
        "start again, s",
        "CPU s",
        "coverage MB",
        "CPU s",
        "explain MB",
        "CPU s",
        "load",
    )
    print(f"| {' | '.join(columns)} |\n{'| --- ' * len(columns)}|", flush=True)
    for wanted in map(int, options.pages.split(",")):
        with (
            LocalServer(MadePages(wanted)) as server,
            tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder,
        ):
            usage = ours_split(server.url, folder, options.concurrency)
            pages = server.take().pages
            again = first_request(server, folder)
            coverage, explanation = told(folder, "coverage", server.url), told(folder, "explain", server.url)
            assert usage.main is not None
            cells = (
                f"{pages:,}",
                f"{1000 * usage.cpu / pages:.1f}",
                f"{1000 * usage.main.cpu / pages:.1f}",
                f"{usage.main.peak / 1e6:.0f}",
                f"{usage.peak / 1e6:.0f}",
                f"{pages / usage.wall:.1f}",
                f"{size_of(Path(folder) / 'store') / pages / 1000:.1f}",
                f"{again.wall:.2f}",
                f"{again.cpu:.2f}",
                f"{coverage.peak / 1e6:.0f}",
                f"{coverage.cpu:.1f}",
                f"{explanation.peak / 1e6:.0f}",
                f"{explanation.cpu:.1f}",
                f"{os.getloadavg()[0]:.1f}",
            )
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()

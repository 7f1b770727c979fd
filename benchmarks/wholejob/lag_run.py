"""The reactor's lag while our crawl does the whole job.

    python -m benchmarks.wholejob.lag_run PAGES [--limit 300] [--concurrency 16] [--warc-size 20000000] [--heavy]

PAGES is a folder of saved pages, served as in `run`. WARC files are small, so that sealing and publishing happen
again and again during the crawl. With --heavy the site also has the largest sitemap, robots.txt, page and number of
links that are taken. Prints the worst of each measure of `lag`.
"""

import argparse
import tempfile
from pathlib import Path

import msgspec

from benchmarks.wholejob.heavy_pages import HeavyPages
from benchmarks.wholejob.lag import Lag, Report
from benchmarks.wholejob.real_pages import RealPages
from benchmarks.wholejob.run import ours
from benchmarks.wholejob.server import LocalServer


def main() -> None:
    """Crawl once and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--warc-size", type=int, default=20_000_000)
    parser.add_argument("--heavy", action="store_true")
    options = parser.parse_args()
    pages = RealPages(options.pages, limit=options.limit)
    with (
        LocalServer(HeavyPages(pages) if options.heavy else pages) as server,
        tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder,
    ):
        file = Path(folder) / "lag.json"
        ours(
            server.url,
            folder,
            options.concurrency,
            'ADDONS={"benchmarks.wholejob.lag.LagAddon": 0}',
            f"LAG_REPORT={file}",
            f"ARCHIVE_WARC_SIZE={options.warc_size}",
        )
        report = msgspec.json.decode(file.read_bytes(), type=Report)
        print(f"{server.take().pages} pages, {report.ticks} ticks")
    for title, worst in (
        ("CPU of one callback", report.callback),
        ("CPU of all threads between two ticks", report.tick_cpu),
        ("wall time between two ticks, without waiting for a core", report.tick_wall),
    ):
        print(f"\n{title}, ms:")
        for lag in worst:
            _print(lag)


def _print(lag: Lag) -> None:
    print(f"  {lag.milliseconds:7.1f}  at {lag.after:6.1f} s  {lag.what}")


if __name__ == "__main__":
    main()

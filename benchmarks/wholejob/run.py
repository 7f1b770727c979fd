"""The whole job (fetch, WARC, links, article) beside its peers, on a local site of real pages.

    python -m benchmarks.wholejob.run PAGES [--limit 300] [--runs 3] [--only ours,webarchive,…]
                                            [--latency 0.1] [--concurrency 32]

PAGES is a folder of saved pages (*.html, *.html.gz). Their links are led to one another and they are served, gzip
coded, from a process whose CPU is not counted. Each contender crawls all of them, in turns, `--runs` times:

    ours            `scrapy crawl news`, without pictures and the like
    webarchive      Scrapy, LinkExtractor, scrapy-webarchive, trafilatura in the callback; an environment of its own
    handmade        raw asyncio, ISA-L, one parse, trafilatura's fast mode in two processes: a bound
    linkextractor   a bare Scrapy that follows links and keeps nothing
    xpath           the same with one XPath instead of LinkExtractor

Prints medians: CPU milliseconds a page of the whole process tree (user and system), pages a second, how busy the
cores were, peak memory of the largest process, and ratios of ours to each. Our main process does what the followers do,
but for finding links, and archives besides; the workers find links and read articles. Pages a second mean something
only on a machine that does nothing else; the load is printed with them.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.wholejob.environment import python_of_peer, versions_of_peer
from benchmarks.wholejob.measure import ROOT, Usage, run
from benchmarks.wholejob.real_pages import RealPages
from benchmarks.wholejob.server import LocalServer, Served
from benchmarks.wholejob.split import Split

HERE = Path(__file__).parent
Contender = Callable[[str, str, int], Usage]
"""Crawls a URL into a folder with so many requests at once."""


def settings_of(folder: str, concurrency: int) -> list[str]:
    """The settings of our crawls here, NAME=VALUE."""
    return [
        f"ARCHIVE_STORE={folder}/store",
        f"ARCHIVE_SPOOL={folder}/spool",
        f"CONCURRENT_REQUESTS={concurrency}",
        f"CONCURRENT_REQUESTS_PER_DOMAIN={concurrency}",
        "NEWS_REQUISITES=False",
        "NEWS_CONTACT=https://example.org/",
        "LOG_LEVEL=ERROR",
    ]


def ours(url: str, folder: str, concurrency: int, *settings: str) -> Usage:
    """Our `scrapy crawl news` into `folder`; `settings` are further ones."""
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={url}"]
    chosen = (*settings_of(folder, concurrency), *settings)
    return run([*command, *(word for setting in chosen for word in ("-s", setting))])


def ours_split(url: str, folder: str, concurrency: int, *settings: str) -> Usage:
    """The same, with the main process told apart."""
    report = Path(folder) / "split.json"
    addon = 'ADDONS={"benchmarks.wholejob.split.SplitAddon": 0}'
    usage = ours(url, folder, concurrency, addon, f"SPLIT_REPORT={report}", *settings)
    return msgspec.structs.replace(usage, main=msgspec.json.decode(report.read_bytes(), type=Split))


def _script(python: Path | str, name: str) -> Contender:
    return lambda url, folder, concurrency: run([str(python), str(HERE / name), url, folder, str(concurrency)])


def _follower(way: str) -> Contender:
    script = str(HERE / "peer_follower.py")
    return lambda url, _, concurrency: run([sys.executable, script, url, str(concurrency), way])


def contenders(only: list[str], environments: Path) -> dict[str, Contender]:
    """Those asked for, by name."""
    known: dict[str, Callable[[], Contender]] = {
        "ours": lambda: ours_split,
        "webarchive": lambda: _script(python_of_peer(environments / "webarchive"), "peer_webarchive.py"),
        "handmade": lambda: _script(sys.executable, "peer_handmade.py"),
        "linkextractor": lambda: _follower("linkextractor"),
        "xpath": lambda: _follower("xpath"),
    }
    return {name: known[name]() for name in only or known}


class Series:
    """The runs of one contender."""

    def __init__(self) -> None:
        self.runs: list[tuple[Usage, Served]] = []

    @property
    def milliseconds(self) -> float:
        """CPU a page, the median."""
        return statistics.median(1000 * usage.cpu / served.pages for usage, served in self.runs)

    @property
    def main_milliseconds(self) -> float:
        """CPU a page of the main process, the median; 0 where it did not tell."""
        return statistics.median(
            1000 * (usage.main.cpu if usage.main else 0) / served.pages for usage, served in self.runs
        )

    @property
    def pages_a_second(self) -> float:
        """By the clock, the median."""
        return statistics.median(served.pages / usage.wall for usage, served in self.runs)

    @property
    def cores(self) -> float:
        """How many were busy on average, the median."""
        return statistics.median(usage.cpu / usage.wall for usage, _ in self.runs)

    @property
    def peak(self) -> float:
        """Memory of the largest process, megabytes, the worst."""
        return max(usage.peak for usage, _ in self.runs) / 1e6


def table(series: dict[str, Series]) -> str:
    """The comparison, as Markdown."""
    columns = (
        "CPU ms a page",
        "ours / it",
        "our main process / it",
        "pages a second",
        "ours / it",
        "cores busy",
        "peak MB",
    )
    lines = [f"| contender | {' | '.join(columns)} |", "| --- " * (len(columns) + 1) + "|"]
    own = series.get("ours")
    for name, one in series.items():
        cells = (
            f"{one.milliseconds:.1f}",
            f"{own.milliseconds / one.milliseconds:.2f}" if own else "",
            f"{own.main_milliseconds / one.milliseconds:.2f}" if own else "",
            f"{one.pages_a_second:.1f}",
            f"{own.pages_a_second / one.pages_a_second:.2f}" if own else "",
            f"{one.cores:.2f}",
            f"{one.peak:.0f}",
        )
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Run all in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--limit", type=int, help="so many pages of the folder, spread evenly; all by default")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="", help="names, with commas between")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--environments", type=Path, default=ROOT / "data" / "benchmarks")
    options = parser.parse_args()
    entrants = contenders([name for name in options.only.split(",") if name], options.environments)
    site = RealPages(options.pages, limit=options.limit)
    series = {name: Series() for name in entrants}
    with LocalServer(site, latency=options.latency) as server:
        for turn in range(options.runs):
            for name, crawl in entrants.items():
                server.take()
                with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder:
                    usage = crawl(server.url, folder, options.concurrency)
                served = server.take()
                series[name].runs.append((usage, served))
                print(
                    f"turn {turn + 1} {name}: {served.pages} of {len(site)} pages, {served.repeated} twice,"
                    f" {served.missing} missing; {usage.cpu:.1f} s CPU, {usage.wall:.1f} s;"
                    f" load {os.getloadavg()[0]:.1f}",
                    flush=True,
                )
    print(f"\n{len(site)} pages, latency {options.latency:g} s, concurrency {options.concurrency}\n")
    print(table(series))
    if "webarchive" in series:
        print(f"\nwebarchive: {versions_of_peer(python_of_peer(options.environments / 'webarchive'))}")


if __name__ == "__main__":
    main()

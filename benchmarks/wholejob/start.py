"""How long a crawl takes from its command to its first request, on a store that knows many pages.

    python -m benchmarks.wholejob.start [--pages 100000]

Makes a store of so many pages with the product's own writers and starts a crawl of it: with the state that its last
crawl left (warm), and without, so that it is built again from the store (cold).
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.wholejob.made_pages import MadePages
from benchmarks.wholejob.measure import ROOT, Usage
from benchmarks.wholejob.run import settings_of
from benchmarks.wholejob.server import LocalServer
from benchmarks.wholejob.stocked import stock

_POLL = 0.01
_TICKS = os.sysconf("SC_CLK_TCK")


def first_request(server: LocalServer, folder: str, *settings: str) -> Usage:
    """Start a crawl, and end it when its first request has come. The CPU is that of its process until then."""
    server.take()
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={server.url}"]
    words = [word for setting in (*settings_of(folder, 16), *settings) for word in ("-s", setting)]
    begun = time.monotonic()
    process = subprocess.Popen([*command, *words], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while (came := server.first_request()) is None and process.poll() is None:
        time.sleep(_POLL)
    if came is None:
        raise RuntimeError(f"the crawl ended with {process.returncode} before its first request")
    stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    process.send_signal(signal.SIGTERM)
    process.wait()
    return Usage(cpu=(int(stat[11]) + int(stat[12])) / _TICKS, wall=came - begun, peak=0, output="")


def main() -> None:
    """Make the store, start, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    options = parser.parse_args()
    with (
        LocalServer(MadePages(options.pages)) as server,
        tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder,
    ):
        begun = time.process_time()
        stock(folder, server.url, options.pages)
        print(f"{options.pages:,} pages stored with {time.process_time() - begun:.1f} s CPU", flush=True)
        for name in ("warm", "warm", "warm", "cold"):
            if name == "cold":
                for file in Path(folder).glob("spool/*/*/state.db*"):
                    file.unlink()
            usage = first_request(server, folder)
            print(
                f"{name}: first request after {usage.wall:.2f} s, {usage.cpu:.2f} s CPU; load {os.getloadavg()[0]:.1f}"
            )


if __name__ == "__main__":
    main()

"""What very large bodies and files take of memory.

    python -m benchmarks.memory [--body 100000000] [--bodies 10]

Crawls a site with a page of `--body` bytes, then makes a WARC file of `--bodies` such bodies and reads it with our
commands. Prints the peak memory of the largest process of each. An interpreter with our libraries takes some 60 MB.
"""

import argparse
import gzip
import multiprocessing
import random
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from archive.model import Exchange
from archive.writer import WarcWriter
from benchmarks.wholejob.made_pages import MadePages
from benchmarks.wholejob.measure import run
from benchmarks.wholejob.run import ours_split
from benchmarks.wholejob.server import FindPage, LocalServer


class LargePage:
    """A small site whose front page links a page of so many bytes."""

    def __init__(self, size: int) -> None:
        self._size = size

    def __call__(self, url: str) -> FindPage:
        """The pages as they are served under `url`."""
        small = MadePages(20)(url)
        front = gzip.decompress(small("/") or b"")
        link = b'<li><a href="/2026/large-page-of-the-day/">Large page of the day</a></li></ul>'
        # Stored, not deflated: all of its bytes cross the wire.
        large = gzip.compress(b"<html><body>%b</body></html>" % (b"<p>Words of a page.</p>" * (self._size // 23)), 0)
        front = gzip.compress(front.replace(b"</ul>", link), 1)
        pages = {"/": front, "/2026/large-page-of-the-day/": large}
        return lambda path: pages.get(path) or small(path)


def make_warc(path: Path, size: int, bodies: int) -> None:
    """A WARC file of so many responses of `size` bytes that do not compress."""
    writer = WarcWriter(
        path, key=path.name, info=[], created=datetime.now(UTC), new_id=lambda: f"urn:uuid:{uuid.uuid4()}"
    )
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
    for number in range(bodies):
        kind = (b"video/mp4", b"text/html")[number % 2]
        writer.write_exchange(
            Exchange(
                url=f"http://127.0.0.1/{number}",
                request=b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                response=head % (kind, size) + random.Random(number).randbytes(size),
                started=datetime.now(UTC),
            )
        )
    writer.seal()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--body", type=int, default=100_000_000)
    parser.add_argument("--bodies", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder:
        with LocalServer(LargePage(options.body)) as server:
            usage = ours_split(server.url, folder, 16)
            assert usage.main is not None
            pages = server.take().pages
            print(
                f"crawl of {pages} pages: main {usage.main.peak / 1e6:.0f} MB, largest {usage.peak / 1e6:.0f} MB",
                flush=True,
            )
        warc = Path(folder) / "large.warc.gz"
        # In a process of its own: what this one ever took would count as the peak of those that it starts.
        maker = multiprocessing.Process(target=make_warc, args=(warc, options.body, options.bodies))
        maker.start()
        maker.join()
        print(f"a WARC file of {warc.stat().st_size / 1e6:.0f} MB")
        for words in (
            ("archive", "verify", str(warc)),
            ("archive", "index", str(warc)),
            ("archive", "ls", str(warc)),
            ("scrapy", "extract", str(warc), "-O", f"{folder}/articles.jsonl"),
        ):
            print(f"{' '.join(words[:2])}: {run([sys.executable, '-m', *words]).peak / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()

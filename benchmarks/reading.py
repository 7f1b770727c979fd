"""What reading an archive costs: our verify, index and captures beside a bare FastWARC walk over the same file.

    python -m benchmarks.reading [--pages 400] [--runs 7] [--warc FILE]

Makes a WARC file of pages of about 130 kB (chunked; half of them gzip-coded as most sites send them), or takes the
one given. The bare walk computes the digests that verification needs, over block and payload-sized data, and checks
nothing else. Prints the best CPU time of several runs in milliseconds, and its ratio to the walk's.
"""

import argparse
import gzip
import hashlib
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from archive.catalogue import Catalogue
from archive.cdxj import index_warc
from archive.check_warc import check_warc
from archive.model import Exchange
from archive.reader import read_captures
from archive.writer import WarcWriter

_WORDS = ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "are", "as", "with", "this")


def make_file(folder: Path, pages: int) -> Path:
    """A sealed WARC file of made-up pages."""
    rng = random.Random(7)
    numbers = count()
    writer = WarcWriter(
        folder / "bench.warc.gz", key="bench.warc.gz", info=[("software", "newswarc/bench")],
        created=datetime.now(UTC), new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}",
    )  # fmt: skip
    for number in range(pages):
        text = " ".join(rng.choice(_WORDS) + str(rng.randrange(9000)) for _ in range(15_000))
        body = f"<html><body><p>{text}</p></body></html>".encode()
        coding = b""
        if number % 2:
            body, coding = gzip.compress(body, 6), b"Content-Encoding: gzip\r\n"
        chunks = b"".join(
            b"%x\r\n%b\r\n" % (len(body[at : at + 16_384]), body[at : at + 16_384])
            for at in range(0, len(body), 16_384)
        )
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%bTransfer-Encoding: chunked\r\n\r\n" % coding
        writer.write_exchange(
            Exchange(url=f"http://bench.example/{number}", request=b"GET / HTTP/1.1\r\nHost: bench.example\r\n\r\n",
                     response=head + chunks + b"0\r\n\r\n", started=datetime.now(UTC))
        )  # fmt: skip
    return writer.seal().path


def walk(path: Path) -> int:
    """FastWARC alone, with two SHA-1 of every block."""
    records = 0
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            block, payload = hashlib.sha1(), hashlib.sha1()
            while piece := record.reader.read(1 << 16):
                block.update(piece)
                payload.update(piece)
            records += 1
    return records


def verify(path: Path) -> int:
    """Every check that `python -m archive verify` makes of a file."""
    with path.open("rb") as stream, closing(Catalogue()) as catalogue:
        return check_warc(stream, path.name, catalogue, lambda finding: print("  ", finding))


def index(path: Path) -> int:
    """CDXJ lines."""
    with path.open("rb") as stream:
        return sum(1 for _ in index_warc(stream, path.name))


def captures(path: Path) -> int:
    """Exchanges, as re-extraction reads them."""
    with path.open("rb") as stream:
        return sum(1 for _ in read_captures(stream, file=path.name))


def cpu(function: Callable[[Path], int], path: Path, runs: int) -> float:
    """The best CPU time of several runs, seconds."""
    best = float("inf")
    for _ in range(runs):
        begun = time.process_time()
        function(path)
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--warc", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder:
        path = arguments.warc or make_file(Path(folder), arguments.pages)
        print(f"{path.stat().st_size / 1e6:.1f} MB")
        reference = cpu(walk, path, arguments.runs)
        print(f"{'bare fastwarc walk':20} {reference * 1000:7.0f} ms")
        for function in (verify, index, captures):
            seconds = cpu(function, path, arguments.runs)
            print(f"{function.__name__:20} {seconds * 1000:7.0f} ms  {reference / seconds:.2f} of the walk's speed")


if __name__ == "__main__":
    main()

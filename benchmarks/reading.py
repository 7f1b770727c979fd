"""What reading an archive costs: our verify, index, show and captures beside a bare FastWARC walk over the same file.

    python -m benchmarks.reading [--pages 400] [--words 15000] [--runs 7] [--warc FILE]
    python -m benchmarks.reading --store FOLDER

Makes a WARC file of pages of about 130 kB (chunked; half of them gzip-coded as most sites send them), or takes the
one given. The bare walk computes the digests that verification needs, over block and payload-sized data, and checks
nothing else. Prints the best CPU time of several runs in milliseconds, and its ratio to the walk's. With `--store` it
is `python -m archive verify` of a whole store, start and processes included, beside a walk through its WARC files that
computes their SHA-256 as well.
"""

import argparse
import gzip
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from archive.catalogue import Catalogue
from archive.cdxj import index_warc
from archive.check_warc import check_warc
from archive.commands.show import print_record
from archive.model import Exchange
from archive.reader import read_captures, read_records
from archive.writer import WarcWriter
from benchmarks.bare_walk import walk

_WORDS = ("the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "are", "as", "with", "this")


def make_file(folder: Path, pages: int, words: int) -> Path:
    """A sealed WARC file of made-up pages."""
    rng = random.Random(7)
    numbers = count()
    writer = WarcWriter(
        folder / "bench.warc.gz", key="bench.warc.gz", info=[("software", "newswarc/bench")],
        created=datetime.now(UTC), new_id=lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}",
    )  # fmt: skip
    for number in range(pages):
        text = " ".join(rng.choice(_WORDS) + str(rng.randrange(9000)) for _ in range(words))
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


def verify(path: Path) -> int:
    """Every check that `python -m archive verify` makes of a file."""
    with path.open("rb") as stream, closing(Catalogue()) as catalogue:
        return check_warc(stream, path.name, catalogue, lambda finding: print("  ", finding))


def index(path: Path) -> int:
    """CDXJ lines."""
    with path.open("rb") as stream:
        return sum(1 for _ in index_warc(stream, path.name))


def show(path: Path) -> int:
    """Records as `python -m archive show` prints them."""
    with path.open("rb") as stream, Path(os.devnull).open("wb") as out:
        records = 0
        for record in read_records(stream, file=path.name):
            print_record(record, out)
            records += 1
    return records


def captures(path: Path) -> int:
    """Exchanges, as re-extraction reads them."""
    with path.open("rb") as stream:
        return sum(1 for _ in read_captures(stream, file=path.name))


def cpu(function: Callable[[Path], object], path: Path) -> float:
    """The CPU time of one run, child processes included, in seconds."""
    begun = _used()
    function(path)
    return _used() - begun


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _run(*words: str) -> None:
    subprocess.run([sys.executable, "-m", *words], check=True, stdout=subprocess.DEVNULL)


def print_ratios(
    path: Path, reference: Callable[[Path], object], runs: int, *functions: Callable[[Path], object]
) -> None:
    """One line each, from the best of several runs, all functions in turns."""
    best = dict.fromkeys((reference, *functions), float("inf"))
    for _ in range(runs):
        for function in best:
            best[function] = min(best[function], cpu(function, path))
    base = best.pop(reference)
    print(f"{'bare fastwarc walk':20} {base * 1000:7.0f} ms")
    for function, seconds in best.items():
        print(f"{function.__name__:20} {seconds * 1000:7.0f} ms  {base / seconds:.2f} of the walk's speed")


def verify_command(folder: Path) -> None:
    """`python -m archive verify`."""
    _run("archive", "verify", str(folder))


def walk_command(folder: Path) -> None:
    """The walk, in a process of its own."""
    _run("benchmarks.bare_walk", str(folder))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--words", type=int, default=15_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--warc", type=Path)
    parser.add_argument("--store", type=Path)
    arguments = parser.parse_args()
    if arguments.store is not None:
        print_ratios(arguments.store, walk_command, min(arguments.runs, 3), verify_command)
    else:
        with tempfile.TemporaryDirectory(prefix="newswarc-bench-") as folder:
            path = arguments.warc or make_file(Path(folder), arguments.pages, arguments.words)
            print(f"{path.stat().st_size / 1e6:.1f} MB")
            print_ratios(path, walk, arguments.runs, verify, index, show, captures)


if __name__ == "__main__":
    main()

"""What reading one page costs beside trafilatura: `read_page` whole, against its extraction with metadata.

    python -m benchmarks.reading_page GOLD.json HTML_DIR [--every N] [--profile] [--dump FILE]

GOLD.json and HTML_DIR are those of `benchmarks/extraction/run.py`. Both read each page in turn in this one process,
so that a busy machine slows both alike; the first 50 are read beforehand, unmeasured, and then the garbage collector is
told what a worker of a crawl tells it (`crawler/workers/process.py`), to the good of both. Prints CPU milliseconds a
page, the ratio, and the pages that cost most.
--profile prints where our time goes instead; --dump writes each reading as one JSON line, to compare two versions of
the code by.
"""

import argparse
import cProfile
import gc
import gzip
import json
import logging
import pstats
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from trafilatura import bare_extraction

from benchmarks.extraction.extractors import page_of
from crawler.workers.process import COLLECTOR
from pipelines.chain import read_page
from pipelines.page import Page
from pipelines.rules import PageRules

RULES = PageRules(site="benchmark")


def load(gold: Path, folder: Path, every: int) -> list[tuple[str, Page]]:
    """The id and the page of each document of a gold set."""
    documents = json.loads(gold.read_text(encoding="utf-8"))[::every]
    return [
        (one["id"], page_of(gzip.decompress((folder / one["html"].removeprefix("html/")).read_bytes()), one["url"]))
        for one in documents
    ]


def ours(page: Page) -> object:
    """Links, kind, article."""
    return read_page(page, RULES)


def theirs(page: Page) -> object:
    """Article with metadata, as it comes by default: without the output format that `extract` would add."""
    return bare_extraction(page.body, url=page.url, with_metadata=True)


def cost(read: Callable[[Page], object], page: Page) -> float:
    """CPU milliseconds."""
    begun = time.process_time()
    read(page)
    return 1000 * (time.process_time() - begun)


def compare(pages: list[tuple[str, Page]]) -> None:
    """Measure both, page by page, and print."""
    for _, page in pages[:50]:  # tables and regular expressions are made when they are first needed
        ours(page)
        theirs(page)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    figures = [(cost(ours, page), cost(theirs, page), name, len(page.body)) for name, page in pages]
    mine, other = sum(row[0] for row in figures), sum(row[1] for row in figures)
    count = len(figures)
    print(f"{count} pages, {sum(row[3] for row in figures) / count / 1000:.0f} kB a page")
    means = f"read_page {mine / count:.1f}, trafilatura with metadata {other / count:.1f}"
    print(f"CPU ms a page: {means}, ratio {mine / other:.3f}")
    ratios = sorted(row[0] / row[1] for row in figures)
    median, most = ratios[count // 2], ratios[count * 9 // 10]
    print(f"ratio of single pages: median {median:.2f}, 90 % below {most:.2f}, worst {ratios[-1]:.2f}")
    print("dearest pages, ms (trafilatura's, kB):")
    for one, two, name, size in sorted(figures, reverse=True)[:8]:
        print(f"  {one:7.1f}  ({two:7.1f}, {size / 1000:5.0f})  {name}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("html", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only each N-th page")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--dump", type=Path)
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pages = load(arguments.gold, arguments.html, arguments.every)
    if arguments.dump:
        readings = (
            {"id": name, "reading": msgspec.to_builtins(read_page(page, RULES, requisites=True))}
            for name, page in pages
        )
        arguments.dump.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in readings))
    elif arguments.profile:
        ours(pages[0][1])
        profile = cProfile.Profile()
        profile.enable()
        for _, page in pages:
            ours(page)
        profile.disable()
        statistics = pstats.Stats(profile)
        statistics.sort_stats("cumulative").print_stats(70)
        statistics.sort_stats("tottime").print_stats(60)
    else:
        compare(pages)


if __name__ == "__main__":
    main()

"""Measures our extraction next to others' on a gold set.

    python benchmarks/extraction/run.py GOLD.json HTML_DIR [--only newswarc,trafilatura] [--out DIR]

GOLD.json is a list of documents: id, source, url, html (a path below HTML_DIR or below GOLD's folder, plain or
.gz, UTF-8) and any of body (paragraphs), body_optional, with, without, headline, description, date_published,
authors, tags. Prints a table a source, the CPU milliseconds a page, and for the bodies whether we are better,
equal or worse than each other extractor by paired bootstrap. --out writes each extractor's predictions.
"""

import argparse
import gzip
import json
import logging
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.extraction.extractors import available
from benchmarks.extraction.scoring import body_f1, score, verdict

_FIELDS = ("headline", "date", "authors", "description", "tags")


def read_page(name: str, folders: list[Path]) -> bytes:
    """The bytes of a page. Raises FileNotFoundError."""
    for folder in folders:
        path = folder / name
        if path.exists():
            data = path.read_bytes()
            return gzip.decompress(data) if path.suffix == ".gz" else data
    raise FileNotFoundError(name)


def summary(pages: list[dict[str, Any]]) -> dict[str, float]:
    """The means of some pages' figures."""
    found: dict[str, float] = {}
    counts = [page["counts"] for page in pages if "counts" in page]
    if counts:
        found["body F1"] = body_f1(counts)
        found["exact"] = statistics.fmean(page["exact"] for page in pages if "exact" in page)
    hits = sum(sum(page["with"]) for page in pages if "with" in page)
    wanted = sum(len(page["with"]) for page in pages if "with" in page)
    extra = sum(sum(page["without"]) for page in pages if "without" in page)
    if wanted:
        found["segments F1"] = 2 * hits / (hits + extra + wanted)
    for field in _FIELDS:
        values = [page[field] for page in pages if field in page]
        if values:
            found[field] = statistics.fmean(values)
    return found


def main() -> None:
    """Run, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("html", type=Path)
    parser.add_argument("--only", help="names of extractors, comma-separated")
    parser.add_argument("--out", type=Path, help="write predictions here, one file an extractor")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    documents = json.loads(options.gold.read_text(encoding="utf-8"))
    folders = [options.html, options.gold.parent]
    chosen = available()
    if options.only:
        chosen = {name: chosen[name] for name in options.only.split(",")}
    figures: dict[str, list[dict[str, Any]]] = {}
    cost: dict[str, float] = {}
    for name, extract in chosen.items():
        rows = []
        spent = 0.0
        lines = []
        for document in documents:
            body = read_page(document["html"], folders)
            begun = time.process_time()
            try:
                predicted = extract(body, document["url"])
            except Exception as error:  # noqa: BLE001 - another's extractor may fail in any way; that page then scores nothing
                print(f"{name}: {document['id']}: {type(error).__name__}: {error}", file=sys.stderr)
                predicted = {}
            spent += time.process_time() - begun
            rows.append(score(document, predicted))
            lines.append(json.dumps({"id": document["id"], **predicted}, ensure_ascii=False))
        figures[name] = rows
        cost[name] = 1000 * spent / len(documents)
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f"{name.replace(' ', '-')}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    _print(documents, figures, cost)


def _print(documents: list[dict[str, Any]], figures: dict[str, list[dict[str, Any]]], cost: dict[str, float]) -> None:
    sources = sorted({document["source"] for document in documents})
    for source in sources:
        members = [i for i, document in enumerate(documents) if document["source"] == source]
        columns: list[str] = []
        table = {name: summary([rows[i] for i in members]) for name, rows in figures.items()}
        for row in table.values():
            columns += [column for column in row if column not in columns]
        print(f"\n{source}: {len(members)} pages")
        print("| extractor | " + " | ".join(columns) + " | body against newswarc |")
        print("| --- |" + " --- |" * (len(columns) + 1))
        for name, row in table.items():
            compared = ""
            ours = figures.get("newswarc")
            if ours is not None and name != "newswarc" and "body F1" in row:
                with_body = [i for i in members if "counts" in ours[i]]
                word, low, high = verdict(
                    [ours[i]["counts"] for i in with_body], [figures[name][i]["counts"] for i in with_body]
                )
                compared = f"newswarc is {word} [{low:+.4f}, {high:+.4f}]"
            values = " | ".join(f"{row[column]:.4f}" if column in row else "–" for column in columns)
            print(f"| {name} | {values} | {compared} |")
    print("\nCPU milliseconds a page, all fields: " + ", ".join(f"{name} {ms:.1f}" for name, ms in cost.items()))


if __name__ == "__main__":
    main()

"""Measures our extraction next to others' on a gold set.

    python benchmarks/extraction/run.py GOLD.json HTML_DIR [--only newswarc,trafilatura] [--out DIR]

GOLD.json is a list of documents: id, source, url, html (a path below HTML_DIR or below GOLD's folder, plain or
.gz, UTF-8) and any of body (paragraphs), body_optional, with, without, headline, description, date_published,
authors, tags. Prints a table a source: each figure with its 95 % interval by bootstrap over the pages, and whether
ours is better, equal or worse than the other's by paired bootstrap, with the 95 % interval of the difference; then the
CPU milliseconds a page. --out writes each extractor's predictions.
"""

import argparse
import gzip
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.extraction.extractors import available
from benchmarks.extraction.scoring import interval, resamples, score, summary, verdict

_ROUNDS = 1000
"""Resamples of the pages."""
_OURS = "newswarc"


def read_page(name: str, folders: list[Path]) -> bytes:
    """The bytes of a page. Raises FileNotFoundError."""
    for folder in folders:
        path = folder / name
        if path.exists():
            data = path.read_bytes()
            return gzip.decompress(data) if path.suffix == ".gz" else data
    raise FileNotFoundError(name)


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
    for source in sorted({document["source"] for document in documents}):
        members = [i for i, document in enumerate(documents) if document["source"] == source]
        pages = {name: [rows[i] for i in members] for name, rows in figures.items()}
        drawn = {name: resamples(rows, _ROUNDS) for name, rows in pages.items()}
        columns = list(summary(next(iter(pages.values()))))
        print(f"\n{source}: {len(members)} pages")
        print("| extractor | " + " | ".join(columns) + " |")
        print("| --- |" + " --- |" * len(columns))
        for name, rows in pages.items():
            row = summary(rows)
            cells = []
            for column in columns:
                low, high = interval([sample[column] for sample in drawn[name] if column in sample])
                cells.append(f"{row[column]:.3f} [{low:.3f}, {high:.3f}]{_against(name, column, drawn)}")
            print(f"| {name} | " + " | ".join(cells) + " |")
    print("\nCPU milliseconds a page, all fields: " + ", ".join(f"{name} {ms:.1f}" for name, ms in cost.items()))


def _against(name: str, column: str, drawn: dict[str, list[dict[str, float]]]) -> str:
    """What ours is beside another extractor in a figure: the same draws of pages for both."""
    if name == _OURS or _OURS not in drawn:
        return ""
    pairs = zip(drawn[_OURS], drawn[name], strict=True)
    low, high = interval([ours[column] - theirs[column] for ours, theirs in pairs if column in ours])
    return f", ours {verdict(low, high)} {low:+.3f} to {high:+.3f}"


if __name__ == "__main__":
    main()

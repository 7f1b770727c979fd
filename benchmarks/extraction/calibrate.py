"""Measures what our confidence is worth on a gold set, and fits its table anew.

    python benchmarks/extraction/calibrate.py GOLD.json HTML_DIR [--extra FILE] [--write]

GOLD.json is as for run.py; --extra is a JSON object of more gold by document id (section, language, date_modified).
A value is right where it equals the gold as scoring.py compares; authors and tags where their F1 is 1 and at least 0.9;
a body where its F1 of 4-grams is at least 0.95. Prints, for each field, the table of predicted against measured
shares, and the same where the shares were fitted on one half of the sites and measured on the other, over twenty
random halvings of the hosts. --write puts the shares fitted on all pages into pipelines/calibration.toml;
a field without gold keeps its own.
"""

import argparse
import json
import logging
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.extraction.extractors import page_of
from benchmarks.extraction.run import read_page
from benchmarks.extraction.scoring import plain, score
from pipelines.clean import clean
from pipelines.confidence import bucket_of, calibration
from pipelines.draft import Draft
from pipelines.evidence import FIELDS, evidence_of
from pipelines.extract.document import parse
from pipelines.extract.draft import extract
from pipelines.normalise import normalise
from pipelines.rules import PageRules

_TABLE = Path(__file__).resolve().parents[2] / "pipelines" / "calibration.toml"
_RIGHT = {"headline": 1.0, "description": 1.0, "date_published": 1.0, "authors": 1.0, "tags": 0.9, "body": 0.95}
_STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
_PRIOR = 10.0
"""How many pages of average luck each bucket starts with, so that a small one promises little."""
_CAP = 0.99
_HALVINGS = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One value that has gold."""

    field: str
    bucket: str
    right: bool
    host: str


def cases_of(documents: list[dict[str, Any]], folders: list[Path]) -> Iterable[Case]:
    """Every value of every page that its gold can judge."""
    for document in documents:
        body, url = read_page(document["html"], folders), document["url"]
        page = page_of(body, url)
        draft = normalise(clean(extract(page, parse(page), PageRules(site="benchmark"))))
        figures = _figures(document, draft)
        host = (urlsplit(url).hostname or "").removeprefix("www.")
        for evidence in evidence_of(draft):
            if evidence.field in figures:
                right = figures[evidence.field] >= _RIGHT.get(evidence.field, 1.0)
                yield Case(evidence.field, bucket_of(draft, evidence), right, host)


def _figures(document: dict[str, Any], draft: Draft) -> dict[str, float]:
    predicted = {
        "body": "\n\n".join(block.text for block in draft.blocks),
        **{name: getattr(draft, name) for name in ("headline", "description", "authors", "date_published", "tags")},
    }
    scored = score(document, predicted)
    found = {name: scored[name] for name in ("headline", "description", "authors", "tags") if name in scored}
    if "date" in scored:
        found["date_published"] = scored["date"]
    if "counts" in scored:
        hits, extra, missed = scored["counts"]
        found["body"] = 2 * hits / (2 * hits + extra + missed) if hits else 0.0
    for name in ("section", "language"):
        if name in document.get("extra", {}):
            found[name] = float(plain(document["extra"][name]) == plain(getattr(draft, name)))
    if "date_modified" in document.get("extra", {}):
        found["date_modified"] = float((draft.date_modified or "")[:10] == document["extra"]["date_modified"])
    return found


def fit(cases: Iterable[Case]) -> dict[str, dict[str, tuple[float, int]]]:
    """Share of right values and number of pages, by field and bucket."""
    cases = list(cases)
    table: dict[str, dict[str, tuple[float, int]]] = {}
    for field in FIELDS:
        own = [case for case in cases if case.field == field]
        if not own:
            continue
        mean = (sum(case.right for case in own) + 1) / (len(own) + 2)
        for bucket in sorted({case.bucket for case in own}):
            inside = [case.right for case in own if case.bucket == bucket]
            share = (sum(inside) + _PRIOR * mean) / (len(inside) + _PRIOR)
            table.setdefault(field, {})[bucket] = (round(min(share, _CAP), 2), len(inside))
    return table


def report(promised: list[tuple[float, Case]], title: str) -> None:
    """Print how often values were right, by what was promised for them."""
    print(f"\n{title}\n| field | values | right | " + " | ".join(_names()) + " | mean error |")
    print("| --- |" + " --- |" * (len(_names()) + 3))
    for field in FIELDS:
        pairs = [(promise, case.right) for promise, case in promised if case.field == field]
        if not pairs:
            continue
        cells, error = [], 0.0
        for low, high in pairwise(_STEPS):
            inside = [(promise, right) for promise, right in pairs if low <= promise < high]
            if not inside:
                cells.append("–")
                continue
            mean = sum(promise for promise, _ in inside) / len(inside)
            measured = sum(right for _, right in inside) / len(inside)
            error += abs(mean - measured) * len(inside) / len(pairs)
            cells.append(f"{mean:.2f} → {measured:.2f} ({len(inside)})")
        right = sum(right for _, right in pairs) / len(pairs)
        print(f"| {field} | {len(pairs)} | {right:.3f} | " + " | ".join(cells) + f" | {error:.3f} |")


def crossed(cases: list[Case]) -> list[tuple[float, Case]]:
    """Each case with the share fitted on the half of the hosts that its own is not in, for each of the halvings."""
    source = random.Random(1)
    hosts = sorted({case.host for case in cases})
    found = []
    for _ in range(_HALVINGS):
        half = set(source.sample(hosts, len(hosts) // 2))
        for own in (True, False):
            table = fit(case for case in cases if (case.host in half) is not own)
            found += _promised(
                (case for case in cases if (case.host in half) is own),
                {field: {name: share for name, (share, _) in buckets.items()} for field, buckets in table.items()},
            )
    return found


def _promised(cases: Iterable[Case], table: Mapping[str, Mapping[str, float]]) -> list[tuple[float, Case]]:
    return [(share, case) for case in cases if (share := table.get(case.field, {}).get(case.bucket)) is not None]


def _names() -> list[str]:
    return [f"{low:.2f}–" for low in _STEPS[:-1]]


def write(table: dict[str, dict[str, tuple[float, int]]]) -> None:
    """Put the shares into the package; a field that the gold says nothing of keeps those it has."""
    head, *sections = _TABLE.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    by_field = {section[1 : section.index("]")]: section for section in sections}
    for field, buckets in table.items():
        lines = [f'"{bucket}" = {share:.2f}  # {count}' for bucket, (share, count) in buckets.items()]
        by_field[field] = "\n".join([f"[{field}]", *lines])
    _TABLE.write_text("\n\n".join([head, *by_field.values()]) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("html", type=Path)
    parser.add_argument("--extra", type=Path, help="more gold by document id")
    parser.add_argument("--write", action="store_true", help="write pipelines/calibration.toml")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    documents = json.loads(options.gold.read_text(encoding="utf-8"))
    extra = json.loads(options.extra.read_text(encoding="utf-8")) if options.extra else {}
    documents = [{**document, "extra": extra.get(document["id"], {})} for document in documents]
    cases = list(cases_of(documents, [options.html, options.gold.parent]))

    report(_promised(cases, calibration()), "The table of the package: promised → measured (values)")
    report(crossed(cases), f"Fitted on half of the hosts, measured on the other half, {_HALVINGS} halvings")
    fitted = fit(cases)
    held: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for case in cases:
        held[case.field, case.bucket].append(case.right)
    print("\nBuckets\n| field | bucket | values | right | promised |\n| --- | --- | --- | --- | --- |")
    for field, buckets in fitted.items():
        for bucket, (share, count) in buckets.items():
            right = held[field, bucket]
            print(f"| {field} | {bucket} | {count} | {sum(right) / count:.3f} | {share:.2f} |")
    if options.write:
        write(fitted)


if __name__ == "__main__":
    main()

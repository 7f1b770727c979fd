"""Holds the lines of a store against what WordPress says: python -m benchmarks.wordpress.compare truth.json STORE."""

import gzip
import json
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

FIELDS = ("headline", "date_published", "authors", "section", "tags", "previous_url", "next_url")


def main(truth_file: str, store: str) -> int:
    """Print how many stories and fields agree; 1 when a story is missing, there twice or not the site's."""
    truth = {story["url"]: story for story in json.loads(Path(truth_file).read_text(encoding="utf-8"))}
    lines = [line for file in sorted(Path(store).rglob("articles/**/*.jsonl.gz")) for line in _lines(file)]
    seen = Counter(line["url"] for line in lines)
    missing, strange = truth.keys() - seen.keys(), seen.keys() - truth.keys()
    twice = [url for url, count in seen.items() if count > 1]
    print(f"{len(truth)} stories: {len(missing)} missing, {len(twice)} more than once; {len(strange)} other lines")
    for url in [*sorted(missing)[:5], *sorted(strange)[:5], *twice[:5]]:
        print(f"  {url}")
    for field in FIELDS:
        wrong = [line for line in lines if line["url"] in truth and not _same(field, line, truth[line["url"]])]
        print(f"{field}: {len(lines) - len(strange) - len(wrong)} of {len(lines) - len(strange)} right")
        for line in wrong[:3]:
            print(f"  {line['url']}: {line[field]!r}, should be {truth[line['url']][field]!r}")
    return 1 if missing or strange or twice else 0


def _lines(file: Path) -> list[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def _same(field: str, line: dict[str, Any], story: dict[str, Any]) -> bool:
    got, wanted = line[field], story[field]
    if field == "tags":
        return set(got) == set(wanted)
    if field == "date_published":
        return got is not None and "T" in got and datetime.fromisoformat(got) == datetime.fromisoformat(wanted)
    return bool(got == wanted)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

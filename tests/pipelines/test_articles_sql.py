"""The types of the fields in DuckDB and pandas: the same for every store, whatever its first lines hold."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from pipelines.articles_sql import LONGEST_LINE

ROOT = Path(__file__).parents[2]
POINTER = {"file": "w", "offset": 1, "length": 2, "record_id": "urn:uuid:1", "payload_digest": "sha1:A"}
BARE: dict[str, Any] = {
    **dict.fromkeys(json.loads((ROOT / "docs/article.schema.json").read_text())["properties"]),
    **{name: [] for name in ("authors", "organisations", "agencies", "tags", "images", "videos", "related")},
    "id": "12345678901234567890", "cluster_id": "1234e56789012345", "headline": "2026", "section": "007",
    "revision": 1, "word_count": 0, "silent_edit": False, "date_published": "2026-11-20", "body_blocks": [],
    "evidence": [], "fetched_at": "2026-11-23T22:12:48.742000Z", "warc": POINTER,
}  # fmt: skip
FULL = {
    **BARE, "date_published": "2026-11-20T09:00:00+05:30", "is_paywalled": True, "correction": "Three, not four.",
    "changes": {"fields": ["body"], "paragraphs_added": 1, "paragraphs_removed": 0, "paragraphs_edited": 2},
    "images": [{"url": "http://a.example/1", "caption": "A crane", "credit": None}], "tags": ["crane"],
}  # fmt: skip


@pytest.fixture
def files(tmp_path: Path) -> str:
    """Forty files whose lines say as little as can be, and one behind them that says more; a site named 2026."""
    folder = tmp_path / "articles/site=2026/crawl_date=2026-11-23"
    folder.mkdir(parents=True)
    for number, line in enumerate([BARE] * 40 + [FULL]):
        (folder / f"{number:03d}.jsonl.gz").write_bytes(gzip.compress(json.dumps(line).encode() + b"\n"))
    return str(tmp_path / "articles/**/*.jsonl.gz")


def duck() -> duckdb.DuckDBPyConnection:
    """A connection that has read docs/articles.sql."""
    connection = duckdb.connect()
    connection.execute((ROOT / "docs/articles.sql").read_text(encoding="utf-8"))
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def test_duckdb_takes_no_type_from_the_first_lines(files: str) -> None:
    """What only the last file holds is there with its own type, and no line is refused."""
    row = duck().execute(
        """SELECT changes.paragraphs_edited, images[1].caption, is_paywalled, correction, tags[1], site, id, section,
            date_published::TIMESTAMPTZ = '2026-11-20T03:30:00Z'::TIMESTAMPTZ, year(fetched_at), crawl_date::VARCHAR
        FROM articles($files) WHERE changes IS NOT NULL""",
        {"files": files},
    )  # fmt: skip
    assert row.fetchall() == [
        (2, "A crane", True, "Three, not four.", "crane", "2026", BARE["id"], "007", True, 2026, "2026-11-23")
    ]  # fmt: skip
    days = duck().execute("SELECT count(DISTINCT date_published::TIMESTAMPTZ) FROM articles($f)", {"f": files})
    assert days.fetchall() == [(2,)]


def test_duckdb_knows_every_field(files: str) -> None:
    """The columns are the fields in their order, then the partitions; none is left to be guessed (JSON)."""
    table = duck().sql(f"SELECT * FROM articles('{files}')")
    assert table.columns == [*BARE, "crawl_date", "site"]
    assert [name for name, kind in zip(table.columns, table.types, strict=True) if "JSON" in str(kind)] == []


def test_duckdb_takes_the_longest_line(tmp_path: Path) -> None:
    """A line that is longer than what DuckDB takes by itself."""
    text = "word " * (LONGEST_LINE // 16)
    line = {**BARE, "body": text, "body_blocks": [{"kind": "paragraph", "text": text}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line) + "\n")
    rows = duck().execute("SELECT length(body) FROM articles($file)", {"file": str(tmp_path / "a.jsonl")})
    assert rows.fetchall() == [(len(text),)]


def test_pandas_loses_no_text_that_looks_like_a_number(files: str) -> None:
    """With `dtype=False`, as the docs have it, ids and headlines of digits stay what they are."""
    lines = pd.concat(
        pd.read_json(file, lines=True, dtype=False) for file in sorted(Path(files.partition("*")[0]).rglob("*.gz"))
    )
    assert set(lines["id"]) == {"12345678901234567890"}
    assert set(lines["cluster_id"]) == {"1234e56789012345"}
    assert set(lines["section"]) == {"007"}
    days = pd.to_datetime(lines["date_published"], format="ISO8601", utc=True)
    assert sorted(set(days.astype(str))) == ["2026-11-20 00:00:00+00:00", "2026-11-20 03:30:00+00:00"]

"""The statements that README.md gives to readers of the lines work as they stand there."""

import re
from pathlib import Path

import duckdb
import pytest

README = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")


def statement(language: str, word: str) -> str:
    """The block of README.md in `language` that holds `word`."""
    blocks = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return found


def test_duckdb_reads_the_lines(crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    """The DuckDB statement of the README gives the newest headlines of the store."""
    sql = statement("sql", "read_json").replace("data/store", crawled.runner.store)
    rows = duckdb.connect().sql(sql).fetchall()
    assert "Winter storm takes the bathing huts for a walk" in str(rows[0])


def test_duckdb_sees_every_line_and_the_partitions(crawled) -> None:
    """DuckDB infers a table of all lines, with site and crawl_date from the folders."""
    source = f"read_json('{crawled.runner.store}/articles/**/*.jsonl.gz', hive_partitioning = true)"
    (row,) = duckdb.connect().sql(f"SELECT count(*), count(DISTINCT id), count(DISTINCT site) FROM {source}").fetchall()
    assert row == (60, 60, 1)


def test_pandas_reads_the_lines(crawled, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pandas statement of the README gives one row a story."""
    names: dict = {}
    exec(statement("python", "pandas").replace("data/store", crawled.runner.store), names)
    table = names["articles"]
    assert len(table) == 60
    assert table["headline"].str.len().min() > 0
    assert table["id"].is_unique

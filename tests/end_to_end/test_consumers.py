"""The statements that README.md and docs/reading.md give to readers of the lines work as they stand there."""

import gzip
import json
import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import duckdb_extensions
import pytest

ROOT = Path(__file__).parent.parent.parent


def statement(page: str, language: str, word: str) -> str:
    """The block of a page in `language` that holds `word`."""
    blocks = re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return found


def run(code: str) -> dict:
    """The names that a block of Python leaves behind."""
    names: dict = {}
    exec(code, names)
    return names


def duck(config: dict | None = None) -> duckdb.DuckDBPyConnection:
    """DuckDB as README.md has it started."""
    connection = duckdb.connect(config=config or {})
    connection.execute((ROOT / "docs/articles.sql").read_text(encoding="utf-8"))
    return connection


def site_of(crawled) -> str:
    """The name under which the newsroom lies in the store."""
    (folder,) = (crawled.runner.root / "warc").iterdir()
    return folder.name


def test_duckdb_reads_the_lines(crawled) -> None:
    """The DuckDB statement of the README gives the newest headlines of the store."""
    sql = statement("README.md", "sql", "articles").replace("data/store", crawled.runner.store)
    rows = duck().sql(sql).fetchall()
    assert "Winter storm takes the bathing huts for a walk" in str(rows[0])


def test_duckdb_sees_the_present_state_of_every_story(crawled) -> None:
    """The latest line of each story: one row a story, with the partitions as columns."""
    sql = statement("docs/reading.md", "sql", "QUALIFY").replace("data/store", crawled.runner.store)
    table = duck().sql(sql)
    assert {"site", "crawl_date"} <= set(table.columns)
    assert table.aggregate("count(*), count(DISTINCT id), min(site)").fetchall() == [(60, 60, site_of(crawled))]


def test_duckdb_names_what_to_look_at_by_hand(crawled) -> None:
    """The lines whose authors are not sure, with what other sources say instead."""
    sql = statement("docs/reading.md", "sql", "confidence.authors").replace("data/store", crawled.runner.store)
    table = duck().sql(sql)
    assert table.columns == ["url", "authors", "sure", "instead"]
    assert all(sure < 0.9 for _, _, sure, _ in table.fetchall())


def test_duckdb_finds_copies_on_other_sites(crawled) -> None:
    """The statement runs; the newsroom has no copies anywhere."""
    sql = statement("docs/reading.md", "sql", "cluster_id").replace("data/store", crawled.runner.store)
    assert duck().sql(sql).fetchall() == []


def test_duckdb_names_what_was_left_out(crawled) -> None:
    """The values that differ from the text; of the newsroom's stories none is learned to be boilerplate."""
    sql = statement("docs/reading.md", "sql", "left_out").replace("data/store", crawled.runner.store)
    table = duck().sql(sql)
    assert table.columns == ["url", "left_out"]
    assert all(doubt["source"] != "learned" for _, doubt in table.fetchall())


def test_pandas_reads_the_lines(crawled) -> None:
    """The pandas statement of the README gives one row a story."""
    table = run(statement("README.md", "python", "pandas").replace("data/store", crawled.runner.store))["articles"]
    assert len(table) == 60
    assert table["headline"].str.len().min() > 0
    assert table["id"].is_unique


@pytest.fixture
def lived(crawled, tmp_path: Path) -> Path:
    """Lines of three stories in two files: one was edited, one is gone, one was gone and is back."""
    first, edited, gone = crawled.runner.lines()[:3]
    later = [
        {**edited, "revision": 2, "headline": "Edited"},
        *(
            {**gone, "revision": 2, "status": "gone", "body": ""},
            {**first, "revision": 2, "status": "gone", "body": ""},
        ),
        {**first, "revision": 3, "headline": "Back"},
    ]
    for day, lines in (("2026-11-24", later), ("2026-11-23", [first, edited, gone])):
        folder = tmp_path / "articles" / "site=h" / f"crawl_date={day}"
        folder.mkdir(parents=True)
        data = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
        (folder / "x.jsonl.gz").write_bytes(gzip.compress(data))
    return tmp_path


def test_the_present_state_in_duckdb(lived: Path) -> None:
    """The newest revision of each story; tombstones are left out."""
    sql = statement("docs/reading.md", "sql", "QUALIFY").replace("data/store", str(lived))
    table = duck().sql(sql)
    assert sorted(table.project("headline, revision").fetchall()) == [("Back", 3), ("Edited", 2)]


def test_the_present_state_in_pandas(lived: Path) -> None:
    """The same."""
    table = run(statement("docs/reading.md", "python", "groupby").replace("data/store", str(lived)))["present"]
    assert sorted(zip(table["headline"], table["revision"], strict=True)) == [("Back", 3), ("Edited", 2)]


def test_the_present_state_in_spark(lived: Path) -> None:
    """The same, where pyspark and Java are installed."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    names = run(statement("docs/reading.md", "python", "pyspark").replace("data/store", str(lived)))
    rows = sorted((row["headline"], row["revision"]) for row in names["present"].collect())
    names["spark"].stop()
    assert rows == [("Back", 3), ("Edited", 2)]


def test_a_reader_that_comes_back(crawled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run twice, the program has every line once."""
    monkeypatch.chdir(tmp_path)
    code = statement("docs/reading.md", "python", "batches_since")
    code = code.replace("data/store", crawled.runner.store).replace("asianlite", site_of(crawled))
    for _ in range(2):
        database = run(code)["database"]
        lines = [json.loads(row[0]) for row in database.execute("SELECT line FROM lines")]
        database.close()
        assert lines == crawled.runner.lines()


def test_a_line_leads_back_to_its_page(crawled) -> None:
    """The bytes behind a line are the page with its headline."""
    names = run(statement("docs/reading.md", "python", "warcio").replace("data/store", crawled.runner.store))
    assert f"<title>{names['line']['headline']} - The Merrow Bay Courier</title>".encode() in names["html"]


@pytest.fixture
def filled_bucket(newsroom, runner, s3_url: str) -> str:
    """A real bucket with the lines of a crawl; its URL."""
    runner.store = s3_url
    assert runner.crawl(newsroom.url).returncode == 0
    return s3_url


def test_duckdb_reads_a_bucket(filled_bucket: str, seaweed, tmp_path: Path) -> None:
    """The DuckDB statement for buckets counts the lines of the site."""
    sql = statement("docs/reading.md", "sql", "CREATE SECRET").replace("s3://bucket/prefix", filled_bucket)
    endpoint = f"ENDPOINT '{urlsplit(seaweed.endpoint).netloc}', URL_STYLE 'path', USE_SSL false"
    key, secret = seaweed.env["AWS_ACCESS_KEY_ID"], seaweed.env["AWS_SECRET_ACCESS_KEY"]
    sql = sql.replace("'key'", f"'{key}'").replace("'secret'", f"'{secret}'").replace("'eu-west-1'", f"'', {endpoint}")
    connection = duck({"extension_directory": str(tmp_path)})
    duckdb_extensions.import_extension("httpfs", con=connection)
    ((_, count),) = connection.execute(sql.replace("INSTALL httpfs;", "")).fetchall()
    assert count == 60


def test_pandas_reads_a_bucket(filled_bucket: str) -> None:
    """The pandas statement for buckets gives one row a story."""
    bucket, _, prefix = filled_bucket.removeprefix("s3://").partition("/")
    code = statement("docs/reading.md", "python", "boto3")
    table = run(code.replace('"bucket"', f'"{bucket}"').replace("prefix/", f"{prefix}/"))["articles"]
    assert len(table) == 60

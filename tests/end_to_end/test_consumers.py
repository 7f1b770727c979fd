"""The statements that README.md and docs/reading.md give to readers of the lines work as they stand there."""

import re
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


def site_of(crawled) -> str:
    """The name under which the newsroom lies in the store."""
    (folder,) = (crawled.runner.root / "warc").iterdir()
    return folder.name


def test_duckdb_reads_the_lines(crawled) -> None:
    """The DuckDB statement of the README gives the newest headlines of the store."""
    sql = statement("README.md", "sql", "read_json").replace("data/store", crawled.runner.store)
    rows = duckdb.connect().sql(sql).fetchall()
    assert "Winter storm takes the bathing huts for a walk" in str(rows[0])


def test_duckdb_sees_the_present_state_of_every_story(crawled) -> None:
    """The latest line of each story: one row a story, with the partitions as columns."""
    sql = statement("docs/reading.md", "sql", "QUALIFY").replace("data/store", crawled.runner.store)
    table = duckdb.connect().sql(sql)
    assert {"site", "crawl_date"} <= set(table.columns)
    assert table.aggregate("count(*), count(DISTINCT id), min(site)").fetchall() == [(60, 60, site_of(crawled))]


def test_pandas_reads_the_lines(crawled) -> None:
    """The pandas statement of the README gives one row a story."""
    table = run(statement("README.md", "python", "pandas").replace("data/store", crawled.runner.store))["articles"]
    assert len(table) == 60
    assert table["headline"].str.len().min() > 0
    assert table["id"].is_unique


def test_commits_lead_to_all_lines(crawled, capsys: pytest.CaptureFixture[str]) -> None:
    """Who follows the commits is told of every file of lines, and has a cursor then."""
    code = statement("docs/reading.md", "python", "list_commits")
    names = run(code.replace("data/store", crawled.runner.store).replace("asianlite", site_of(crawled)))
    told = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    files = [key for key in crawled.runner.files("*.jsonl.gz") if key.startswith("articles/")]
    assert [key for key, _ in told] == files
    assert sum(int(count) for _, count in told) == 60
    assert names["cursor"][1] == len(files)


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
    connection = duckdb.connect(config={"extension_directory": str(tmp_path)})
    duckdb_extensions.import_extension("httpfs", con=connection)
    ((_, count),) = connection.execute(sql.replace("INSTALL httpfs;", "")).fetchall()
    assert count == 60


def test_pandas_reads_a_bucket(filled_bucket: str) -> None:
    """The pandas statement for buckets gives one row a story."""
    bucket, _, prefix = filled_bucket.removeprefix("s3://").partition("/")
    code = statement("docs/reading.md", "python", "boto3")
    table = run(code.replace('"bucket"', f'"{bucket}"').replace("prefix/", f"{prefix}/"))["articles"]
    assert len(table) == 60

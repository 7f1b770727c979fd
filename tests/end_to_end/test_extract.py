"""`scrapy extract` makes from WARC files what the crawl made, byte for byte."""

import gzip
import shutil
from pathlib import Path


def published(runner) -> bytes:
    """The lines of a store in the order in which they were published."""
    packed = runner.files("*.jsonl.gz")
    return b"".join(gzip.decompress(data) for key, data in packed.items() if key.startswith("articles/"))


def test_a_store_without_its_articles_gives_them_again(crawled, tmp_path: Path) -> None:
    """Delete articles/, extract from the store: the same bytes."""
    copy = crawled.runner.copy_to(tmp_path / "copy")
    shutil.rmtree(copy.root / "articles")
    result = copy.run("extract", copy.store, "-O", str(tmp_path / "again.jsonl"))
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "again.jsonl").read_bytes() == published(crawled.runner)


def test_single_files_and_patterns_are_taken_too(crawled, tmp_path: Path) -> None:
    """A pattern over the WARC files gives the same lines as the store."""
    pattern = str(crawled.runner.root / "warc" / "**" / "*.warc.gz")
    result = crawled.runner.run("extract", pattern, "-O", str(tmp_path / "lines.jsonl"))
    assert result.returncode == 0, result.stderr
    assert sorted((tmp_path / "lines.jsonl").read_bytes().splitlines()) == sorted(
        published(crawled.runner).splitlines()
    )


def test_readings_are_kept_for_the_next_run(crawled, tmp_path: Path) -> None:
    """With --readings the second run reads no page again, and gives the same lines."""
    arguments = ("extract", crawled.runner.store, "--readings", str(tmp_path / "readings"), "--executor", "local:2")
    first = crawled.runner.run(*arguments, "-O", str(tmp_path / "first.jsonl"))
    assert first.returncode == 0, first.stderr
    (sealed,) = (path for path in (tmp_path / "readings").rglob("*") if path.is_file())
    inode = sealed.stat().st_ino
    second = crawled.runner.run(*arguments, "-O", str(tmp_path / "second.jsonl"))
    assert second.returncode == 0, second.stderr
    assert second.stderr == first.stderr
    assert [path.stat().st_ino for path in (tmp_path / "readings").rglob("*") if path.is_file()] == [inode]
    lines = (tmp_path / "second.jsonl").read_bytes()
    assert lines == (tmp_path / "first.jsonl").read_bytes() == published(crawled.runner)


def test_an_unknown_executor_is_bad_input(crawled, tmp_path: Path, complaint) -> None:
    """What there is, is said in one line."""
    arguments = ("--executor", "spark://h:1", "-O", str(tmp_path / "lines.jsonl"))
    result = crawled.runner.run("extract", crawled.runner.store, *arguments)
    assert result.returncode == 2
    assert "local:N and dask://HOST:PORT" in complaint(result)


def test_a_cluster_needs_a_place_for_readings(crawled, tmp_path: Path, complaint) -> None:
    """Other machines do not see a scratch folder of this one."""
    arguments = ("--executor", "dask://127.0.0.1:8786", "-O", str(tmp_path / "lines.jsonl"))
    result = crawled.runner.run("extract", crawled.runner.store, *arguments)
    assert result.returncode == 2
    assert "needs --readings" in complaint(result)


def test_a_torn_file_is_refused_and_nothing_is_written(crawled, tmp_path: Path, complaint) -> None:
    """A WARC file cut in the middle of a record: one line with file and offset, an exit code, no output."""
    (warc,) = crawled.runner.files("*.warc.gz").values()
    torn = tmp_path / "torn.warc.gz"
    torn.write_bytes(warc[: len(warc) // 2])
    result = crawled.runner.run("extract", str(torn), "-O", str(tmp_path / "lines.jsonl"))
    assert result.returncode == 3
    assert "torn.warc.gz at byte " in complaint(result)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["torn.warc.gz"]


def test_a_missing_file_is_bad_input(runner, tmp_path: Path, complaint) -> None:
    """What is not there is said in one line."""
    result = runner.run("extract", str(tmp_path / "none.warc.gz"), "-O", str(tmp_path / "lines.jsonl"))
    assert result.returncode == 2
    assert "none.warc.gz" in complaint(result)

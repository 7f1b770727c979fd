"""The benchmark of the whole job: that it measures what it says, not what comes out."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.wholejob.made_pages import MadePages
from benchmarks.wholejob.real_pages import RealPages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five saved pages."""
    made = MadePages(5)
    for number in range(5):
        (tmp_path / f"page-{number}.html.gz").write_bytes(made.page(number))
    return tmp_path


def run(module: str, *arguments: str) -> str:
    """What a benchmark prints. Raises `subprocess.CalledProcessError`."""
    command = [sys.executable, "-m", f"benchmarks.wholejob.{module}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_links_of_saved_pages_lead_to_one_another(tmp_path: Path) -> None:
    """Each link leads to a page of the site, the same one wherever it stands; all else stays as it was."""
    (tmp_path / "a.html").write_text(
        "<body><a class=x href='https://paper.example/b'>B</a> <a href='#top'>Top</a></body>"
    )
    (tmp_path / "b.html").write_text('<a href="https://paper.example/b">B</a>')
    find = RealPages(tmp_path)("http://127.0.0.1:1/")
    page_a, page_b = (gzip.decompress(find(path) or b"").decode() for path in ("/news/0000-a/", "/news/0001-b/"))
    chain = (
        '<nav><a rel="prev" href="http://127.0.0.1:1/news/0001-b/">Previous story</a>'
        ' <a rel="next" href="http://127.0.0.1:1/news/0001-b/">Next story</a></nav>'
    )
    leads_to = page_b.split('"')[1]
    assert leads_to in ("http://127.0.0.1:1/news/0000-a/", "http://127.0.0.1:1/news/0001-b/")
    assert page_a == f"<body><a class=x href=\"{leads_to}\">B</a> <a href='#top'>Top</a>{chain}</body>"


def test_contenders_fetch_the_same_pages(folder: Path) -> None:
    """Our crawl, the hand-made one and the bare followers find all pages, and each has its line in the table."""
    said = run("run", str(folder), "--runs", "1", "--only", "ours,handmade,xpath,linkextractor")
    lines = said.splitlines()
    assert [line.partition(";")[0].partition(",")[0] for line in lines[:4]] == [
        "turn 1 ours: 6 of 6 pages",
        "turn 1 handmade: 6 of 6 pages",
        "turn 1 xpath: 6 of 6 pages",
        "turn 1 linkextractor: 6 of 6 pages",
    ]
    assert [line.split(" | ")[0] for line in lines[-4:]] == ["| ours", "| handmade", "| xpath", "| linkextractor"]


def test_lag_is_measured_throughout_a_crawl(folder: Path) -> None:
    """The add-on gets into the crawl, ticks, and names what ran longest."""
    said = run("lag_run", str(folder))
    assert said.startswith("6 pages, ")
    assert int(said.split()[2]) > 10
    assert "NewsSpider.parse" in said


def test_growth_is_measured_with_a_second_start() -> None:
    """A line for each size, whose last columns are those of the second start."""
    lines = run("growth", "--pages", "8,16").splitlines()
    assert [line.split(" | ")[0] for line in lines] == ["| pages", "| ---", "| 9", "| 17"]

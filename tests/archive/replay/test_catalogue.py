"""The catalogue of a replay: what the store's commits say, kept between two starts."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.manifest import BatchCommit, write_commit
from archive.replay.catalogue import Catalogue
from archive.store import Store, open_store

Fill = Callable[[Store], list[BatchCommit]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder."""
    return open_store(str(tmp_path / "store"))


def updated(store: Store, folder: Path) -> tuple[Catalogue, list[str]]:
    """The catalogue brought up to date, and what it told."""
    told: list[str] = []
    catalogue = Catalogue(store, folder)
    catalogue.update(told.append)
    return catalogue, told


def test_articles_newest_first(store: Store, fill: Fill, tmp_path: Path) -> None:
    """Each article once, with where to replay it; the time of capture as pywb names it."""
    fill(store)
    catalogue, _ = updated(store, tmp_path / "cache")
    total, articles = catalogue.articles()
    assert total == 2
    assert [(article.headline, article.url, article.fetched) for article in articles] == [
        ("Bridge <reopens>", "http://news.example/bridge", "20261120090001"),
        ("Tide gauge", "http://news.example/tide", "20261122090002"),
    ]
    assert catalogue.sites() == ["news.example"]


@pytest.mark.parametrize(
    ("words", "site", "found"),
    [
        ("bridge", "", ["Bridge <reopens>"]),
        ("REOPENS bridge", "", ["Bridge <reopens>"]),
        ("tide gauge", "news.example", ["Tide gauge"]),
        ("example/tide", "", ["Tide gauge"]),
        ("tide", "other.example", []),
        ("%", "", []),
        ("_", "", []),
        ("'; DROP TABLE article; --", "", []),
        ("", "news.example", ["Bridge <reopens>", "Tide gauge"]),
    ],
)
def test_words_are_searched_in_headline_and_url(
    store: Store, fill: Fill, tmp_path: Path, words: str, site: str, found: list[str]
) -> None:
    """All words must occur; signs of SQL are plain characters."""
    fill(store)
    catalogue, _ = updated(store, tmp_path / "cache")
    total, articles = catalogue.articles(words, site)
    assert [article.headline for article in articles] == found
    assert total == len(found)


def test_pages_of_the_list(store: Store, fill: Fill, tmp_path: Path) -> None:
    """The list can be read piece by piece."""
    fill(store)
    catalogue, _ = updated(store, tmp_path / "cache")
    assert [article.headline for article in catalogue.articles(start=1, count=1)[1]] == ["Tide gauge"]
    assert catalogue.articles(start=2, count=1) == (2, [])


def test_warc_files_are_found_by_the_name_in_the_index(store: Store, fill: Fill, tmp_path: Path) -> None:
    """The last part of the key, as index lines have it."""
    commits = fill(store)
    catalogue, _ = updated(store, tmp_path / "cache")
    warc = commits[0].files[0]
    assert catalogue.warc_key("news.example-20261120T090000Z-aaaa-00001.warc.gz") == (warc.key, warc.size)
    assert catalogue.warc_key("../../etc/passwd") is None


def test_only_new_batches_are_read(store: Store, fill: Fill, tmp_path: Path) -> None:
    """The second start reads nothing; a new commit is one batch; the index stays sorted and whole."""
    commits = fill(store)
    _, told = updated(store, tmp_path / "cache")
    assert told == [f"reading 2 new batches of {store.url}"]
    _, told = updated(store, tmp_path / "cache")
    assert told == []
    empty = BatchCommit(
        site="other.example", crawl_id="c", serial=1, files=(), created=datetime(2026, 11, 23, tzinfo=UTC)
    )
    write_commit(store, empty)
    catalogue, told = updated(store, tmp_path / "cache")
    assert told == [f"reading 1 new batches of {store.url}"]
    keys = [line.partition(" {")[0] for line in catalogue.index.read_text().splitlines()]
    assert keys == [
        "example,news)/bridge 20261120090001",
        "example,news)/bridge 20261122090001",
        "example,news)/dot.png 20261120090002",
        "example,news)/style.css 20261120090003",
        "example,news)/tide 20261122090002",
    ]
    assert commits[0].files[0].key.endswith(".warc.gz")


def test_a_store_begun_anew_is_read_anew(store: Store, fill: Fill, tmp_path: Path) -> None:
    """When a known commit is gone, what the cache holds is of another store."""
    fill(store)
    updated(store, tmp_path / "cache")
    for stored in list(store.list("crawls/")):
        store.delete(stored.key)
    catalogue, _ = updated(store, tmp_path / "cache")
    assert catalogue.articles() == (0, [])
    assert catalogue.index.read_bytes() == b""


def test_files_without_a_commit_are_not_there(store: Store, fill: Fill, tmp_path: Path) -> None:
    """A batch whose commit is missing is not shown."""
    fill(store)
    store.delete("crawls/news.example/20261122T090000Z-bbbb/00001.json")
    catalogue, _ = updated(store, tmp_path / "cache")
    assert [article.headline for article in catalogue.articles()[1]] == ["Bridge <reopens>"]
    assert catalogue.warc_key("news.example-20261122T090000Z-bbbb-00001.warc.gz") is None

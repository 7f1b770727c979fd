"""Names that must sort right."""

import datetime as dt

from crawler.crawl_id import new_crawl_id

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)


def test_crawl_id_begins_with_its_time() -> None:
    """A crawl is named after when it began, UTC."""
    assert new_crawl_id(NOW, None).startswith("20261123T120000Z-")


def test_crawl_ids_sort_although_the_clock_was_set_back() -> None:
    """A later crawl sorts later: the order of crawls decides which line of a story is the newer."""
    assert new_crawl_id(NOW, "20261224T235959Z-ffffff").startswith("20261225T000000Z-")
    assert new_crawl_id(NOW, "20261122T000000Z-ffffff").startswith("20261123T120000Z-")

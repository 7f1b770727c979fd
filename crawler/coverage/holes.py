"""The URLs that may close holes in the chain, kept beside the state so that a start need not read every ledger."""

from pathlib import Path

import msgspec

from archive.store import Store
from crawler.coverage.closing import urls_to_close
from crawler.coverage.measure import coverage_of

HOLES_FILE = "holes.json"
"""Its name, beside the state."""


class _Cached(msgspec.Struct, frozen=True, kw_only=True):
    crawl_id: str
    """The latest crawl that was looked at."""
    urls: tuple[str, ...]


def known_holes(file: Path, store: Store, site: str, latest_crawl: str | None) -> tuple[str, ...]:
    """What the next crawl should try first. Only a cache: lost or outdated, it is computed again from the store.

    Raises `StoreError`.
    """
    if latest_crawl is None:
        return ()
    try:
        cached = msgspec.json.decode(file.read_bytes(), type=_Cached)
    except (OSError, msgspec.DecodeError):
        cached = None
    if cached is not None and cached.crawl_id == latest_crawl:
        return cached.urls
    return look_for_holes(file, store, site, latest_crawl)


def keep_holes(file: Path, urls: tuple[str, ...], latest_crawl: str) -> None:
    """A crawl met nothing but what was known: its coverage is that of the one before."""
    file.write_bytes(msgspec.json.encode(_Cached(crawl_id=latest_crawl, urls=urls)))


def look_for_holes(file: Path, store: Store, site: str, latest_crawl: str) -> tuple[str, ...]:
    """Measure the coverage and keep what came of it. Raises `StoreError`."""
    urls = urls_to_close(coverage_of(store, site))
    keep_holes(file, urls, latest_crawl)
    return urls

"""The account of a crawl, written when its last batch is committed: by the crawl, or by the one that finishes it."""

from collections.abc import Mapping

from archive import clock
from archive.manifest import CrawlManifest, Scalar, commits_of, write_manifest
from archive.store import Store
from crawler.capture.spool import SpooledCrawl
from crawler.versions import versions


def close_account(
    store: Store,
    crawl: SpooledCrawl,
    *,
    settings: Mapping[str, Scalar],
    statistics: Mapping[str, Scalar],
    reason: str,
    exit_code: int,
) -> None:
    """Write the manifest of a crawl whose batches are all committed. Raises `StoreError`."""
    commits = commits_of(store, crawl.site, crawl.crawl_id)
    manifest = CrawlManifest(
        site=crawl.site,
        crawl_id=crawl.crawl_id,
        files=tuple(file for commit in commits for file in commit.files),
        batches=len(commits),
        versions=versions(),
        settings=dict(settings),
        statistics=dict(statistics),
        started=crawl.started,
        finished=clock.utc_now(),
        reason=reason,
        exit_code=exit_code,
    )
    write_manifest(store, manifest)

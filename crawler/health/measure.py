"""The report on a site, put together from a store."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from archive.manifest import CrawlManifest, latest_manifest, list_manifests
from archive.store import Store
from crawler.crawl_id import CRAWL_TIME
from crawler.exit_codes import ExitCode
from crawler.health.causes import causes_of
from crawler.health.findings import findings
from crawler.health.model import FieldShare, Health
from crawler.health.observed import FIELDS, Observed, observe

BEFORE = 4
"""The time before is so many times as long as "lately"."""


def health_of(store: Store, site: str, *, days: int, now: datetime) -> Health | None:
    """How a site's crawls have gone in the `days` up to its last one; None when none of them closed its account.

    `now` in UTC. Raises `ArchiveError`.
    """
    last = latest_manifest(store, site)
    if last is None:
        return None
    begin = last.started - timedelta(days=days)
    # Ids begin with the time of their crawl, so that years of manifests need not be read.
    earliest = f"{begin - timedelta(days=days * BEFORE):{CRAWL_TIME}}"
    crawls = list(list_manifests(store, site, since=earliest))
    recent = observe(store, (crawl for crawl in crawls if crawl.started > begin))
    before = observe(store, (crawl for crawl in crawls if crawl.started <= begin))
    return Health(
        site=site,
        days=days,
        last_crawl=last.started,
        last_reason=last.reason,
        last_exit_code=last.exit_code,
        crawls=dict(Counter(_ended(crawl) for crawl in recent.crawls).most_common()),
        new=recent.new,
        revised=recent.revised,
        gone=recent.gone,
        causes=causes_of(store, recent.crawls),
        fields=tuple(_shares(recent, before)),
        findings=tuple(findings(recent, before, now)),
    )


def _ended(crawl: CrawlManifest) -> str:
    return ExitCode(crawl.exit_code).name.lower()


def _shares(recent: Observed, before: Observed) -> Iterator[FieldShare]:
    if not recent.new:
        return
    for name in FIELDS:
        yield FieldShare(
            field=name,
            share=recent.having[name] / recent.new,
            before=before.having[name] / before.new if before.new else None,
            example=recent.lacking.get(name),
        )

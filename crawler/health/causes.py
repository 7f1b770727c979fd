"""Why pages could not be had: the failures of some crawls by cause, out of their ledgers."""

from collections import Counter
from collections.abc import Sequence

from archive.manifest import CrawlManifest
from archive.store import Store
from crawler.health.model import Cause
from crawler.ledger import Outcome, Visit, read_ledger

MOST_CRAWLS = 20
"""The ledgers of so many are read, of the latest: a site that is down fails in the same way all the time."""
_LOST = (Outcome.FAILED, Outcome.BLOCKED)


def causes_of(store: Store, crawls: Sequence[CrawlManifest]) -> tuple[Cause, ...]:
    """The causes, the most frequent first; `crawls` in their order. Raises `ArchiveError`."""
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    troubled = [one for one in crawls if any(one.statistics.get(f"urls/{outcome}") for outcome in _LOST)]
    for crawl in troubled[-MOST_CRAWLS:]:
        for url, says in _lost(store, crawl).items():
            counts[says] += 1
            examples[says] = url
    return tuple(Cause(says=says, count=count, example=examples[says]) for says, count in counts.most_common())


def _lost(store: Store, crawl: CrawlManifest) -> dict[str, str]:
    """The cause by URL, of those that one crawl did not get in the end."""
    lost: dict[str, str] = {}
    for file in crawl.files:
        if file.kind != "ledger":
            continue
        for visit in read_ledger(store, file.key):
            # A ledger has what brought no answer first, and then the answers in their order: the last one counts.
            if visit.outcome in _LOST:
                lost[visit.url] = _cause(visit)
            else:
                lost.pop(visit.url, None)
    return lost


def _cause(visit: Visit) -> str:
    if visit.status is None:
        return visit.failure or "not asked"
    return "answer cut short" if 200 <= visit.status < 300 else f"answered {visit.status}"

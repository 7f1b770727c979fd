"""A store with crawls of our own making: when each began, how it ended, which articles it brought, what it met."""

import gzip
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from archive.manifest import CommittedFile, CrawlManifest, write_manifest
from archive.store.memory import MemoryStore
from crawler.health.measure import health_of
from crawler.health.model import Health
from crawler.ledger import Visit, write_ledger

SITE = "news.example"
FIRST = datetime(2026, 11, 1, 10, tzinfo=UTC)
WHOLE = {
    "date_published": "2026-11-01",
    "authors": ["Ines Pardo"],
    "description": "A coal brig lies whole on the sand.",
    "section": "Harbour",
    "tags": ["history"],
    "images": [{"url": "https://news.example/a.jpg", "caption": None, "credit": None}],
    "word_count": 400,
}


class Crawls:
    """Crawls of news.example."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self._stories = 0
        self._last = FIRST

    def add(
        self,
        hours: float,
        *,
        stories: int = 1,
        lines: Sequence[dict[str, object]] = (),
        without: Sequence[str] = (),
        visits: Sequence[Visit] = (),
        exit_code: int = 0,
        reason: str = "finished",
        **statistics: int,
    ) -> None:
        """A crawl so many hours after the first; its `stories` are whole but for the fields in `without`.

        `statistics` name outcomes of URLs and reasons of rejections: `failed=3`, `no_body=2`.
        """
        started = self._last = FIRST + timedelta(hours=hours)
        crawl_id = f"{started:%Y%m%dT%H%M%SZ}-000000"
        files = []
        for _ in range(stories):
            self._stories += 1
            line = {"url": f"https://news.example/{self._stories}/", "fetched_at": started.isoformat(), **WHOLE}
            lines = [*lines, {name: value for name, value in line.items() if name not in without}]
        if lines:
            data = gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines))
            files.append(self._put(f"articles/{crawl_id}.jsonl.gz", data, "articles", len(lines)))
        if visits:
            ledger = io.BytesIO()
            write_ledger(visits, ledger)
            files.append(self._put(f"ledger/{crawl_id}.jsonl.gz", ledger.getvalue(), "ledger", len(visits)))
        figures = {"article/read": stories, "urls/archived": stories + 10}
        rejections = {"no_body", "no_headline", "timeout"}
        for name, count in statistics.items():
            figures[f"article/rejected/{name}" if name in rejections else f"urls/{name}"] = count
        write_manifest(
            self.store,
            CrawlManifest(
                site=SITE,
                crawl_id=crawl_id,
                files=tuple(files),
                batches=1,
                versions={},
                settings={},
                statistics=figures,
                started=started,
                finished=started + timedelta(minutes=5),
                reason=reason,
                exit_code=exit_code,
            ),
        )

    def daily(self, days: range, **more: int) -> None:
        """One crawl on each of these days."""
        for day in days:
            self.add(24 * day, **more)

    def health(self, *, days: int = 7, later: timedelta = timedelta(hours=1)) -> Health:
        """The report, so much later than the last crawl."""
        found = health_of(self.store, SITE, days=days, now=self._last + later)
        assert found is not None
        return found

    def says(self, **more: object) -> list[str]:
        """The findings, in words."""
        return [finding.says for finding in self.health(**more).findings]  # type: ignore[arg-type]

    def _put(self, key: str, data: bytes, kind: str, count: int) -> CommittedFile:
        stored = self.store.put(key, data)
        return CommittedFile(key=key, size=stored.size, sha256=stored.sha256 or "", kind=kind, count=count)  # type: ignore[arg-type]


@pytest.fixture
def crawls() -> Crawls:
    """A store without a crawl."""
    return Crawls()

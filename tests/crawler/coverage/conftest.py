"""A store with ledgers of our own making: a few lines say what each crawl of a small site met."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from archive.manifest import BatchCommit, CommittedFile, CrawlManifest, write_commit, write_manifest
from archive.model import CaptureRef
from archive.store.memory import MemoryStore
from crawler.coverage.measure import coverage_of
from crawler.coverage.model import Coverage
from crawler.ledger import Heard, Outcome, Visit, write_ledger
from pipelines.dedupe import story_id
from pipelines.reading import PageKind

HOST = "https://news.example/"
FIRST = datetime(2026, 11, 1, 10, tzinfo=UTC)


class Ledgers:
    """Crawls of the site news.example; each begins a day after the one before."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.site = "news.example"
        self.crawls = 0
        self._seconds = 0

    def story(
        self,
        name: str,
        *,
        previous: str | None = None,
        next: str | None = None,
        day: str | None = None,
        canonical: str | None = None,
        heard: Sequence[tuple[str, str]] = (),
        named: dict[str, tuple[str, ...]] | None = None,
    ) -> Visit:
        """A page that was fetched and read as an article."""
        return self.answer(
            name,
            status=200,
            kind=PageKind.ARTICLE,
            article_id=story_id(self.site, url(canonical or name)),
            previous_url=url(previous) if previous else None,
            next_url=url(next) if next else None,
            published=day,
            heard=heard,
            named=named,
        )

    def answer(
        self,
        name: str,
        *,
        status: int = 200,
        outcome: Outcome | None = None,
        role: str = "card",
        heard: Sequence[tuple[str, str]] = (),
        named: dict[str, tuple[str, ...]] | None = None,
        **more: object,
    ) -> Visit:
        """Any answer; `heard` are names and roles."""
        self._seconds += 1
        return Visit(
            url=url(name),
            outcome=outcome or _OUTCOMES[status],
            fetched_at=FIRST + timedelta(days=self.crawls, seconds=self._seconds),
            role=role,
            status=status,
            warc=CaptureRef(
                file=f"warc/{self.site}/2026/11/{self.crawls}.warc.gz",
                offset=self._seconds * 100,
                length=100,
                record_id=f"urn:uuid:00000000-0000-4000-8000-{self._seconds:012d}",
                payload_digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ),
            heard=tuple(Heard(url=url(one), role=role, priority=1) for one, role in heard),
            named={role: tuple(map(url, names)) for role, names in (named or {}).items()},
            **more,  # type: ignore[arg-type]
        )

    def silence(self, name: str, failure: str = "connection refused") -> Visit:
        """A fetch that brought no response."""
        self._seconds += 1
        return Visit(
            url=url(name),
            outcome=Outcome.FAILED,
            fetched_at=FIRST + timedelta(days=self.crawls, seconds=self._seconds),
            role="card",
            failure=failure,
        )

    def left_out(self, name: str, outcome: Outcome, role: str = "card") -> Visit:
        """The line of a URL that was heard of and not asked for."""
        self._seconds += 1
        at = FIRST + timedelta(days=self.crawls, seconds=self._seconds)
        return Visit(url=url(name), outcome=outcome, fetched_at=at, role=role)

    def crawl(self, *visits: Visit, ended: str | None = "finished") -> str:
        """Commit what was made since the last crawl; without `ended` there is no manifest."""
        started = FIRST + timedelta(days=self.crawls)
        crawl_id = f"{started:%Y%m%dT%H%M%SZ}-{self.crawls:06x}"
        ledger = io.BytesIO()
        count = write_ledger(visits, ledger)
        key = f"ledger/{self.site}/{self.site}-{crawl_id}-00001.jsonl.gz"
        stored = self.store.put(key, ledger.getvalue())
        file = CommittedFile(key=key, size=stored.size, sha256=stored.sha256 or "", kind="ledger", count=count)
        commit = BatchCommit(site=self.site, crawl_id=crawl_id, serial=1, files=(file,), created=started)
        write_commit(self.store, commit)
        # Empty, but there: an archive without its WARC files would be an error.
        self.store.put(f"warc/{self.site}/2026/11/{self.crawls}.warc.gz", b"")
        if ended:
            manifest = CrawlManifest(
                site=self.site,
                crawl_id=crawl_id,
                files=(file,),
                batches=1,
                versions={},
                settings={},
                statistics={},
                started=started,
                finished=started,
                reason=ended,
                exit_code=0,
            )
            write_manifest(self.store, manifest)
        self.crawls += 1
        return crawl_id

    def coverage(self) -> Coverage:
        """What the crawls so far prove."""
        return coverage_of(self.store, self.site)

    def chain(self, names: str, *, missing: str = "") -> list[Visit]:
        """Stories with one letter each, a day apart, each naming its neighbours; `missing` ones are not there."""
        visits = []
        for number, name in enumerate(names):
            if name not in missing:
                visits.append(
                    self.story(
                        name,
                        previous=names[number - 1] if number else None,
                        next=names[number + 1] if number + 1 < len(names) else None,
                        day=f"2026-10-{number + 1:02d}",
                    )
                )
        return visits


_OUTCOMES = {
    200: Outcome.ARCHIVED,
    301: Outcome.REDIRECTED,
    304: Outcome.UNCHANGED,
    403: Outcome.BLOCKED,
    404: Outcome.GONE,
    410: Outcome.GONE,
    500: Outcome.FAILED,
}


def url(name: str) -> str:
    return name if "://" in name else HOST + name


@pytest.fixture
def ledgers() -> Ledgers:
    return Ledgers()

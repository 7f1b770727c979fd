"""What the crawls of a span of time did, counted: from their manifests and their article lines."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from archive.manifest import CrawlManifest
from archive.store import Store
from archive.stored_lines import stored_lines

FIELDS = ("date_published", "authors", "description", "section", "tags", "images")
"""Fields of an article that a newsroom prints or does not; which a redesign makes go missing unseen."""
_TROUBLED = ("no_headline", "no_body", "undecodable", "too_large", "truncated", "timeout", "worker_died")
"""Reasons for which a page gave no article although it may well be one."""
_NOT_ASKED = ("disallowed", "out_of_scope", "over_budget", "out_of_period")


class _Line(msgspec.Struct):
    """The fields of an article line that are counted; other keys are passed over."""

    url: str
    fetched_at: str
    revision: int = 1
    status: str = "published"
    date_published: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    organisations: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    description: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[msgspec.Raw, ...] = ()
    word_count: int = 0

    def has(self, name: str) -> bool:
        """Whether the article has a field; who signs may be an agency or the outlet as well."""
        if name == "authors":
            return bool(self.authors or self.credit or self.organisations or self.agencies)
        return bool(getattr(self, name))


@dataclass(slots=True)
class Observed:
    """The sums over some crawls."""

    crawls: list[CrawlManifest] = field(default_factory=list)
    """In their order."""
    new: int = 0
    revised: int = 0
    gone: int = 0
    having: Counter[str] = field(default_factory=Counter)
    """New articles by field."""
    lacking: dict[str, str] = field(default_factory=dict)
    """The newest article without a field, by field."""
    words: list[int] = field(default_factory=list)
    """Of each new article."""
    news_at: list[datetime] = field(default_factory=list)
    """When the crawls began that brought a new story."""

    @property
    def asked(self) -> int:
        """Pages that were asked for."""
        return sum(_sum(crawl, "urls/", lambda name: name not in _NOT_ASKED) for crawl in self.crawls)

    @property
    def failed(self) -> int:
        """Pages that were asked for and not had, for reasons that are not in the page."""
        return sum(_sum(crawl, "urls/", lambda name: name in ("failed", "blocked")) for crawl in self.crawls)

    @property
    def read(self) -> int:
        """Pages that gave an article, or might have."""
        return self.troubled + sum(_number(crawl.statistics.get("article/read")) for crawl in self.crawls)

    @property
    def troubled(self) -> int:
        """Pages that gave no article although they may well be one."""
        return sum(_sum(crawl, "article/rejected/", lambda name: name in _TROUBLED) for crawl in self.crawls)

    @property
    def median_words(self) -> float:
        """Words of a new article; 0 without any."""
        return statistics.median(self.words) if self.words else 0


def observe(store: Store, crawls: Iterable[CrawlManifest]) -> Observed:
    """Count what these crawls did. Reads their article lines; raises `ArchiveError`."""
    seen = Observed()
    for crawl in crawls:
        seen.crawls.append(crawl)
        before = seen.new
        for file in crawl.files:
            if file.kind == "articles":
                _count(store, file.key, seen)
        if seen.new > before:
            seen.news_at.append(crawl.started)
    return seen


def _count(store: Store, key: str, seen: Observed) -> None:
    decoder = msgspec.json.Decoder(_Line)
    for line in stored_lines(store, key, decoder):
        if line.status == "gone":
            seen.gone += 1
        elif line.revision > 1:
            seen.revised += 1
        else:
            seen.new += 1
            seen.words.append(line.word_count)
            for name in FIELDS:
                if line.has(name):
                    seen.having[name] += 1
                else:
                    seen.lacking[name] = line.url


def _sum(crawl: CrawlManifest, prefix: str, wanted: Callable[[str], bool]) -> int:
    return sum(
        _number(value)
        for name, value in crawl.statistics.items()
        if name.startswith(prefix) and wanted(name.removeprefix(prefix))
    )


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0

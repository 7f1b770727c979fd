"""What is not as it used to be: rules that compare the last days with the time before.

Each rule wants enough to compare before it speaks: a report that cries wolf is not read.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from archive.manifest import CrawlManifest
from crawler.exit_codes import ExitCode
from crawler.health.model import Concern, Finding
from crawler.health.observed import FIELDS, Observed

FEW_CRAWLS = 5
"""With fewer crawls nothing is known of how often they come."""
FEW_ARTICLES = 10
"""With fewer new articles on either side, shares of them say nothing."""
FEW_FAILURES = 5
LATER_THAN_EVER = 3
"""So many times the longest pause until now is too long."""
_CALM = (ExitCode.OK, ExitCode.CUT_SHORT, ExitCode.LEASE_HELD)
_SURE = 4.0
"""Standard errors by which two shares must differ: by chance once in ten thousand times."""
_DROP = 0.25
"""A share that falls by less is left alone."""
_MOST_FAILING = 0.1
"""A share of failures below this is the ordinary weather of the web."""


def findings(recent: Observed, before: Observed, now: datetime) -> Iterator[Finding]:
    """The concerns, the gravest first; `recent` has at least one crawl."""
    crawls = [*before.crawls, *recent.crawls]
    yield from _late(crawls, now)
    yield from _failing(crawls)
    yield from _silent(recent, before)
    yield from _share(
        Concern.FETCHES_FAIL,
        "of the pages asked for failed or were blocked",
        (recent.failed, recent.asked),
        (before.failed, before.asked),
    )
    yield from _share(
        Concern.PAGES_REJECTED,
        "of the article pages gave no article",
        (recent.troubled, recent.read),
        (before.troubled, before.read),
    )
    yield from _fields(recent, before)


def _late(crawls: Sequence[CrawlManifest], now: datetime) -> Iterator[Finding]:
    longest = _longest_pause([crawl.started for crawl in crawls])
    since = now - crawls[-1].started
    if len(crawls) >= FEW_CRAWLS and since > max(LATER_THAN_EVER * longest, timedelta(hours=1)):
        yield Finding(
            concern=Concern.NO_CRAWL,
            says=f"no crawl for {span(since)}; there was one at least every {span(longest)}",
        )


def _failing(crawls: Sequence[CrawlManifest]) -> Iterator[Finding]:
    last = crawls[-1]
    if last.exit_code not in _CALM:
        streak = _streak(crawls, lambda crawl: crawl.exit_code not in _CALM)
        name = ExitCode(last.exit_code).name.lower()
        yield Finding(
            concern=Concern.CRAWLS_FAIL,
            says=f"the last {_crawls(streak)} ended badly, the latest with status {last.exit_code} ({name})",
        )
    elif last.exit_code == ExitCode.CUT_SHORT:
        streak = _streak(crawls, lambda crawl: crawl.exit_code == ExitCode.CUT_SHORT)
        if streak >= FEW_CRAWLS:
            yield Finding(
                concern=Concern.CUT_SHORT,
                says=f"the last {_crawls(streak)} did not come to the end, the latest: {last.reason}",
            )


def _silent(recent: Observed, before: Observed) -> Iterator[Finding]:
    news = [*before.news_at, *recent.news_at]
    if len(news) < FEW_CRAWLS or not before.crawls:
        return
    longest = _longest_pause(news)
    since = recent.crawls[-1].started - news[-1]
    if since > max(LATER_THAN_EVER * longest, timedelta(days=1)):
        yield Finding(
            concern=Concern.SILENT,
            says=f"no new story for {span(since)}; the longest pause before was {span(longest)}",
        )


def _share(concern: Concern, says: str, recent: tuple[int, int], before: tuple[int, int]) -> Iterator[Finding]:
    count, of = recent
    if count < FEW_FAILURES or count < _MOST_FAILING * of:
        return
    if before[1] and not _is_higher(recent, before):
        return
    then = f", before {before[0]} of {before[1]}" if before[1] else ""
    yield Finding(concern=concern, says=f"{count} of {of} {says}{then}")


def _fields(recent: Observed, before: Observed) -> Iterator[Finding]:
    if recent.new < FEW_ARTICLES or before.new < FEW_ARTICLES:
        return
    for name in FIELDS:
        now = recent.new - recent.having[name]
        then = before.new - before.having[name]
        if now / recent.new - then / before.new > _DROP and _is_higher((now, recent.new), (then, before.new)):
            yield Finding(
                concern=Concern.FIELD_MISSING,
                says=(
                    f"{name}: on {recent.having[name]} of {recent.new} new articles, before on"
                    f" {before.having[name]} of {before.new}; look at {recent.lacking[name]}"
                ),
            )
    if recent.median_words < before.median_words / 2:
        yield Finding(
            concern=Concern.SHORT_TEXTS,
            says=f"new articles have {recent.median_words:.0f} words (median), before {before.median_words:.0f}",
        )


def _is_higher(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether the first share is higher than the second by more than chance (two-proportion z-test, pooled)."""
    pooled = (one[0] + other[0]) / (one[1] + other[1])
    error = math.sqrt(pooled * (1 - pooled) * (1 / one[1] + 1 / other[1]))
    return one[0] / one[1] - other[0] / other[1] > _SURE * error


def _longest_pause(moments: Sequence[datetime]) -> timedelta:
    return max((later - earlier for earlier, later in pairwise(moments)), default=timedelta())


def _streak(crawls: Sequence[CrawlManifest], is_bad: Callable[[CrawlManifest], bool]) -> int:
    """How many of the crawls at the end are bad, without one between that is not."""
    count = 0
    for crawl in reversed(crawls):
        if not is_bad(crawl):
            break
        count += 1
    return count


def _crawls(count: int) -> str:
    return "crawl" if count == 1 else f"{count} crawls"


def span(time: timedelta) -> str:
    """A length of time for people: "40 minutes", "9 hours", "3 days"."""
    minutes = time.total_seconds() / 60
    unit, size = ("day", 1440) if minutes >= 2880 else ("hour", 60) if minutes >= 120 else ("minute", 1)
    count = round(minutes / size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"

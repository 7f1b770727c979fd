"""What an operator asks of one crawl beyond its site: `--full`, `--since`, `--until`, `--max-articles`, `--refresh`."""

import argparse
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import msgspec

from archive.manifest import Scalar
from crawler.errors import BadArguments
from crawler.links.scope import Scope
from crawler.period import Period
from crawler.plan import SitePlan
from pipelines.urls import canonical

FINISHED = "finished"
"""Why a crawl ended that came to its end: all that could be reached has been seen."""
FINISHED_IN_PERIOD = "finished in period"
"""The same for one that was restricted to a period: nothing follows from it about what lies outside."""
ENOUGH = "max_articles"
"""Why a crawl ended that had brought as many new articles as it should."""


class Restrictions(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one crawl; without any it is the ordinary one."""

    full: bool = False
    """Read everything that can be reached again, known or not."""
    period: Period = Period()
    """The days of publication that the crawl is about."""
    max_articles: int | None = None
    """End after so many new articles, over all sites of the run."""
    refresh: tuple[str, ...] = ()
    """Addresses to ask first, due or not; canonical."""

    def for_manifest(self) -> dict[str, Scalar]:
        """The options that were given, as they were."""
        given: dict[str, Scalar] = {
            "--full": self.full or None,
            "--since": self.period.since.isoformat() if self.period.since else None,
            "--until": self.period.until.isoformat() if self.period.until else None,
            "--max-articles": self.max_articles,
            "--refresh": " ".join(self.refresh) or None,
        }
        return {name: value for name, value in given.items() if value is not None}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options; `restrictions_of` checks their values, so that each complaint is one line of ours."""
    group = parser.add_argument_group("What to crawl")
    group.add_argument("--full", action="store_true", help="read everything reachable again, listings to their end")
    group.add_argument("--since", metavar="DATE", help="only stories published on this day (YYYY-MM-DD) or later")
    group.add_argument("--until", metavar="DATE", help="only stories published on this day (YYYY-MM-DD) or earlier")
    group.add_argument("--max-articles", metavar="N", help="end after N new articles; the next crawl goes on")
    group.add_argument("--refresh", metavar="URL", nargs="+", default=[], help="ask these pages first, due or not")
    group.add_argument(
        "--dry-run", action="store_true", help="say what a crawl would ask for first, and why; ask nothing"
    )


def restrictions_of(options: argparse.Namespace, plans: Sequence[SitePlan]) -> Restrictions:
    """Check the options of one crawl of these sites. Raises `BadArguments` that names the option."""
    period = Period(_day("--since", options.since), _day("--until", options.until))
    if period.since and period.until and period.since > period.until:
        raise BadArguments(f"--since {period.since} lies after --until {period.until}: no day is left")
    return Restrictions(
        full=options.full,
        period=period,
        max_articles=_count("--max-articles", options.max_articles),
        refresh=tuple(dict.fromkeys(_page(url, plans) for url in options.refresh)),
    )


def _day(name: str, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise BadArguments(f"{name} {value}: not a day; write it as 2026-11-23") from None


def _count(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise BadArguments(f"{name} {value}: a whole number above 0 is needed")
    return int(value)


def _page(url: str, plans: Sequence[SitePlan]) -> str:
    try:
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_web = False
    if not is_web:
        raise BadArguments(f"--refresh {url}: no http or https URL; give the site before --refresh")
    for plan in plans:
        if (admitted := _admitted(url, plan)) is not None:
            return canonical(admitted)
    raise BadArguments(f"--refresh {url}: not a page of {', '.join(plan.name for plan in plans)}")


def is_page_of(url: str, plan: SitePlan) -> bool:
    """Whether an address is one of a site's, with or without `www.`."""
    return _admitted(url, plan) is not None


def _admitted(url: str, plan: SitePlan) -> str | None:
    scope = Scope(plan.starts)
    return scope.admit(url) or (url if scope.extend(url) else None)

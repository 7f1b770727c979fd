"""One state for each URL, from everything that the ledgers say of it."""

from collections.abc import Sequence

from crawler.coverage.model import State
from crawler.coverage.register import Asked
from crawler.ledger import Outcome
from pipelines.dedupe import story_id
from pipelines.sightings import is_front_page

_LAST_WORD = {
    Outcome.REDIRECTED: State.REDIRECTED,
    Outcome.GONE: State.GONE,
    Outcome.BLOCKED: State.BLOCKED,
    Outcome.FAILED: State.FAILED,
    Outcome.DISALLOWED: State.DISALLOWED,
    Outcome.OUT_OF_SCOPE: State.OUT_OF_SCOPE,
    Outcome.OVER_BUDGET: State.OVER_BUDGET,
    Outcome.OUT_OF_PERIOD: State.OUT_OF_PERIOD,
}


def state_of(visits: Sequence[Asked]) -> State:
    """Where a URL that gave no article stands. What was archived once stays archived, whatever came later.

    Otherwise the last answer counts; and only where there never was one, why none was asked for.
    """
    outcomes = [Outcome(visit.outcome) for visit in visits]
    if Outcome.ARCHIVED in outcomes or Outcome.UNCHANGED in outcomes:
        return State.PAGE
    asked = [Outcome(visit.outcome) for visit in visits if visit.asked]
    last = (asked or outcomes)[-1:]
    return _LAST_WORD[last[0]] if last else State.WAITING


def is_buried(visits: Sequence[Asked]) -> bool:
    """Whether a story that was there is gone for good: two crawls found it so, as its tombstone asks."""
    gone_in: set[int] = set()
    for visit in visits:
        if visit.outcome in (Outcome.ARCHIVED, Outcome.UNCHANGED):
            gone_in.clear()
        elif visit.outcome == Outcome.GONE or (visit.target is not None and is_front_page(visit.target)):
            gone_in.add(visit.crawl)
    return len(gone_in) > 1


def rank(site: str, article: str, url: str, read_at: str) -> tuple[bool, int, str, str]:
    """Of the addresses of a story, that with the highest rank stands for it.

    Its own comes before those of pages that name another as theirs, the shortest before print and AMP forms.
    """
    return story_id(site, url) == article, -len(url), read_at, url

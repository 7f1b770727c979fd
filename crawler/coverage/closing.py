"""What the next crawl should ask for first, to close the holes of a coverage. Pure."""

from collections.abc import Iterator

from crawler.coverage.model import Coverage, Hole, HoleKind, State
from pipelines.urls import canonical

_HOPELESS = 3
"""A crawl does not ask again for what so many crawls found gone, or found to be no story."""
_NO_ADDRESS = frozenset({State.OUT_OF_SCOPE, State.UNKNOWN})
_SETTLED = frozenset({State.GONE, State.PAGE, State.REDIRECTED})
_MOST = 500
"""URLs that one crawl spends on holes at most; those tried least come first, so that each gets its turn."""
_DISPUTED = 20
_DISPUTED_SHARE = 100
"""Of these URLs, so many may be pages that disagree, or one for so many stories where that is more."""


def urls_to_close(coverage: Coverage) -> tuple[str, ...]:
    """URLs in canonical form, the most promising first: missing stories, and neighbours that disagree.

    A site whose own chain contradicts itself will go on to do so: its pages wait twice as many crawls each time that
    they were asked and said the same, and take a small share of a crawl.
    """
    missed = [hole for hole in coverage.holes if hole.kind is HoleKind.MISSED and _may_be_there(hole)]
    disputes = [hole for hole in coverage.holes if hole.kind is not HoleKind.MISSED and _is_due(hole, coverage)]
    sides = {url: None for hole in sorted(disputes, key=_tries) for url in _sides(hole)}
    most = max(_DISPUTED, coverage.stories // _DISPUTED_SHARE)
    disputed = frozenset(list(sides)[:most])
    wanted = [(hole.tried_in, place, url) for place, hole in enumerate(missed) for url in hole.urls]
    wanted += [
        (hole.tried_in, len(missed) + place, url)
        for place, hole in enumerate(disputes)
        for url in _sides(hole)
        if url in disputed
    ]
    wanted += [(0, len(coverage.holes), one.silent) for one in coverage.chain.unconfirmed]
    ordered = dict.fromkeys(canonical(url) for _, _, url in sorted(wanted, key=lambda one: one[:2]))
    return tuple(ordered)[:_MOST]


def _may_be_there(hole: Hole) -> bool:
    return hole.state not in _NO_ADDRESS and not (hole.state in _SETTLED and hole.tried_in >= _HOPELESS)


def _is_due(hole: Hole, coverage: Coverage) -> bool:
    """Whether enough crawls have passed since its pages were asked last."""
    if not hole.attempts:
        return True
    since = next(
        (number for number, crawl in enumerate(reversed(coverage.crawls), 1) if crawl.crawl == hole.attempts[-1].crawl),
        len(coverage.crawls),
    )
    return since >= 1 << hole.tried_in


def _sides(hole: Hole) -> Iterator[str]:
    yield from (one.url for one in (*hole.before, *hole.after))
    yield from hole.urls


def _tries(hole: Hole) -> int:
    return hole.tried_in

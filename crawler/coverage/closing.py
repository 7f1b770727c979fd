"""What the next crawl should ask for first, to close the holes of a coverage. Pure."""

from collections.abc import Iterator

from crawler.coverage.model import Coverage, Hole, HoleKind, State
from pipelines.urls import canonical

_HOPELESS = 3
"""A crawl does not ask again for what so many crawls found gone, or found to say the same."""
_NO_ADDRESS = frozenset({State.OUT_OF_SCOPE, State.UNKNOWN})
_SETTLED = frozenset({State.GONE, State.PAGE, State.REDIRECTED})
_MOST = 500
"""URLs that one crawl spends on holes at most; those tried least come first, so that each gets its turn."""


def urls_to_close(coverage: Coverage) -> tuple[str, ...]:
    """URLs in canonical form, the most promising first: missing stories, and neighbours that disagree."""
    wanted = [(hole.tried_in, number, url) for number, hole in enumerate(coverage.holes) for url in _of(hole)]
    wanted += [(0, len(coverage.holes), one.silent) for one in coverage.chain.unconfirmed]
    ordered = dict.fromkeys(canonical(url) for _, _, url in sorted(wanted, key=lambda one: one[:2]))
    return tuple(ordered)[:_MOST]


def _of(hole: Hole) -> Iterator[str]:
    if hole.kind is HoleKind.MISSED:
        if hole.state not in _NO_ADDRESS and not (hole.state in _SETTLED and hole.tried_in >= _HOPELESS):
            yield from hole.urls
    elif hole.tried_in < _HOPELESS:
        yield from (one.url for one in (*hole.before, *hole.after))
        yield from hole.urls

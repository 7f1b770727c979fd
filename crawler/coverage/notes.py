"""One sentence for each hole."""

from collections.abc import Iterator, Sequence

import msgspec

from crawler.coverage.model import Hole, HoleKind, Neighbour, Source, State, Stated

_STATES = {
    State.PAGE: "the page there was archived, but it is no article",
    State.REDIRECTED: "it redirects to a page that is not archived",
    State.GONE: "it is gone (404 or 410)",
    State.BLOCKED: "the server refuses it",
    State.FAILED: "it could not be fetched",
    State.DISALLOWED: "robots.txt forbids it",
    State.OUT_OF_SCOPE: "it lies outside the site",
    State.OVER_BUDGET: "the crawl's budget left it out",
    State.OUT_OF_PERIOD: "the crawl was restricted to other days",
    State.WAITING: "no crawl has asked for it yet",
    State.UNKNOWN: "it was never followed: no page of this site, or none that is wanted",
}


def note_of(hole: Hole, *, loop: int = 0) -> Hole:
    """The hole with its sentence."""
    return msgspec.structs.replace(hole, note=_sentence(hole, loop))


def account_sentence(stated: Stated) -> str:
    """What the site says, against what is archived."""
    said = f"{stated.total} stories says the site itself ({', '.join(stated.urls)}, {stated.at})"
    return f"{said}; archived and not gone: {stated.archived}"


def shortfall(stated: Stated | None, holes: Sequence[Hole]) -> Iterator[Hole]:
    """The hole of stories that the site counts, that are not archived, and that no other hole names."""
    named = sum(len(hole.urls) for hole in holes if hole.kind is HoleKind.MISSED)
    if stated is None or stated.total <= stated.archived + named:
        return
    more = f", and {named} more {'is' if named == 1 else 'are'} named above" if named else ""
    yield Hole(
        kind=HoleKind.SHORTFALL,
        state=None,
        urls=(),
        before=(),
        after=(),
        by_date=None,
        named_by=(Source.ORACLE,),
        note=f"{account_sentence(stated)}{more}: at least {stated.total - stated.archived - named} missing",
        tried_in=0,
        attempts=(),
    )


def _sentence(hole: Hole, loop: int) -> str:
    before, after = _names(hole.before), _names(hole.after)
    match hole.kind:
        case HoleKind.MISSED:
            return _missed(hole, before, after)
        case HoleKind.INSERTED:
            return f"{_which(hole.urls)} came between {before} and {after} after these were fetched"
        case HoleKind.REMOVED:
            return f"{_which(hole.urls)}, by what is said there, between {before} and {after}, which pass over it"
        case HoleKind.ONE_SIDED:
            return f"only one side says that {after} follows {before}; the other names nothing"
        case HoleKind.ELSEWHERE:
            return f"only one side says that {after} follows {before}; the other names a story that leads elsewhere"
        case HoleKind.LOOP if hole.before == hole.after:
            return f"{before} names itself as its neighbour"
        case HoleKind.LOOP:
            return f"{before} names {after} as its next story, but the chain has been there: a ring of {loop} stories"
        case HoleKind.BREAK:
            return f"the chain stops at {before} and begins again at {after}; what lies between is not known"
        case HoleKind.SHORTFALL:
            return hole.note


def _missed(hole: Hole, before: str, after: str) -> str:
    why = _STATES.get(hole.state or State.WAITING, "it is not archived")
    if not hole.before and not hole.after:
        lists = " and ".join(
            source.value for source in hole.named_by if source in (Source.SITEMAP, Source.FEED, Source.ORACLE)
        )
        return f"named by {lists}, but {why}"
    if hole.by_date:
        names, other = (before, after) if hole.by_date == "after" else (after, before)
        goes_on = f"by the dates the chain goes on at {other}, and how much lies between is not known"
        return f"named by {names}, but {why}; {goes_on}"
    if not hole.after:
        return f"comes after {before}, but {why}; what comes after it is not known"
    if not hole.before:
        return f"comes before {after}, but {why}; what comes before it is not known"
    return f"lies between {before} and {after}, but {why}"


def _which(urls: tuple[str, ...]) -> str:
    return urls[0] if len(urls) == 1 else f"{len(urls)} stories from {urls[0]} to {urls[-1]}"


def _names(stories: tuple[Neighbour, ...]) -> str:
    return " and ".join(f"{one.url} ({(one.published or 'undated')[:10]})" for one in stories)

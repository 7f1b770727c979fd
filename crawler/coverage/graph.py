"""The story chain as a graph: who names whom, where the two sides agree, and where they do not. Pure.

Stories are nodes, by their ids; a claim (a, b) says that b comes next after a, and each of the two pages may make it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from crawler.coverage.model import HoleKind, Side
from crawler.coverage.ways import Ways, rings

_LONGEST_WALK = 1_000
"""Stories that one hole lists as inserted or removed, at most …"""
_ALL_WALKS = 100_000
"""… and all holes together: a site whose every story names the newest as its next must not bloat the answer."""
Claim = tuple[str, str]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One archived story, as its page was read last."""

    id: str
    url: str
    previous: str | None = None
    """Ids of what its page names, archived or not."""
    next: str | None = None
    previous_url: str | None = None
    next_url: str | None = None
    published: str | None = None
    record: str | None = None
    first: int = 0
    """Number of the crawl that read it first."""
    last: int = 0
    """Number of the crawl that saw its page last."""
    looked: str = ""
    """When that was."""
    gone: bool = False
    """Whether its page was gone when it was asked for last."""
    buried: bool = False
    """Whether two crawls found it gone: the site took it away, and what its page said of its neighbours is past."""


class Finding(msgspec.Struct, kw_only=True):
    """A hole, in ids."""

    kind: HoleKind
    missing: tuple[str, ...] = ()
    """Ids of what is missing, inserted or removed."""
    urls: tuple[str, ...] = ()
    """Addresses of what is missing."""
    before: list[str]
    after: list[str]
    by_date: Side | None = None
    length: int = 0
    """Stories in a loop."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A component, in ids."""

    stories: int
    oldest: str
    newest: str
    begins: str | None
    ends: str | None


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the links of all stories say together."""

    linked: int
    unlinked: int
    confirmed: int
    unconfirmed: list[tuple[str, str, str]]
    """Before, after, and which of the two was fetched before the other was there."""
    same_time: list[tuple[str, str]]
    """Before, after, where the other side names a story of the very same time instead."""
    pieces: list[Piece]
    holes: list[Finding]


def examine(stories: Mapping[str, Story]) -> Findings:
    """Hold all links against each other. The order of `stories` does not matter."""
    return _Graph(stories).findings()


def when(published: str | None) -> str | None:
    """A date of publication in a form that sorts: UTC; a day without a time comes before its hours."""
    if published is None:
        return None
    try:
        time = datetime.fromisoformat(published)
    except ValueError:
        return None
    if len(published) <= len("2026-11-23"):
        return time.date().isoformat()
    return (time.astimezone(UTC) if time.tzinfo else time).strftime("%Y-%m-%dT%H:%M:%S")


class _Graph:
    def __init__(self, stories: Mapping[str, Story]) -> None:
        self._stories = dict(sorted(stories.items()))
        self._next = {one.id: one.next for one in self._stories.values() if one.next}
        self._previous = {one.id: one.previous for one in self._stories.values() if one.previous}
        self._explained: set[Claim] = set()
        self._skips: set[tuple[str, ...]] = set()
        self._missing: dict[str, Finding] = {}
        self._holes: list[Finding] = []
        self._left = _ALL_WALKS
        self._unconfirmed: list[tuple[str, str, str]] = []
        self._same_time: list[Claim] = []

    def findings(self) -> Findings:
        linked = len(self._next.keys() | self._previous.keys())
        self._cut_rings()
        self._cut_ways_back()
        self._ahead, self._back = Ways(self._next), Ways(self._previous)
        self._find_missing()
        claims = sorted(self._claims())
        both = {(a, b) for a, b in claims if self._next.get(a) == b and self._previous.get(b) == a}
        open_claims = [claim for claim in claims if claim not in both]
        open_claims = [claim for claim in open_claims if not self._passed_over(*claim)]
        for claim in open_claims:
            if claim not in self._explained:
                self._judge(*claim)
        pieces = self._pieces(claims)
        self._bridge(pieces)
        self._holes += [self._missing[missing] for missing in sorted(self._missing)]
        in_chain = sum(piece.stories for piece in pieces)
        return Findings(
            linked=linked,
            unlinked=len(self._stories) - in_chain,
            confirmed=len(both),
            unconfirmed=sorted(self._unconfirmed),
            same_time=sorted(self._same_time),
            pieces=pieces,
            holes=self._holes,
        )

    def _claims(self) -> set[Claim]:
        """What is said about two archived stories."""
        said = {(a, b) for a, b in self._next.items() if b in self._stories}
        return said | {(a, b) for b, a in self._previous.items() if a in self._stories}

    def _date(self, story: str) -> str | None:
        return when(self._stories[story].published)

    # Loops

    def _cut_rings(self) -> None:
        """Take out the links that close a ring, so that everything else can be judged."""
        for forward, links, other in ((True, self._next, self._previous), (False, self._previous, self._next)):
            for cycle in list(rings(links)):
                steps = list(zip(cycle, cycle[1:] + cycle[:1], strict=True))
                odd = [step for step in steps if other.get(step[1]) != step[0] or step[0] == step[1]]
                against = [step for step in odd if self._goes_back(*step, forward=forward)]
                closing = against or odd or [self._oldest_step(steps, forward=forward)]
                for source, target in closing:
                    del links[source]
                    if other.get(target) == source:
                        del other[target]
                    before, after = (source, target) if forward else (target, source)
                    self._holes.append(Finding(kind=HoleKind.LOOP, before=[before], after=[after], length=len(cycle)))

    def _cut_ways_back(self) -> None:
        """Take out next links to a story that the previous links lead to as well, and the reverse.

        The newest story of a site may lead into the middle of the chain, and be no ring yet: the story that was the
        newest before, and still is in its last capture, leads elsewhere. What is not archived leads nowhere, and is
        found as missing.
        """
        for forward, links, other in ((True, self._next, self._previous), (False, self._previous, self._next)):
            ways = Ways(other)
            for source, target in sorted(links.items()):
                if target in self._stories and other.get(target) != source and ways.lead(source, target):
                    del links[source]
                    before, after = (source, target) if forward else (target, source)
                    length = ways.steps(source, target) + 1
                    self._holes.append(Finding(kind=HoleKind.LOOP, before=[before], after=[after], length=length))

    def _goes_back(self, source: str, target: str, *, forward: bool) -> bool:
        dates = self._date(source), self._date(target)
        return None not in dates and ((dates[1] or "") < (dates[0] or "")) == forward and dates[0] != dates[1]

    def _oldest_step(self, steps: list[Claim], *, forward: bool) -> Claim:
        """Where a ring of stories that all agree is cut: at its oldest story."""
        return min(steps, key=lambda step: (self._date(step[1] if forward else step[0]) or "~", step))

    # Stories that are named and not archived

    def _find_missing(self) -> None:
        for one in self._stories.values():
            for target, url, older in (
                (self._next.get(one.id), one.next_url, True),
                (self._previous.get(one.id), one.previous_url, False),
            ):
                if target is None or target in self._stories:
                    continue
                hole = self._missing.setdefault(
                    target, Finding(kind=HoleKind.MISSED, missing=(target,), before=[], after=[])
                )
                hole.urls = tuple(sorted({*hole.urls, url or target}))
                (hole.before if older else hole.after).append(one.id)

    # Claims that only one side makes

    def _passed_over(self, a: str, b: str) -> bool:
        """Whether the claim is explained by stories that one of the pages passes over."""
        if self._next.get(a) == b and (named := self._previous.get(b)) in self._stories and named is not None:
            between = self._walk(self._back, b, a)
            if between is not None:
                self._skip(a, between[::-1], b)
                return True
            aside = self._walk(self._back, a, named)
            if aside is not None:
                self._skip(named, [*aside[::-1], a], b)
                return True
        if self._previous.get(b) == a and (named := self._next.get(a)) in self._stories and named is not None:
            between = self._walk(self._ahead, a, b)
            if between is not None:
                self._skip(a, between, b)
                return True
            aside = self._walk(self._ahead, b, named)
            if aside is not None:
                self._skip(a, [b, *aside], named)
                return True
        return False

    def _walk(self, ways: Ways, start: str, goal: str) -> list[str] | None:
        """The stories between `start` and `goal` along the links; None when they do not lead there."""
        if not ways.lead(start, goal):
            return None
        steps = ways.steps(start, goal)
        if steps > min(_LONGEST_WALK, self._left):
            return None
        self._left -= steps
        return ways.between(start, goal)

    def _skip(self, a: str, between: list[str], b: str) -> None:
        """`a` or `b`, or both, name each other where `between` says it stands."""
        self._explained |= {(a, between[0]), (between[-1], b)}
        place = (a, *between, b)
        if place in self._skips:
            return
        self._skips.add(place)
        if all(self._stories[one].buried for one in between):
            return
        passers = [
            self._stories[one]
            for one, over in ((a, self._next.get(a)), (b, self._previous.get(b)))
            if over not in between
        ]
        if len({one.id for one in passers}) == 2 and all(self._stories[one].gone for one in between):
            # Archived, then taken away, as its own address and both neighbours say: nothing is missing here.
            return
        fresh = min(self._stories[one].first for one in between)
        is_gone = any(self._stories[one].gone for one in between)
        came_later = not is_gone and all(one.last < fresh for one in passers)
        kind = HoleKind.INSERTED if came_later else HoleKind.REMOVED
        self._holes.append(Finding(kind=kind, missing=tuple(between), before=[a], after=[b]))

    def _judge(self, a: str, b: str) -> None:
        """A claim of one side only that nothing else explains."""
        if self._stories[a].buried or self._stories[b].buried:
            return
        claimer, silent = (a, b) if self._next.get(a) == b else (b, a)
        named = self._previous.get(b) if silent == b else self._next.get(a)
        if named is None:
            # Seen last in an earlier crawl than the one that first read its neighbour: it cannot know.
            if self._stories[silent].last < self._stories[claimer].first:
                self._unconfirmed.append((a, b, silent))
            else:
                self._holes.append(Finding(kind=HoleKind.ONE_SIDED, before=[a], after=[b]))
        elif named in self._missing:
            side = self._missing[named].before if silent == b else self._missing[named].after
            if claimer not in side:
                side.append(claimer)
        elif self._are_of_one_time(claimer, named):
            self._same_time.append((a, b))
        else:
            self._holes.append(Finding(kind=HoleKind.ELSEWHERE, before=[a], after=[b]))

    def _are_of_one_time(self, one: str, other: str) -> bool:
        """Whether both stories came out at the very same time: which of them stands first is then not said by it.

        WordPress looks for its neighbours by time, and so passes over all stories of one time but one. A day alone
        is no such time: a site knows the order of its day.
        """
        times = self._date(one), self._date(other)
        return times[0] == times[1] and times[0] is not None and len(times[0]) > len("2026-11-23")

    # Components

    def _pieces(self, claims: list[Claim]) -> list[Piece]:
        parent = {one: one for one in self._stories}

        def root(one: str) -> str:
            while parent[one] != one:
                parent[one] = parent[parent[one]]
                one = parent[one]
            return one

        for a, b in claims:
            parent[root(a)] = root(b)
        members: dict[str, list[str]] = {}
        for one in self._stories:
            members.setdefault(root(one), []).append(one)
        led_to, leads_on = {b for _, b in claims}, {a for a, _ in claims}
        pieces = []
        for group in members.values():
            if len(group) == 1 and not self._next.get(group[0]) and not self._previous.get(group[0]):
                continue
            dates = [date for one in group if (date := self._date(one))]
            pieces.append(
                Piece(
                    stories=len(group),
                    oldest=min([one for one in group if one not in led_to] or group, key=self._place),
                    newest=max([one for one in group if one not in leads_on] or group, key=self._place),
                    begins=min(dates, default=None),
                    ends=max(dates, default=None),
                )
            )
        return sorted(pieces, key=lambda piece: (-piece.stories, piece.begins or "~", piece.oldest))

    def _place(self, story: str) -> tuple[str, str]:
        return self._date(story) or "", story

    def _bridge(self, pieces: list[Piece]) -> None:
        """Where everything older ends before everything newer begins: one chain in two parts, by its dates.

        Chains that run beside each other, such as one for each section, leave no such place.
        """
        dated = sorted((piece for piece in pieces if piece.begins and piece.ends), key=lambda one: one.begins or "")
        for older, newer in _gaps(dated):
            a, b = older.newest, newer.oldest
            ahead, back = self._next.get(a), self._previous.get(b)
            if ahead in self._missing and back is None:
                self._other_side(self._missing[str(ahead)], "after", b)
            elif back in self._missing and ahead is None:
                self._other_side(self._missing[str(back)], "before", a)
            elif ahead is None and back is None:
                self._holes.append(Finding(kind=HoleKind.BREAK, before=[a], after=[b], by_date="both"))

    def _other_side(self, hole: Finding, side: Side, story: str) -> None:
        known = hole.before if side == "before" else hole.after
        if not known:
            known.append(story)
            hole.by_date = side


def _gaps(pieces: list[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs of pieces, in order of their dates, between which no piece has a story."""
    latest: Piece | None = None
    for piece in pieces:
        if latest is not None and (piece.begins or "") > (latest.ends or ""):
            yield latest, piece
        if latest is None or (piece.ends or "") > (latest.ends or ""):
            latest = piece

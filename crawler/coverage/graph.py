"""The story chain as a graph: who names whom, where the two sides agree, and where they do not. Pure.

Stories are nodes, by their numbers in `Stories`; a claim (a, b) says that b comes next after a, and each of the two
pages may make it. What is found names stories by their ids.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from crawler.coverage.model import HoleKind, Side
from crawler.coverage.parts import Part, gaps, parts_of
from crawler.coverage.stories import NOBODY, Stories, Story
from crawler.coverage.ways import Ways, rings

_LONGEST_WALK = 1_000
"""Stories that one hole lists as inserted or removed, at most …"""
_ALL_WALKS = 100_000
"""… and all holes together: a site whose every story names the newest as its next must not bloat the answer."""
Claim = tuple[int, int]


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


def examine(stories: Stories) -> Findings:
    """Hold all links against each other. The order in which the stories came does not matter."""
    return _Graph(stories).findings()


class _Graph:
    def __init__(self, stories: Stories) -> None:
        self._stories = stories
        self._archived = len(stories)
        self._previous, self._next = stories.links()
        self._ranks = stories.ranks()
        self._explained: set[Claim] = set()
        self._skips: set[tuple[int, ...]] = set()
        self._missing: dict[int, Finding] = {}
        self._holes: list[Finding] = []
        self._left = _ALL_WALKS
        self._unconfirmed: list[tuple[int, int, int]] = []
        self._same_time: list[Claim] = []

    def findings(self) -> Findings:
        linked = sum(map(bool, self._linked()))
        self._cut_rings()
        self._cut_ways_back()
        self._ahead, self._back = Ways(self._next), Ways(self._previous)
        self._find_missing()
        confirmed = 0
        open_claims: list[Claim] = []
        for a, b in self._claims():
            if self._next[a] == b and self._previous[b] == a:
                confirmed += 1
            else:
                open_claims.append((a, b))
        open_claims = [claim for claim in open_claims if not self._passed_over(*claim)]
        for claim in open_claims:
            if claim not in self._explained:
                self._judge(*claim)
        parts = parts_of(self._claims(), self._linked(), self._ranks, self._archived)
        self._bridge(parts)
        self._holes += [self._missing[missing] for missing in sorted(self._missing)]
        return Findings(
            linked=linked,
            unlinked=self._archived - sum(part.stories for part in parts),
            confirmed=confirmed,
            unconfirmed=[(self._id(a), self._id(b), self._id(silent)) for a, b, silent in sorted(self._unconfirmed)],
            same_time=[(self._id(a), self._id(b)) for a, b in sorted(self._same_time)],
            pieces=[self._piece(part) for part in parts],
            holes=self._holes,
        )

    def _linked(self) -> bytes:
        """By number, whether a story names a neighbour."""
        return bytes(bool(before or after) for before, after in zip(self._previous, self._next, strict=True))

    def _claims(self) -> Iterator[Claim]:
        """What is said about two archived stories, in order."""
        for a in range(1, self._archived + 1):
            for b in sorted({self._next[a], *self._back.sources(a)}):
                if self._is_archived(b):
                    yield a, b

    def _is_archived(self, story: int) -> bool:
        return NOBODY < story <= self._archived

    def _story(self, number: int) -> Story:
        return self._stories[self._id(number)]

    def _id(self, number: int) -> str:
        return self._stories.id_of(number)

    def _hole(self, kind: HoleKind, a: int, b: int, *, missing: Iterable[int] = (), length: int = 0) -> None:
        between = tuple(map(self._id, missing))
        self._holes.append(
            Finding(kind=kind, missing=between, before=[self._id(a)], after=[self._id(b)], length=length)
        )

    # Loops

    def _cut_rings(self) -> None:
        """Take out the links that close a ring, so that everything else can be judged."""
        for forward, links, other in ((True, self._next, self._previous), (False, self._previous, self._next)):
            for cycle in list(rings(links)):
                odd = [step for step in _steps(cycle) if other[step[1]] != step[0] or step[0] == step[1]]
                against = [step for step in odd if self._goes_back(*step, forward=forward)]
                closing = against or odd or [self._oldest_step(cycle, forward=forward)]
                for source, target in closing:
                    links[source] = NOBODY
                    if other[target] == source:
                        other[target] = NOBODY
                    before, after = (source, target) if forward else (target, source)
                    self._hole(HoleKind.LOOP, before, after, length=len(cycle))

    def _cut_ways_back(self) -> None:
        """Take out next links to a story that the previous links lead to as well, and the reverse.

        The newest story of a site may lead into the middle of the chain, and be no ring yet: the story that was the
        newest before, and still is in its last capture, leads elsewhere. What is not archived leads nowhere, and is
        found as missing.
        """
        for forward, links, other in ((True, self._next, self._previous), (False, self._previous, self._next)):
            ways = Ways(other)
            for source in range(1, self._archived + 1):
                target = links[source]
                if self._is_archived(target) and other[target] != source and ways.lead(source, target):
                    links[source] = NOBODY
                    before, after = (source, target) if forward else (target, source)
                    self._hole(HoleKind.LOOP, before, after, length=ways.steps(source, target) + 1)

    def _goes_back(self, source: int, target: int, *, forward: bool) -> bool:
        first, second = self._ranks[source], self._ranks[target]
        return bool(first and second) and (second < first) == forward and first != second

    def _oldest_step(self, cycle: Sequence[int], *, forward: bool) -> Claim:
        """Where a ring of stories that all agree is cut: at its oldest story."""

        def place(step: Claim) -> tuple[bool, int, Claim]:
            rank = self._ranks[step[1] if forward else step[0]]
            return not rank, rank, step

        return min(_steps(cycle), key=place)

    # Stories that are named and not archived

    def _find_missing(self) -> None:
        for number in range(1, self._archived + 1):
            after, before = self._next[number], self._previous[number]
            if after > self._archived or before > self._archived:
                one = self._story(number)
                if after > self._archived:
                    self._miss(after, one.next_url).before.append(one.id)
                if before > self._archived:
                    self._miss(before, one.previous_url).after.append(one.id)

    def _miss(self, number: int, url: str | None) -> Finding:
        story = self._id(number)
        hole = self._missing.setdefault(number, Finding(kind=HoleKind.MISSED, missing=(story,), before=[], after=[]))
        hole.urls = tuple(sorted({*hole.urls, url or story}))
        return hole

    # Claims that only one side makes

    def _passed_over(self, a: int, b: int) -> bool:
        """Whether the claim is explained by stories that one of the pages passes over."""
        if self._next[a] == b and self._is_archived(named := self._previous[b]):
            between = self._walk(self._back, b, a)
            if between is not None:
                self._skip(a, between[::-1], b)
                return True
            aside = self._walk(self._back, a, named)
            if aside is not None:
                self._skip(named, [*aside[::-1], a], b)
                return True
        if self._previous[b] == a and self._is_archived(named := self._next[a]):
            between = self._walk(self._ahead, a, b)
            if between is not None:
                self._skip(a, between, b)
                return True
            aside = self._walk(self._ahead, b, named)
            if aside is not None:
                self._skip(a, [b, *aside], named)
                return True
        return False

    def _walk(self, ways: Ways, start: int, goal: int) -> list[int] | None:
        """The stories between `start` and `goal` along the links; None when they do not lead there."""
        if not ways.lead(start, goal):
            return None
        steps = ways.steps(start, goal)
        if steps > min(_LONGEST_WALK, self._left):
            return None
        self._left -= steps
        return ways.between(start, goal)

    def _skip(self, a: int, between: list[int], b: int) -> None:
        """`a` or `b`, or both, name each other where `between` says it stands."""
        self._explained |= {(a, between[0]), (between[-1], b)}
        place = (a, *between, b)
        if place in self._skips:
            return
        self._skips.add(place)
        passed = [self._story(one) for one in between]
        if all(one.buried for one in passed):
            return
        passers = [one for one, over in ((a, self._next[a]), (b, self._previous[b])) if over not in between]
        if len(set(passers)) == 2 and all(one.gone for one in passed):
            # Archived, then taken away, as its own address and both neighbours say: nothing is missing here.
            return
        fresh = min(one.first for one in passed)
        is_gone = any(one.gone for one in passed)
        came_later = not is_gone and all(self._story(one).last < fresh for one in passers)
        self._hole(HoleKind.INSERTED if came_later else HoleKind.REMOVED, a, b, missing=between)

    def _judge(self, a: int, b: int) -> None:
        """A claim of one side only that nothing else explains."""
        if self._story(a).buried or self._story(b).buried:
            return
        claimer, silent = (a, b) if self._next[a] == b else (b, a)
        named = self._previous[b] if silent == b else self._next[a]
        if not named:
            # Seen last in an earlier crawl than the one that first read its neighbour: it cannot know.
            if self._story(silent).last < self._story(claimer).first:
                self._unconfirmed.append((a, b, silent))
            else:
                self._hole(HoleKind.ONE_SIDED, a, b)
        elif named in self._missing:
            side = self._missing[named].before if silent == b else self._missing[named].after
            if (story := self._id(claimer)) not in side:
                side.append(story)
        elif self._are_of_one_time(claimer, named):
            self._same_time.append((a, b))
        else:
            self._hole(HoleKind.ELSEWHERE, a, b)

    def _are_of_one_time(self, one: int, other: int) -> bool:
        """Whether both stories came out at the very same time: which of them stands first is then not said by it.

        WordPress looks for its neighbours by time, and so passes over all stories of one time but one. A day alone
        is no such time: a site knows the order of its day.
        """
        if self._ranks[one] != self._ranks[other] or not self._ranks[one]:
            return False
        return len(self._story(one).date or "") > len("2026-11-23")

    # The parts of the chain

    def _piece(self, part: Part) -> Piece:
        return Piece(
            stories=part.stories,
            oldest=self._id(part.oldest),
            newest=self._id(part.newest),
            begins=self._story(part.earliest).date if part.earliest else None,
            ends=self._story(part.latest).date if part.latest else None,
        )

    def _bridge(self, parts: list[Part]) -> None:
        """Where everything older ends before everything newer begins: one chain in two parts, by its dates.

        Chains that run beside each other, such as one for each section, leave no such place.
        """
        for older, newer in gaps(parts):
            a, b = older.newest, newer.oldest
            ahead, back = self._next[a], self._previous[b]
            if ahead in self._missing and not back:
                self._other_side(self._missing[ahead], "after", b)
            elif back in self._missing and not ahead:
                self._other_side(self._missing[back], "before", a)
            elif not ahead and not back:
                self._holes.append(
                    Finding(kind=HoleKind.BREAK, before=[self._id(a)], after=[self._id(b)], by_date="both")
                )

    def _other_side(self, hole: Finding, side: Side, story: int) -> None:
        known = hole.before if side == "before" else hole.after
        if not known:
            known.append(self._id(story))
            hole.by_date = side


def _steps(cycle: Sequence[int]) -> Iterator[Claim]:
    """The links of a ring, each from one story to the next."""
    yield from pairwise(cycle)
    yield cycle[-1], cycle[0]

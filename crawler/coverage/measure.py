"""From a store to the coverage of a site: the ledgers, the chain, the sources, put together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import attrgetter

from archive.store import Store
from crawler.coverage.graph import Finding, Findings, Piece, examine
from crawler.coverage.model import (
    Attempt,
    Chain,
    Component,
    Coverage,
    Hole,
    HoleKind,
    Neighbour,
    SameTime,
    Source,
    State,
    StateCount,
    Stated,
    Unarchived,
    Unconfirmed,
)
from crawler.coverage.notes import note_of, shortfall
from crawler.coverage.register import Asked, Read, Register, register_of, sources_of
from crawler.coverage.sources import account_of, knowledge, months_of, overlaps_of, unarchived_of
from crawler.coverage.states import is_buried, rank, state_of
from crawler.coverage.stories import Stories, Story
from crawler.ledger import Outcome
from pipelines.sightings import is_front_page
from pipelines.urls import canonical

_ATTEMPTS = 5
"""Fetches that a hole shows at most."""
_UNREAD = frozenset({State.FAILED, State.BLOCKED, State.OVER_BUDGET, State.OUT_OF_PERIOD, State.WAITING})
"""States of what a sitemap or feed names that leave open whether it is a story."""


def coverage_of(store: Store, site: str) -> Coverage:
    """Measure what is committed of a site. Raises `ArchiveError` when the store cannot be read.

    A pure function of the store: the same ledgers give the same value.
    """
    with closing(register_of(store, site)) as register, closing(Stories(_archived(register))) as stories:
        return _Measure(register, stories).coverage()


class _Measure:
    def __init__(self, register: Register, stories: Stories) -> None:
        self._register = register
        self._stories = stories

    def coverage(self) -> Coverage:
        register = self._register
        known = knowledge(register, self._stories)
        findings = examine(self._stories)
        urls, counts, unarchived = self._states()
        holes = [self._hole(finding) for finding in findings.holes]
        holes += self._unread(unarchived, {url for hole in holes for url in hole.urls})
        stated = self._stated()
        holes += shortfall(stated, holes)
        return Coverage(
            site=register.site,
            crawls=tuple(register.crawls),
            urls=urls,
            states=counts,
            stories=len(self._stories),
            undated=self._stories.undated(),
            chain=self._chain(findings),
            holes=tuple(sorted(holes, key=_place)),
            stated=stated,
            sources=account_of(known, unarchived),
            overlaps=overlaps_of(known),
            unarchived=unarchived,
            months=months_of(self._stories, known),
        )

    def _stated(self) -> Stated | None:
        accounts = self._register.stated()
        if not accounts:
            return None
        return Stated(
            total=sum(total for _, total, _, _ in accounts),
            archived=self._stories.not_gone(),
            at=max(at for _, _, at, _ in accounts),
            urls=tuple(url for url, _, _, _ in accounts),
            records=tuple(record for _, _, _, record in accounts),
        )

    def _state(self, url: str) -> State:
        article = self._register.article_at(url)
        if article is not None:
            story = self._stories[article]
            if story.url != url:
                return State.DUPLICATE
            return State.GONE if story.buried else State.STORY
        if not self._register.knows(url):
            return State.UNKNOWN
        return state_of(self._register.visits(url))

    def _states(self) -> tuple[int, tuple[StateCount, ...], tuple[Unarchived, ...]]:
        """How many URLs there are, how many in each state, and which of those that lists name are not archived."""
        counts: Counter[tuple[State, bool]] = Counter()
        absent = []
        for url, bits, requisite, named_by in self._register.urls():
            state = self._state(url)
            counts[state, requisite] += 1
            is_there = state in (State.STORY, State.DUPLICATE, State.PAGE) or self._register.article_at(url) is not None
            if bits and not requisite and not is_there:
                absent.append((url, bits, state, named_by))
        table = tuple(
            StateCount(state=state, pages=counts[state, False], requisites=counts[state, True])
            for state in State
            if state is not State.UNKNOWN
        )
        return counts.total(), table, unarchived_of(absent)

    # The chain

    def _url(self, story: str) -> str:
        return self._stories[story].url

    def _neighbour(self, story: str) -> Neighbour:
        one = self._stories[story]
        return Neighbour(url=one.url, published=one.published, captured=one.looked, record=one.record)

    def _chain(self, findings: Findings) -> Chain:
        return Chain(
            linked=findings.linked,
            unlinked=findings.unlinked,
            confirmed=findings.confirmed,
            unconfirmed=tuple(
                Unconfirmed(before=self._url(a), after=self._url(b), silent=self._url(silent))
                for a, b, silent in findings.unconfirmed
            ),
            same_time=tuple(SameTime(before=self._url(a), after=self._url(b)) for a, b in findings.same_time),
            components=tuple(self._component(piece) for piece in findings.pieces),
        )

    def _component(self, piece: Piece) -> Component:
        oldest, newest = self._stories[piece.oldest], self._stories[piece.newest]
        return Component(
            stories=piece.stories,
            oldest=self._neighbour(piece.oldest),
            newest=self._neighbour(piece.newest),
            begins=piece.begins,
            ends=piece.ends,
            oldest_names=oldest.previous_url if oldest.previous not in self._stories else None,
            newest_names=newest.next_url if newest.next not in self._stories else None,
        )

    def _hole(self, finding: Finding) -> Hole:
        urls = finding.urls or tuple(self._url(one) for one in finding.missing)
        state = None
        if finding.kind is HoleKind.MISSED:
            state = min((self._state(canonical(url)) for url in urls), key=_TELLING.index)
        before = tuple(self._neighbour(one) for one in finding.before)
        after = tuple(self._neighbour(one) for one in finding.after)
        stories = [self._stories[one] for one in (*finding.before, *finding.after)]
        if finding.kind is HoleKind.MISSED:
            asked, since = [canonical(url) for url in urls], -1
        else:
            # What was asked once all of it was known: an earlier fetch could not have closed it.
            inside = [self._stories[one] for one in finding.missing]
            asked, since = [one.url for one in stories], max(one.first for one in (*stories, *inside))
        tried_in, attempts = self._attempts(asked, since)
        hole = Hole(
            kind=finding.kind,
            state=state,
            urls=urls,
            before=before,
            after=after,
            by_date=finding.by_date,
            named_by=self._named_by(urls) if finding.kind is HoleKind.MISSED else (Source.CHAIN,),
            note="",
            tried_in=tried_in,
            attempts=attempts,
        )
        return note_of(hole, loop=finding.length)

    def _named_by(self, urls: Iterable[str]) -> tuple[Source, ...]:
        wanted = {canonical(url) for url in urls}
        found = {source for url in sorted(wanted) for source in sources_of(self._register.bits(url))}
        return tuple(source for source in Source if source in found | {Source.CHAIN})

    def _attempts(self, urls: Iterable[str], since: int) -> tuple[int, tuple[Attempt, ...]]:
        """In how many crawls after number `since` these URLs were asked for, and the last fetches."""
        attempts = [
            (visit.at, visit.crawl, url, visit)
            for url in sorted(set(urls))
            for visit in self._register.visits(url)
            if visit.asked and visit.crawl > since
        ]
        shown = [
            Attempt(
                url=url,
                crawl=self._register.crawls[crawl].crawl,
                at=at,
                outcome=visit.outcome,
                status=visit.status,
                failure=visit.failure,
            )
            for at, crawl, url, visit in sorted(attempts, key=lambda one: one[:3])
        ]
        return len({crawl for _, crawl, _, _ in attempts}), tuple(shown[-_ATTEMPTS:])

    def _unread(self, unarchived: Iterable[Unarchived], in_chain: set[str]) -> list[Hole]:
        """What a sitemap or feed names and nobody could look at: it may be a story."""
        known = {canonical(url) for url in in_chain}
        holes = []
        for one in unarchived:
            if one.url in known or one.state not in _UNREAD or self._register.story_at(one.url) in self._stories:
                continue
            tried_in, attempts = self._attempts([one.url], -1)
            hole = Hole(
                kind=HoleKind.MISSED,
                state=one.state,
                urls=(one.url,),
                before=(),
                after=(),
                by_date=None,
                named_by=one.named_by,
                note="",
                tried_in=tried_in,
                attempts=attempts,
            )
            holes.append(note_of(hole))
        return holes


def _archived(register: Register) -> Iterator[Story]:
    """Each story with what its page said last, in the order of the ids."""
    for article, readings in groupby(register.readings(), key=attrgetter("article")):
        reads = list(readings)
        latest = max(reads, key=lambda read: _standing(register, read))
        yield Story(
            id=article,
            url=latest.url,
            previous=register.story_at(latest.previous) if latest.previous else None,
            next=register.story_at(latest.next) if latest.next else None,
            previous_url=latest.previous,
            next_url=latest.next,
            published=latest.published,
            record=latest.record,
            first=min(read.first_crawl for read in reads),
            last=latest.last_crawl,
            looked=latest.looked,
            gone=_is_gone(register.visits(latest.url)),
            buried=is_buried(register.visits(latest.url)),
        )


def _standing(register: Register, read: Read) -> tuple[bool, tuple[bool, int, str, str]]:
    """Among the addresses of a story: one that it moved away from, or that is gone, only stands for it alone."""
    asked = [visit for visit in register.visits(read.url) if visit.asked]
    is_there = not asked or asked[-1].outcome not in (Outcome.REDIRECTED, Outcome.GONE)
    return is_there, rank(register.site, read.article, read.url, read.at)


def _is_gone(visits: Iterable[Asked]) -> bool:
    asked = [visit for visit in visits if visit.asked]
    if not asked:
        return False
    last = asked[-1]
    return last.outcome == Outcome.GONE or (last.target is not None and is_front_page(last.target))


_TELLING = (
    State.STORY,
    State.DUPLICATE,
    State.PAGE,
    State.REDIRECTED,
    State.GONE,
    State.BLOCKED,
    State.FAILED,
    State.DISALLOWED,
    State.OVER_BUDGET,
    State.OUT_OF_SCOPE,
    State.OUT_OF_PERIOD,
    State.WAITING,
    State.UNKNOWN,
)
"""Which state says most about a missing story that has several addresses."""


def _place(hole: Hole) -> tuple[str, str, str, tuple[str, ...]]:
    """By date of the neighbours, oldest first; what has none comes last."""
    dates = [one.published for one in (*hole.before, *hole.after) if one.published]
    beside = [one.url for one in (*hole.before, *hole.after)]
    return min(dates, default="~"), hole.kind, beside[0] if beside else "", hole.urls

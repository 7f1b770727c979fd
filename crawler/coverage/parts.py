"""The parts of the story chain: stories that links hold together, by their numbers in `Stories`. Pure."""

from array import array
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from crawler.coverage.stories import NOBODY

_UNDATED = 1 << 62
"""Sorts after the rank of every date."""


class Part(msgspec.Struct):
    """Stories that links hold together."""

    stories: int = 0
    oldest: int = NOBODY
    """Of those that no other leads to; of all, where each has one that does."""
    newest: int = NOBODY
    earliest: int = NOBODY
    """The story with the first date of publication; `NOBODY` where none has a date."""
    latest: int = NOBODY
    begins: int = _UNDATED
    """The rank of this date."""
    ends: int = 0


def parts_of(claims: Iterable[tuple[int, int]], linked: bytes, ranks: Sequence[int], archived: int) -> list[Part]:
    """The parts, the largest first. `linked` says of each number whether it names a neighbour, archived or not.

    `ranks` are the places of the dates of publication, 0 for none; numbers up to `archived` count.
    """
    joined = _Joined(archived)
    led_to, leads_on = bytearray(archived + 1), bytearray(archived + 1)
    for a, b in claims:
        joined.join(a, b)
        led_to[b] = leads_on[a] = True
    parts: dict[int, Part] = {}
    for one in range(1, archived + 1):
        if linked[one] or led_to[one] or leads_on[one]:
            _take_in(parts.setdefault(joined.root(one), Part()), one, ranks, led_to, leads_on)
    return sorted(parts.values(), key=lambda part: (-part.stories, part.begins, part.oldest))


def gaps(parts: Iterable[Part]) -> Iterator[tuple[Part, Part]]:
    """Pairs of parts, in order of their dates, between which no part has a story."""
    latest: Part | None = None
    for part in sorted((part for part in parts if part.earliest), key=lambda part: part.begins):
        if latest is not None and part.begins > latest.ends:
            yield latest, part
        if latest is None or part.ends > latest.ends:
            latest = part


def _take_in(part: Part, one: int, ranks: Sequence[int], led_to: bytearray, leads_on: bytearray) -> None:
    part.stories += 1
    rank = ranks[one]
    # An end of the chain comes before any story between two others; then dates count, then numbers.
    if not part.oldest or (led_to[one], rank, one) < (led_to[part.oldest], ranks[part.oldest], part.oldest):
        part.oldest = one
    if not part.newest or (leads_on[one], -rank, -one) < (leads_on[part.newest], -ranks[part.newest], -part.newest):
        part.newest = one
    if rank and rank < part.begins:
        part.begins, part.earliest = rank, one
    if rank > part.ends:
        part.ends, part.latest = rank, one


class _Joined:
    """Sets of numbers that grow together."""

    def __init__(self, highest: int) -> None:
        self._parent = array("i", range(highest + 1))

    def root(self, one: int) -> int:
        """The number that stands for the set of `one`."""
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        self._parent[self.root(one)] = self.root(other)

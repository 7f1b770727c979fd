"""Where links lead, in numbers."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler.coverage.ways import Ways, rings


def test_rings_are_found_once_each() -> None:
    """1 → 2 → 3 → 2 is a ring of two with a tail; 4 names itself; 5 leads to nothing."""
    links = array("i", [0, 2, 3, 2, 4, 0])
    assert [list(ring) for ring in rings(links)] == [[2, 3], [4]]


def test_links_without_a_ring_have_none() -> None:
    """Two ways that end in one."""
    assert list(rings(array("i", [0, 3, 3, 4, 0]))) == []


@pytest.mark.parametrize(
    ("source", "target", "leads"),
    [(1, 4, True), (2, 3, True), (4, 1, False), (1, 2, False), (1, 1, False), (5, 4, False)],
)
def test_ways_lead_to_what_comes_later(source: int, target: int, leads: bool) -> None:
    """1 and 2 link 3, which links 4; 5 stands alone."""
    assert Ways(array("i", [0, 3, 3, 4, 0, 0])).lead(source, target) is leads


def test_the_way_has_its_stories_and_steps() -> None:
    """1 → 2 → 3 → 4."""
    ways = Ways(array("i", [0, 2, 3, 4, 0]))
    assert ways.between(1, 4) == [2, 3]
    assert ways.steps(1, 4) == 3
    assert list(ways.sources(3)) == [2]


@given(some.lists(some.integers(0, 30), max_size=30))
def test_ways_are_those_that_one_walks(targets: list[int]) -> None:
    """In any forest: a number that links a lower one, or none."""
    links = array("i", [0, *(target % (number + 1) for number, target in enumerate(targets))])
    ways = Ways(links)
    for source in range(1, len(links)):
        walked, at = set(), links[source]
        while at:
            walked.add(at)
            at = links[at]
        assert {target for target in range(1, len(links)) if ways.lead(source, target)} == walked

"""The parts of a chain, in numbers."""

from crawler.coverage.parts import Part, gaps, parts_of

LINKED = bytes([0, 1, 1, 1, 0, 1])
"""4 names nobody."""


def test_parts_are_what_claims_hold_together() -> None:
    """1, 2, 3 in a row, the dates as the numbers; 5 names a story that is not archived."""
    parts = parts_of([(1, 2), (2, 3)], LINKED, [0, 1, 2, 3, 4, 0], 5)
    assert parts == [
        Part(stories=3, oldest=1, newest=3, earliest=1, latest=3, begins=1, ends=3),
        Part(stories=1, oldest=5, newest=5),
    ]


def test_the_ends_of_a_part_are_those_of_its_links() -> None:
    """Whatever the dates say: 3 → 1 → 2, although 2 has the first date."""
    [part, _] = parts_of([(1, 2), (3, 1)], LINKED, [0, 2, 1, 3, 0, 0], 5)
    assert (part.oldest, part.newest) == (3, 2)
    assert (part.earliest, part.latest) == (2, 3)


def test_gaps_lie_between_parts_that_do_not_overlap() -> None:
    """The second part lies within the first; the third comes after both."""
    first, second, third = (
        Part(oldest=one, earliest=one, begins=begins, ends=ends)
        for one, begins, ends in ((1, 1, 9), (2, 2, 3), (3, 10, 12))
    )
    assert list(gaps([third, second, first])) == [(first, third)]

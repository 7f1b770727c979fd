"""The stories of a site as numbers."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from crawler.coverage.stories import Stories, Story


@pytest.fixture
def stories() -> Iterator[Stories]:
    """c names b, and x and w, which are not archived; b has no date."""
    c = Story(id="c", url="https://news.example/c", previous="x", next="w", published="2026-10-02", gone=True)
    a = Story(id="a", url="https://news.example/a", next="c", published="2026-10-01T10:00:00+02:00")
    b = Story(id="b", url="https://news.example/b", previous="c", published="some day", buried=True)
    with closing(Stories([c, a, b])) as taken:
        yield taken


def test_numbers_follow_the_ids_and_archived_stories_come_first(stories: Stories) -> None:
    """Whatever order they came in; what is only named comes after them, in order as well."""
    assert len(stories) == 3
    assert [stories.id_of(number) for number in range(1, stories.highest + 1)] == ["a", "b", "c", "w", "x"]
    assert stories.number_of("x") == 5
    assert stories.number_of("nobody") == 0


def test_links_are_numbers(stories: Stories) -> None:
    """By the number of who names, from 1; 0 is nobody."""
    previous, following = stories.links()
    assert list(previous) == [0, 0, 3, 5, 0, 0]
    assert list(following) == [0, 3, 0, 4, 0, 0]


def test_dates_have_places(stories: Stories) -> None:
    """The earliest is 1; what is no date has none."""
    assert list(stories.ranks()) == [0, 1, 0, 2, 0, 0]


def test_stories_of_one_date_share_a_place() -> None:
    """The same moment told in two zones."""
    times = ("2026-10-01T12:00:00+02:00", "2026-10-01T10:00:00Z", "2026-10-01T10:00:01Z")
    with closing(Stories(Story(id=time, url="", published=time) for time in times)) as taken:
        assert [taken.ranks()[taken.number_of(time)] for time in times] == [1, 1, 2]


def test_a_story_comes_back_as_it_was(stories: Stories) -> None:
    """All of its fields; an id that is only named has none."""
    assert stories["c"] == Story(
        id="c", url="https://news.example/c", previous="x", next="w", published="2026-10-02", gone=True
    )
    assert [one.id for one in stories] == ["a", "b", "c"]
    assert "b" in stories
    assert "x" not in stories
    with pytest.raises(KeyError):
        stories["x"]


def test_stories_are_counted(stories: Stories) -> None:
    """Those without any date, and those that are still there."""
    assert (stories.undated(), stories.not_gone()) == (0, 2)

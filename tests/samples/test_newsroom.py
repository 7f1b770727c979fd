"""The sample newsroom is the site that it promises to be."""

import re

import pytest

from samples.newsroom.pictures import png
from samples.newsroom.site import Site
from samples.newsroom.stories import edition

HOST = "127.0.0.1:8765"


def everything(site: Site) -> dict[str, str]:
    """Every page that can be reached from the front page, by its path."""
    pages: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        answer = site.answer(path, HOST)
        if path in pages or not answer.content_type.startswith("text/html"):
            continue
        pages[path] = answer.body.decode()
        waiting += (
            [answer.headers["Location"]] if answer.status == 301 else re.findall(r' href="(/[^"]*)"', pages[path])
        )
    return pages


def test_first_day_has_sixty_stories() -> None:
    """The newsroom starts with sixty stories in six sections."""
    stories = edition(1)
    assert len(stories) == 60
    assert {story.section for story in stories} == {"Town", "Harbour", "Business", "Culture", "Sport", "Environment"}


def test_second_day_adds_three_and_edits_two() -> None:
    """On its second day it has three more stories, and two of the old ones say something else."""
    before = {story.slug: story.body for story in edition(1)}
    after = {story.slug: story.body for story in edition(2)}
    assert sorted(after.keys() - before.keys()) == [
        "otter-makes-her-first-trip-in-a-swell",
        "owner-of-bench-318-comes-forward",
        "return-match-moved-to-the-prison-library",
    ]
    assert sorted(slug for slug in before if before[slug] != after[slug]) == [
        "cold-store-roof-becomes-a-power-station",
        "winter-storm-takes-the-bathing-huts-for-a-walk",
    ]


def test_every_story_can_be_reached_from_the_front_page() -> None:
    """Who follows all links from the front page meets every story."""
    site = Site()
    pages = everything(site)
    assert [story.slug for story in site.stories if story.path not in pages] == []


def test_unlisted_stories_are_named_by_their_neighbours_alone() -> None:
    """Six stories stand in no listing, feed or sitemap; only the stories before and after them link to them."""
    site = Site()
    pages = everything(site)
    machines = site.answer("/sitemap.xml", HOST).body.decode() + site.answer("/feed/", HOST).body.decode()
    unlisted = [story for story in site.stories if story.unlisted]
    assert len(unlisted) == 6
    for story in unlisted:
        neighbours = {site.stories[story.number - 2].path, site.stories[story.number].path}
        assert {path for path, html in pages.items() if f'href="{story.path}"' in html} == neighbours
        assert story.path not in machines


@pytest.mark.parametrize(
    ("target", "status"),
    [("/", 200), ("/town/page/2/", 200), ("/town/page/3/", 404), ("/?p=1", 301), ("/?p=99", 404), ("/town", 301)],
)
def test_answers_as_a_real_site_does(target: str, status: int) -> None:
    """Listings end, short links redirect, and what is not there is a 404."""
    assert Site().answer(target, HOST).status == status


def test_a_story_keeps_its_validator_until_it_changes() -> None:
    """An edited story gets a new entity tag, another one keeps its own."""
    first, second = Site(1), Site(2)
    edited, same = "/business/cold-store-roof-becomes-a-power-station/", "/town/library-opens-its-roof-to-the-public/"
    assert first.answer(edited, HOST).headers["ETag"] != second.answer(edited, HOST).headers["ETag"]
    assert first.answer(same, HOST).headers["ETag"] == second.answer(same, HOST).headers["ETag"]


def test_pictures_are_png_and_differ() -> None:
    """Each story gets a picture of its own, the same at every call."""
    assert png("eels", 64).startswith(b"\x89PNG\r\n\x1a\n")
    assert png("eels", 64) == png("eels", 64)
    assert png("eels", 64) != png("moles", 64)

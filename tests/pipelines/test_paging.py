"""Pages of a series, told by their addresses."""

import pytest

from pipelines.paging import (
    Part,
    as_part,
    is_comment_page,
    is_later_page,
    is_numbered_part_of,
    is_other_page_of,
    next_page_of,
    page_of,
    series,
)

SECTION = "https://example.com/world/"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/world/page/2/",
        "https://example.com/world/page-2/",
        "https://example.com/world?page=2",
        "https://example.com/world/?paged=2",
        "https://example.com/world/p2",
        "https://example.com/world/?offset=20",
        "https://example.com/world/seite/2/",
        "https://example.com/world/index_2.html",
        "https://example.com/world/?p=2",
        "https://example.com/world/pagina-2.html",
    ],
)
def test_other_pages_of_a_section(url: str) -> None:
    """The usual ways of numbering pages are seen through."""
    assert is_other_page_of(SECTION, url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/world/",
        "https://example.com/asia/page/2/",
        "https://example.com/world/the-page-turns/",
        "https://example.com/world/2/",
        "https://example.com/world/?p=84512",
    ],
)
def test_what_is_no_other_page(url: str) -> None:
    """Stories, other sections and the page itself are not pages of the section."""
    assert not is_other_page_of(SECTION, url)


def test_wordpress_ids_are_no_page_numbers() -> None:
    """WordPress without permalinks names stories ?p=."""
    assert not is_other_page_of("https://example.com/?p=12", "https://example.com/?p=13")
    assert is_other_page_of("https://example.com/?cat=3", "https://example.com/?cat=3&paged=2")


def test_parts_of_an_article() -> None:
    """A bare number behind a story's address may be a part of it."""
    assert is_numbered_part_of("https://example.com/story/", "https://example.com/story/2/")
    assert is_numbered_part_of("https://example.com/story.html", "https://example.com/story-3.html")
    assert not is_numbered_part_of("https://example.com/story/", "https://example.com/other/2/")


def test_series_keeps_the_number() -> None:
    """The number is what tells the pages of a series apart."""
    assert series("https://example.com/world/page/12/").number == "12"
    assert series("https://example.com/world/").number is None
    assert series("https://example.com/world/page/12/").stem == series(SECTION).stem


def test_later_and_comment_pages() -> None:
    """Page 1 is not a later page; pages of comments are a kind of their own."""
    assert is_later_page("https://example.com/page/2/")
    assert not is_later_page("https://example.com/page/1/")
    assert is_later_page("https://example.com/news/index_12.shtml?x=1")
    assert is_later_page("https://example.com/news/page-2.html#top")
    assert not is_later_page("https://page2/")
    assert is_comment_page("https://example.com/story/comment-page-2/#comments")
    assert is_comment_page("https://example.com/?p=3&cpage=2")


@pytest.mark.parametrize(
    ("url", "first", "number", "is_weak"),
    [
        ("https://example.com/story/2/", "https://example.com/story/", 2, False),
        ("https://example.com/story/page/3/", "https://example.com/story", 3, False),
        ("https://example.com/story?page=2", "https://example.com/story", 2, False),
        ("https://example.com/story-2/?page=3", "https://example.com/story-2/", 3, False),
        ("https://example.com/?p=512&page=2", "https://example.com/?p=512", 2, False),
        ("https://example.com/story-p2.html", "https://example.com/story.html", 2, False),
        ("https://example.com/story-seite-2.html", "https://example.com/story.html", 2, False),
        ("https://example.com/story-2.html", "https://example.com/story.html", 2, True),
        ("https://example.com/story_2/", "https://example.com/story/", 2, True),
    ],
)
def test_address_of_a_later_page(url: str, first: str, number: int, is_weak: bool) -> None:
    """The address of page 1, the number, and whether a story of its own may have such an address."""
    assert as_part(url) == Part(first, number, is_weak)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/story/",
        "https://example.com/story/1/",
        "https://example.com/2/",
        "https://example.com/?p=512",
        "https://example.com/story/84512/",
        "http://[bad/2/",
    ],
)
def test_what_is_no_later_page(url: str) -> None:
    """Page 1, ids, and what is no address."""
    assert as_part(url) is None


def test_page_of() -> None:
    """Slashes and tracking do not matter; another story's page is none of this one."""
    assert page_of("https://www.example.com/story?utm_source=x", "https://example.com/story/2/") == 2
    assert page_of("https://example.com/other/", "https://example.com/story/2/") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com/part?cat=3&page=2", "https://example.com/part?cat=3&page=3"),
        ("https://example.com/part?offset=20&size=10", "https://example.com/part?offset=30&size=10"),
        ("https://example.com/world/page/9/", "https://example.com/world/page/10/"),
        ("https://example.com/world/index2.html", "https://example.com/world/index3.html"),
        ("https://example.com/world-page-2.html", "https://example.com/world-page-3.html"),
        ("https://example.com/part?cursor=c8", None),
        ("https://example.com/part?p=2", None),
        ("https://example.com/part", None),
        ("https://example.com/2026/05/", None),
    ],
)
def test_the_page_after_this_one(url: str, expected: str | None) -> None:
    """Numbers of pages grow by one, offsets by what was shown; a cursor or a story's number by nothing."""
    assert next_page_of(url, 10) == expected

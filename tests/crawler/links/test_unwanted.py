"""Addresses that are not asked for."""

import pytest

from crawler.links.unwanted import is_calendar, is_list_address, is_service_page, why_unwanted

UNWANTED = {
    "https://example.com/report.pdf": "file",
    "https://example.com/wp-content/uploads/a.JPG": "file",
    "https://example.com/feed/": "feed",
    "https://example.com/story/feed/": "feed",
    "https://example.com/wp-json/wp/v2/posts": "service",
    "https://example.com/wp-login.php?redirect_to=x": "service",
    "https://example.com/en/search/?q=x": "service",
    "https://example.com/cart/": "service",
    "https://example.com/?s=harbour": "query",
    "https://example.com/story/?replytocom=4": "query",
    "https://example.com/story/?share=facebook": "query",
    "https://example.com/list?orderby=date": "query",
    "https://example.com/events/?ical=1": "query",
    "https://example.com/story/comment-page-2/": "comments",
    "https://example.com/calendar/2021/05/03/": "calendar day",
    "https://example.com/events/2021-05-03/": "calendar day",
}
WANTED = [
    "https://example.com/2021/05/03/a-story/",
    "https://example.com/2021/05/03/",
    "https://example.com/story.html",
    "https://example.com/story.php?id=3&page=2",
    "https://example.com/news/the-search-goes-on/",
    "https://example.com/world/asia/search",
    "https://example.com/feeding-the-city/",
    "https://example.com/events/harbour-festival-2021/",
    "https://example.com/?p=12",
    "https://example.com/v2.0/release",
]


@pytest.mark.parametrize(("url", "why"), UNWANTED.items())
def test_unwanted(url: str, why: str) -> None:
    """Files, forms, accounts, shares, feeds and days of calendars are left alone, and the reason is named."""
    assert why_unwanted(url) == why


@pytest.mark.parametrize("url", WANTED)
def test_wanted(url: str) -> None:
    """Words in a story's address do no harm."""
    assert why_unwanted(url) is None


def test_calendar_and_service_pages() -> None:
    """Months of a calendar and pages about the site are told apart from stories."""
    assert is_calendar("https://example.com/calendar/2021/05/")
    assert not is_calendar("https://example.com/events/")
    assert is_service_page("https://example.com/about/")
    assert is_service_page("https://example.com/de/impressum.html")
    assert not is_service_page("https://example.com/2021/about-the-harbour/")


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://news.example/tag/covid-19/", True),
        ("https://news.example/author/priya-raghunathan/", True),
        ("https://news.example/category/top-news/page/7/", True),
        ("https://news.example/people/mayor-opens-the-new-bridge/", False),
        ("https://news.example/topics/health/a-story/", False),
        ("https://news.example/2026/11/tag-day/", False),
    ],
)
def test_list_address(url: str, answer: bool) -> None:
    """A telling word and a short name; a story's slug is longer, or lies deeper."""
    assert is_list_address(url) is answer

"""Page 1 of an article, found on its later pages."""

import pytest

from pipelines.extract.parts import find_first_page

BASE = "https://example.com/2026/story"


@pytest.mark.parametrize(
    ("url", "markup"),
    [
        (f"{BASE}/2/", '<link rel="prev" href="/2026/story/">'),
        (f"{BASE}/2/", '<a href="/2026/story/">1</a>'),
        (f"{BASE}/3/", '<a href="/2026/story/">Page 1</a>'),
        (f"{BASE}/3/", '<a href="/2026/story/2/">Previous page</a>'),
        (f"{BASE}/3/", '<a class="post-page-numbers" href="/2026/story/2/">Back</a>'),
        (f"{BASE}/4/", '<link rel="canonical" href="/2026/story/">'),
        (f"{BASE}/?page=2", '<a rel="prev" href="/2026/story/">Zurück</a>'),
        (f"{BASE}-p2.html", '<link rel="prev" href="/2026/story.html">'),
        (f"{BASE}-2.html", '<div class="pager"><a href="/2026/story.html">1</a> 2</div>'),
    ],
)
def test_later_pages(make_document, url: str, markup: str) -> None:
    """The address has a page number, and a link calls the page before it, or page 1, a page."""
    assert find_first_page(make_document(f"<html><body>{markup}", url=url)).rstrip("/") in (BASE, f"{BASE}.html")


@pytest.mark.parametrize(
    ("url", "markup"),
    [
        (f"{BASE}/", '<a href="/2026/story/2/">2</a>'),
        (f"{BASE}/2/", '<a href="/2026/other/">1</a>'),
        (f"{BASE}/2/", '<p>As told in <a href="/2026/story/">the first part</a>.</p>'),
        (f"{BASE}-2/", '<link rel="prev" href="/2026/story/">'),
        (f"{BASE}-2/", '<a rel="prev" href="/2026/story/">Previous Story</a>'),
        (f"{BASE}-6/", '<a rel="prev" href="/2026/story-5/">Previous Story</a>'),
        ("https://example.com/news/12/", '<a rel="prev" href="/news/11/">Previous</a>'),
        ("https://example.com/news/12/", '<link rel="prev" href="/news/11/">'),
        (f"{BASE}/comment-page-2/", '<a href="/2026/story/comment-page-1/">1</a>'),
    ],
)
def test_stories_of_their_own(make_document, url: str, markup: str) -> None:
    """A number alone is no page: slugs and ids end in numbers, and their neighbours in the chain too."""
    assert find_first_page(make_document(f"<html><body>{markup}", url=url)) is None

"""The identity of URLs."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from pipelines.urls import canonical, origin, resolve, story_key

CANONICAL = {
    "HTTP://WWW.Example.COM:80/A/b/": "http://www.example.com/A/b/",
    "https://example.com:443": "https://example.com/",
    "https://example.com:8443/a": "https://example.com:8443/a",
    "http://example.com/a#part": "http://example.com/a",
    "http://example.com/%7Euser/%e4%b8%ad": "http://example.com/~user/%E4%B8%AD",
    "http://example.com/中": "http://example.com/%E4%B8%AD",
    "http://example.com/a/./b/../c": "http://example.com/a/c",
    "http://example.com/a/%2E%2E/c": "http://example.com/c",
    "http://example.com/it's?q=it's": "http://example.com/it's?q=it%27s",
    "http://example.com/a b": "http://example.com/a%20b",
    "http://example.com/50%": "http://example.com/50%25",
    "http://example.com/a/?": "http://example.com/a/",
    "http://example.com/?b=2&a=1": "http://example.com/?b=2&a=1",
    "http://example.com/?a=&&b": "http://example.com/?a=&b",
    "http://example.com/a?utm_source=x&id=3&fbclid=y&mc_cid=z&gclid=1": "http://example.com/a?id=3",
    "http://example.com/a?id=3&amp;utm_medium=box": "http://example.com/a?id=3",
    "http://example.com/a?ref=front": "http://example.com/a",
    "http://example.com/a?ref=8812": "http://example.com/a?ref=8812",
    "http://example.com/a?sid=8e5f52dfaf09": "http://example.com/a",
    "http://example.com/a?sid=4711": "http://example.com/a?sid=4711",
    "http://example.com/a?PHPSESSID=x": "http://example.com/a",
    "http://example.com/a.jsp;jsessionid=0A1B.node2?id=3": "http://example.com/a.jsp?id=3",
    "http://example.com/(S(lit3py55t21z5v55vlm25s55))/a.aspx": "http://example.com/a.aspx",
    "http://example.com/story/?replytocom=12": "http://example.com/story/",
    "http://straße.example/": "http://xn--strae-oqa.example/",
    "http://example.com./a": "http://example.com/a",
    "  http://example.com/a\n": "http://example.com/a",
    "mailto:desk@example.com": "mailto:desk@example.com",
    "http://[::1/": "http://[::1/",
    "http://example.com:99999/": "http://example.com:99999/",
}


@pytest.mark.parametrize(("url", "expected"), CANONICAL.items())
def test_canonical(url: str, expected: str) -> None:
    """Each spelling of an address comes down to the one under which it is fetched."""
    assert canonical(url) == expected


@given(
    st.builds(
        "{}://{}{}/{}{}".format,
        st.sampled_from(["http", "HTTPS"]),
        st.sampled_from(["example.com", "EXAMPLE.com:80", "[::1]:8080", "u:p@host", "straße.de"]),
        st.sampled_from(["", "/.", "/..;jsessionid=1", "//", "/(S(a))"]),
        st.text(alphabet="aZ0-._~%2EFe4/;=&?#+ \\\tü中", max_size=30),
        st.sampled_from(["", "?a=%zz&utm_x=1", "?%75tm_source=1", "?sid=%61bcdef12", ";sid=1/.."]),
    )
)
@example("http://example.com/%25%32%45")
@example("http://example.com/;sid=;sid=1")
def test_canonical_stays_put(url: str) -> None:
    """The canonical form of a canonical form is itself."""
    assert canonical(canonical(url)) == canonical(url)


@given(st.text(alphabet="aZ0-._~%2E/;=&?#+ \\\tü中'\"|^`{}[]()!*,:@$<>", max_size=30))
def test_what_is_asked_for_is_the_key(text: str) -> None:
    """Scrapy escapes nothing more in an address: a crawl and its WARC files know a page by the same name."""
    url = canonical(f"http://example.com/{text}")
    assert safe_url_string(url) == url


@given(st.text(max_size=60))
@example("//\ud800user:pw@feed")
def test_nothing_raises(text: str) -> None:
    """Whatever a page writes into a link, asking for its identity raises nothing."""
    canonical(text)
    story_key(text)
    resolve("http://example.com/a/", text)
    origin(text)


SAME_STORY = [
    "https://www.example.com/news/A-long-headline/",
    "http://example.com/news/a-long-headline",
    "https://m.example.com/news/a-long-headline/",
    "https://amp.example.com/news/a-long-headline",
    "https://example.com/news/a-long-headline/amp/",
    "https://example.com/amp/news/a-long-headline",
    "https://example.com/news/a-long-headline/?amp=1",
    "https://example.com/news/a-long-headline/?print=1",
    "https://example.com/news/a-long-headline/print/",
    "https://example.com/news/a-long-headline/index.html",
    "https://example.com/news/a-long-headline/?utm_source=feed&outputType=amp",
    "https://example.com/News/a-long-headline#comments",
]


@pytest.mark.parametrize("url", SAME_STORY)
def test_story_key_joins_the_forms_of_a_story(url: str) -> None:
    """AMP, print, mobile and spelled-otherwise addresses name the same story."""
    assert story_key(url) == "example.com/news/a-long-headline"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/?p=1", "https://example.com/?p=2"),
        ("https://example.com/a/XyZ12", "https://example.com/a/xyz12"),
        ("https://example.com/story.html", "https://example.com/story-2.html"),
        ("https://example.com:8080/a", "https://example.com/a"),
        ("https://news.example.com/a", "https://example.com/a"),
        ("https://example.com/print/", "https://example.com/"),
    ],
)
def test_story_key_keeps_stories_apart(one: str, other: str) -> None:
    """Addresses that may name different stories have different keys."""
    assert story_key(one) != story_key(other)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("c", "http://example.com/a/c"),
        ("/c?x=1#y", "http://example.com/c?x=1"),
        ("?page=2", "http://example.com/a/b?page=2"),
        ("//other.example/x", "http://other.example/x"),
        ("\\c\\d", "http://example.com/c/d"),
        ("  /c\n/d ", "http://example.com/c/d"),
        ("/ü?q=ü", "http://example.com/%C3%BC?q=%C3%BC"),
        ("../../../c", "http://example.com/c"),
        ("javascript:void(0)", None),
        ("mailto:a@b.example", None),
        ("data:text/html,x", None),
        ("tel:+491234", None),
        ("http://", None),
        ("http://[bad", None),
        ("http://a b.example/", None),
        ("/" + "x" * 5000, None),
    ],
)
def test_resolve(href: str, expected: str | None) -> None:
    """Links resolve as browsers do; what is no http address is None."""
    assert resolve("http://example.com/a/b", href) == expected


def test_origin() -> None:
    """An origin has its port even where the address leaves it out."""
    assert origin("https://Example.com/a") == ("https", "example.com", 443)
    assert origin("ftp://example.com/") is None

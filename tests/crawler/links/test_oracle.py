"""The two questions to WordPress's API, and what is believed of its answers."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from crawler.links.oracle import changes_query, count_query, is_count, is_oracle, parse_posts, stated_total
from pipelines.page import Page
from pipelines.urls import canonical

COUNT = "https://news.example/wp-json/wp/v2/posts?per_page=1&_fields=link,modified_gmt"
PLAIN = "https://news.example/index.php?rest_route=/wp/v2/posts&per_page=1&_fields=link,modified_gmt"


def page(body: str = "", *headers: tuple[str, str]) -> Page:
    return Page(
        url="https://news.example/",
        status=200,
        headers=headers,
        body=body.encode(),
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
        warc=CaptureRef(file="w", offset=0, length=1, record_id="urn:1", payload_digest="sha1:A"),
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<https://news.example/wp-json/>; rel="https://api.w.org/"', COUNT),
        ("<https://news.example/wp-json/>; rel=https://api.w.org/", COUNT),
        ('</style.css>; rel=preload; as=style, <https://news.example/wp-json/>; rel="https://api.w.org/"', COUNT),
        ('<https://news.example/index.php?rest_route=/>; rel="https://api.w.org/"', PLAIN),
        ('<https://news.example/wp-json/wp/v2/pages/7>; rel="alternate"; type="application/json"', None),
        ("<>; rel=https://api.w.org/", None),
    ],
)
def test_the_header_names_the_api(link: str, expected: str | None) -> None:
    """WordPress sends it with every page, with plain addresses too; other relations say nothing."""
    assert count_query(page("", ("link", link))) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<head><link rel="https://api.w.org/" href="https://news.example/wp-json/" /></head>', COUNT),
        ("<head><LINK href='/index.php?rest_route=/' rel='https://api.w.org/'></head>", PLAIN),
        ('<link rel="https://api.w.org/" href="/index.php?rest_route=&#047;">', PLAIN),
        ('<p>About rel="https://api.w.org/" href="https://news.example/wp-json/"</p>', None),
        ('<link rel="https://api.w.org/">', None),
        ("", None),
    ],
)
def test_the_head_names_the_api(body: str, expected: str | None) -> None:
    """The element of the head serves as well, where a proxy has dropped the header."""
    assert count_query(page(body)) == expected


def test_our_addresses_are_known_again() -> None:
    """Both questions, in canonical form, and no other address of the API."""
    changes = changes_query(COUNT, datetime(2026, 11, 23, 12, 30, 5, tzinfo=UTC))
    assert changes == (
        "https://news.example/wp-json/wp/v2/posts?per_page=100&orderby=modified&_fields=link,modified_gmt"
        "&modified_after=2026-11-23T11:30:05Z"
    )
    for url in (COUNT, PLAIN, changes, changes_query(PLAIN, datetime(2026, 11, 23, tzinfo=UTC))):
        assert is_oracle(url)
        assert canonical(url) == url
    assert (is_count(COUNT), is_count(PLAIN), is_count(changes)) == (True, True, False)
    assert not is_oracle("https://news.example/wp-json/wp/v2/posts?per_page=1")
    assert not is_oracle("https://news.example/the-story/")


@pytest.mark.parametrize(
    ("url", "header", "total"),
    [
        (COUNT, "1234", 1234),
        (COUNT, " 0 ", 0),
        (COUNT, None, None),
        (COUNT, "-1", None),
        (COUNT, "many", None),
        (COUNT, "1" * 30, None),
        (COUNT, "\u0661\u0662", None),
        ("https://news.example/the-story/", "1234", None),
        (COUNT.replace("per_page=1", "per_page=100"), "1234", None),
    ],
)
def test_only_the_count_states_a_total(url: str, header: str | None, total: int | None) -> None:
    """A number of at most nine digits, on the answer to our own question."""
    assert stated_total(url, header) == total


def test_posts_with_the_time_of_their_last_change() -> None:
    """Times are UTC, whether they say so or not; what is no post is passed over."""
    answer = b"""[{"link": "https://news.example/a/", "modified_gmt": "2026-11-23T10:00:00"},
        {"link": "/b/", "modified_gmt": "2026-11-23T10:00:00+02:00"}, {"link": "https://news.example/c/"},
        {"link": 7}, {"modified_gmt": "2026"}, {"link": "javascript:x"}, null, "x",
        {"link": "https://news.example/d/", "modified_gmt": "soon"}]"""
    assert [(post.url, post.modified) for post in parse_posts(answer, COUNT)] == [
        ("https://news.example/a/", "2026-11-23T10:00:00+00:00"),
        ("https://news.example/b/", "2026-11-23T10:00:00+02:00"),
        ("https://news.example/c/", None),
        ("https://news.example/d/", None),
    ]


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"code": "rest_forbidden"}', b"[" * 100_000, b"\xff\xfe[", b"7"])
def test_no_answer_breaks_the_reader(answer: bytes) -> None:
    """Whatever comes instead of a list names nothing."""
    assert parse_posts(answer, COUNT) == ()

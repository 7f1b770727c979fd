"""What sitemaps say of changes."""

import datetime as dt

import pytest

from crawler.discovery import changed_since, feed_candidates, sitemap_candidates
from crawler.links.feeds import parse_feed
from crawler.links.scope import Scope
from crawler.links.sitemaps import parse_sitemap

SEEN = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("lastmod", "changed"),
    [
        ("2026-11-23T12:00:01+00:00", True),
        ("2026-11-23T13:30:00+02:00", False),
        ("2026-11-23T12:00:01Z", True),
        ("2026-11-24", True),
        ("2026-11-23", False),
        ("Mon, 23 Nov 2026 12:00:01 +0000", True),
        ("Mon, 23 Nov 2026 13:30:00 +0200", False),
        ("Mon, 23 Nov 2026 12:00:01 +" + "9" * 16, False),
        ("yesterday", False),
        ("", False),
        (None, False),
    ],
)
def test_lastmod_after_the_last_look_is_a_change(lastmod: str | None, changed: bool) -> None:
    """A time counts to the second, a day only when it is a later one; anything else says nothing."""
    assert changed_since(lastmod, SEEN) is changed


def test_a_sitemap_of_the_same_day_may_have_changed() -> None:
    """Where only the day is said, another change on that day is not ruled out for those who ask so."""
    assert changed_since("2026-11-23", SEEN, same_day=True)
    assert not changed_since("2026-11-22", SEEN, same_day=True)


def test_an_index_says_when_its_sitemaps_changed() -> None:
    """The sitemaps that an index names come with their dates."""
    data = (
        b"<sitemapindex><sitemap><loc>http://h.example/sitemap-2.xml</loc><lastmod>2026-11-24</lastmod></sitemap>"
        b"<sitemap><loc>http://h.example/sitemap-1.xml</loc></sitemap></sitemapindex>"
    )
    found = sitemap_candidates(parse_sitemap(data, "http://h.example/sitemap.xml"), Scope(["http://h.example/"]))
    assert [(one.url, one.role, one.lastmod) for one in found] == [
        ("http://h.example/sitemap-2.xml", "sitemap", "2026-11-24"),
        ("http://h.example/sitemap-1.xml", "sitemap", None),
    ]


def test_sitemap_names_pages_with_their_lastmod() -> None:
    """Pages in scope come with what the sitemap says of them; others are left out."""
    data = (
        b"<urlset><url><loc>http://h.example/a/?utm_source=x</loc><lastmod>2026-11-24</lastmod></url>"
        b"<url><loc>http://other.example/b/</loc></url></urlset>"
    )
    found = sitemap_candidates(parse_sitemap(data, "http://h.example/sitemap.xml"), Scope(["http://h.example/"]))
    assert [(one.url, one.role, one.lastmod) for one in found] == [("http://h.example/a/", "listed", "2026-11-24")]


def test_feed_names_stories_with_their_last_change() -> None:
    """An Atom entry says when it was changed, and when it was published; an RSS item only the latter."""
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="http://h.example/a/"/>'
        b"<published>2026-11-20T08:00:00Z</published><updated>2026-11-24T08:00:00Z</updated></entry></feed>"
    )
    rss = (
        b"<rss><channel><item><link>http://h.example/b/</link>"
        b"<pubDate>Fri, 20 Nov 2026 08:00:00 +0000</pubDate></item></channel></rss>"
    )
    found = [
        one
        for data in (atom, rss)
        for one in feed_candidates(parse_feed(data, "http://h.example/feed/"), Scope(["http://h.example/"]))
    ]
    assert [(one.url, one.lastmod) for one in found] == [
        ("http://h.example/a/", "2026-11-24T08:00:00Z"),
        ("http://h.example/b/", None),
    ]
    assert {one.day.latest for one in found} == {dt.date(2026, 11, 20)}

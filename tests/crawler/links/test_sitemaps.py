# ruff: noqa: E501 -- markup reads better unbroken
"""Sitemaps, as they are and as they should be."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.links import markup
from crawler.links.sitemaps import SitemapContent, SitemapEntry, parse_sitemap

URL = "https://example.com/sitemap.xml"
PLAIN = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>https://example.com/a/</loc><lastmod>2021-05-20T09:00:00+00:00</lastmod><image:image><image:loc>https://example.com/a.jpg</image:loc></image:image>
<news:news><news:publication><news:name>Example</news:name></news:publication><news:publication_date>2021-05-20</news:publication_date><news:title>A &amp; B</news:title></news:news></url>
<url><loc> https://example.com/b/?x=1&amp;y=2 </loc></url></urlset>"""
ENTRIES = (
    SitemapEntry(url="https://example.com/a/", lastmod="2021-05-20T09:00:00+00:00", news_date="2021-05-20"),
    SitemapEntry(url="https://example.com/b/?x=1&y=2"),
)  # fmt: skip


def test_plain() -> None:
    """Addresses with their dates; the pictures' addresses are no pages."""
    assert parse_sitemap(PLAIN, URL) == SitemapContent(entries=ENTRIES)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(PLAIN),
        gzip.compress(gzip.compress(PLAIN)),
        b"\xef\xbb\xbf\n  " + PLAIN,
        PLAIN.replace(b"http://www.sitemaps.org/schemas/sitemap/0.9", b"http://www.google.com/schemas/sitemap/0.84"),
        PLAIN.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
        PLAIN.replace(b' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', b""),
        PLAIN.replace(b"x=1&amp;y=2", b"x=1&y=2"),
        PLAIN.replace(b"A &amp; B", b"A&nbsp;&amp; B"),
        PLAIN.replace(b"https://example.com/a/</loc>", b"<![CDATA[https://example.com/a/]]></loc>"),
        PLAIN.replace(b"x=1&amp;y=2 ", b"x=1&amp;y=2\x01"),
        PLAIN.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=["gzip", "gzip twice", "BOM", "old namespace", "no namespace", "no prefix", "stray &", "HTML entity", "CDATA", "control", "utf-16"],
)  # fmt: skip
def test_as_they_are(data: bytes) -> None:
    """What sitemaps get wrong does not matter."""
    assert parse_sitemap(data, URL).entries == ENTRIES


def test_index() -> None:
    """An index names sitemaps, relative ones too, but not itself."""
    index = b"<sitemapindex><sitemap><loc>/news.xml</loc><lastmod>2021-05-20</lastmod></sitemap><sitemap><loc>https://example.com/old.xml.gz</loc></sitemap><sitemap><loc>https://example.com/sitemap.xml</loc></sitemap></sitemapindex>"
    assert parse_sitemap(index, URL) == SitemapContent(
        sitemaps=("https://example.com/news.xml", "https://example.com/old.xml.gz"), sitemap_dates=("2021-05-20", None)
    )


def test_text_and_feed() -> None:
    """Plain lines and feeds are sitemaps too."""
    text = parse_sitemap(b"https://example.com/a\r\nnot an address\nhttps://example.com/b\n", URL)
    assert [entry.url for entry in text.entries] == ["https://example.com/a", "https://example.com/b"]
    feed = parse_sitemap(b"<rss><channel><item><link>https://example.com/a</link><pubDate>Thu, 20 May 2021 09:00:00 GMT</pubDate></item></channel></rss>", URL)  # fmt: skip
    assert feed.entries == (SitemapEntry(url="https://example.com/a", lastmod="Thu, 20 May 2021 09:00:00 GMT"),)


def test_broken_off() -> None:
    """Of a sitemap that ends in the middle the whole entries are kept, and half an address is not."""
    cut = PLAIN[: PLAIN.index(b"/b/?x") + 2]
    assert parse_sitemap(cut, URL) == SitemapContent(entries=ENTRIES[:1], error="ends too early")
    assert parse_sitemap(gzip.compress(PLAIN)[:-30], URL).error is not None


def test_entities_are_not_followed() -> None:
    """Neither a bomb of entities nor a file of ours gets into an address."""
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
        + b'<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>https://example.com/&j;</loc></url>'
        b"<url><loc>https://example.com/&f;</loc></url><url><loc>https://example.com/good</loc></url></urlset>"
    )  # fmt: skip
    assert [entry.url for entry in parse_sitemap(bomb, URL).entries] == [
        "https://example.com/&j",
        "https://example.com/&f",
        "https://example.com/good",
    ]


def test_inflation_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compressed sitemap that grows without end is cut, and says so."""
    monkeypatch.setattr(markup, "MAX_INFLATED", 10_000)
    big = (
        b"<urlset>" + b"".join(b"<url><loc>https://example.com/%d</loc></url>" % n for n in range(5000)) + b"</urlset>"
    )
    content = parse_sitemap(gzip.compress(big), URL)
    assert content.error == "cut after 10000 bytes"
    assert 200 < len(content.entries) < 300


def test_web_page_instead() -> None:
    """A web page sent in place of a sitemap lists nothing."""
    content = parse_sitemap(b"<!DOCTYPE html><html><a href='/x'>x</a></html>", URL)
    assert content == SitemapContent(error="a web page, no sitemap")


@given(st.binary(max_size=300) | st.text(alphabet='<>/urlsetloc &;![CDATA]?-"=', max_size=300).map(str.encode))
def test_never_raises(data: bytes) -> None:
    """Any bytes at all are read without an exception."""
    parse_sitemap(data, URL)

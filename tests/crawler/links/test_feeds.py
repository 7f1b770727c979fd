# ruff: noqa: E501 -- markup reads better unbroken
"""Feeds in their dialects."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from crawler.links.feeds import FeedContent, FeedEntry, parse_feed

URL = "https://example.com/feed/"
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Example News</title><link>https://example.com/</link>
<item><title>Talks &amp;amp; tea</title><link>https://example.com/a/</link><pubDate>Thu, 20 May 2021 09:00:00 +0000</pubDate><dc:creator><![CDATA[Jane Doe]]></dc:creator>
<category><![CDATA[World & Asia]]></category><category>Tea</category><guid isPermaLink="false">https://example.com/?p=7</guid><description><![CDATA[<p>They <b>talked</b>.</p>]]></description><media:content><media:title>A picture</media:title></media:content></item>
<item><title>No link</title><guid>https://example.com/b/</guid></item><item><title>Nothing</title></item></channel></rss>"""


def test_rss() -> None:
    """An item's link, else its guid; fields without markup; items without an address are left out."""
    assert parse_feed(RSS, URL) == FeedContent(
        title="Example News",
        entries=(
            FeedEntry(url="https://example.com/a/", title="Talks & tea", published="Thu, 20 May 2021 09:00:00 +0000", authors=("Jane Doe",), categories=("World & Asia", "Tea"), summary="They talked ."),
            FeedEntry(url="https://example.com/b/", title="No link"),
        ),
    )  # fmt: skip
    assert parse_feed(gzip.compress(RSS), URL).entries[0].title == "Talks & tea"


def test_atom() -> None:
    """The alternate link, the entry's author, the feed's next page."""
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Example</title><author><name>The desk</name></author><link rel="self" href="/feed/"/><link rel="next" href="?page=2"/>
    <entry><title type="html">A &lt;i&gt;story&lt;/i&gt;</title><link rel="enclosure" href="/a.mp3"/><link href="/a/"/><author><name>Jane Doe</name></author><updated>2021-05-21T00:00:00Z</updated><published>2021-05-20T00:00:00Z</published><category term="tea" label="Tea"/></entry></feed>"""
    assert parse_feed(atom, URL) == FeedContent(
        title="Example",
        next="https://example.com/feed/?page=2",
        entries=(FeedEntry(url="https://example.com/a/", title="A story", published="2021-05-20T00:00:00Z", updated="2021-05-21T00:00:00Z", authors=("Jane Doe",), categories=("Tea",)),),
    )  # fmt: skip


def test_rdf() -> None:
    """RSS 1.0 lists its items beside the channel."""
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.com/"><title>Example</title></channel>
    <item rdf:about="https://example.com/a/"><title>A</title><dc:date>2021-05-20</dc:date></item></rdf:RDF>"""
    assert parse_feed(rdf, URL).entries == (FeedEntry(url="https://example.com/a/", title="A", published="2021-05-20"),)


def test_json_feed() -> None:
    """JSON Feed 1.0 has one author, 1.1 has several; wrong types are passed over."""
    data = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Example", "next_url": "/feed.json?page=2", "items": [
    {"id": "1", "url": "/a/", "title": "A", "date_published": "2021-05-20T09:00:00Z", "authors": [{"name": "Jane Doe"}, 3], "tags": ["Tea", null]},
    {"id": "https://example.com/b/", "author": {"name": "John Doe"}}, {"id": 5}, "x"]}"""
    assert parse_feed(data, URL) == FeedContent(
        title="Example",
        next="https://example.com/feed.json?page=2",
        entries=(
            FeedEntry(url="https://example.com/a/", title="A", published="2021-05-20T09:00:00Z", authors=("Jane Doe",), categories=("Tea",)),
            FeedEntry(url="https://example.com/b/", authors=("John Doe",)),
        ),
    )  # fmt: skip


def test_broken() -> None:
    """Half a feed gives its whole items; what is no feed says so."""
    half = parse_feed(RSS[: RSS.index(b"</guid></item><item>")], URL)
    assert (half.error, [entry.url for entry in half.entries]) == ("ends too early", ["https://example.com/a/"])
    assert parse_feed(b"<html><body>Not here</body></html>", URL) == FeedContent(error="no feed")
    assert parse_feed(b'{"items": 3}', URL) == FeedContent(error="no feed")
    assert parse_feed(b'{"items": [', URL).error is not None
    assert parse_feed(b"{" * 100_000, URL).error is not None


@given(
    st.binary(max_size=300) | st.text(alphabet='<>/rsfedchanitmlk &;![CDATA]?{}[]:,"=', max_size=300).map(str.encode)
)
def test_never_raises(data: bytes) -> None:
    """Any bytes at all are read without an exception."""
    parse_feed(data, URL)

"""What a response is."""

import gzip

import pytest

from crawler.links.sniff import sniff

CASES = [
    (b"<!DOCTYPE html><html><body>x", "text/html; charset=utf-8", "html"),
    (b"<p>a fragment", "text/html", "html"),
    (b"<html>", None, "html"),
    (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0"><html>', "application/xhtml+xml", "html"),
    (b"<!-- a comment --><rss version='2.0'>", "text/html", "feed"),
    (b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>", "text/xml", "feed"),
    (b"<rdf:RDF xmlns:rdf='x'>", "application/xml", "feed"),
    (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "application/json", "feed"),
    (b'{"items": []}', "application/json", "json"),
    (b"\xef\xbb\xbf<?xml version='1.0'?>\n<urlset>", "text/html", "sitemap"),
    (b"<sm:sitemapindex xmlns:sm='x'>", "text/plain", "sitemap"),
    (gzip.compress(b"<urlset><url>"), "application/octet-stream", "sitemap"),
    (gzip.compress(b"<rss>"), "text/xml", "feed"),
    (gzip.compress(b"<html>"), "application/gzip", "other"),
    (b"\x1f\x8bnonsense", "application/gzip", "other"),
    (b"https://example.com/a\nhttps://example.com/b\n", "text/plain", "sitemap"),
    (b"User-agent: *\nSitemap: https://example.com/s.xml", "text/plain", "other"),
    (b"%PDF-1.7", "application/pdf", "other"),
    (b"\x89PNG\r\n", "image/png", "other"),
    (b"<svg xmlns='x'>", "image/svg+xml", "other"),
    (b"", "text/html", "html"),
    (b"", None, "other"),
]


@pytest.mark.parametrize(("data", "content_type", "expected"), CASES)
def test_sniff(data: bytes, content_type: str | None, expected: str) -> None:
    """The bytes decide before the content type does."""
    assert sniff(data, content_type) == expected

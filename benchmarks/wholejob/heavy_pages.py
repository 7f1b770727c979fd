"""What a site may send that costs its reader most: lists, pages and a robots.txt of the largest size, or more."""

import gzip
from urllib.parse import urljoin

from benchmarks.wholejob.real_pages import RealPages
from benchmarks.wholejob.server import FindPage

SITEMAP_URLS = 50_000
"""As many as one sitemap may name (sitemaps.org)."""
LINKS = 50_000
ENTRIES = 40_000
"""Make a feed of 10 MB."""
PARAGRAPHS = 24_000
"""Make a page of 15 MB, a little less than we take."""
ENDLESS = 100_000_000
"""Bytes of a page that is cut where we cease to take any."""
RULES = 8_000
"""Make a robots.txt of 400 kB; RFC 9309 asks for 500 to be read."""


class HeavyPages:
    """Some real pages, and beside them what is too much of everything."""

    def __init__(self, pages: RealPages) -> None:
        self._pages = pages

    def __call__(self, url: str) -> FindPage:
        """The pages as they are served under `url`."""
        real = self._pages(url)
        front = gzip.decompress(real("/") or b"")
        more = b"".join(
            b'<li><a href="/heavy/%b">%b</a></li>' % (name, name) for name in (b"links", b"text", b"endless")
        )
        declared = b'<link rel="alternate" type="application/rss+xml" href="/heavy/feed.xml">'
        heavy = {
            "/": front.replace(b"</ul>", more + b"</ul>").replace(b"<body>", declared + b"<body>"),
            "/heavy/links": _page(b"".join(b'<a href="/linked/%d/">Number %d</a>\n' % (n, n) for n in range(LINKS))),
            "/heavy/feed.xml": _feed(url),
            "/heavy/endless": _page(b"<p>Words that do not end.</p>\n" * (ENDLESS // 29)),
            "/heavy/text": _page(b"".join(_paragraph(n) for n in range(PARAGRAPHS))),
            "/sitemap.xml": _sitemap(url),
            "/robots.txt": _robots(url),
        }
        # Packed as it is: the main process has all of its bytes to carry.
        packed = {path: gzip.compress(data, 0, mtime=0) for path, data in heavy.items()}
        return lambda path: packed.get(path) or real(path)


def _page(body: bytes) -> bytes:
    return b"<!doctype html><html lang=en><title>Heavy</title><body><h1>A heavy page</h1>%b</body></html>" % body


def _paragraph(number: int) -> bytes:
    return b"<p>" + b"Paragraph %d of a page that does not end. " % number * 14 + b"</p>\n"


def _sitemap(url: str) -> bytes:
    places = (urljoin(url, f"/listed/a-story-of-the-sitemap-{number}/") for number in range(SITEMAP_URLS))
    entries = "".join(f"<url><loc>{place}</loc></url>\n" for place in places)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def _feed(url: str) -> bytes:
    entry = (
        "<item><title>Number {0} of the feed</title><link>{1}</link><guid>{1}</guid>"
        "<description>{2}</description></item>\n"
    )
    items = "".join(
        entry.format(number, urljoin(url, f"/fed/a-story-of-the-feed-{number}/"), "What it is about. " * 5)
        for number in range(ENTRIES)
    )
    return f'<rss version="2.0"><channel><title>All of it</title>{items}</channel></rss>'.encode()


def _robots(url: str) -> bytes:
    rules = b"".join(b"Disallow: /private/%d/*/nothing-to-see-%d*.html$\n" % (n, n) for n in range(RULES))
    return b"User-agent: *\n%bSitemap: %b\n" % (rules, urljoin(url, "/sitemap.xml").encode())

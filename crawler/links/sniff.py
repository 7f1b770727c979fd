"""What a response is, by its bytes first and its content type second: servers mislabel feeds and sitemaps."""

import re
import zlib
from typing import Literal

from crawler.links.feeds import FEED_ROOTS
from crawler.links.markup import GZIP, root_name
from crawler.links.sitemaps import SITEMAP_ROOTS
from pipelines.foreign_json import GUARD

Kind = Literal["html", "feed", "sitemap", "json", "other"]

_HEAD = 65536
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml")
_JSON = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*" + GUARD.encode() + rb"?\s*(?:\{\s*[\"}]|\[\s*[\"{\[\]])")
_URL_LINES = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*https?://[^\s<>]+\s*(?:\n|\r|\Z)", re.IGNORECASE)


def sniff(data: bytes, content_type: str | None) -> Kind:
    """What `data` is. Gzip inside is looked through, whatever the server calls it."""
    named = (content_type or "").partition(";")[0].strip().lower()
    if data.startswith(GZIP):
        try:
            data = zlib.decompressobj(wbits=31).decompress(data, _HEAD)
        except zlib.error:
            return "other"
        kind = sniff(data, None)
        return "other" if kind == "html" else kind
    root = root_name(data)
    if root in SITEMAP_ROOTS:
        return "sitemap"
    if root in FEED_ROOTS and root != "channel":
        return "feed"
    if root is not None:
        if named in _HTML_TYPES or root in ("html", "head", "body", "title", "div", "meta", "article"):
            return "html"
        return "html" if named in ("", "text/plain") and root in ("p", "h1", "table", "main", "section") else "other"
    if _JSON.match(data):
        return "feed" if b"jsonfeed.org/version" in data[:4096] else "json"
    if named in ("text/plain", "") and _URL_LINES.match(data):
        return "sitemap"
    return "html" if named in _HTML_TYPES else "other"

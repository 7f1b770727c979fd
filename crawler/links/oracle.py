"""A site's own account of its stories: WordPress says how many posts there are, and which of them changed.

Two small requests to its REST API (https://developer.wordpress.org/rest-api/reference/posts/), made for this and for
nothing else: what the API says is held against the archive, it never stands in for a page.
"""

import html
import re
from datetime import datetime, timedelta

import msgspec

from pipelines.foreign_json import loads
from pipelines.page import Page
from pipelines.urls import resolve

RELATION = "https://api.w.org/"
"""Link relation under which WordPress names its API, in a header and in the head of each page."""
MOST_CHANGED = 100
"""Posts that one answer lists at most; the API allows no more."""

_HEAD = 256 * 1024
_POSTS = "wp/v2/posts"
_COUNT = "per_page=1&_fields=link,modified_gmt"
_CHANGES = f"per_page={MOST_CHANGED}&orderby=modified&_fields=link,modified_gmt&modified_after="
_MARGIN = timedelta(hours=1)
"""The site's clock may be behind ours by so much."""
_IN_HEADER = re.compile(r"<([^<>]{1,2000})>\s*;[^,<>]*\brel\s*=\s*\"?" + re.escape(RELATION))
_LINK = re.compile(rb"<link\b[^<>]{1,2000}>", re.IGNORECASE)
_HREF = re.compile(rb"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_ADDRESS = re.compile(rf"[/=](?:%2F|/)?{_POSTS}[?&]per_page=\d+&[^#]*_fields=link,modified_gmt")
_MOST = 9
"""Digits of a believable total."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post that the API names."""

    url: str
    modified: str | None
    """UTC, ISO 8601 with offset."""


def count_query(page: Page) -> str | None:
    """The address that tells how many posts the site of a page has, or None where the page names no API."""
    root = _api_root(page)
    return None if root is None else _query(root, _COUNT)


def changes_query(count: str, since: datetime) -> str:
    """The address that lists what changed after `since`, from the address that tells how many posts there are."""
    return count.removesuffix(_COUNT) + _CHANGES + f"{since - _MARGIN:%Y-%m-%dT%H:%M:%SZ}"


def is_oracle(url: str) -> bool:
    """Whether an address is one of ours to the API."""
    return _ADDRESS.search(url) is not None


def is_count(url: str) -> bool:
    """Whether an address is one of `count_query`."""
    return url.endswith(_COUNT) and is_oracle(url)


def stated_total(url: str, header: str | None) -> int | None:
    """How many posts the site says it has: the header X-WP-Total of an answer to `count_query`; else None."""
    if header is None or not is_count(url):
        return None
    digits = header.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST else None


def parse_posts(data: bytes, url: str) -> tuple[Post, ...]:
    """The posts of an answer, none where it is no list of posts. Never raises."""
    found = loads(data.decode("utf-8-sig", "replace"))
    posts = []
    for one in found[:MOST_CHANGED] if isinstance(found, list) else ():
        link = one.get("link") if isinstance(one, dict) else None
        address = resolve(url, link) if isinstance(link, str) and link else None
        if address:
            posts.append(Post(url=address, modified=_moment(one.get("modified_gmt"))))
    return tuple(posts)


def _api_root(page: Page) -> str | None:
    for name, value in page.headers:
        if name.lower() == "link" and (found := _IN_HEADER.search(value)):
            return resolve(page.url, found.group(1))
    for tag in _LINK.finditer(page.body, 0, _HEAD):
        if RELATION.encode() in tag.group() and (href := _HREF.search(tag.group())):
            address = next(filter(None, href.groups()), b"")
            return resolve(page.url, html.unescape(address.decode("utf-8", "replace")))
    return None


def _query(root: str, fields: str) -> str:
    """`root` ends in /wp-json/, or in ?rest_route=/ where the site has plain addresses."""
    base = root.rstrip("/") + "/" + _POSTS
    return base + ("&" if "?" in base else "?") + fields


def _moment(text: object) -> str | None:
    """WordPress writes its UTC times without an offset."""
    if not isinstance(text, str):
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.isoformat() if time.tzinfo else f"{time.isoformat()}+00:00"

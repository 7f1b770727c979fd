"""What a feed lists: RSS 0.9x, 1.0 (RDF) and 2.0, Atom (RFC 4287), JSON Feed 1.x, read leniently."""

import html
import re
from typing import Any

import msgspec
from lxml import etree

from crawler.links.markup import elements, inflate, local_name, root_name, whole_part
from pipelines.foreign_json import loads
from pipelines.urls import resolve

MAX_ENTRIES = 10_000
MAX_FIELD = 2_000
"""Characters kept of a title or summary."""
FEED_ROOTS = ("rss", "feed", "rdf", "channel")


class FeedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a feed; dates as written there."""

    url: str
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    summary: str | None = None
    """The start of its summary, tags removed."""


class FeedContent(msgspec.Struct, frozen=True, kw_only=True):
    """What could be read of a feed."""

    entries: tuple[FeedEntry, ...] = ()
    title: str | None = None
    next: str | None = None
    """The next page of a paged feed (RFC 5005)."""
    error: str | None = None
    """What was wrong, when something was."""


def parse_feed(data: bytes, url: str) -> FeedContent:
    """Read a feed that was fetched from `url`. Never raises; entities and networks are not touched."""
    data, error = inflate(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(data, url, error)
    if root_name(data) not in FEED_ROOTS:
        return FeedContent(error=error or "no feed")
    return _xml(data, url, error)


class _Item:
    """The item that is being read, or the feed's own head."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.text: dict[str, str] = {}
        self.authors: list[str] = []
        self.categories: list[str] = []

    def url(self, base: str) -> str | None:
        for name in ("origlink", "alternate", "link", "guid", "about"):
            if (href := self.links.get(name)) and (address := resolve(base, href)):
                return address
        return None


_DATES = {
    "pubdate": "published",
    "published": "published",
    "issued": "published",
    "date": "published",
    "updated": "updated",
    "modified": "updated",
    "lastbuilddate": "updated",
}


def _xml(data: bytes, url: str, error: str | None) -> FeedContent:
    head, item = _Item(), None
    entries: dict[str, FeedEntry] = {}
    data, cut = whole_part(data, FEED_ROOTS, ("item", "entry"))
    if cut:
        error = error or "ends too early"
    for event, element in elements(data):
        name = local_name(element)
        if event == "start":
            if name in ("item", "entry"):
                item = _Item()
                about = next((str(value) for key, value in element.items() if str(key).endswith("about")), None)
                if about:
                    item.links["about"] = about
            continue
        if name in ("item", "entry") and item is not None:
            _keep(entries, item, url)
            item = None
            element.clear()
        else:
            parent = element.getparent()
            above = local_name(parent) if parent is not None else ""
            if above in ("item", "entry", "channel", "feed") or name == "name":
                _take(item or head, element, name, above)
        if len(entries) >= MAX_ENTRIES:
            error = error or f"cut after {MAX_ENTRIES} entries"
            break
    if item is not None:
        _keep(entries, item, url)
    following = resolve(url, head.links["next"]) if head.links.get("next") else None
    return FeedContent(entries=tuple(entries.values()), title=head.text.get("title"), next=following, error=error)


def _take(item: _Item, element: "etree._Element", name: str, above: str) -> None:
    text = _text(element)
    if name == "link":
        href = element.get("href")
        rel = (element.get("rel") or "alternate").lower()
        if href:
            item.links.setdefault(rel, href)
        elif text:
            item.links.setdefault("link", text)
    elif name == "origlink" and text:
        item.links[name] = text
    elif name == "guid":
        # A guid is an address unless it says otherwise, and many say nothing and are none.
        if (element.get("isPermaLink") or "true").lower() != "false" and re.match(r"https?://", text):
            item.links.setdefault(name, text)
    elif name in ("creator", "name") and text and (name == "creator" or above in ("author", "creator")):
        item.authors.append(text)
    elif name == "category" and (label := element.get("label") or element.get("term") or text):
        item.categories.append(_plain(label))
    elif name == "title" and text:
        item.text.setdefault("title", _plain(text))
    elif name in ("description", "summary") and text:
        item.text.setdefault("summary", _plain(text))
    elif name in _DATES and text:
        item.text.setdefault(_DATES[name], text[:100])


def _keep(entries: dict[str, FeedEntry], item: _Item, base: str) -> None:
    address = item.url(base)
    if address is None:
        return
    entry = FeedEntry(
        url=address,
        title=item.text.get("title"),
        published=item.text.get("published") or item.text.get("updated"),
        updated=item.text.get("updated"),
        authors=tuple(dict.fromkeys(item.authors[:20])),
        categories=tuple(dict.fromkeys(item.categories[:50])),
        summary=item.text.get("summary"),
    )
    entries.setdefault(address, entry)


def _text(element: "etree._Element") -> str:
    parts = [element.text or ""]
    for child in element:
        # XHTML in a title; entity nodes and comments have no text to take.
        if isinstance(child.tag, str):
            parts.append("".join(map(str, child.itertext())))
        parts.append(child.tail or "")
    return " ".join("".join(parts)[: 4 * MAX_FIELD].split())


def _plain(text: str) -> str:
    """Without tags, character references resolved: feeds escape HTML once or twice."""
    text = re.sub(r"<[^<>]{0,2000}>", " ", html.unescape(text))
    return " ".join(html.unescape(text).split())[:MAX_FIELD]


def _json(data: bytes, url: str, error: str | None) -> FeedContent:
    feed = loads(data.decode("utf-8-sig", "replace"))
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return FeedContent(error=error or "no feed")
    entries: dict[str, FeedEntry] = {}
    for item in feed["items"][:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        href = _string(item.get("url")) or _string(item.get("id")) or ""
        address = resolve(url, href) if re.match(r"https?://|/", href) else None
        if address is None:
            continue
        authors = _list(item.get("authors") or [item.get("author")])
        entry = FeedEntry(
            url=address,
            title=_string(item.get("title")),
            published=_string(item.get("date_published")) or _string(item.get("date_modified")),
            updated=_string(item.get("date_modified")),
            authors=tuple(name for a in authors[:20] if isinstance(a, dict) and (name := _string(a.get("name")))),
            categories=tuple(tag for t in _list(item.get("tags"))[:50] if (tag := _string(t))),
            summary=_string(item.get("summary")),
        )
        entries.setdefault(address, entry)
    following = _string(feed.get("next_url"))
    return FeedContent(
        entries=tuple(entries.values()),
        title=_string(feed.get("title")),
        next=resolve(url, following) if following else None,
        error=error,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _string(value: Any) -> str | None:
    return _plain(value) or None if isinstance(value, str) else None

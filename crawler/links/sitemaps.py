"""What a sitemap lists (sitemaps.org 0.9, Google's news extension, plain text), read leniently."""

import re

import msgspec
from lxml import etree

from crawler.links.feeds import FEED_ROOTS, parse_feed
from crawler.links.markup import elements, inflate, local_name, root_name, whole_part
from pipelines.urls import resolve

MAX_ENTRIES = 100_000
"""Twice what the protocol allows in one file."""
SITEMAP_ROOTS = ("urlset", "sitemapindex")


class SitemapEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One page that a sitemap names; dates as written there."""

    url: str
    lastmod: str | None = None
    news_date: str | None = None


class SitemapContent(msgspec.Struct, frozen=True, kw_only=True):
    """What could be read of a sitemap."""

    entries: tuple[SitemapEntry, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """The sitemaps that an index names."""
    sitemap_dates: tuple[str | None, ...] = ()
    """The `lastmod` of each of `sitemaps`."""
    error: str | None = None
    """What was wrong, when something was."""


def parse_sitemap(data: bytes, url: str) -> SitemapContent:
    """Read a sitemap that was fetched from `url`. Never raises; entities and networks are not touched."""
    data, error = inflate(data)
    root = root_name(data)
    if root in FEED_ROOTS:
        # Feeds are sitemaps too, says the protocol.
        feed = parse_feed(data, url)
        entries = tuple(SitemapEntry(url=entry.url, lastmod=entry.published) for entry in feed.entries)
        return SitemapContent(entries=entries, error=error or feed.error)
    if root is None:
        return _plain_text(data, url, error)
    if root == "html":
        return SitemapContent(error="a web page, no sitemap")
    return _xml(data, url, error)


class _Row:
    """The element of an entry that is being read."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.fields: dict[str, str] = {}


def _xml(data: bytes, url: str, error: str | None) -> SitemapContent:
    entries: dict[str, SitemapEntry] = {}
    maps: dict[str, str | None] = {}
    row: _Row | None = None
    data, cut = whole_part(data, SITEMAP_ROOTS, ("url", "sitemap"))
    if cut:
        error = error or "ends too early"

    def keep(row: _Row) -> None:
        address = resolve(url, row.fields.get("loc", ""))
        if address is None or not row.fields.get("loc"):
            return
        if row.kind == "sitemap":
            if address != url:
                maps.setdefault(address, row.fields.get("lastmod"))
        else:
            entry = SitemapEntry(
                url=address,
                lastmod=row.fields.get("lastmod"),
                news_date=row.fields.get("publication_date"),
            )
            entries.setdefault(address, entry)

    for event, element in elements(data):
        name = local_name(element)
        if event == "start":
            if name in ("url", "sitemap"):
                if row is not None:
                    keep(row)
                row = _Row(name)
            continue
        if name in ("url", "sitemap") and row is not None:
            keep(row)
            row = None
            _let_go(element)
        elif row is not None and (text := _text(element)):
            parent = element.getparent()
            above = local_name(parent) if parent is not None else ""
            if (name in ("loc", "lastmod") and above == row.kind) or (name == "publication_date" and above == "news"):
                row.fields.setdefault(name, text)
        if len(entries) + len(maps) >= MAX_ENTRIES:
            error = error or f"cut after {MAX_ENTRIES} entries"
            row = None
            break
    if row is not None:
        keep(row)
    # Some systems call every feed a sitemap: the real ones first, then nothing is left for the others to tell.
    ordered = sorted(maps, key=lambda address: "sitemap" not in address.lower())
    return SitemapContent(
        entries=tuple(entries.values()),
        sitemaps=tuple(ordered),
        sitemap_dates=tuple(maps[address] for address in ordered),
        error=error,
    )


def _text(element: "etree._Element") -> str:
    # A child here is an entity that was not resolved: what stands around it is no address.
    return " ".join((element.text or "").split())[:4096] if len(element) == 0 else ""


def _let_go(element: "etree._Element") -> None:
    """Free what has been read: a large sitemap must not stay in memory as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _plain_text(data: bytes, url: str, error: str | None) -> SitemapContent:
    """One address a line, which the protocol allows as well."""
    entries: dict[str, SitemapEntry] = {}
    lines = data.decode("utf-8-sig", "replace").splitlines()
    for line in lines:
        line = line.strip()
        if re.match(r"https?://\S+\Z", line, re.IGNORECASE) and (address := resolve(url, line)):
            entries.setdefault(address, SitemapEntry(url=address))
            if len(entries) >= MAX_ENTRIES:
                error = error or f"cut after {MAX_ENTRIES} entries"
                break
    return SitemapContent(entries=tuple(entries.values()), error=error or (None if entries else "no sitemap"))

"""What a page needs to look like itself when it is replayed: pictures, style sheets, fonts and scripts."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.extract.document import Document
from pipelines.urls import resolve

MAX_REQUISITES = 1000
"""Of one page or style sheet."""
_LINK_RELS = frozenset({"stylesheet", "icon", "apple-touch-icon", "preload", "modulepreload", "manifest", "mask-icon"})
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-orig-file", "poster")
_SOURCE_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "imagesrcset")
_PICTURE_META = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})
_EMBEDDING = ("amp-img", "audio", "embed", "img", "input", "script", "source", "track", "video")
# CSS 2.1 4.3.4 and css-cascade: url(…) quoted or not, and @import with a bare string.
_URL = re.compile(r"""[uU][rR][lL]\(\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^"'()\s]+))\s*\)""")  # quicker than IGNORECASE
_IMPORT = re.compile(r"""@import\s+(?:"([^"\n]*)"|'([^'\n]*)')""", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# HTML 4.8.4.2.2, srcset: a URL runs up to a space; where it does not end with a comma, its descriptors run up to one.
_CANDIDATE = re.compile(r"[\s,]*+(\S++)([^,]*+)")


def find_requisites(document: Document) -> tuple[str, ...]:
    """Absolute http(s) URLs in the order of the page, each once. Never raises."""
    return _resolved(document.base_url, _in_tree(document.tree))


def css_requisites(text: str, url: str) -> tuple[str, ...]:
    """What a style sheet at `url` imports and refers to."""
    return _resolved(url, _in_css(text))


def _in_tree(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("link", "meta", "style", *_EMBEDDING):
        match element.tag:
            case "link":
                if _LINK_RELS & set((element.get("rel") or "").lower().split()):
                    yield element.get("href") or ""
            case "meta":
                if (element.get("property") or element.get("name") or "").lower() in _PICTURE_META:
                    yield element.get("content") or ""
            case "style":
                yield from _in_css(element.text or "")
            case _:
                yield from _in_element(element)
    for element in tree.iter("*"):
        if "url" in (style := element.get("style") or ""):
            yield from _in_css(style)
        if background := element.get("data-bg"):
            yield background


def _in_element(element: HtmlElement) -> Iterator[str]:
    for name in _SOURCES:
        if value := element.get(name):
            yield value
    for name in _SOURCE_SETS:
        if value := element.get(name):
            yield from _candidates(value[:20_000])


def _candidates(source_set: str) -> Iterator[str]:
    place = 0
    while match := _CANDIDATE.match(source_set, place):
        address = match[1].rstrip(",")
        yield address
        place = match.end() if address == match[1] else match.end(1)


def _in_css(text: str) -> Iterator[str]:
    text = _COMMENT.sub("", text)
    for match in _IMPORT.finditer(text):
        yield match[1] or match[2] or ""
    for match in _URL.finditer(text):
        yield match[1] or match[2] or match[3] or ""


def _resolved(base: str, found: Iterator[str]) -> tuple[str, ...]:
    urls: dict[str, None] = {}
    for value in found:
        if not value or value.startswith(("data:", "blob:", "#", "javascript:")):
            continue
        url = resolve(base, value.strip())
        if url is not None:
            urls[url] = None
        if len(urls) >= MAX_REQUISITES:
            break
    return tuple(urls)

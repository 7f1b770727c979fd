"""One page, decoded and parsed once; links, classification, metadata and body all read this tree."""

import re
from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import wraps
from itertools import chain
from threading import local
from typing import Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from lxml import html
from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlElement

from pipelines.extract.encoding import decode
from pipelines.page import Page

MAX_ATTRIBUTES = 500
"""Kept on one tag: libxml2 compares each attribute with all before it (40,000 take 14 seconds)."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*+(?:[0-8]|11|1[4-9]|2\d|3[01]|127)(?!\d)|x0*+(?:[0-8b]|0?[ef]|1[0-9a-f]|7f)(?![0-9a-f]));?", re.IGNORECASE
)
_ATTRIBUTE = r"[\s/]*+(?:=[^\s=/>]*+|[^\s=/>]++)(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?+"
_COMMENT = r"<!--(?:-?>|(?:[^-]++|-(?!-!?>))*+(?:--!?>|\Z))"
_RAW = ("script", "style", "textarea", "title")
"""Elements in which no tag begins."""
_TAG = re.compile(
    rf"{_COMMENT}"
    rf"|(?P<tag><(?:(?P<raw>{'|'.join(_RAW)})\b|[a-z])(?:{_ATTRIBUTE})*+[\s/]*+>?)"
    r"(?(raw)[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+)",
    re.IGNORECASE,
)
_FEW_ATTRIBUTES = rf"(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+[\s/]*+>"

# Gates, on bytes: hardly a page has anything of what the expressions above are for, and these find that out faster.
_CONTROL = bytes((*range(9), 0x0B, *range(0x0E, 0x20), 0x7F))
_NONCHARACTER = re.compile(b"\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(_CONTROL_REFERENCE.pattern.encode(), re.IGNORECASE)
_CALM = re.compile(
    (
        rf"(?:[^<]++|</|<[a-rA-RU-Zu-z]{_FEW_ATTRIBUTES}|{_COMMENT}"
        + "".join(rf"|<(?i:{raw})\b{_FEW_ATTRIBUTES}[^<]*+(?:<(?!/(?i:{raw}))[^<]*+)*+" for raw in _RAW)
        + rf"|<[a-zA-Z]{_FEW_ATTRIBUTES}|<(?![a-zA-Z]|!--))*+"
    ).encode()
)
"""Matches a page up to the first tag of too many attributes, or without an end. What most pages have most of is asked
for first: texts, ends of elements, and tags whose first letter none in `_RAW` has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A page as a tree. The tree is shared by every reader: read it, never change it."""

    url: str
    base_url: str
    """What relative links are resolved against: the page's base element, else `url`."""
    tree: HtmlElement
    """The root element `html`."""
    encoding: str
    """Python name of the encoding that the text was decoded with."""
    text: str
    """The decoded source, without control characters."""
    elements: tuple[HtmlElement, ...] = field(init=False, repr=False, compare=False)
    """Every element in page order; comments and processing instructions are left out of the tree."""
    # lxml makes the Python object of a node anew for each reader unless somebody holds it: that costs more than what
    # most readers do with it. Walking through the tree costs as much again.
    _known: dict[Callable[["Document"], Any], Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Hold every element of the tree."""
        object.__setattr__(self, "elements", tuple(self.tree.iter("*")))

    def all(self, *tags: str) -> list[HtmlElement]:
        """The elements of these tags in page order."""
        by_tag = _by_tag(self)
        found = [by_tag[tag] for tag in dict.fromkeys(tags) if tag in by_tag]
        if len(found) < 2:
            return found[0] if found else []
        return in_order(self, chain.from_iterable(found))


_T = TypeVar("_T")


def once(read: Callable[[Document], _T]) -> Callable[[Document], _T]:
    """Let a pure reader of documents read each document once; its result must not be changed."""

    @wraps(read)
    def known(document: Document) -> _T:
        results = document._known
        if read not in results:
            results[read] = read(document)
        return cast(_T, results[read])

    return known


@once
def order_of(document: Document) -> dict[HtmlElement, int]:
    """The place of each element of a page in `document.elements`."""
    return {element: place for place, element in enumerate(document.elements)}


def in_order(document: Document, elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Elements of a page as they stand in it."""
    return sorted(elements, key=order_of(document).__getitem__)


@once
def _by_tag(document: Document) -> dict[str, list[HtmlElement]]:
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for element in document.elements:
        found[element.tag].append(element)
    return found


def parse(page: Page) -> Document:
    """Decode and parse a page once. Never raises: an empty or hopeless page gives an empty tree."""
    encoding, text = decode(page.body, page.header("content-type"))
    text, source = _harmless(text, page.body if encoding == "utf-8" and "\ufffd" not in text else None)
    tree = _tree(source)
    return Document(url=page.url, base_url=_base_url(tree, page.url), tree=tree, encoding=encoding, text=text)


def _harmless(text: str, source: bytes | None) -> tuple[str, bytes]:
    """A page without what makes a parser slow or its output unusable, also as UTF-8.

    That is control characters, and tags of endless attributes. `source` is the page in UTF-8, where that is at hand.
    """
    if source is None or source.startswith(BOM_UTF8):
        source = text.encode("utf-8", "ignore")
    if _is_harmless(source):
        return text, source
    text = _CONTROL_REFERENCE.sub("", _NOT_TEXT.sub("", text))
    text = _TAG.sub(_shorten, text)
    return text, text.encode("utf-8", "ignore")


def _is_harmless(source: bytes) -> bool:
    return (
        len(source.translate(None, _CONTROL)) == len(source)
        and _NONCHARACTER.search(source) is None
        and _REFERENCE.search(source) is None
        and _CALM.fullmatch(source) is not None
    )


def _shorten(match: re.Match[str]) -> str:
    tag = match["tag"]
    if tag is None or len(tag) < 2 * MAX_ATTRIBUTES:
        return match.group()
    parts = re.findall(_ATTRIBUTE, tag[1:])
    if len(parts) <= MAX_ATTRIBUTES:
        return match.group()
    kept = " ".join(part.strip() for part in parts[:MAX_ATTRIBUTES])
    return f"<{kept}>{match.group()[len(tag) :]}"


class _Parser(local):
    """The parser of all pages that a thread reads: making one for each page costs a seventh of the parsing.

    One for all threads would let only one of them parse at a time, and a process forked meanwhile could not parse at
    all: lxml holds a lock.
    """

    def __init__(self) -> None:
        # Bytes and a fixed encoding: a str with an XML declaration is refused by lxml, and a meta tag that
        # names another charset must not make libxml2 decode a second time.
        self.html = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
        # In place of a look-up in Python for each element: classes for forms, which nobody here fills in.
        self.html.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))


_PARSER = _Parser()


def _tree(source: bytes) -> HtmlElement:
    try:
        return _one_tree(html.document_fromstring(source, parser=_PARSER.html))
    except (ParserError, ValueError):
        return html.document_fromstring(b"<html><body></body></html>", parser=_PARSER.html)


def _one_tree(root: HtmlElement) -> HtmlElement:
    """The tree with what the source has behind a first </html>: browsers put it into the body (HTML 13.2.6.4.22)."""
    body = root.find("body")
    for stray in list(root.itersiblings()) if body is not None else ():
        body.extend(list(stray) if stray.tag == "html" else [stray])
    return root


def _base_url(tree: HtmlElement, url: str) -> str:
    for base in tree.iter("base"):
        href = (base.get("href") or "").strip()
        if href:
            try:
                joined: str = urljoin(url, href)
                if urlsplit(joined).scheme in ("http", "https"):
                    return joined
            except ValueError:
                pass
            break  # HTML 4.2.3: only the first base element with a href counts
    return url

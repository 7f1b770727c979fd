"""One page, decoded and parsed once; links, classification, metadata and body all read this tree."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urljoin, urlsplit

from lxml import html
from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlComment, HtmlElement, HtmlProcessingInstruction

from pipelines.extract.encoding import decode
from pipelines.page import Page

MAX_ATTRIBUTES = 500
"""Kept on one tag: libxml2 compares each attribute with all before it (40,000 take 14 seconds)."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_CONTROL_REFERENCE = re.compile(
    r"&#(?:0*+(?:[0-8]|11|1[4-9]|2\d|3[01]|127)(?!\d)|x0*+(?:[0-8b]|0?[ef]|1[0-9a-f]|7f)(?![0-9a-f]));?", re.IGNORECASE
)
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</|\Z)(?=(?:script|style)|\Z)"
    r"|<[a-z](?:[^=>]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+>?",
    re.DOTALL | re.IGNORECASE,
)
_LONG_TAG_SIZE = 8 * 1024
_ATTRIBUTE = re.compile(r"[^\s=\"'>]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?")


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
    _alive: list[HtmlElement] = field(init=False, repr=False, compare=False)
    # lxml makes the Python object of an element anew for each reader unless somebody holds it: that costs more
    # than what most readers do with it.
    _known: dict[Callable[["Document"], Any], Any] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Hold every element of the tree."""
        object.__setattr__(self, "_alive", list(self.tree.iter()))


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


def parse(page: Page) -> Document:
    """Decode and parse a page once. Never raises: an empty or hopeless page gives an empty tree."""
    encoding, text = decode(page.body, page.header("content-type"))
    text = _harmless(text)
    tree = _tree(text)
    return Document(url=page.url, base_url=_base_url(tree, page.url), tree=tree, encoding=encoding, text=text)


def _harmless(text: str) -> str:
    """Without what makes a parser slow or its output unusable: control characters, tags of endless attributes."""
    text = _NOT_TEXT.sub("", text)
    text = _CONTROL_REFERENCE.sub("", text)
    if len(text) > _LONG_TAG_SIZE:
        text = _TAG.sub(_shorten, text)
    return text


def _shorten(match: re.Match[str]) -> str:
    tag = match.group()
    if len(tag) < _LONG_TAG_SIZE or tag.startswith("<!--") or tag.endswith("</"):
        return tag
    parts = _ATTRIBUTE.findall(tag, 1)
    if len(parts) <= MAX_ATTRIBUTES:
        return tag
    return "<" + " ".join(parts[:MAX_ATTRIBUTES]) + ">"


def _tree(text: str) -> HtmlElement:
    # Bytes and a fixed encoding: a str with an XML declaration is refused by lxml, and a meta tag that
    # names another charset must not make libxml2 decode a second time.
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    # In place of a look-up in Python for each element: classes for forms, which nobody here fills in.
    parser.set_element_class_lookup(
        ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction)
    )
    source = text.encode("utf-8", "ignore")
    try:
        return _one_tree(html.document_fromstring(source, parser=parser))
    except (ParserError, ValueError):
        return html.document_fromstring(b"<html><body></body></html>", parser=parser)


def _one_tree(root: HtmlElement) -> HtmlElement:
    """The tree with what the source has behind a first </html>: browsers put it into the body (HTML 13.2.6.4.22)."""
    body = root.find("body")
    for stray in list(root.itersiblings()) if body is not None else ():
        if isinstance(stray.tag, str):
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

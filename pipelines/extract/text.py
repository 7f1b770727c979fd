"""The visible text of an element, as a reader sees it."""

import re
import sys

from lxml import etree
from lxml.html import HtmlElement

SILENT = frozenset(
    ("rp", "rt", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "select", "option",  # noqa: E501
     "textarea", "input", "button", "audio", "video", "canvas", "map", "head", "title", "link", "meta", "base", "source", "track")  # noqa: E501
)  # fmt: skip
"""Elements whose text no reader sees, or that is no text of the page."""
BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
     "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",  # noqa: E501
     "th", "thead", "tr", "ul", "amp-img", "caption")
)  # fmt: skip
"""Elements that begin and end a line."""

_NARROW = re.compile("[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e81-\U0010ffff]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\ufeff\u00ad\u2060"))
MAX_NODES = 20_000
"""Elements read below one element; more is no headline, caption or paragraph."""
_FEW_NODES = 800
_BEGINNING = 20_000
"""Characters, white space counted."""


def squeeze(text: str | None) -> str:
    """One line: white space squeezed, invisible characters gone."""
    if not text:
        return ""
    # Asking for each sign in turn is fifty times as fast as looking at each letter of the text.
    if not text.isascii() and ("\u00ad" in text or "\u200b" in text or "\ufeff" in text or "\u2060" in text):
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


def is_wide(text: str) -> bool:
    """Whether a text is in a script without spaces, of which a line holds half as many letters."""
    start = text[:50]
    return not start.isascii() and len(_NARROW.sub("", start)) > min(15, len(text) // 3)


def text_of(element: HtmlElement) -> str:
    """The text below an element on one line; block elements and line breaks part words."""
    if not len(element):
        return squeeze(element.text) if element.tag not in SILENT else ""
    parts: list[str] = []
    _gather(element, parts, MAX_NODES)
    return squeeze("".join(parts))


def beginning_of(element: HtmlElement) -> str:
    """The text below an element as `text_of` gives it, cut where it is longer than any paragraph.

    For elements of which thousands may stand in one another, each with half of the page in it.
    """
    parts: list[str] = []
    _gather(element, parts, _FEW_NODES)
    return squeeze("".join(parts)[:_BEGINNING])


def text_within(element: HtmlElement, most: int, nodes: int = _FEW_NODES) -> str | None:
    """The text below an element as `text_of` gives it; None where it has more characters than that.

    For lines that matter only while they are short: a box that holds half of the page is not read through, and one of
    more elements than `nodes` is none.
    """
    for room in (2 * most + 100, _BEGINNING):
        parts: list[str] = []
        whole = _gather(element, parts, nodes, room)
        text = squeeze("".join(parts))
        if whole or len(text) > most:
            return text if len(text) <= most else None
    return None


def has_text(element: HtmlElement) -> bool:
    """Whether any text below an element is visible, or it holds too many elements to tell."""
    return text_within(element, 0, 150) is None


def _gather(root: HtmlElement, parts: list[str], budget: int, room: int = sys.maxsize) -> bool:
    """Collect the pieces of a text, for `budget` elements and `room` characters; False where this left some out."""
    # Iterative: a hostile page nests two thousand elements.
    stack: list[HtmlElement | str] = [root]
    while stack and budget:
        if room < 0:
            return False
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            room -= len(item)
            continue
        budget -= 1
        tail = item.tail if item is not root else None
        tag = item.tag
        if tag not in SILENT:
            block = tag in BLOCKS or tag == "br"
            if block:
                parts.append(" ")
            if text := item.text:
                parts.append(text)
                room -= len(text)
            children = item[: budget + 1]
            if children:
                if tail:
                    stack.append(tail)
                if block:
                    stack.append(" ")
                children.reverse()
                stack.extend(children)
                continue
            if block:
                parts.append(" ")
        if tail:
            parts.append(tail)
            room -= len(tail)
    return not stack


def line_of(element: HtmlElement) -> str:
    """The text below a small element with the texts of its parts set apart by spaces; empty for a big one."""
    if not len(element):
        return text_of(element)
    parts: list[str | None] = []
    for count, (event, one) in enumerate(etree.iterwalk(element, events=("start", "end", "comment", "pi"))):
        if count > 80:
            return ""
        if event == "start":
            parts.append(None if one.tag in SILENT else one.text)
        elif one is not element:
            parts.append(one.tail)
    return squeeze(" ".join(filter(None, parts)))


def class_and_id(element: HtmlElement) -> str:
    """Class names and id in lower case, for looking words up in."""
    return f"{element.get('class') or ''} {element.get('id') or ''}".lower()

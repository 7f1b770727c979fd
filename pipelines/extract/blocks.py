"""Cuts a page into blocks: runs of text that stand on lines of their own, with what surrounds each."""

import re

import msgspec
from lxml.html import HtmlElement

from pipelines.article import BlockKind
from pipelines.extract.document import Document, once
from pipelines.extract.text import BLOCKS, SILENT, squeeze

_KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "item", "dd": "item", "dt": "item", "blockquote": "quote", "pre": "code", "td": "row", "th": "row",
}  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_MARKS = frozenset(("a", "i", "em", "cite"))
"""Elements inside a line whose characters are counted."""
MAX_BLOCKS = 5000
MAX_DEPTH = 200
"""Block elements around a text; what stands deeper is left out."""
_MAX_NESTED = 500
"""Elements of any kind around a text."""


class TextBlock(msgspec.Struct, eq=False):
    """One run of text and the element it stands in."""

    text: str
    element: HtmlElement
    """The block element that directly holds the text."""
    kind: BlockKind
    link_chars: int
    """Characters of `text` that are inside links."""
    path: tuple[HtmlElement, ...]
    """The elements from the body down to `element`."""
    em_chars: int = 0
    links: int = 0
    """How many links."""
    pieces: tuple[str, ...] = ()
    """Of a table row: its cells but the first, as they stood; of a quote with its speaker: the quote alone."""

    def is_prose(self) -> bool:
        """Whether the block may be a sentence of the text, by its size and its links."""
        if self.kind == "heading" and len(self.text) < 120:
            return False
        return len(self.text) >= 60 and self.link_chars < 0.5 * len(self.text)


@once
def blocks_of(document: Document) -> tuple[TextBlock, ...]:
    """All blocks of a page, for reading only: other readers share them."""
    body = document.tree.find("body")
    return tuple(cut(body)) if body is not None else ()


def cut(root: HtmlElement) -> list[TextBlock]:
    """All blocks below an element, in page order. Text that no reader sees is left out."""
    cutter = _Cutter(root)
    if root.tag not in SILENT:
        cutter.read(root, 0)
    cutter.end_block()
    return _rows_joined(cutter.blocks)


class _Cutter:
    """Collects text into blocks while the elements are walked through."""

    __slots__ = (
        "_breaks", "_cited", "_em", "_has_text", "_in_cite", "_in_em", "_in_link", "_linked", "_links", "_parts",
        "_path", "blocks",
    )  # fmt: skip

    def __init__(self, root: HtmlElement) -> None:
        """Begin at an element."""
        self.blocks: list[TextBlock] = []
        self._path = [root]
        self._parts: list[str] = []
        """The texts since the last block began or ended."""
        self._in_link = self._in_em = self._in_cite = 0
        """How many of these elements are open."""
        self._begin()
        if root.tag in _MARKS:
            self._mark(root.tag, 1)

    def _begin(self) -> None:
        self._parts.clear()
        self._has_text = False
        self._linked = self._links = self._em = self._cited = self._breaks = 0

    def read(self, element: HtmlElement, depth: int) -> None:
        """Take up all that stands inside an element, `depth` elements below the root."""
        parts = self._parts
        if text := element.text:
            self._add(text)
        if len(self._path) >= MAX_DEPTH or depth >= _MAX_NESTED:
            return
        for child in element:
            tag = child.tag
            if tag in BLOCKS:
                if not is_hidden(child):
                    if parts:
                        self.end_block()
                    self._path.append(child)
                    self.read(child, depth + 1)
                    if parts:
                        self.end_block()
                    self._path.pop()
            elif tag not in SILENT and not is_hidden(child):
                if tag in _MARKS and not (tag == "a" and self._stays_here(child)):
                    self._mark(tag, 1)
                    self.read(child, depth + 1)
                    self._mark(tag, -1)
                elif tag == "br":
                    self._breaks += 1
                    parts.append("\n")
                else:
                    self.read(child, depth + 1)
            if len(self.blocks) >= MAX_BLOCKS:
                return
            if tail := child.tail:
                self._add(tail)

    def _stays_here(self, link: HtmlElement) -> bool:
        """Whether an `a` in a heading only names its place, or leads to itself."""
        return self._path[-1].tag in _HEADINGS and (link.get("href") or "#").startswith("#")

    def _mark(self, tag: str, change: int) -> None:
        match tag:
            case "a":
                self._in_link += change
                self._links += change > 0
            case "i" | "em":
                self._in_em += change
            case "cite":
                self._in_cite += change

    def _add(self, text: str) -> None:
        """Take up text where it stands; two line breaks in a row begin a new block."""
        if text.isspace():
            self._parts.append(text)
            return
        if self._breaks >= 2 and self._has_text:
            self.end_block()
        self._breaks = 0
        self._has_text = True
        self._parts.append(text)
        if self._in_link or self._in_em or self._in_cite:
            size = len(text.strip())
            self._linked += size if self._in_link else 0
            self._em += size if self._in_em else 0
            self._cited += size if self._in_cite else 0

    def end_block(self) -> None:
        """End the block that is under way."""
        if not self._has_text:
            if self._parts:
                self._parts.clear()
                self._links = self._breaks = 0
            return
        path = tuple(self._path)
        kind = _kind(path)
        whole = "".join(self._parts)
        text = _preformatted(whole) if kind == "code" else squeeze(whole)
        if text:
            size = len(text)
            linked, em = min(self._linked, size), min(self._em, size)
            block = TextBlock(text, path[-1], kind, linked, path, em, self._links)
            if self._cited and self.blocks and _names_speaker(block, self._cited, self.blocks[-1]):
                _add_speaker(self.blocks[-1], block)
            else:
                self.blocks.append(block)
        self._begin()


def _preformatted(text: str) -> str:
    """Preformatted text with its line breaks."""
    return "\n".join(line.rstrip() for line in text.expandtabs(4).splitlines()).strip("\n")


def _names_speaker(block: TextBlock, cited: int, before: TextBlock) -> bool:
    """Whether a block is the `cite` at the end of the quote that the block before is."""
    if block.kind != "quote" or before.kind != "quote" or len(block.text) > 200 or before.pieces:
        return False
    quote = _quote_of(block)
    return quote is not None and quote is _quote_of(before) and cited >= 0.8 * len(block.text.replace(" ", ""))


def _quote_of(block: TextBlock) -> HtmlElement | None:
    return next((element for element in reversed(block.path) if element.tag == "blockquote"), None)


def _add_speaker(quote: TextBlock, speaker: TextBlock) -> None:
    """One line, as a quote and its speaker are to a reader."""
    quote.pieces = (quote.text,)
    parted = "" if speaker.text[0] in "-–—―~" else "— "
    quote.text = f"{quote.text} {parted}{speaker.text}"
    quote.link_chars += speaker.link_chars


def _rows_joined(blocks: list[TextBlock]) -> list[TextBlock]:
    """The short cells of one table row as one block, since a row is one line to a reader."""
    joined: list[TextBlock] = []
    last_row: HtmlElement | None = None
    for block in blocks:
        row = _row_of(block)
        if row is not None and row is last_row and len(block.text) + len(joined[-1].text) < 400:
            before = joined[-1]
            before.text = f"{before.text} | {block.text}"
            before.link_chars += block.link_chars
            before.element = row
            before.path = before.path[: before.path.index(row) + 1]
            before.pieces += (block.text,)
        else:
            joined.append(block)
        last_row = row
    return joined


def _row_of(block: TextBlock) -> HtmlElement | None:
    if block.kind != "row" or len(block.text) > 200:
        return None
    return next((element for element in reversed(block.path) if element.tag == "tr"), None)


_SUBHEAD = re.compile(
    r"sub-?head|cross-?head|inter-?tit|zwischen(?:titel|ueberschrift|überschrift)|ladillo|mellan(?:rubrik)|kop(?:je)?\b"
)


_STREAMED = re.compile(r"S:[0-9a-f]+")


_HIDING = frozenset(("hidden", "aria-hidden", "style"))
"""Attributes that may hide an element."""


def is_hidden(element: HtmlElement) -> bool:
    """Whether the markup itself hides the element."""
    if _HIDING.isdisjoint(element.keys()) or not (
        element.get("hidden") is not None
        or (element.get("aria-hidden") == "true" and element.tag not in ("a", "span"))
        or _is_styled_away(element.get("style"))
    ):
        return False
    # React streams the page itself into hidden elements and moves them at load.
    return not _STREAMED.fullmatch(element.get("id") or "")


def _is_styled_away(style: str | None) -> bool:
    if not style:
        return False
    style = style.replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


def _kind(path: tuple[HtmlElement, ...]) -> BlockKind:
    for element in reversed(path[-3:]):
        kind = _KINDS.get(element.tag)
        if kind:
            return kind
    element = path[-1]
    names = element.get("class") if element.tag in ("div", "p") else None
    if names and _SUBHEAD.search(names.lower()) and len(element) <= 1:
        return "heading"
    return "paragraph"

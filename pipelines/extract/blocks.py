"""Cuts a page into blocks: runs of text that stand on lines of their own, with what surrounds each."""

import re
from dataclasses import dataclass

from lxml.etree import iterwalk
from lxml.html import HtmlElement

from pipelines.article import BlockKind
from pipelines.extract.document import Document, once
from pipelines.extract.text import BLOCKS, SILENT, squeeze

_KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "item", "dd": "item", "dt": "item", "blockquote": "quote", "pre": "code", "td": "row", "th": "row",
}  # fmt: skip
_MARKS = frozenset(("a", "b", "strong", "i", "em", "cite"))
"""Elements inside a line whose characters are counted."""
MAX_BLOCKS = 5000
MAX_DEPTH = 200


@dataclass(slots=True, eq=False)
class TextBlock:
    """One run of text and the element it stands in."""

    text: str
    element: HtmlElement
    """The block element that directly holds the text."""
    kind: BlockKind
    link_chars: int
    """Characters of `text` that are inside links."""
    path: tuple[HtmlElement, ...]
    """The elements from the body down to `element`."""
    strong_chars: int = 0
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
    walk = iterwalk(root, events=("start", "end"))
    unseen: HtmlElement | None = None
    for event, element in walk:
        if event == "start":
            if element.tag in SILENT or (element is not root and is_hidden(element)):
                unseen = element
                walk.skip_subtree()
                continue
            inside = cutter.enter(element)
            if not inside:
                walk.skip_subtree()
            if text := element.text:
                cutter.add(text)
        else:
            if element is unseen:
                unseen = None
            else:
                cutter.leave(element)
            if element is not root and (tail := element.tail):
                cutter.add(tail)
        if len(cutter.blocks) >= MAX_BLOCKS:
            break
    cutter.flush()
    return _rows_joined(cutter.blocks)


class _Run:
    """The text since the last block began or ended."""

    __slots__ = ("breaks", "cited", "em", "has_text", "linked", "links", "parts", "strong")

    def __init__(self) -> None:
        """Begin without text."""
        self.parts: list[str] = []
        self.has_text = False
        self.linked = self.links = self.strong = self.em = self.cited = self.breaks = 0


class _Cutter:
    """Collects text into blocks while the elements are walked through."""

    __slots__ = ("_cite", "_em", "_link", "_path", "_run", "_strong", "blocks")

    def __init__(self, root: HtmlElement) -> None:
        """Begin at an element."""
        self.blocks: list[TextBlock] = []
        self._path = [root]
        self._run = _Run()
        self._link = self._strong = self._em = self._cite = 0
        """How many of these elements are open."""

    def enter(self, element: HtmlElement) -> bool:
        """Take note of an element that begins; False where what is inside stands too deep to be read."""
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
            if element is not self._path[0]:
                self._path.append(element)
            return len(self._path) < MAX_DEPTH
        if tag in _MARKS:
            self._mark(tag, 1)
        elif tag == "br":
            self._run.breaks += 1
            self.add("\n")
        return True

    def leave(self, element: HtmlElement) -> None:
        """Take note of an element that ends."""
        tag = element.tag
        if tag in BLOCKS:
            self.flush()
            if element is not self._path[0]:
                self._path.pop()
            return
        if tag in _MARKS:
            self._mark(tag, -1)

    def _mark(self, tag: str, change: int) -> None:
        match tag:
            case "a":
                self._link += change
                self._run.links += change > 0
            case "b" | "strong":
                self._strong += change
            case "i" | "em":
                self._em += change
            case "cite":
                self._cite += change

    def add(self, text: str) -> None:
        """Take up text where it stands; two line breaks in a row begin a new block."""
        run = self._run
        if text.isspace():
            run.parts.append(text)
            return
        if run.breaks >= 2 and run.has_text:
            self.flush()
            run = self._run
        run.breaks = 0
        run.has_text = True
        run.parts.append(text)
        if self._link or self._strong or self._em or self._cite:
            size = len(text.strip())
            run.linked += size if self._link else 0
            run.strong += size if self._strong else 0
            run.em += size if self._em else 0
            run.cited += size if self._cite else 0

    def flush(self) -> None:
        """End the block that is under way."""
        run = self._run
        if not run.has_text:
            if run.parts:
                run.parts.clear()
                run.links = run.breaks = 0
            return
        self._run = _Run()
        kind = _kind(self._path)
        whole = "".join(run.parts)
        text = _preformatted(whole) if kind == "code" else squeeze(whole)
        if not text:
            return
        size = len(text)
        block = TextBlock(
            text,
            self._path[-1],
            kind,
            min(run.linked, size),
            tuple(self._path),
            min(run.strong, size),
            min(run.em, size),
            run.links,
        )
        if run.cited and self.blocks and _names_speaker(block, run.cited, self.blocks[-1]):
            _add_speaker(self.blocks[-1], block)
        else:
            self.blocks.append(block)


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


def is_hidden(element: HtmlElement) -> bool:
    """Whether the markup itself hides the element."""
    if not (
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


def _kind(path: list[HtmlElement]) -> BlockKind:
    for element in reversed(path[-3:]):
        kind = _KINDS.get(element.tag)
        if kind:
            return kind
    element = path[-1]
    names = element.get("class") if element.tag in ("div", "p") else None
    if names and _SUBHEAD.search(names.lower()) and len(element) <= 1:
        return "heading"
    return "paragraph"

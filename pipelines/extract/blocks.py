"""Cuts a page into blocks: runs of text that stand on lines of their own, with what surrounds each."""

import re
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.article import BlockKind
from pipelines.extract.document import Document, once
from pipelines.extract.text import BLOCKS, SILENT, is_tag, squeeze

_KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
    "li": "item", "dd": "item", "dt": "item", "blockquote": "quote", "pre": "code", "td": "row", "th": "row",
}  # fmt: skip
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
    vote: float = 0.0
    pieces: tuple[str, ...] = ()
    """Of a table row: its cells but the first, as they stood; of a quote with its speaker: the quote alone."""

    def is_prose(self) -> bool:
        """Whether the block may be a sentence of the text, by its size and its links."""
        if self.kind == "heading" and len(self.text) < 120:
            return False
        return len(self.text) >= 60 and self.link_chars < 0.5 * len(self.text)

    def fresh(self) -> "TextBlock":
        """The same block again, for one who marks it."""
        return TextBlock(
            self.text, self.element, self.kind, self.link_chars, self.path, self.strong_chars, self.em_chars,
            self.links, self.vote, self.pieces,
        )  # fmt: skip


@dataclass(slots=True)
class _Run:
    parts: list[str] = field(default_factory=list)
    links: int = 0
    anchors: int = 0
    strong: int = 0
    em: int = 0
    cite: int = 0
    breaks: int = 0


@once
def blocks_of(document: Document) -> tuple[TextBlock, ...]:
    """All blocks of a page, for reading only: other readers share them."""
    body = document.tree.find("body")
    return tuple(cut(body)) if body is not None else ()


def cut(body: HtmlElement) -> list[TextBlock]:
    """All blocks below an element, in page order. Text that no reader sees is left out."""
    blocks: list[TextBlock] = []
    run = _Run()
    path: list[HtmlElement] = [body]

    def flush() -> None:
        nonlocal run
        if run.parts:
            kind = _kind(path)
            whole = "".join(run.parts)
            text = _preformatted(whole) if kind == "code" else squeeze(whole)
            if text:
                block = TextBlock(
                    text,
                    path[-1],
                    kind,
                    min(run.links, len(text)),
                    tuple(path),
                    min(run.strong, len(text)),
                    min(run.em, len(text)),
                    run.anchors,
                )
                if run.cite and blocks and _names_speaker(block, run.cite, blocks[-1]):
                    _add_speaker(blocks[-1], block)
                else:
                    blocks.append(block)
            run = _Run()

    def add(text: str, link: int, strong: int, em: int) -> None:
        size = len(text.strip())
        if size:
            if run.breaks >= 2 and run.parts:
                flush()
            run.breaks = 0
        run.parts.append(text)
        if link:
            run.links += size
        if strong:
            run.strong += size
        if em:
            run.em += size
        if cite:
            run.cite += size

    # (element, entering): iterative, since a hostile page nests two thousand elements.
    link = strong = em = cite = 0
    stack: list[tuple[HtmlElement, bool]] = [(body, True)]
    while stack and len(blocks) < MAX_BLOCKS:
        element, entering = stack.pop()
        tag = element.tag
        if not entering:
            if tag in BLOCKS:
                flush()
                if element is not body:
                    path.pop()
            elif tag == "a":
                link -= 1
            elif tag in ("b", "strong"):
                strong -= 1
            elif tag in ("i", "em"):
                em -= 1
            elif tag == "cite":
                cite -= 1
            if element is not body and element.tail:
                add(element.tail, link, strong, em)
            continue
        if not is_tag(element) or tag in SILENT or (element is not body and is_hidden(element)):
            if tag == "br":
                run.breaks += 1
            if element.tail:
                add(element.tail, link, strong, em)
            continue
        if tag == "br":
            run.breaks += 1
            add("\n", link, strong, em)
            if element.tail:
                add(element.tail, link, strong, em)
            continue
        if tag in BLOCKS:
            flush()
            if element is not body:
                path.append(element)
        elif tag == "a":
            link += 1
            run.anchors += 1
        elif tag in ("b", "strong"):
            strong += 1
        elif tag in ("i", "em"):
            em += 1
        elif tag == "cite":
            cite += 1
        stack.append((element, False))
        if len(path) < MAX_DEPTH:
            stack.extend((child, True) for child in reversed(element))
        if element.text:
            add(element.text, link, strong, em)
    flush()
    return _rows_joined(blocks)


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
    if _STREAMED.fullmatch(element.get("id") or ""):
        return False  # React streams the page itself into hidden elements and moves them at load
    style = element.get("style")
    if style:
        style = style.replace(" ", "").lower()
        if "display:none" in style or "visibility:hidden" in style:
            return True
    return element.get("hidden") is not None or (
        element.get("aria-hidden") == "true" and element.tag not in ("a", "span")
    )


def _kind(path: list[HtmlElement]) -> BlockKind:
    for element in reversed(path[-3:]):
        kind = _KINDS.get(element.tag)
        if kind:
            return kind
    element = path[-1]
    if element.tag in ("div", "p") and len(element) <= 1 and _SUBHEAD.search((element.get("class") or "").lower()):
        return "heading"
    return "paragraph"

"""Which blocks are the article's text, by the names, the shape and the links of what surrounds them.

The idea is that of trafilatura's main extractor: take the first frame that is named as an article's text, leave out
what is named as something else and what is mostly links, and keep the paragraphs, lists, quotes and tables. Done on
blocks, which are cut already, it costs a tenth; where it finds too little, `votes.py` asks trafilatura itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock
from pipelines.extract.main_text_names import frame_rank, is_comments, is_foreign

_TEXTLESS = frozenset(
    ("aside", "footer", "form", "menu", "figure", "dialog", "fieldset", "legend", "nav", "button", "label")
)
_PARAGRAPHS = frozenset(
    ("p", "li", "dd", "dt", "blockquote", "pre", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6")
)
_CELLS = frozenset(("li", "td", "th", "dd", "dt"))
_FEW = 750
"""Characters in paragraphs of a page below which it is taken to write its text without them."""
_ENOUGH = 250
"""Characters that a single block needs to be a text."""
_KEPT_SHARE = 7
"""Names are not believed where they would leave less than one part in so many of a frame's text."""


@dataclass(slots=True, eq=False)
class _Node:
    """A block element and what stands below it."""

    element: HtmlElement
    parent: "_Node | None"
    is_textless: bool
    is_foreign: bool
    members: list[TextBlock] = field(default_factory=list)
    """The blocks that it holds directly."""
    size: int = 0
    linked: int = 0
    links: int = 0

    def own_size(self) -> int:
        """Characters that it holds directly."""
        return sum(len(block.text) for block in self.members)


def main_text(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """The blocks of the first frame that holds a text; none where no element is named or shaped as one."""
    nodes = _nodes(blocks)
    frames: dict[int, _Node] = {}
    for node in nodes:
        rank = None if node.is_textless else frame_rank(node.element)
        if rank is not None:
            frames.setdefault(rank, node)
    in_paragraphs = sum(node.own_size() for node in nodes if node.element.tag == "p" and not node.is_textless)
    for rank in sorted(frames):
        found = _text_of_frame(frames[rank], nodes, is_bare=in_paragraphs < _FEW)
        if len(found) > 1 or sum(len(block.text) for block in found) > _ENOUGH:
            return found
    return []


def _nodes(blocks: Sequence[TextBlock]) -> list[_Node]:
    """The elements around blocks, each after the one around it."""
    known: dict[HtmlElement, _Node] = {}
    for block in blocks:
        parent: _Node | None = None
        for element in block.path:
            node = known.get(element)
            if node is None:
                textless = (parent is not None and parent.is_textless) or _holds_no_text(element)
                node = known[element] = _Node(element, parent, textless, not textless and is_foreign(element))
            parent = node
        if parent is not None:
            parent.members.append(block)
    return list(known.values())


def _holds_no_text(element: HtmlElement) -> bool:
    if element.tag in _TEXTLESS:
        return element.tag != "figure" or element.find(".//table") is None
    return is_comments(element)


def _text_of_frame(frame: _Node, nodes: list[_Node], *, is_bare: bool) -> list[TextBlock]:
    """The blocks of a frame that are text. `is_bare`: paragraphs may be written without an element of their own."""
    inside = {frame: False}
    """Each element below the frame, and whether its name or that of one around it is foreign."""
    for node in nodes:
        if node.parent in inside and not node.is_textless:
            inside[node] = inside[node.parent] or node.is_foreign
    total = sum(node.own_size() for node in inside)
    foreign = sum(node.own_size() for node, out in inside.items() if out)
    believed = (total - foreign) * _KEPT_SHARE > total
    alive = [node for node, out in inside.items() if not (out and believed)]
    _add_up(alive, frame)
    kept: set[_Node] = set()
    found: list[TextBlock] = []
    for node in alive:
        if node is not frame and (node.parent not in kept or _is_mostly_links(node)):
            continue
        kept.add(node)
        if not node.members:
            continue
        if is_bare or any(element.tag in _PARAGRAPHS for element in node.members[0].path[-3:]):
            found += node.members
        elif node.element.find("br") is not None:
            found += node.members[1:]
    return found


def _add_up(nodes: list[_Node], frame: _Node) -> None:
    for node in nodes:
        node.size = node.own_size()
        node.linked = sum(block.link_chars for block in node.members)
        node.links = sum(block.links for block in node.members)
    for node in reversed(nodes):
        if node is not frame and node.parent is not None:
            node.parent.size += node.size
            node.parent.linked += node.linked
            node.parent.links += node.links


def _is_mostly_links(node: _Node) -> bool:
    """Whether an element is a row of links rather than text. The last of its siblings must show more text."""
    tag = node.element.tag
    if not node.links or tag not in ("div", "p", "ul", "ol", "dl"):
        return False
    in_cell = node.parent is not None and node.parent.element.tag in _CELLS
    if tag == "p" and in_cell:
        return False
    if node.links == 1 and node.linked > 100 and node.linked > 0.9 * node.size:
        return True
    is_last = node.element.getnext() is None
    limit = (60 if is_last else 30) if tag == "p" else (300 if is_last else 100)
    if node.size < limit:
        return node.linked > 0.8 * node.size or (tag == "div" and len(node.element) >= 3 and node.size < 100)
    return node.links > 4 and node.linked > 0.9 * node.size and node.linked < 100 * node.links

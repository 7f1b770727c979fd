"""The elements around the blocks of a page: a tree in which each knows the blocks that it holds itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document, once
from pipelines.extract.furniture import is_furniture, words_in

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Frame:
    """An element around blocks, and its names: whoever judges it asks for them, and each look at an element is dear."""

    __slots__ = (
        "_furniture", "above", "blocks", "classes", "element", "in_furniture", "own_id", "role", "size", "tag", "total",
    )  # fmt: skip

    def __init__(self, element: HtmlElement, above: "Frame | None") -> None:
        """Read its names; judge them only where nothing around it says enough."""
        self.element = element
        self.tag: str = element.tag
        self.above = above
        self.classes: str = element.get("class") or ""
        self.own_id: str = element.get("id") or ""
        self.role: str = element.get("role") or ""
        self.blocks: list[TextBlock] = []
        """Those that it holds directly."""
        self.size = 0
        """Characters of these."""
        self.total = 0
        """Characters of all blocks in it, preformatted ones left out."""
        self._furniture: bool | None = None
        self.in_furniture: bool = above is not None and (above.in_furniture or self.is_furniture())
        """Whether it is furniture, or one around it."""

    @property
    def words(self) -> str:
        """Its names as `furniture.words_of` gives them, but no heading's id: that is made of the heading's words."""
        return words_in(self.classes, "" if self.tag in _HEADINGS else self.own_id, self.tag)

    def is_furniture(self) -> bool:
        """Whether it is furniture by its own names; the body never is."""
        if self._furniture is None:
            self._furniture = self.above is not None and is_furniture(self.element, self.role, self.words)
        return self._furniture


@dataclass(frozen=True, slots=True)
class Frames:
    """The tree."""

    all: tuple[Frame, ...]
    """Each behind the one around it, siblings in page order."""
    of: dict[TextBlock, Frame]
    """The frame that holds a block directly."""
    at: dict[HtmlElement, Frame]
    """The frame that an element is."""

    def exceeds(self, element: HtmlElement, most: int) -> bool:
        """Whether the text below an element is surely longer than that: told without reading it.

        The signs between the cells of a row make a block up to twice as long as what the page prints there.
        """
        frame = self.at.get(element)
        return frame is not None and frame.total > 2 * most + 100


@once
def frames_of(document: Document) -> Frames:
    """The frames of a page."""
    return frames_around(blocks_of(document))


def frames_around(blocks: Sequence[TextBlock]) -> Frames:
    """The frames of all blocks below one element."""
    known: dict[HtmlElement, Frame] = {}
    holders: dict[TextBlock, Frame] = {}
    for block in blocks:
        path = block.path
        place = len(path)
        while place and path[place - 1] not in known:
            place -= 1
        frame = known[path[place - 1]] if place else None
        for element in path[place:]:
            frame = known[element] = Frame(element, frame)
        assert frame is not None  # a path is never empty
        frame.blocks.append(block)
        size = len(block.text)
        frame.size += size
        if block.kind != "code":
            frame.total += size
        holders[block] = frame
    frames = tuple(known.values())
    for frame in reversed(frames):
        if frame.above is not None:
            frame.above.total += frame.total
    return Frames(frames, holders, known)

"""The elements around the blocks of a page: a tree in which each knows the blocks that it holds itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock
from pipelines.extract.furniture import is_furniture


@dataclass(slots=True, eq=False)
class Frame:
    """An element around blocks."""

    element: HtmlElement
    tag: str
    above: "Frame | None"
    blocks: list[TextBlock] = field(default_factory=list)
    """Those that it holds directly."""
    size: int = 0
    """Characters of these."""
    _furniture: bool | None = None
    in_furniture: bool = field(init=False)
    """Whether it is furniture, or one around it."""

    def __post_init__(self) -> None:
        """Look at its names only where nothing around it says enough."""
        self.in_furniture = self.above is not None and (self.above.in_furniture or self.is_furniture())

    def is_furniture(self) -> bool:
        """Whether it is furniture by its own names; the body never is."""
        if self._furniture is None:
            self._furniture = self.above is not None and is_furniture(self.element)
        return self._furniture


@dataclass(frozen=True, slots=True)
class Frames:
    """The tree."""

    all: tuple[Frame, ...]
    """Each behind the one around it, siblings in page order."""
    of: dict[TextBlock, Frame]
    """The frame that holds a block directly."""


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
            frame = known[element] = Frame(element, element.tag, frame)
        assert frame is not None  # a path is never empty
        frame.blocks.append(block)
        frame.size += len(block.text)
        holders[block] = frame
    return Frames(tuple(known.values()), holders)

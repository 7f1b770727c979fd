"""Boxes that stand many times on a page, each with a linked headline: teasers of other stories, whatever named."""

from collections import Counter
from collections.abc import Sequence

from pipelines.extract.blocks import TextBlock
from pipelines.extract.frames import Frame, Frames

_MANY = 3
"""Boxes of the same make, each with a linked headline, that are teasers."""


def teasers_of(blocks: Sequence[TextBlock], frames: Frames) -> set[Frame]:
    """The frames directly in boxes of a tag and class that stand many times, each with a heading that is a link."""
    boxes = {
        frame.above
        for block in blocks
        if block.kind == "heading"
        and block.link_chars >= 0.8 * len(block.text)
        and (frame := frames.of[block]).above is not None
        and frame.above.classes
    }
    makes = Counter((box.tag, box.classes) for box in boxes)
    many = {make for make, count in makes.items() if count >= _MANY}
    return {
        frame
        for frame in frames.all
        if frame.above is not None and many and (frame.above.tag, frame.above.classes) in many
    }

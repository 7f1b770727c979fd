"""Which blocks are taken for text of the article, before the rules of `body.py` judge them one by one."""

from collections.abc import Sequence

from pipelines.extract.blocks import TextBlock
from pipelines.extract.document import Document
from pipelines.extract.frames import Frames
from pipelines.extract.main_text import main_text
from pipelines.extract.trafilatura_vote import ask_trafilatura

_DOUBT = 0.5
"""Share of the page's prose below which a frame is not believed to hold the article."""


def vote(blocks: Sequence[TextBlock], frames: Frames, document: Document) -> set[TextBlock]:
    """The article's main text; trafilatura's word where the frame of it shows less than half of the page's prose."""
    found = set(main_text(frames.all))
    prose = [block for block in blocks if block.is_prose() and not frames.of[block].in_furniture]
    voted = sum(len(block.text) for block in prose if block in found)
    if not found or voted < _DOUBT * sum(len(block.text) for block in prose):
        return ask_trafilatura(blocks, document)
    return found

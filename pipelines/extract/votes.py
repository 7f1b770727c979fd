"""Which blocks are taken for text of the article, before the rules of `body.py` judge them one by one."""

from collections.abc import Sequence, Set

from pipelines.extract.blocks import TextBlock
from pipelines.extract.document import Document
from pipelines.extract.frames import Frame, Frames
from pipelines.extract.main_text import main_text
from pipelines.extract.trafilatura_vote import ask_trafilatura

_DOUBT = 0.5
"""Share of the page's prose below which a frame is not believed to hold the article."""


def vote(blocks: Sequence[TextBlock], frames: Frames, teasers: Set[Frame], document: Document) -> set[TextBlock]:
    """The article's main text; trafilatura's word where the frame of it shows less than half of the page's prose.

    Prose in furniture counts only where that frame has it: some pages name everything so. In `teasers` it counts for
    nothing.
    """
    found = set(main_text(frames.all))
    voted = others = 0
    for block in blocks:
        if block.is_prose():
            if block in found:
                voted += len(block.text)
            elif not frames.of[block].in_furniture and frames.of[block] not in teasers:
                others += len(block.text)
    return found if found and voted >= _DOUBT * (voted + others) else ask_trafilatura(blocks, document)

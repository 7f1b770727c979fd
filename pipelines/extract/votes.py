"""Which blocks are taken for text of the article, before the rules of `body.py` judge them one by one."""

from collections.abc import Sequence, Set

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock
from pipelines.extract.document import Document
from pipelines.extract.furniture import is_furniture
from pipelines.extract.main_text import main_text
from pipelines.extract.trafilatura_vote import ask_trafilatura

_DOUBT = 0.5
"""Share of the page's prose below which a frame is not believed to hold the article."""


def mark_text(blocks: Sequence[TextBlock], document: Document, furniture: Set[HtmlElement]) -> None:
    """Mark the article's main text; ask trafilatura where its frame shows less than half of the page's prose."""
    found = main_text(blocks)
    for block in found:
        block.vote = 1.0
    prose = [block for block in blocks if block.is_prose() and furniture.isdisjoint(block.path)]
    voted = sum(len(block.text) for block in prose if block.vote)
    if not found or voted < _DOUBT * sum(len(block.text) for block in prose):
        for block in found:
            block.vote = 0.0
        ask_trafilatura(blocks, document)


def furniture_around(blocks: Sequence[TextBlock]) -> frozenset[HtmlElement]:
    """The elements around blocks, but the body, that are furniture by their names."""
    around = {element for block in blocks for element in block.path[1:]}
    return frozenset(element for element in around if is_furniture(element))

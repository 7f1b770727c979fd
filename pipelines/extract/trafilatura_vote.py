"""Trafilatura's word on which blocks are the article's text: thorough, and dearer than all else; for doubtful pages."""

from collections.abc import Sequence
from copy import deepcopy
from itertools import islice

from lxml.etree import strip_attributes, strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipelines.extract.blocks import TextBlock
from pipelines.extract.document import Document

_MAX_BLOCKS = 2000
_MAX_ELEMENTS = 20_000
"""Of pages of more it says nothing: its work grows with the square of a page. No article of 949 had a third of it."""
_WEIGHTLESS = ("script", "style", "svg", "noscript", "template", "link", "iframe", "nav")


def ask_trafilatura(blocks: Sequence[TextBlock], document: Document) -> set[TextBlock]:
    """The blocks that trafilatura takes for text of the article."""
    if len(blocks) > _MAX_BLOCKS:
        return set()
    light = _light(document.tree)
    if sum(1 for _ in islice(light.iter(), _MAX_ELEMENTS + 1)) > _MAX_ELEMENTS:
        return set()
    try:
        result = bare_extraction(light, url=document.url, include_comments=False, fast=True, favor_recall=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return set()  # it fails on a few trees; our own rules then decide alone
    if result is None or isinstance(result, dict):
        return set()
    pieces = {_dense(_all_text(e)) for e in result.body.iter("p", "head", "item", "quote", "cell", "code")}
    joined = "\n".join(_dense(_all_text(e)) for e in result.body)
    texts = [_dense(block.pieces[0] if block.pieces else block.text) for block in blocks]
    paragraphs = pieces & set(texts)
    return {
        block
        for block, dense in zip(blocks, texts, strict=True)
        if dense in pieces or (len(dense) >= 25 and dense in joined and not _repeats(dense, paragraphs))
    }


def _repeats(text: str, paragraphs: set[str]) -> bool:
    """Whether a text is the beginning of a paragraph of the article: an excerpt of it, in some box."""
    return any(len(text) < len(paragraph) and paragraph.startswith(text) for paragraph in paragraphs)


def _light(tree: HtmlElement) -> HtmlElement:
    """A copy without what holds no text: trafilatura copies and searches its tree many times over."""
    light = deepcopy(tree)
    strip_elements(light, *_WEIGHTLESS, with_tail=False)
    strip_attributes(light, "colspan", "rowspan")  # it fills a table with as many cells as these name
    return light


def _all_text(element: HtmlElement) -> str:
    return " ".join(str(text) for text in element.itertext())


def _dense(text: str) -> str:
    return "".join(text.split())

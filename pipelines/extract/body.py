"""The running text of an article."""

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from pipelines.draft import Block
from pipelines.extract.document import Document
from pipelines.extract.text import squeeze

_KINDS = {"head": "heading", "quote": "quote", "item": "item", "code": "code", "row": "row"}


def find_blocks(document: Document) -> tuple[Block, ...]:
    """The paragraphs, subheads, list items and quotes of the article, in order."""
    try:
        result = bare_extraction(document.tree, url=document.url, include_comments=False, fast=True)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()  # trafilatura fails on a few trees; such a page has no body
    if result is None:
        return ()
    blocks: list[Block] = []
    stack: list[HtmlElement] = list(reversed(result.body))
    while stack:
        element = stack.pop()
        if element.tag in ("list", "table") or (element.tag == "quote" and len(element)):
            stack.extend(reversed(element))
            continue
        text = squeeze(" ".join(element.itertext()))
        if text:
            blocks.append(Block(kind=_KINDS.get(element.tag, "paragraph"), text=text))
    return tuple(blocks)

"""The text that a page states for machines, where it prints none: pages that scripts write, and picture stories."""

import html as entities
import re
from dataclasses import replace

from lxml import html
from lxml.etree import ParserError

from pipelines.article import Block
from pipelines.extract.blocks import cut
from pipelines.extract.body import Body
from pipelines.extract.structured import Structured
from pipelines.extract.text import squeeze

_PRINTED = 200
"""Characters: a page that prints so many prints its text, or what it wants to be read of it."""
_MIN_STATED = 400
_MAX_STATED = 300_000
_TAG = re.compile(r"</?(?:p|br|div|h\d|li|ul|b|strong|em|a)\b[^<>]*>", re.IGNORECASE)


def with_stated_text(body: Body, structured: Structured) -> Body:
    """The body, or the text that JSON-LD gives where the page prints next to none."""
    stated = structured.article.get("articleBody")
    if not isinstance(stated, str) or not _MIN_STATED <= len(stated) <= _MAX_STATED:
        return body
    if sum(len(block.text) for block in body.blocks) >= _PRINTED:
        return body
    blocks = _blocks(stated)
    if sum(len(block.text) for block in blocks) < _MIN_STATED:
        return body
    return replace(body, blocks=blocks, first=None, elements=(), source="json-ld", votes=0.0)


def _blocks(stated: str) -> tuple[Block, ...]:
    text = entities.unescape(stated)
    if not _TAG.search(text):
        lines = (squeeze(line) for line in entities.unescape(text).splitlines())
        return tuple(Block(kind="paragraph", text=line) for line in lines if line)
    try:
        tree = html.fragment_fromstring(text, create_parent="div")
    except (ParserError, ValueError):
        return ()
    return tuple(Block(kind=block.kind, text=block.text) for block in cut(tree))

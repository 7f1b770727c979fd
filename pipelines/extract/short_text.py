"""Texts that matter only while they are short: a box may hold half of the page, and is not read through for that."""

from lxml.html import HtmlElement

from pipelines.extract.text import BLOCKS, SILENT, squeeze, text_of

_MAX_NODES = 2_000
"""Elements read below one; more hold no line of text."""


def text_within(element: HtmlElement, most: int) -> str | None:
    """The text below an element as `text_of` gives it; None where it has more characters than that."""
    if not len(element):
        text = text_of(element)
        return text if len(text) <= most else None
    parts: list[str] = []
    unread = most
    """Characters, white space counted, until the text is measured again."""
    stack: list[HtmlElement | str] = [element]
    budget = _MAX_NODES
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
            unread -= len(item)
            if unread < 0:
                size = len(squeeze("".join(parts)))
                if size > most:
                    return None
                parts_size = sum(map(len, parts))
                unread = max(most - size, parts_size)
            continue
        budget -= 1
        if not budget:
            return None
        if item is not element and (tail := item.tail):
            stack.append(tail)
        tag = item.tag
        if not isinstance(tag, str) or tag in SILENT:
            continue
        block = tag in BLOCKS or tag == "br"
        if block:
            stack.append(" ")
        if len(item):
            stack.extend(reversed(item))
        if text := item.text:
            stack.append(text)
        if block:
            parts.append(" ")
    text = squeeze("".join(parts))
    return text if len(text) <= most else None


def has_text(element: HtmlElement) -> bool:
    """Whether any text is visible below an element."""
    return text_within(element, 0) is None

"""What a link says itself, and the short texts beside it that may be its label."""

from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.anchors import Anchor
from pipelines.extract.text import squeeze, text_of

_LABEL = 40
"""Characters of a label beside a link."""
_LABEL_NODES = 12
"""Elements that a label beside a link may be made of."""
_LINK_NODES = 41
"""Elements inside a link whose texts are read one by one."""


def texts_of(anchor: Anchor) -> list[str]:
    """What a link says: the pieces of its text, and its attributes for those who do not see it."""
    element = anchor.element
    texts = _text_nodes(element) if len(element) else [anchor.text]
    for name in ("aria-label", "title"):
        if text := element.get(name):
            texts.append(" ".join(text.split()))
    return texts


def _text_nodes(element: HtmlElement) -> list[str]:
    """The pieces of text inside a link, each as its element prints it, and what its pictures say."""
    found: list[str | None] = []
    for part in islice(element.iter(), _LINK_NODES):
        tag = part.tag
        if tag in ("script", "style"):
            continue
        found.append(part.text)
        if tag == "img":
            found.append(part.get("alt"))
        if part is not element:
            found.append(part.tail)
    return [text for one in found if one and (text := squeeze(one))]


def texts_beside(anchor: HtmlElement) -> list[str]:
    """Short texts next to a link that may be its label: before it, or before an element that holds nothing else."""
    found: list[str] = []
    element = anchor
    for _ in range(3):
        before = element.getprevious()
        if before is not None:
            if tail := squeeze(before.tail):
                return [*found, tail] if len(tail) <= _LABEL else found
            label, is_empty = _short_text(before)
            if label:
                found.append(label)
            if not is_empty:
                return found
        parent = element.getparent()
        if parent is None or parent.tag in ("body", "article", "main"):
            return found
        if lead := squeeze(parent.text):
            return [*found, lead] if len(lead) <= _LABEL else found
        element = parent
    return found


def _short_text(element: HtmlElement) -> tuple[str, bool]:
    """The text of a small element without links, else "", and whether the element is empty.

    Only the first elements inside are looked at: thousands of links may have the same large neighbour.
    """
    for count, node in enumerate(element.iter()):
        if count >= _LABEL_NODES or node.tag == "a":
            return "", False
    text = text_of(element)
    return (text if len(text) <= _LABEL else ""), not text

"""The elements of a page by their class names and ids: a name is judged once, however many elements bear it."""

import re

from lxml.html import HtmlElement

from pipelines.extract.document import Document, once
from pipelines.extract.frames import frames_of

_HOLDERS = frozenset(
    ("a", "address", "byline", "cite", "div", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "p", "section",
     "span", "strong", "td", "ul")
)  # fmt: skip
"""Elements that may hold a line of the article; of all others nobody asks how they are named."""


def named(document: Document, names: re.Pattern[str]) -> set[HtmlElement]:
    """The elements that may hold a line, and in whose class names and id, in lower case, a pattern is found."""
    return {element for name, elements in _by_name(document) if names.search(name) for element in elements}


@once
def _by_name(document: Document) -> list[tuple[str, list[HtmlElement]]]:
    frames = frames_of(document).at  # these have read theirs
    found: dict[tuple[str | None, str | None], list[HtmlElement]] = {}
    for element in document.elements:
        if element.tag in _HOLDERS:
            frame = frames.get(element)
            classes, own = (
                (frame.classes, frame.own_id) if frame is not None else (element.get("class"), element.get("id"))
            )
            if classes or own:
                found.setdefault((classes, own), []).append(element)
    return [(f"{classes or ''} {own or ''}".lower(), elements) for (classes, own), elements in found.items()]

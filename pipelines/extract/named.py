"""The elements of a page by their class names and ids: a name is judged once, however many elements bear it."""

import re

from lxml.html import HtmlElement

from pipelines.extract.document import Document, once


def named(document: Document, names: re.Pattern[str]) -> set[HtmlElement]:
    """The elements in whose class names and id, in lower case, a pattern is found."""
    return {element for name, elements in _by_name(document) if names.search(name) for element in elements}


@once
def _by_name(document: Document) -> list[tuple[str, list[HtmlElement]]]:
    found: dict[tuple[str | None, str | None], list[HtmlElement]] = {}
    for element in document.elements:
        classes, own = element.get("class"), element.get("id")
        if classes or own:
            found.setdefault((classes, own), []).append(element)
    return [(f"{classes or ''} {own or ''}".lower(), elements) for (classes, own), elements in found.items()]

"""In which order the elements of a page stand."""

from collections.abc import Iterable

from lxml.html import HtmlElement

from pipelines.extract.document import Document, once


@once
def order_of(document: Document) -> dict[HtmlElement, int]:
    """The place of each element of a page in `document.elements`."""
    return {element: place for place, element in enumerate(document.elements)}


def in_order(document: Document, elements: Iterable[HtmlElement]) -> list[HtmlElement]:
    """Elements of a page as they stand in it."""
    return sorted(elements, key=order_of(document).__getitem__)

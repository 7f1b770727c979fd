"""The links in a page's body, each with what every reader of links asks first."""

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.document import Document, once
from pipelines.extract.places import IN_LINK, Place, places_of
from pipelines.extract.text import beginning_of, text_of


class Anchor(msgspec.Struct, eq=False):
    """An `a` or `area` element with an address."""

    element: HtmlElement
    tag: str
    href: str
    """As written, never empty."""
    steps: tuple[str, ...]
    """What stands between the slashes of the address, in lower case."""
    rel: tuple[str, ...]
    """The words of its rel attribute in lower case."""
    text: str
    place: Place


@once
def anchors_of(document: Document) -> tuple[Anchor, ...]:
    """All links of a page in its order."""
    places = places_of(document)
    found = []
    for element in document.all("a", "area"):
        href = element.get("href")
        if href:
            place = places.of(element)
            nested = place.above is not None and place.above.inside & IN_LINK
            text = beginning_of(element) if nested else text_of(element)
            rel = element.get("rel")
            words = tuple(rel.lower().split()) if rel else ()
            found.append(Anchor(element, place.tag, href, tuple(href.lower().split("/")[1:-1]), words, text, place))
    return tuple(found)

"""Where the elements of a page stand: what they and the elements around them are, found once for each element."""

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.document import Document, once
from pipelines.extract.nav_names import NAVIGATION, says, token_says

IN_TEXT = 1
"""In an article or main element."""
IN_NAV = 2
IN_FOOTER = 4
IN_ASIDE = 8
IN_LINK = 16
IN_BODY = 32

_INSIDE = {
    "article": IN_TEXT, "main": IN_TEXT, "nav": IN_NAV, "footer": IN_FOOTER, "aside": IN_ASIDE, "a": IN_LINK,
    "body": IN_BODY,
}  # fmt: skip
_MENU_ROLES = frozenset(("navigation", "menu", "menubar"))


class Place(msgspec.Struct, eq=False):
    """One element and what its names and the elements around it say."""

    element: HtmlElement
    tag: str
    says: int
    """What its class names and id say: flags of `nav_names`."""
    above: "Place | None"
    """The place of its parent."""
    inside: int
    """In what it stands, or what it is itself: flags IN_…"""
    menu: bool | None
    """Whether it makes the links in it a menu; None where it says neither."""


class Places:
    """The places asked for so far. Each element is looked at once, however many links stand below it."""

    __slots__ = ("_known", "_said")

    def __init__(self, root: HtmlElement) -> None:
        """Begin with the root of a tree."""
        self._said: dict[str, int] = {}
        """What each class attribute says: most are on many elements of a page."""
        self._known = {root: self._place(root, None)}

    def of(self, element: HtmlElement) -> Place:
        """The place of an element of the page's tree."""
        new = []
        while (place := self._known.get(element)) is None:
            new.append(element)
            element = element.getparent()
        for one in reversed(new):
            place = self._known[one] = self._place(one, place)
        return place

    def _place(self, element: HtmlElement, above: Place | None) -> Place:
        tag = element.tag
        said = 0
        if classes := element.get("class"):
            known = self._said.get(classes)
            said = self._said[classes] = says(classes) if known is None else known
        if own := element.get("id"):
            said |= token_says(own)
        around = above.inside if above is not None else 0
        return Place(element, tag, said, above, _INSIDE.get(tag, 0) | around, _is_menu(element, tag, said, around))


@once
def places_of(document: Document) -> Places:
    """The places of a page's elements."""
    return Places(document.tree)


def _is_menu(element: HtmlElement, tag: str, said: int, around: int) -> bool | None:
    if tag in ("nav", "footer") or (element.get("role") or "").lower() in _MENU_ROLES:
        # The footer of a card or an article is no site footer.
        return None if tag == "footer" and around & IN_TEXT else True
    if tag in ("article", "main"):
        return False
    return True if said & NAVIGATION and tag not in ("body", "html") else None

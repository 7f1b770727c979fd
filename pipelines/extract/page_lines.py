"""Lines of the page that stand in an article's text and are none of it: labels, pleas, pointers, captions, fields."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar, cast

from lxml.html import HtmlElement

from pipelines.extract.blocks import TextBlock
from pipelines.extract.furniture import is_clock
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.text import text_of

_LABEL_END = re.compile(r"\s*[:：|>»–—-]")
_RIGHTS = re.compile(
    r"\W{0,3}(?:저작권자|무단\s?전재|無断転載|本記事の無断|版权声明|免责声明|版權聲明|"
    r"copyright\W*(?:\d{4}|\(c\)|©)|all rights reserved)|©|ⓒ",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r"#/portal|/(?:newsletters?|subscribe|subscriptions?|sign-?up|abonnements?|abonnieren)(?:[/?#.]|$)"
)
"""In the address of a page where readers sign up."""
_ASKS = re.compile(
    r"newsletter|subscri|abonn|sign[ -]?up|member|register|inscri|suscr|assin[ea]|iscri|prenumer", re.IGNORECASE
)
_MAX_DATED = 100
"""Characters of a line that ends in its date."""
_MAX_NOTICE = 350
_MAX_CAPTION = 300
_MAX_POINTER = 400
_T = TypeVar("_T")


class PageLines:
    """Judges the blocks of one page."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[tuple[Callable[[HtmlElement], object], HtmlElement], object] = {}

    def _ask(self, question: Callable[[HtmlElement], _T], element: HtmlElement) -> _T:
        """What is true of an element; one may hold thousands of lines."""
        key = (question, element)
        if key not in self._known:
            self._known[key] = question(element)
        return cast(_T, self._known[key])

    def is_junk(self, block: TextBlock) -> bool:
        """Whether a block is a line of the page and not of the text: a label, a plea, a pointer to another story."""
        text, size, linked = block.text, len(block.text), block.link_chars
        if text.startswith("<") and text.endswith(">"):
            return True
        if is_whole("line", text) or (is_whole("related", text) and block.kind != "item"):
            return True
        if block.kind not in ("item", "heading", "row") and size >= 20 and linked >= 0.9 * size:
            return True
        if block.kind == "heading" and size >= 40 and linked >= 0.9 * size:
            return True
        if size < _MAX_NOTICE and block.kind != "heading" and opening("notice").match(text):
            return True
        if is_pointer(block) or self._is_caption(block) or self._ask(_is_form_line, block.element):
            return True
        if is_clock(block.element, text) or self._is_dated(block) or (size < 300 and _RIGHTS.match(text)):
            return True
        if linked and size < 160 and _ASKS.search(text) and self._ask(_leads_to_sign_up, block.element):
            return True
        return block.kind != "heading" and size < (150 if linked else 40) and opening("plea").match(text) is not None

    def _is_dated(self, block: TextBlock) -> bool:
        """Whether a short line ends in its date, behind a place or a name. In a live blog times stand first."""
        return (
            block.kind == "paragraph" and len(block.text) < _MAX_DATED and self._ask(_ends_in_its_date, block.element)
        )

    def _is_caption(self, block: TextBlock) -> bool:
        """Whether a short text shares its element with a picture, or follows one in italics."""
        size, element = len(block.text), block.element
        if size > _MAX_CAPTION:
            return False
        if (
            block.em_chars
            and block.em_chars >= 0.95 * len(block.text.replace(" ", ""))
            and self._ask(_follows_picture, element)
        ):
            return True
        if element.tag in ("p", "li", "blockquote", "td") or block.kind == "heading":
            return False
        box = self._ask(_size_of_picture_box, element)
        return box is not None and box < size + 120


def is_pointer(block: TextBlock, labels: tuple[str, ...] = ()) -> bool:
    """Whether a line points to another story: "ALSO READ: …", "Lesen Sie auch: …", or a label of the site's own."""
    size, linked = len(block.text), block.link_chars
    if size >= _MAX_POINTER or (block.kind == "heading" and linked < 0.8 * size):
        return False
    end = _label_size(block.text, labels)
    if not end:
        return False
    rest = size - end
    return linked >= 0.5 * rest and (linked >= 0.8 * rest or bool(_LABEL_END.match(block.text, end)))


@lru_cache(maxsize=1024)
def _label_size(text: str, labels: tuple[str, ...]) -> int:
    """Characters of the label that a line begins with; 0 without one. Each line is asked for three times."""
    pointer = opening("related", labels).match(text)
    return pointer.end() if pointer else 0


def _size_of_picture_box(element: HtmlElement) -> int | None:
    """Characters in an element, or in that around it, if it holds a picture and no paragraph; None if not."""
    holder = element if len(element) else element.getparent()
    if next(holder.iter("img", "picture", "amp-img"), None) is None or holder.find(".//p") is not None:
        return None
    return len(" ".join(holder.itertext()))


def _ends_in_its_date(element: HtmlElement) -> bool:
    date = next((said for time in element.iter("time") if (said := text_of(time))), None)
    return date is not None and text_of(element).endswith(date)


def _leads_to_sign_up(element: HtmlElement) -> bool:
    return any(_SIGN_UP.search(link.get("href") or "") for link in element.iter("a"))


def _is_form_line(element: HtmlElement) -> bool:
    """Whether an element is, or directly holds, the label of a form's field."""
    return element.tag == "label" or any(child.tag == "label" for child in element)


def _follows_picture(element: HtmlElement) -> bool:
    """Whether the element right before holds a picture and no text."""
    before = element.getprevious()
    if before is None or (before.tail or "").strip():
        return False
    return next(before.iter("img", "amp-img"), None) is not None and not text_of(before)

"""The pictures of the article."""

import re
from collections.abc import Set
from itertools import islice

from lxml.html import HtmlElement

from pipelines.article import Image
from pipelines.extract.captions import IMAGE_FILE, boxes_around, find_caption, has_title, is_captions_box
from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.photo_credit import ends_in_photo_credit
from pipelines.extract.structured import Structured
from pipelines.extract.text import text_of
from pipelines.urls import resolve

_FOREIGN = re.compile(
    r"-(?:related|recommend\w*|sidebar|footer|most-read|popular|latest|trending|nav|navbar|menu|logo|avatar|author|bio|comments?|"
    r"newsletter|ads?|advert\w*|share|sns|breadcrumbs?|sponsor\w*)-"
)
_TINY = re.compile(
    r"/(?:icons?|sharings?)/|(?:^|/)ico[_-]|-(?:\d\d|1[0-4]\d)x(?:\d\d|1[0-4]\d)\.\w+$|(?:^|[/_.-])(?:logo|icon|sprite|pixel|spacer|blank|avatar|placeholder|1x1|transparent|loading|badge|button)(?:[/_.-]|$)|"
    r"(?:^|[/_.-])(?:facebook|twitter|whatsapp|instagram|linkedin|pinterest|telegram)[^/]{0,20}\.(?:png|svg|gif)(?:$|[?#])|(?:^|[/.])gravatar\.com/",
    re.IGNORECASE,
)
_PICTURES = ("img", "amp-img")
_MAX_IMAGES = 60
_MAX_READ = 300
"""Pictures whose captions are looked for; most may be the same one."""
_MAX_SEEN = 5_000
_MIN_FILE_NAME = 8
"""Characters; a shorter name, such as "1.jpg", is many a picture's."""
_MAX_BOXES = 6
_MAX_PARTS = 30
_LATER = ("data-src", "data-original", "data-lazy-src", "data-full-url", "data-srcset")
"""Attributes in which scripts find the address of a picture."""
_SOFT_FOREIGN = re.compile(r"-(?:teasers?|promo|banners?|cards?|widget|social|next|prev)-")
"""Names that boxes of the article itself bear as well: foreign only where the picture leads elsewhere."""


def find_images(
    document: Document, structured: Structured, headline: HtmlElement | None, elements: tuple[HtmlElement, ...]
) -> tuple[Image, ...]:
    """The pictures between the headline and the end of the text, in order."""
    found: dict[str, Image] = {}
    frames: frozenset[HtmlElement] = frozenset()
    # A caption that got into the text stands in the picture's own box.
    while len(elements) > 1 and (is_captions_box(elements[0]) or ends_in_photo_credit(text_of(elements[0]))):
        elements = elements[1:]
    if elements:
        frames = frozenset(
            frame
            for element in (headline if headline is not None else elements[0], elements[0], elements[-1])
            for frame in element.iterancestors()
        )
        for picture in _region(document, headline, elements, frames):
            url = _address(picture, document.base_url)
            caption, credit = find_caption(picture, frames) if url or not found else (None, None)
            if url is None and caption and not found:
                # Scripts load the lead picture later; the page names it for others.
                url = _stated(document, structured)
            if url is None or (found and not caption and not credit and _is_boxed(picture, frames)):
                continue
            known = found.get(url)
            if known is None or (caption and not known.caption):
                found[url] = Image(url=url, caption=caption, credit=credit)
            if len(found) >= _MAX_IMAGES:
                break
    if not found and (lead := _stated(document, structured)):
        found[lead] = _read_lead(document, lead, frames) if elements else Image(url=lead)
    return _one_each(tuple(found.values()))


def _stated(document: Document, structured: Structured) -> str | None:
    """The picture that the page names for social networks."""
    stated = structured.first("og:image", "og:image:url", "twitter:image")
    url = resolve(document.base_url, stated) if stated else None
    return url if url and not _TINY.search(url) else None


def _read_lead(document: Document, url: str, frames: Set[HtmlElement]) -> Image:
    """The picture that the page names for social networks, with the caption that it has in the page."""
    name = _file_name(url)
    for picture in document.all(*_PICTURES)[:_MAX_READ] if len(name) > _MIN_FILE_NAME else ():
        address = _address(picture, document.base_url)
        if address and _file_name(address) == name:
            caption, credit = find_caption(picture, frames)
            return Image(url=url, caption=caption, credit=credit)
    return Image(url=url)


def _file_name(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def _region(
    document: Document, headline: HtmlElement | None, elements: tuple[HtmlElement, ...], frames: Set[HtmlElement]
) -> list[HtmlElement]:
    """Pictures from the headline to the last block of the text, and those just above the headline."""
    first, last = (headline if headline is not None else elements[0]), elements[-1]
    order = {e: i for i, e in enumerate(document.all(*_PICTURES, "figure", first.tag, last.tag, elements[0].tag))}
    low, high = order.get(first, 0), order.get(last, 0)
    low = min(low, order.get(elements[0], low))
    frame = _frame(first, last)
    text_frame = last.getparent()
    while text_frame is not None and text_frame.tag in ("blockquote", "ul", "ol", "li", "table", "tbody", "tr", "p"):
        text_frame = text_frame.getparent()
    found: list[HtmlElement] = []
    for one in document.all(*_PICTURES, "figure")[:_MAX_SEEN]:
        if len(found) >= _MAX_READ:
            break
        place = order[one]
        picture = one if one.tag != "figure" else _loaded_later(one)
        if picture is None:
            continue
        inside = low <= place <= high or (text_frame is not None and place > high and _has(text_frame, picture))
        above = low - 6 < place < low and frame is not None and _has(frame, picture)
        if (inside or above) and not _is_foreign(picture, frames):
            found.append(picture)
    return found


def _loaded_later(figure: HtmlElement) -> HtmlElement | None:
    """The element of a figure without a picture that scripts put one into: a box that names its address."""
    found = None
    for element in islice(figure.iter("img", "amp-img", "noscript", "div", "span", "a", "picture"), _MAX_PARTS):
        if element.tag in ("img", "amp-img", "noscript"):
            return None
        if found is None and any(IMAGE_FILE.search(element.get(name) or "") for name in _LATER):
            found = element
    return found


def _is_foreign(picture: HtmlElement, frames: Set[HtmlElement]) -> bool:
    """Whether a picture belongs to another story, to an author or to the page."""
    for box in boxes_around(picture, frames, _MAX_BOXES):
        if box in frames:
            return False
        words = words_of(box)
        if _FOREIGN.search(words) or (_SOFT_FOREIGN.search(words) and _leads_elsewhere(picture, box)):
            return True
    return False


def _is_boxed(picture: HtmlElement, frames: Set[HtmlElement]) -> bool:
    """Whether a picture stands in a box that may be the article's or not: then a caption must speak for it."""
    boxes = boxes_around(picture, frames, _MAX_BOXES)
    return any(_SOFT_FOREIGN.search(words_of(box)) for box in boxes if box not in frames)


def _leads_elsewhere(picture: HtmlElement, box: HtmlElement) -> bool:
    """Whether a picture is a link to another page, or its box has a title of its own."""
    link = next((a for a in picture.iterancestors("a") if a.get("href")), None)
    if link is not None and not IMAGE_FILE.search(link.get("href") or ""):
        return True
    return has_title(box)


def _frame(first: HtmlElement, last: HtmlElement) -> HtmlElement | None:
    """The smallest element that holds both."""
    above = set(first.iterancestors())
    return next((a for a in last.iterancestors() if a in above and a.tag not in ("body", "html")), None)


def _has(frame: HtmlElement, element: HtmlElement) -> bool:
    return any(a is frame for a in element.iterancestors())


def _address(picture: HtmlElement, base: str) -> str | None:
    for size in ("width", "height"):
        value = (picture.get(size) or "").removesuffix("px")
        if value.isdigit() and int(value) < 80:
            return None
    without_scripts = picture.getnext()
    if without_scripts is not None and without_scripts.tag == "noscript":
        for real in without_scripts.iter("img"):
            return _address(real, base)
    candidates = [
        picture.get("data-src"),
        picture.get("data-original"),
        picture.get("data-lazy-src"),
        picture.get("data-full-url"),
        picture.get("src"),
    ]
    candidates += [_largest(picture.get("srcset") or picture.get("data-srcset") or "")]
    parent = picture.getparent()
    if parent is not None and parent.tag == "picture":
        candidates += [
            _largest(source.get("srcset") or source.get("data-srcset") or "") for source in parent.iter("source")
        ]
    for value in candidates:
        if value and not value.strip().startswith("data:") and not _TINY.search(value):
            url = resolve(base, value)
            if url:
                return url
    return None


def _largest(srcset: str) -> str | None:
    best: tuple[float, str] | None = None
    for part in re.split(r",\s+", srcset[:8000]):
        address, _, size = part.strip().partition(" ")
        number = re.match(r"[\d.]+", size.strip())
        try:
            width = float(number.group()) if number else 1.0
        except ValueError:
            continue
        if address and (best is None or width > best[0]):
            best = (width, address)
    return best[1] if best else None


def _one_each(images: tuple[Image, ...]) -> tuple[Image, ...]:
    """Without a second version of a picture that has the same caption."""
    kept: list[Image] = []
    for image in images:
        if image.caption and any(image.caption == other.caption for other in kept):
            continue
        kept.append(image)
    return tuple(kept)

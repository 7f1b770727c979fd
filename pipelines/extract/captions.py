"""The caption of a picture: in its figure or box, beside it, or in the line right under it."""

import re
from collections.abc import Iterator, Set
from itertools import filterfalse, islice

from lxml.html import HtmlElement

from pipelines.extract.caption_texts import MAX_MAKER, is_label, once, only_credit, points_elsewhere, says_something
from pipelines.extract.furniture import words_of
from pipelines.extract.photo_credit import credit_of, is_credit_apart, split_credit
from pipelines.extract.phrases import is_whole
from pipelines.extract.text import has_text, is_wide, squeeze, text_of, text_within

_CAPTION = re.compile(
    r"-(?:captions?|wp-caption-text|fig-?caption|image-?caption|photo-?caption|media-caption|bildunterschrift|legend|legende|epigrafe|pie-?foto|pie-de-foto|bildtext|leyenda|cutline|didascalia|cap-?te?xt|(?:image|img|photo|picture|media|bild)-?(?:info|desc|descr|description)|(?:image|img|photo|picture|bild|foto)-?(?:text|title))-"
)
_CREDIT = re.compile(
    r"-(?:credits?|photo-?credit|copyright|attribution|source|photographer|byline|fotograf|quelle|credito|fonte|rights|agency|author|"
    r"(?:images?|img|photos?|foto|picture|bild|media)(?:source|credits?|copyright|author|quelle|nachweis))-"
)
_OWN_CREDIT = re.compile(
    r"-(?:photo-?credits?|image-?credits?|picture-?credits?|img-?credits?|credits?|copyright|photographer|fotograf)-|"
    r"-(?:images?|img|photos?|foto|picture|bild|media)(?:(?:-\w+)?-)?(?:author|source|byline|agency|rights|attribution|quelle|nachweis)-"
)
"""Of a box without a name: authors and sources may be the story's there."""
_BOXES = ("figcaption", "p", "div", "span", "small", "em", "cite", "td", "dd", "li", "h4", "h6", "aside", "center", "i")
_CREDITED = ("span", "small", "em", "cite", "div", "p", "a", "b", "strong", "i", "li", "h4", "h6")
_WRAPPERS = frozenset(("a", "picture", "source", "span", "noscript", "button", "center"))
"""Elements around a picture that hold nothing else."""
_AROUND = frozenset(("p", "div", "figure", *_WRAPPERS))
_MAX_BOXES = 5
_MAX_LEVELS = 30
"""Elements around a picture that are looked at, wrappers counted."""
_MAX_PARTS = 200
"""Elements in a box that are looked at: each of many pictures may stand in the same one."""
_MAX_WITHOUT_NAME = 400
"""Characters of a figure's text that count as its caption though nothing names it so."""
_MAX_UNNAMED = 300
"""Characters of a box that neither its tag nor its names call a figure."""
_MAX_LINE = 200
_MIN_WORDS = 4
_DATA = re.compile(r"^\d|://|@|(?:19|20)\d\d\W*(?:$|\d)")
"""In a line that is no caption but an address, a date, the weather or a count."""
_LABEL_AT_END = re.compile(
    r"(?:^|[\s|/(–—-])(?:photos?|fotos?|bild|image|crédit|credit|quelle|source|fuente|fonte|ảnh|фото|fot\.?)\s*[:：]\s*$",
    re.IGNORECASE,
)
_MAX_LABEL = 30
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
"""Brackets that held nothing but the credit."""
_OFF_SCREEN = re.compile(r"-(?:off-?screen|sr-only|visually-?hidden|screen-reader(?:-text)?|accessibility|a11y)-")
"""Of labels for those who listen: "Image caption"."""
_OF_SEVERAL = re.compile(r"\d{1,3}\s?(?:/|of|von|de|di|van|из|av|af)\s?\d{1,3}", re.IGNORECASE)
"""Which of the pictures this is."""
_ICON = re.compile(r"\.svg(?:$|[?#])|[/_-](?:icons?|sprites?|zoom|spinner)[/_.-]", re.IGNORECASE)
_FILE_NAME = re.compile(r"\s*[|–—]?\s*\S+\.(?:jpe?g|png|gif|webp)(?=\s|$)", re.IGNORECASE)
_MIN_TITLE = 25
_SHORT_VERSION = re.compile(r"-caption-(?:truncated|short|collapsed|excerpt)-|-(?:truncated|short|collapsed)-caption-")
"""Of a caption that stands beside the whole one."""
_MAX_MORE = 20
"""Characters beside a link to another story: "Read more"."""
_SOURCES = ("data-src", "data-srcset", "srcset", "data-original", "data-lazy-src", "data-full-url")
"""Attributes with the address of a picture that is loaded later."""
IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|[?#&/])", re.IGNORECASE)
"""In the address of a picture."""
_PICTURES = ("img", "amp-img")


def find_caption(picture: HtmlElement, frames: Set[HtmlElement]) -> tuple[str | None, str | None]:
    """Caption and credit of a picture; `frames` are the elements that hold the article's text or its headline."""
    child = picture
    unnamed: tuple[str | None, str | None] | None = None
    for holder in boxes_around(picture, frames, _MAX_BOXES):
        if holder in frames:
            break
        pictures = list(islice(filterfalse(_is_stand_in, holder.iter(*_PICTURES)), 3))
        if holder.tag != "figure" and len([one for one in pictures if not _is_icon(one)]) > 1:
            break
        caption = _caption_in(holder)
        if caption is not None:
            if _is_of_other_story(caption):
                return None, None
            return _joined(_read(caption, holder), unnamed or _credited_in_figure(holder, caption))
        if holder.tag == "figure" or _CAPTION.search(words_of(holder)):
            text = text_within(holder, _MAX_WITHOUT_NAME)
            if text is None or (text.endswith(":") and len(text) < _MAX_LABEL) or _is_of_other_story(holder):
                return None, None
            if text and not is_label(text):
                return _joined(_named_apart(holder) or split_credit(text), unnamed)
        if (
            unnamed is None
            and (holder.tag == "figure" or _is_alone(picture, pictures))
            and not _is_teaser(holder)
            and (said := text_within(holder, _MAX_UNNAMED))
        ):
            unnamed = _credited(holder, said) or _beneath(holder, said, frames)
        child = holder
    return unnamed or _read_beside(child) or _read_below(picture) or _stated(picture)


def _is_teaser(box: HtmlElement) -> bool:
    """Whether a box has a title of its own, or a link as long as one."""
    return has_title(box) or any(
        len(said := text_of(link)) >= _MIN_TITLE
        and not IMAGE_FILE.search(link.get("href") or "")
        and not split_credit(said)[1]
        for link in box.iter("a")
    )


def has_title(box: HtmlElement) -> bool:
    """Whether a box has a heading, other than one that a caption is set as."""
    return any(
        not any(_CAPTION.search(words_of(one)) for one in (heading, heading.getparent()))
        for heading in islice(box.iter("h1", "h2", "h3", "h4"), _MAX_PARTS)
    )


def _is_of_other_story(box: HtmlElement) -> bool:
    """Whether a picture's text is a link as long as a title, and at most "Read more": it leads to another story.

    So does one behind "You may also like:". A box that holds the headline is none of the picture's either.
    """
    if next(box.iter("h1"), None) is not None or points_elsewhere(text_of(box)):
        return True
    first = next(box.iter("a"), None)
    title = text_of(first) if first is not None and not IMAGE_FILE.search(first.get("href") or "") else ""
    if len(title) < _MIN_TITLE:
        return False
    more = len(text) - len(title) if (text := text_of(box)).startswith(title) else _MAX_MORE
    # The caption of a book's cover or of a film may be its title, and a link to it.
    return (0 if box.tag == "figcaption" else -1) < more < _MAX_MORE and not split_credit(title)[1]


def _joined(
    named: tuple[str | None, str | None], unnamed: tuple[str | None, str | None] | None
) -> tuple[str | None, str | None]:
    """A caption, and the credit that stands in a box further inside where the caption's has none."""
    return (named[0], named[1] or unnamed[1]) if unnamed is not None else named


def _credited_in_figure(holder: HtmlElement, caption: HtmlElement) -> tuple[None, str | None] | None:
    """The credit that stands in a picture's figure, but not in the box in it that holds picture and caption."""
    figure = next(holder.iterancestors("figure"), None)
    if figure is None or next(islice(figure.iter("figcaption"), 1, None), None) is not None:
        return None
    inside = set(caption.iter())
    boxes = (box for box in islice(figure.iter(*_CREDITED), _MAX_PARTS) if box not in inside)
    named = (text_within(box, MAX_MAKER) for box in boxes if _OWN_CREDIT.search(words_of(box)))
    name = next(filter(None, named), None)
    return (None, credit_of(name)) if name else None


def _credited(holder: HtmlElement, text: str) -> tuple[str | None, str | None] | None:
    """What a box without a name says, where its text ends in a credit or an element of it is named one."""
    caption, credit = split_credit(text)
    if credit is None:
        aside = next((e for e in holder.iter(*_CREDITED) if _OWN_CREDIT.search(words_of(e)) and text_of(e)), None)
        if aside is None:
            return None
        name = text_of(aside)
        caption, credit = only_credit(name) if name == text else (squeeze(text.replace(name, " ", 1)), credit_of(name))
        caption = (caption or "").strip(" |/–—-()")
    return (caption if caption and says_something(caption) else None), credit


def _beneath(box: HtmlElement, text: str, frames: Set[HtmlElement]) -> tuple[str | None, str | None] | None:
    """The text of a box in the article's own frame that holds a picture, a line, and nothing else: its caption."""
    if box.tag not in ("div", "center") or len(text) > _MAX_LINE or box.getparent() not in frames:
        return None
    if next(box.iter("p", "time", "ul", "button", "video", "iframe"), None) is not None or any(
        text_of(link) for link in box.iter("a")
    ):
        return None
    is_line = len(text.split()) >= _MIN_WORDS or is_wide(text)
    return (text, None) if is_line and not _DATA.search(text) and says_something(text) else None


def _named_apart(figure: HtmlElement) -> tuple[str | None, str | None] | None:
    """What a figure without a caption of its own says, where an element of it is named as the credit."""
    named = (e for e in islice(figure.iter(*_CREDITED), _MAX_PARTS) if _OWN_CREDIT.search(words_of(e)))
    name = min(filter(None, map(text_of, named)), key=len, default=None)
    if name is None:
        return None
    rest = squeeze(_without_buttons(figure).replace(name, " ", 1)).strip(" |/–—-()")
    return (rest if says_something(rest) else None), credit_of(name)


def boxes_around(picture: HtmlElement, frames: Set[HtmlElement], count: int) -> Iterator[HtmlElement]:
    """The boxes around a picture, from the inside, up to the first that holds the article's text."""
    for ancestor in islice(picture.iterancestors(), _MAX_LEVELS):
        if ancestor.tag in ("body", "html", "main") or not count:
            return
        if ancestor in frames:
            yield ancestor
            return
        if ancestor.tag not in _WRAPPERS:
            count -= 1
        yield ancestor


def _is_stand_in(picture: HtmlElement) -> bool:
    """Whether a picture stands in for another: where no script runs, or until that is loaded."""
    if (picture.get("src") or "").startswith("data:") and not any(map(picture.get, _SOURCES)):
        return True
    return any(a.tag == "noscript" for a in picture.iterancestors())


def _is_icon(picture: HtmlElement) -> bool:
    """Whether a picture is the icon of a button, such as a magnifying glass."""
    return _ICON.search(picture.get("src") or "") is not None


def _is_alone(picture: HtmlElement, pictures: list[HtmlElement]) -> bool:
    """Whether the other pictures in a box are icons, none of which plays a video."""
    others = [one for one in pictures if one is not picture]
    return not others or (not _is_icon(picture) and not any("play" in (one.get("src") or "") for one in others))


def _caption_in(holder: HtmlElement) -> HtmlElement | None:
    boxes = islice(holder.iter(*_BOXES), _MAX_PARTS)
    return next((box for box in boxes if _is_caption(box) and has_text(box) and not is_label(text_of(box))), None)


def is_captions_box(element: HtmlElement) -> bool:
    """Whether an element's tag or names call it a caption."""
    return element.tag in _BOXES and _is_caption(element)


def _is_caption(element: HtmlElement) -> bool:
    if element.tag == "figcaption":
        return True
    # What holds the picture itself is no caption, whatever it is called.
    return _CAPTION.search(words_of(element)) is not None and next(element.iter(*_PICTURES), None) is None


def _read_beside(box: HtmlElement) -> tuple[str | None, str | None] | None:
    """The caption that follows the picture's box inside the article's text, or begins the box behind it."""
    following = box.getnext()
    if following is not None and len(following) and not is_captions_box(following) and not squeeze(following.text):
        following = following[0]
    if following is not None and is_captions_box(following) and text_of(following):
        return (None, None) if _is_of_other_story(following) else _read(following, following)
    return None


def _read_below(picture: HtmlElement) -> tuple[str | None, str | None] | None:
    below = caption_below(picture)
    return split_credit(text_of(below)) if below is not None else None


def _stated(picture: HtmlElement) -> tuple[str | None, str | None]:
    """The caption that scripts show when they enlarge the picture."""
    stated = squeeze(picture.get("data-caption") or picture.get("data-image-caption"))
    return split_credit(stated) if stated and "<" not in stated else (None, None)


def caption_below(picture: HtmlElement) -> HtmlElement | None:
    """The line right under a picture that is set as a caption: wholly in italics or centred, and short."""
    holder = picture
    for parent in islice(picture.iterancestors(), _MAX_LEVELS):
        if parent.tag not in _AROUND or has_text(parent):
            break
        holder = parent
    following = holder.getnext()
    return following if following is not None and not squeeze(holder.tail) and _is_set_as_caption(following) else None


def _is_set_as_caption(element: HtmlElement) -> bool:
    """Whether a paragraph is wholly in italics or small, and no longer than a caption."""
    if element.tag not in ("p", "div", "em", "i", "small", "center", "h6"):
        return False
    text = text_within(element, 300)
    if text is None or len(text) < 8 or is_label(text):
        return False
    if element.tag in ("em", "i", "small", "h6"):
        return True
    inner = "".join(text_of(e) for e in element if e.tag in ("em", "i", "small", "sub", "sup", "font"))
    return len(inner.replace(" ", "")) >= 0.95 * len(text.replace(" ", ""))


def _read(caption: HtmlElement, holder: HtmlElement) -> tuple[str | None, str | None]:
    whole = _without_buttons(caption)
    credit = _credit_in(caption, caption)
    if credit is not None:
        name = text_of(credit)
        rest = _LABEL_AT_END.sub("", squeeze(_EMPTY.sub(" ", whole.replace(name, " ", 1)))).strip(" |/–—-")
        caption, agency = split_credit(rest.lstrip(")").rstrip(" ("))
        # Some captions name the agency, too.
        return (caption if caption or not agency else None), credit_of(name)
    if (before := _before_small_print(caption, whole)) and (split := split_credit(before))[1]:
        return split
    text, found = split_credit(whole)
    if found is None and (apart := _set_apart(caption, whole)):
        return apart
    if found is None and (second := _second_figcaption(caption, whole)):
        return text, second
    aside = _credit_in(holder, caption) if found is None else None
    if aside is not None and text_of(aside) != whole:
        return text, credit_of(_with_source(aside))
    return text, found


def _set_apart(caption: HtmlElement, whole: str) -> tuple[str, str | None] | None:
    """The caption and its credit where the last element of it, without a telling name, holds nothing but the maker."""
    last = caption
    for _ in range(4):
        if not len(last) or squeeze(last[-1].tail):
            return None
        last = last[-1]
        said = text_within(last, 100)
        before = whole.removesuffix(said).rstrip() if said and whole.endswith(said) else ""
        if said and before and is_credit_apart(said, before):
            return before.rstrip(" |/–—-("), credit_of(said)
    return None


def _before_small_print(caption: HtmlElement, whole: str) -> str | None:
    """The caption without the agency in small print at its end."""
    small = text_within(caption[-1], 100) if len(caption) and caption[-1].tag == "small" else None
    return whole.removesuffix(small).rstrip() if small and whole.endswith(small) else None


def _second_figcaption(caption: HtmlElement, whole: str) -> str | None:
    """The credit that stands in a figcaption of its own."""
    figure = next(caption.iterancestors("figure"), None)
    others = [other for other in figure.iter("figcaption") if other is not caption] if figure is not None else []
    said = text_within(others[-1], 100) if others else None
    return credit_of(said) if said and is_credit_apart(said, whole) else None


def _with_source(credit: HtmlElement) -> str:
    """A credit with the source that stands in an element of its own beside it: "Dan Weiss", "/", "WXYZ"."""
    source = credit.getnext()
    if source is not None and text_of(source) in ("/", "|"):
        source = source.getnext()
    if source is None or not _CREDIT.search(words_of(source)) or not text_of(source):
        return text_of(credit)
    return f"{text_of(credit)}/{text_of(source)}"


def _credit_in(holder: HtmlElement, caption: HtmlElement) -> HtmlElement | None:
    """The element named as the credit: within the caption, or beside it in the same box."""
    for element in islice(holder.iter(*_CREDITED), _MAX_PARTS):
        if element is caption or not (_CREDIT.search(words_of(element)) or _is_cite(element)) or not text_of(element):
            continue
        if holder is caption or not any(a is caption for a in element.iterancestors()):
            return element
    return None


def _is_cite(element: HtmlElement) -> bool:
    """Whether an element is a `cite` with nothing behind it: inside a sentence it is the title of a work."""
    return element.tag == "cite" and not squeeze(element.tail)


def _without_buttons(caption: HtmlElement) -> str:
    """The caption's text once, without "Hide caption", "1 of 4", labels for those who listen and the like."""
    text = text_of(caption)
    for element in islice(caption.iter("span", "a", "b", "div", "p", "small", "strong"), _MAX_PARTS):
        if element is caption:
            continue
        said = text_within(element, 80)
        if said and _is_button(element, said):
            text = squeeze(text.replace(said, " ", 1))
        elif _SHORT_VERSION.search(words_of(element)) and (said := text_of(element)):
            text = squeeze(text.replace(said, " ", 1)) or text
    if is_whole("line", text) or (text.endswith(":") and len(text) < _MAX_LABEL):
        return ""
    return _FILE_NAME.sub("", once(text))


def _is_button(element: HtmlElement, said: str) -> bool:
    return (
        is_whole("line", said)
        or ("[+]" in said and not any(map(str.isalnum, said)))
        or _OF_SEVERAL.fullmatch(said) is not None
        or (len(said) < _MAX_LABEL and _OFF_SCREEN.search(words_of(element)) is not None)
    )

"""The pictures of the article, their captions, and the credits split off them."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from pipelines.article import Image
from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.phrases import opening
from pipelines.extract.structured import Structured
from pipelines.extract.text import is_tag, squeeze, text_of
from pipelines.urls import resolve

_FOREIGN = re.compile(
    r"-(?:related|recommend\w*|sidebar|footer|most-read|popular|latest|trending|nav|navbar|menu|logo|avatar|author|bio|comments?|teasers?|promo|"
    r"newsletter|ads?|advert\w*|share|social|next|prev|cards?|breadcrumbs?|widget|sponsor\w*)-"
)
_CAPTION = re.compile(
    r"-(?:captions?|wp-caption-text|fig-?caption|image-?caption|photo-?caption|media-caption|bildunterschrift|legend|legende|epigrafe|pie-?foto|bildtext|leyenda|cutline|didascalia)-"
)
_CREDIT = re.compile(
    r"-(?:credits?|photo-?credit|copyright|attribution|source|photographer|byline|fotograf|quelle|credito|fonte|rights|agency|author)-"
)
_TINY = re.compile(
    r"(?:^|[/_.-])(?:logo|icon|sprite|pixel|spacer|blank|avatar|placeholder|1x1|transparent|loading|badge|button)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"^(?P<caption>.*?\S)\s*[(\[（](?P<credit>[^()\[\]（）]{2,80})[)\]）]\s*\.?$", re.DOTALL)
_MAX_IMAGES = 60
_MAX_CAPTION = 1500
"""Characters in which a credit is looked for; more is a text beside a picture."""


def find_images(
    document: Document, structured: Structured, headline: HtmlElement | None, elements: tuple[HtmlElement, ...]
) -> tuple[Image, ...]:
    """The pictures between the headline and the end of the text, in order."""
    found: dict[str, Image] = {}
    region = _region(document.tree, headline, elements)
    for picture in region:
        url = _address(picture, document.base_url)
        if url is None:
            continue
        caption, credit = _caption_of(picture)
        known = found.get(url)
        if known is None or (caption and not known.caption):
            found[url] = Image(url=url, caption=caption, credit=credit)
        if len(found) >= _MAX_IMAGES:
            break
    if not found:
        lead = structured.first("og:image", "og:image:url", "twitter:image")
        url = resolve(document.base_url, lead) if lead else None
        if url and not _TINY.search(url):
            found[url] = Image(url=url)
    return _one_each(tuple(found.values()))


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption and its credit: "A meets B(Twitter)", "A meets B. Photo: Reuters", "© AFP"."""
    text = squeeze(text)
    if not text:
        return None, None
    if len(text) > _MAX_CAPTION:
        return text, None
    label = opening("photo").match(text)
    if (
        label
        and len(text) < 80
        and (text[label.end() : label.end() + 1] in (":", "：", "/") or text.startswith(("©", "(c)", "(C)")))
    ):
        return None, _credit(text)
    match = _BRACKETED.match(text)
    if match and _is_credit(match["credit"]):
        return match["caption"].strip(" ,;|–—-") or None, _credit(match["credit"])
    for mark in _marks(text):
        head, tail = text[: mark[0]].rstrip(" |/•·–—-,;("), text[mark[0] :].strip(" |/•·–—-()")
        if len(head) >= 10 and 2 < len(tail) <= 100:
            return head, _credit(tail)
    return text, None


def _marks(text: str) -> Iterator[tuple[int, int]]:
    """Places where a label such as "Photo:" or a © begins the credit at the end of a caption."""
    for match in re.finditer(r"©|\(c\)\s|(?<=[\s.!?|/–—(-])(?=[^\W\d])", text):
        if match.start() < 10:
            continue
        rest = text[match.start() :]
        if rest.startswith(("©", "(c)")):
            yield match.start(), match.end()
            continue
        label = opening("photo").match(rest)
        if label and label.start("phrase") == 0 and re.match(r"\s*[:：]", rest[label.end() :]) and len(rest) <= 100:
            yield match.start(), match.end()


def _is_credit(text: str) -> bool:
    """Whether words in brackets at the end of a caption name a maker or a source, and are no remark."""
    words = text.split()
    if len(words) > 8 or (re.search(r"[.!?]\s|\d{4}", text) and not opening("photo").match(text)):
        return False
    if opening("photo").match(text) or "/" in text:
        return True
    named = [w for w in words if w[:1].isupper() or not w[:1].isascii()]
    return (
        len(words) <= 5
        and len(named) >= max(1, len(words) - 1)
        and text.lower() not in ("l", "r", "left", "right", "c", "centre", "center")
    )


def _credit(text: str) -> str | None:
    """A credit without its label and sign."""
    text = text.strip(" ()[]|/–—-.,;:")
    for _ in range(2):
        text = re.sub(r"^(?:©|\([cC]\))\s*", "", text)
        label = opening("photo").match(text)
        if not label or not re.match(r"\s*[:：]|\s+(?=©)", text[label.end() :]):
            break
        text = text[label.end() :].strip(" :：|/–—-")
    return text.strip() or None


def _region(tree: HtmlElement, headline: HtmlElement | None, elements: tuple[HtmlElement, ...]) -> list[HtmlElement]:
    """Pictures from the headline to the last block of the text, and those just above the headline."""
    if not elements:
        return []
    first, last = (headline if headline is not None else elements[0]), elements[-1]
    order = {e: i for i, e in enumerate(tree.iter("img", "amp-img", first.tag, last.tag, elements[0].tag))}
    low, high = order.get(first, 0), order.get(last, 0)
    low = min(low, order.get(elements[0], low))
    frame = _frame(first, last)
    text_frame = last.getparent()
    while text_frame is not None and text_frame.tag in ("blockquote", "ul", "ol", "li", "table", "tbody", "tr", "p"):
        text_frame = text_frame.getparent()
    found = []
    for picture in tree.iter("img", "amp-img"):
        place = order[picture]
        inside = low <= place <= high or (text_frame is not None and place > high and _has(text_frame, picture))
        above = low - 6 < place < low and frame is not None and _has(frame, picture)
        if (inside or above) and not any(_FOREIGN.search(words_of(a)) for a in _above(picture, 6, last)):
            found.append(picture)
    return found


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


def _caption_of(picture: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit of the figure or box around a picture, or of the line right under it."""
    for holder in _above(picture, 4, None):
        if sum(1 for _ in holder.iter("img", "amp-img")) > 1 and holder.tag != "figure":
            break
        captions = [
            e
            for e in holder.iter("figcaption", "p", "div", "span", "small", "em", "cite")
            if e.tag == "figcaption" or _CAPTION.search(words_of(e))
        ]
        captions = [e for e in captions if text_of(e)]
        if captions:
            return _read(captions[0], holder)
        if holder.tag == "figure":
            return _read_figure(holder)
    below = caption_below(picture)
    return split_credit(text_of(below)) if below is not None else (None, None)


def caption_below(picture: HtmlElement) -> HtmlElement | None:
    """The line right under a picture that is set as a caption: wholly in italics or centred, and short."""
    holder = picture
    while holder.getparent() is not None and holder.getparent().tag in (
        "a",
        "p",
        "div",
        "span",
        "picture",
        "figure",
        "center",
        "noscript",
    ):
        parent = holder.getparent()
        if text_of(parent):
            break
        holder = parent
    following = holder.getnext()
    while following is not None and not is_tag(following):
        following = following.getnext()
    return following if following is not None and not squeeze(holder.tail) and is_set_as_caption(following) else None


def is_set_as_caption(element: HtmlElement) -> bool:
    """Whether a paragraph is wholly in italics or small, and no longer than a caption."""
    if element.tag not in ("p", "div", "em", "i", "small", "center", "h6"):
        return False
    text = text_of(element)
    if not 8 <= len(text) <= 300:
        return False
    if element.tag in ("em", "i", "small", "h6"):
        return True
    inner = "".join(text_of(e) for e in element if is_tag(e) and e.tag in ("em", "i", "small", "sub", "sup", "font"))
    return len(inner.replace(" ", "")) >= 0.95 * len(text.replace(" ", ""))


def _read(caption: HtmlElement, holder: HtmlElement) -> tuple[str | None, str | None]:
    credit = next(
        (
            e
            for e in caption.iter("span", "small", "em", "cite", "div", "p", "a", "b", "strong")
            if e is not caption and _CREDIT.search(words_of(e)) and text_of(e)
        ),
        None,
    )
    whole = text_of(caption)
    if credit is None:
        aside = next(
            (
                e
                for e in holder.iter("span", "small", "em", "cite", "div", "p")
                if e is not caption
                and _CREDIT.search(words_of(e))
                and text_of(e)
                and not any(a is caption for a in e.iterancestors())
            ),
            None,
        )
        text, found = split_credit(whole)
        if found is None and aside is not None and text_of(aside) != whole:
            return text, _credit(text_of(aside))
        return text, found
    name = text_of(credit)
    rest = squeeze(whole.replace(name, " ", 1)).strip(" |/–—-()")
    return (rest or None), _credit(name)


def _read_figure(figure: HtmlElement) -> tuple[str | None, str | None]:
    text = text_of(figure)
    return split_credit(text) if 0 < len(text) <= 400 else (None, None)


def _above(element: HtmlElement, count: int, stop: HtmlElement | None) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html", "article", "main") or len(found) == count:
            break
        if stop is not None and ancestor is stop.getparent():
            break
        found.append(ancestor)
    return found


def _one_each(images: tuple[Image, ...]) -> tuple[Image, ...]:
    """Without a second version of a picture that has the same caption."""
    kept: list[Image] = []
    for image in images:
        if image.caption and any(image.caption == other.caption for other in kept):
            continue
        kept.append(image)
    return tuple(kept)

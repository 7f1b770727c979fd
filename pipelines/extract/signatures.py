"""Lines that say who wrote the article where no markup says so: "Von Jane Doe" above it, "Autorin: …" below it."""

import re
from collections.abc import Iterator
from itertools import takewhile

from lxml.html import HtmlElement

from pipelines.extract.document import Document, order_of
from pipelines.extract.frames import frames_of
from pipelines.extract.furniture import words_of
from pipelines.extract.names import looks_like_person
from pipelines.extract.phrases import opening
from pipelines.extract.text import SILENT, line_of, squeeze

_AROUND = 50
"""Elements around the headline, before and behind the text, in which a signature is looked for."""
_MAX = 120
"""Characters; a longer line is a sentence."""
_ELSEWHERE = re.compile(
    r"-(?:comments?|comment-list|commentlist|related|recommend\w*|sidebar|teasers?|most-read|popular|latest|trending|nav|menu|promo|carousel|next|prev|replies|footer)-"
)
_OTHER_WORK = re.compile(
    r"[\s,;|/]+(?:illustration(?:en|s)?|fotos?|photos?|bilder|grafik(?:en)?|video)\b.*$", re.IGNORECASE
)
_EAST_ASIAN = (
    # 홍길동 기자
    re.compile(r"(?<![가-힣])(?P<name>[가-힣]{2,4})\s?(?:선임|수습|객원)?기자(?![가-힣])"),
    # 记者 张三, 記者王小明／台北報導
    re.compile(
        r"(?:记者|記者)[\s:：]*(?P<name>(?!撮影|[摄攝]影|提供|[综綜]合|[报報][道導])[\u4e00-\u9fff]{2,3}(?:[、\s][\u4e00-\u9fff]{2,3})*)"
        r"(?=\s*(?:[/／|）)】\]]|$))"
    ),
    # 文／王小明, 作者：张三
    re.compile(
        r"^(?:文|撰文|作者|執筆|取材・文)\s*[/／:：・]\s*(?P<name>[\u3040-\u30ff\u4e00-\u9fff]{2,8})(?=[\s、/／|]|$)"
    ),
)
"""Names that stand with a reporter's title, in scripts without capitals."""


def signatures(document: Document, headline: HtmlElement | None, text: tuple[HtmlElement, ...]) -> Iterator[str]:
    """What stands behind the words of a byline on short lines around the headline and the ends of the text."""
    # What holds the headline is the article's, whatever a theme calls it.
    own = set(headline.iterancestors()) if headline is not None else set()
    frames = frames_of(document)
    for element in _places(document, headline, text):
        line = "" if frames.exceeds(element, _MAX) else line_of(element)
        if not line or len(line) > _MAX:
            continue
        found = _signature(element, line, ends_text=any(element is one for one in text[-2:]))
        if found is not None and not any(
            one not in own and _ELSEWHERE.search(words_of(one)) for one in (element, *_above(element))
        ):
            yield found


def _signature(element: HtmlElement, line: str, *, ends_text: bool) -> str | None:
    if ends_text and _is_set_right(element) and looks_like_person(line):
        return line
    if (name := _east_asian(line)) is not None:
        return name
    rest = _behind_label(element, line)
    return _OTHER_WORK.sub("", rest) if rest is not None else None


def _is_set_right(element: HtmlElement) -> bool:
    """Whether a line is set at the right margin, as signatures under a text are."""
    style = (element.get("style") or "").replace(" ", "").lower()
    return "text-align:right" in style or (element.get("align") or "").lower() == "right"


def _behind_label(element: HtmlElement, line: str) -> str | None:
    """The rest of a line that opens as a byline; what follows a line that is a label and nothing more."""
    label = opening("signed").match(line) or opening("signature").match(line)
    if label is None:
        return None
    rest = line[label.end() :].strip(" :：")
    if not rest:
        following = element.getnext()
        return _people_first(squeeze(element.tail) or (line_of(following)[:_MAX] if following is not None else ""))
    if opening("signed").match(line):
        return _people_first(rest) if "," in rest else rest
    return _people_first(rest) if line[label.end() :].lstrip()[:1] in (":", "：", "/", "／") else None


def _people_first(text: str) -> str | None:
    """The people that a text behind a label begins with: their agency or their jobs follow."""
    people = list(takewhile(looks_like_person, re.split(r"\s*[,;/|]\s*", text)))
    return ", ".join(people) or text or None


def _east_asian(line: str) -> str | None:
    if line.isascii():
        return None
    match = next((found for pattern in _EAST_ASIAN if (found := pattern.search(line))), None)
    return match["name"] if match else None


def _places(document: Document, headline: HtmlElement | None, text: tuple[HtmlElement, ...]) -> Iterator[HtmlElement]:
    order = order_of(document)
    spans: list[tuple[int, int]] = []
    if headline is not None and headline in order:
        place = order[headline]
        spans.append((place - _AROUND, place + _AROUND))
    if text and text[0] in order and text[-1] in order:
        first, last = order[text[0]], order[text[-1]]
        spans.append((first - _AROUND, first + 1))
        spans.append((order[text[-4:][0]], last + sum(1 for _ in text[-1].iter()) + _AROUND))
    seen = 0
    for low, high in spans:
        for element in document.elements[max(low, seen, 0) : high]:
            if element is not headline and element.tag not in SILENT and element.tag != "a" and len(element) <= 8:
                yield element
        seen = max(seen, high)


def _above(element: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for above in element.iterancestors():
        if above.tag in ("body", "article", "main") or len(found) == 6:
            break
        found.append(above)
    return found

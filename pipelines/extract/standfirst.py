"""The standfirst: the sentences between headline and text that say what the story is, and who the page says reports it."""  # noqa: E501

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.descriptions import MIN, MIN_CUT, stated_descriptions
from pipelines.extract.document import Document
from pipelines.extract.frames import frames_of
from pipelines.extract.furniture import words_of
from pipelines.extract.headline import Headline, fold, overlap
from pipelines.extract.phrases import opening
from pipelines.extract.structured import Structured
from pipelines.extract.text import text_of, text_within

_NAMES = re.compile(
    r"-(?:standfirst|dek|deck|sub-?title|subtitulo|sottotitolo|soustitre|underrubrik|sub-?head(?:line|ing)?|lede?|lead-?(?:text|paragraph|in)?|leadin|article-lead|"
    r"intro(?:duction|text)?|excerpt|summary|abstract|chapo|chapeau|entradilla|bajada|copete|sumario|sapo|preamble|ingress|vorspann|anrei(?:ss|ß)er|einleitung|"
    r"teaser-?text|description|desc|synopsis|tagline|strapline|occhiello|catenaccio|manchet|perex|zajawka|resumo|linha-fina|linhafina|gravata|spoiler|anons|announce|spot|preface|snippet|opener|anotace|podtitul(?:ek)?|alcim|bevezeto|spot-?text)-"
)
_FOREIGN = re.compile(
    r"-(?:comments?|related|recommend\w*|sidebar|footer|most-read|popular|latest|trending|nav|menu|widget|card|cards|promo|carousel|next|prev|author|bio|caption|video|gallery|newsletter|meta|share|social|breadcrumbs?)-"
)
_CREDIT = re.compile(
    r"(?:…|\.\.\.|\.\s?\.\s?\.|[,;:–—-])\s*(?:reports?|writes|reported by|a report by|berichtet|schreibt|rapporte|écrit|informa|reporta|relata|scrive|raporuje|сообщает|пишет)\s+"  # noqa: E501
    r"(?P<who>[^.…:;!?]{2,60}?)\s*[.…]?\s*$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[.!?。！？।؟]\W*$")
_DATED = re.compile(r"(?:19|20)\d\d")
_MIN, _MAX = MIN, 600
_PASSED_OVER = frozenset(
    ("script", "style", "svg", "path", "img", "br", "time", "a", "li", "ul", "figure", "figcaption", "source",
     "picture", "noscript")
)  # fmt: skip
_PLACES = frozenset(("p", "h2", "h3", "h4", "div", "section", "strong", "b", "em", "summary", "header", "span"))
"""Elements that may hold a standfirst."""
_LINES = frozenset(("p", "div", "h2", "h3", "h4"))
_BYLINE = 80
"""Characters of a line that may be a byline or a date."""
_MAX_PARTS = 60
"""Elements inside one that are looked at for what is no part of the standfirst."""
_MAX_PLAIN = 350
"""Characters of a standfirst that only bold type tells from the first paragraph."""


@dataclass(frozen=True, slots=True)
class Standfirst:
    """What was found."""

    text: str
    element: HtmlElement | None
    """Where the page prints it; None where it is only stated."""
    source: str
    """"visible" where the page prints it, "profile" where the profile says so; empty where it is only stated."""


def find_standfirst(
    document: Document,
    structured: Structured,
    headline: Headline | None,
    first_block: HtmlElement | None,
    texts: Sequence[str] = (),
) -> Standfirst | None:
    """The standfirst: as printed where the page states the same or states nothing, else as stated; None without either.

    Where a page prints one text and states another, the printed one stays where it is, in the body. `texts` are the
    article's paragraphs.
    """
    stated = stated_descriptions(document, structured, headline.text if headline is not None else None, texts)
    printed = _printed(document, headline, first_block, stated)
    if printed is not None and (not stated or any(_is_whole_of(printed.text, value) for value in stated)):
        return printed
    return Standfirst(stated[0], None, "") if stated else None


def _is_whole_of(printed: str, stated: str) -> bool:
    """Whether the printed text is what is stated, or what was cut short there, with or without its credit."""
    folded, other = fold(printed), fold(stated)
    if folded == other or overlap(printed, stated) > 0.95:
        return True
    cut = re.search(r"(?:…|\.\.\.|\[\W*\]|[^\W\d_])\W*$", stated) is not None and not re.search(
        r"[.!?。！？।]\W*$", stated
    )
    cut = cut or bool(re.search(r"(?:…|\.\.\.)\W*$", stated))
    begins = folded.startswith(other[: max(30, len(other) - 12)])
    return begins and (cut or find_credit(printed) is not None)


def _is_the_whole(printed: str, stated: str) -> bool:
    """Whether a text without a telling name is the stated one, word for word, or what was cut short there."""
    folded, other = fold(printed), fold(stated)
    if folded == other:
        return True
    return len(stated) >= MIN_CUT and not _SENTENCE.search(stated) and folded.startswith(other.rpartition(" ")[0])


def find_credit(text: str | None) -> str | None:
    """Who the standfirst says reports the story: "…reports Asian Lite News"."""
    match = _CREDIT.search(text) if text else None
    if match is None:
        return None
    who = match["who"].strip(" ,")
    return who if who[:1].isupper() and len(who.split()) <= 6 else None


def _printed(
    document: Document, headline: Headline | None, first_block: HtmlElement | None, stated: list[str]
) -> Standfirst | None:
    best: tuple[float, Standfirst] | None = None
    around = set(first_block.iterancestors()) if first_block is not None else set()
    frames = frames_of(document)
    above = first_block is not None
    for element, steps in _after_headline(document, headline, first_block):
        above = above and element is not first_block
        text = None if frames.exceeds(element, _MAX) else _without_label(element, stated)
        if text is None or len(text) < _MIN:
            continue
        score = _score(element, text, stated, steps)
        if not score and len(text) <= _MAX_PLAIN + 50 and element is first_block and _is_set_apart(element):
            score = 0.6
        if score > 0.5:
            if (best is None or score > best[0]) and not _repeats(headline, text):
                best = (score, Standfirst(text, element, "visible"))
        elif (
            best is None
            and above
            and stated
            and _is_the_whole(text, stated[0])
            and element not in around
            and not _is_foreign(element)
            and not _repeats(headline, text)
        ):
            # Nothing but its words tells it from the text, so it stays there.
            best = (0.0, Standfirst(text, None, "visible"))
    return best[1] if best else None


def _repeats(headline: Headline | None, text: str) -> bool:
    return headline is not None and overlap(text, headline.text) > 0.8


def _without_label(element: HtmlElement, stated: list[str]) -> str | None:
    """An element's text, without a kicker or a date inside it that the stated text lacks; None for a long one."""
    text = text_within(element, _MAX)
    if text is not None:
        text = _without_byline(element, text)
    if text is None or len(text) < _MIN or not stated or not len(element):
        return text
    for child in islice(element.iter("span", "time", "strong", "em", "b", "small"), _MAX_PARTS):
        part = text_within(child, 59) if child is not element else ""
        if part and part != text and (text.startswith(part) or text.endswith(part)):
            bare = text.removeprefix(part).removesuffix(part).strip(" :|–—-•/")
            if any(fold(bare) == fold(value) for value in stated) or (
                (text.startswith(part) or _DATED.search(part)) and any(_is_whole_of(bare, value) for value in stated)
            ):
                return bare
    return text


def _without_byline(element: HtmlElement, text: str) -> str:
    """A box's text without the lines of it that are a kicker, a byline, a date or buttons."""
    if element.tag not in ("div", "section", "header") or not any(child.tag in _LINES for child in element):
        return text
    if len(element) > _MAX_PARTS:
        return text
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        return text
    lines = [line for child in element if (line := text_of(child))]
    lines = [line for line in lines if not _is_signed(line)]
    return " ".join([line for line in lines if _SENTENCE.search(line)] or lines)


def _is_signed(text: str) -> bool:
    return len(text) < _BYLINE and (opening("by").match(text) or opening("published").match(text)) is not None


def _score(element: HtmlElement, text: str, stated: list[str], steps: int) -> float:
    tag = element.tag
    parent = element.getparent()
    score = 0.0
    if (
        _NAMES.search(words_of(element))
        or (element.get("itemprop") or "").lower() in ("description", "alternativeheadline")
        or (parent is not None and _NAMES.search(words_of(parent)) and text_within(parent, len(text)) == text)
    ):
        score = 0.9
    elif tag in ("h2", "h3") and steps <= 2:
        score = 0.6
    elif (
        stated
        and len(text) <= _MAX_PLAIN
        and tag in ("h2", "h3", "h4", "strong", "b")
        and max(_same(text, value) for value in stated) > 0.9
    ):
        score = 0.7
    if not score or _is_foreign(element) or (opening("by").match(text) and len(text) < 80):
        return 0.0
    if stated and max(_same(text, value) for value in stated) > 0.7:
        score += 0.5
    return score - steps * 0.01 - (0.05 if tag in ("div", "section", "header") else 0.0)


def _is_foreign(element: HtmlElement) -> bool:
    return any(_FOREIGN.search(words_of(one)) for one in (element, *_above(element, 3)))


def _is_set_apart(paragraph: HtmlElement) -> bool:
    """Whether the first paragraph is wholly in bold, and the next one is not: a standfirst without a name."""
    following = next((e for e in paragraph.itersiblings() if e.tag == "p" and text_of(e)), None)
    return paragraph.tag == "p" and _is_bold(paragraph) and following is not None and not _is_bold(following)


def _is_bold(paragraph: HtmlElement) -> bool:
    inner = "".join(text_of(e) for e in paragraph if e.tag in ("strong", "b"))
    return bool(inner) and len(inner.replace(" ", "")) >= 0.98 * len(text_of(paragraph).replace(" ", ""))


def _same(text: str, stated: str) -> float:
    """How much a stated description is the printed text or its beginning."""
    folded, other = fold(text), fold(stated).removesuffix(" …")
    if folded and other and (folded.startswith(other[: max(30, len(other) - 12)]) or other.startswith(folded)):
        return 1.0
    return overlap(text, stated)


def _after_headline(
    document: Document, headline: Headline | None, first_block: HtmlElement | None
) -> list[tuple[HtmlElement, int]]:
    """Elements between the headline and the first paragraphs, with their distance in text-bearing elements."""
    start = headline.element if headline is not None else None
    if start is None and first_block is None:
        return []
    found: list[tuple[HtmlElement, int]] = []
    left = 0
    steps = 0
    for element in document.tree.iter("*") if start is None else _behind(start):
        tag = element.tag
        if tag in _PASSED_OVER or (start is not None and any(a is start for a in _above(element, 2))):
            continue
        steps += 1
        if tag in _PLACES:
            found.append((element, steps))
        if element is first_block or left:
            left += 1
            if left > 3:
                break
        if steps > 60:
            break
    return found


def _behind(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements that begin behind the beginning of one, in page order."""
    yield from islice(element.iter("*"), 1, None)
    one: HtmlElement | None = element
    while one is not None:
        for sibling in one.itersiblings("*"):
            yield from sibling.iter("*")
        one = one.getparent()


def _above(element: HtmlElement, count: int) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for ancestor in element.iterancestors():
        if len(found) == count or ancestor.tag in ("body", "html", "article", "main"):
            break
        found.append(ancestor)
    return found

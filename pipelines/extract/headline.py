"""The headline as the page prints it: the heading that its machine-readable titles agree with."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.extract.document import Document, in_order
from pipelines.extract.named import named
from pipelines.extract.structured import Structured, first_string, types_of, with_itemprop
from pipelines.extract.text import class_and_id, squeeze, text_of

_WORD = re.compile(r"\w+")
_SEPARATOR = re.compile(
    r"\s+(?:[|\-–—―·•»«›‹:/\\~]|::|\|\||&raquo;|&mdash;)+\s+|\s*[|｜¦]+\s*|(?<=[\w.!?\"”’])\s*[_]\s*(?=\w)"
)
_TITLE_CLASS = re.compile(r"head(?:ing|line)|title|titel|titulo|titre|titolo")
_NO_TITLE = re.compile(
    r"logo|site-?(?:name|title|branding)|sub-?(?:head|title)|kicker|related|sidebar|widget|comment|footer|masthead|share"
)
_KICKER = re.compile(
    r"kicker|top-?line|roof-?line|dachzeile|over-?line|eyebrow|over-?title|pre-?title|supra|ante-?tit|spitzmarke|topic|categor|section|label|badge|date|time|meta|"
    r"rubrik|surtit|occhiello|volanta|chapeu|sub-?tit|sub-?head|sub-?line|tag(?:$|[^a-z])|crumb|sr-only|visually-?hidden|screen-reader"
)
"""Class names of what some sites put inside the heading beside the headline."""
_HEADINGS = ("h1", "h2", "h3")
_OTHER_PLACES = frozenset(("div", "p", "span", "strong", "td", "header"))
_BEGINNING = 80
"""Characters by which most texts are told apart."""
_MAX = 400
"""Characters; a longer heading is a paragraph in heading's clothes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The headline and where the page prints it."""

    text: str
    element: HtmlElement | None = None
    source: str = ""
    """"visible" where the page prints it, "profile" where the profile says so; empty where it is only stated."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    element: HtmlElement
    weight: float


def find_headline(document: Document, structured: Structured) -> Headline | None:
    """The printed headline, else the title the page states for machines, without the site's name; None without either."""  # noqa: E501
    site = site_names(document, structured)
    stated = _stated(document, structured, site)
    candidates = _candidates(document, site, stated)
    best = max(candidates, key=lambda c: (_score(c, stated), -len(c.text)), default=None)
    best = _sole_heading(candidates, stated, best) or best
    if best is not None and _is_believed(best, candidates, stated):
        return Headline(text=without_site(best.text, site), element=best.element, source="visible")
    if stated:
        return Headline(text=stated[0], element=None)
    if best is not None and best.element.tag == "h1":
        return Headline(text=best.text, element=best.element, source="visible")
    title = text_of_title(document)
    return Headline(text=title) if title else None


def site_names(document: Document, structured: Structured) -> set[str]:
    """What the site calls itself, in folded words: og:site_name, the publisher, its host name."""
    names = list(structured.meta.get("og:site_name", ())) + list(structured.meta.get("application-name", ()))
    publisher = first_string(structured.article.get("publisher"))
    if publisher:
        names.append(publisher)
    for node in structured.nodes:
        if types_of(node) & {"website", "newsmediaorganization", "organization"}:
            name = first_string(node.get("name"))
            if name:
                names.append(name)
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    names += [host, host.rsplit(".", 1)[0]]
    return {folded for folded in (fold(name) for name in names) if folded}


@lru_cache(maxsize=1024)  # each field compares its texts with the same few
def fold(text: str) -> str:
    """Case-folded words with single spaces: for comparing."""
    return " ".join(_WORD.findall(text.casefold()))


def folds_to(text: str, folded: str) -> bool:
    """Whether a text, folded, is this one. Of most texts the beginning tells that it is not."""
    begins = fold(text[:_BEGINNING]).rpartition(" ")[0]  # the last word may be cut
    return folded.startswith(begins) and fold(text) == folded


def overlap(a: str, b: str) -> float:
    """F1 of the words of two texts, 0 to 1."""
    one, two = _tokens(a), _tokens(b)
    if one.keys().isdisjoint(two):
        return 0.0
    common = sum(min(count, two[word]) for word, count in one.items() if word in two)
    return 2 * common / (sum(one.values()) + sum(two.values()))


@lru_cache(maxsize=1024)
def _tokens(text: str) -> dict[str, int]:
    """How often each word stands in a text. Each title of a page is compared with all of its headings."""
    found: dict[str, int] = {}
    for word in _WORD.findall(text.casefold()):
        # Scripts without spaces come as one long word: compare their letters.
        for token in word if len(word) > 6 and not word.isascii() and _unspaced(word) else (word,):
            found[token] = found.get(token, 0) + 1
    return found


def _unspaced(word: str) -> bool:
    return any("\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff" for c in word)


def without_site(title: str, site: set[str]) -> str:
    """A title without the parts that name the site or its section, at either end."""
    parts = [part.strip() for part in _SEPARATOR.split(title) if part and part.strip()]
    if len(parts) < 2:
        return title
    joined = "".join(fold(title).split())
    pieces: list[tuple[int, str]] = []
    at = 0
    for part in parts:
        at = title.index(part, at)
        pieces.append((at, part))
        at += len(part)
    while len(pieces) > 1 and _names_site(pieces[-1][1], site):
        pieces.pop()
    while len(pieces) > 1 and _names_site(pieces[0][1], site):
        pieces.pop(0)
    start, end = pieces[0][0], pieces[-1][0] + len(pieces[-1][1])
    return title[start:end] if joined else title


def _names_site(part: str, site: set[str]) -> bool:
    folded = fold(part)
    dense = folded.replace(" ", "")
    return not folded or any(
        folded == name or dense == name.replace(" ", "") or (len(dense) > 3 and name.replace(" ", "") in (dense + "com", "the" + dense))  # noqa: E501
        or (len(name) > 4 and name in folded and len(folded) < len(name) + 20) or (len(dense) > 5 and dense in name.replace(" ", ""))  # noqa: E501
        for name in site
    )  # fmt: skip


def _stated(document: Document, structured: Structured, site: set[str]) -> list[str]:
    """Titles stated for machines, most trusted first."""
    values: list[str] = []
    for value in (
        first_string(structured.article.get("headline")),
        next(iter(structured.micro.get("headline", ())), None),
        structured.first("og:title"),
        structured.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title"),
        first_string(structured.article.get("name")),
        text_of_title(document),
    ):
        if value:
            cleaned = without_site(value, site)
            if cleaned and cleaned not in values and fold(cleaned) not in site:
                values.append(cleaned)
    return values


def text_of_title(document: Document) -> str:
    """The title element's text."""
    title = next(iter(document.all("title")), None)
    return squeeze((title.text or "")[:1000]) if title is not None else ""


def _candidates(document: Document, site: set[str], stated: list[str]) -> list[_Candidate]:
    titles = {fold(title) for title in stated}
    found: list[_Candidate] = []
    for element in _places(document):
        weight = _weight(element)
        if not weight:
            continue
        text = text_of(element)
        if not 2 <= len(text) <= _MAX or fold(text) in site:
            continue
        found.append(_Candidate(text, element, weight))
        if element.tag in ("h1", "h2"):
            bare = _without_kicker(element, titles)
            if bare and bare != text and len(bare) >= 8:
                found.append(_Candidate(bare, element, weight + (0.8 if element.tag == "h1" else 0.4)))
        if element.tag == "h1":
            for child in element.iter("span", "a", "strong", "div", "em"):
                inner = text_of(child)
                if 10 <= len(inner) < len(text):
                    found.append(_Candidate(inner, child, weight - 0.02))
        if len(found) > 200:
            break
    return found


def _places(document: Document) -> list[HtmlElement]:
    """Headings, and other elements that are named a title, in page order."""
    marked = named(document, _TITLE_CLASS)
    marked.update(with_itemprop(document))
    found = {element for element in marked if element.tag in _OTHER_PLACES}
    for tag in _HEADINGS:
        found.update(document.all(tag))
    return in_order(document, found)


def _without_kicker(heading: HtmlElement, titles: set[str]) -> str:
    """The heading's text without the children that are named a kicker, a date or a label.

    Any child counts as one without which the heading is a title that the page states.
    """
    text = text_of(heading)
    for child in heading.iter("span", "small", "time", "div", "em", "p", "strong", "a"):
        part = text_of(child) if child is not heading else ""
        if not part or part == text or not (text.startswith(part) or text.endswith(part)):
            continue
        bare = text.removeprefix(part).removesuffix(part).strip(" :|–—-•/")
        if child.tag in ("time", "small") or _KICKER.search(class_and_id(child)) or fold(bare) in titles:
            text = bare
    return text


def _weight(element: HtmlElement) -> float:
    """How much an element looks like the place of a headline, 0 for not at all."""
    names = class_and_id(element)
    if (element.get("itemprop") or "") in ("headline", "name headline"):
        return 1.0
    if element.tag == "h1":
        return 0.7 if _NO_TITLE.search(names) else 1.0
    if not _TITLE_CLASS.search(names) or _NO_TITLE.search(names):
        return 0.35 if element.tag == "h2" else 0.2 if element.tag == "h3" else 0.0
    if element.tag in ("h2", "h3"):
        return 0.8
    return 0.5 if len(element) < 4 else 0.0


def _agreement(text: str, stated: list[str]) -> float:
    return max((overlap(text, title) for title in stated), default=0.0)


def _opens(text: str, stated: list[str]) -> bool:
    """Whether a text is what stands in a stated title before the names of section and site."""
    folded = fold(text)
    return any(fold(parts[0]) == folded for title in stated if len(parts := _SEPARATOR.split(title, maxsplit=1)) > 1)


def _ends(text: str, stated: list[str]) -> bool:
    """Whether a text is what stands in a stated title behind the names of site and section."""
    folded = fold(text)
    return any(fold(parts[-1]) == folded for title in stated if len(parts := _SEPARATOR.split(title)) > 1)


def _sole_heading(candidates: list[_Candidate], stated: list[str], best: _Candidate | None) -> _Candidate | None:
    """The one h1 of a page, where it has words of a title and no other heading is that title."""
    tops = [c for c in candidates if c.element.tag == "h1" and c.weight >= 1.0]
    if best is None or len({c.element for c in tops}) != 1 or best.element is tops[0].element:
        return None
    top = max(tops, key=lambda c: (_score(c, stated), -len(c.text)))
    if len(top.text.split()) < 3 or _agreement(top.text, stated) < 0.35:
        return None
    is_title = _agreement(best.text, stated) >= 0.9 or _ends(best.text, stated)
    return None if is_title else top


def _score(candidate: _Candidate, stated: list[str]) -> float:
    return _agreement(candidate.text, stated) + 0.25 * candidate.weight


def _is_believed(best: _Candidate, candidates: list[_Candidate], stated: list[str]) -> bool:
    """Whether the best candidate is a headline: a stated title agrees, or it stands alone."""
    if _agreement(best.text, stated) >= 0.35 or _stands_alone(best, candidates, stated):
        return True
    return best.element.tag == "h1" and _opens(best.text, stated)


def _stands_alone(best: _Candidate, candidates: list[_Candidate], stated: list[str]) -> bool:  # noqa: ARG001
    """Whether the one h1 of a page is its headline although no stated title agrees."""
    return (
        best.element.tag == "h1" and len(best.text.split()) >= 4 and sum(c.element.tag == "h1" for c in candidates) == 1
    )

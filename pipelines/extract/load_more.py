"""Where a listing goes on when only a script knows: addresses in attributes and in data for scripts. GET alone.

htmx (https://htmx.org/attributes/hx-get/), Turbo frames, data-url and its kin beside a control that says "more",
Jetpack's infinite scroll (whose plain pages its settings name), paths with a place for the number, and JSON in the
page. What a script asks for with POST, as WordPress's admin-ajax.php wants it, is left alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from pipelines.extract.document import Document
from pipelines.extract.json_lists import JsonList, read_list
from pipelines.extract.text import squeeze
from pipelines.foreign_json import loads
from pipelines.labels import labels, parts
from pipelines.paging import is_other_page_of, page_number, series
from pipelines.urls import resolve

MAX_ENDPOINTS = 20
"""Addresses taken from one page."""
MAX_DATA = 4 * 1024 * 1024
"""Characters of one script or attribute that are read."""
_MOST_ELEMENTS = 200
"""Elements with addresses that are looked at."""

_NAMES = """data-url data-endpoint data-href data-path data-api data-api-url data-ajax-url data-ajax data-source
data-link data-request-url ic-get-from""".split()  # noqa: SIM905 -- one name a word, easy to add to
_NEXT_NAMES = ("data-next", "data-load-more", "data-loadmore", "data-more", "data-infinite", "data-older")
"""How attributes begin that say "next" themselves."""
_HTMX = ("hx-get", "data-hx-get")
_DATA_NAMES = """data-page data-props data-react-props data-initial-state data-state data-config data-options
data-settings data-infinite-scroll""".split()  # noqa: SIM905 -- the same
_DATA = XPath("//*[" + " or ".join(f"starts-with(normalize-space(@{name}), '{{')" for name in _DATA_NAMES) + "]")
_FRAME = "turbo-frame"
_SEEN = ("revealed", "intersect")
"""What makes htmx ask when a reader has come so far: https://htmx.org/attributes/hx-trigger/."""
_MORE = re.compile(
    r"(?:load|show|view|see|get|fetch)[-_]?more|more[-_]?(?:posts|stories|articles|news|items|button|btn|link)"
    r"|infinite|endless|neverending|pagination|paginator|paging|pager|older[-_]?(?:posts|stories|entries)",
    re.IGNORECASE,
)
_BUTTONS = ("button", "a", "input", "span")
_LOOK_INTO = 20
"""Elements inside and beside one with an address among which the control is looked for."""
_LABEL = 200
"""Characters of a label."""
_NUMBERS = {
    "data-page": ("page", 1),
    "data-current-page": ("page", 1),
    "data-paged": ("paged", 1),
    "data-next-page": ("page", 0),
    "data-offset": ("offset", 0),
}
"""Attributes with a number: the parameter that it is put into, and what is added to it."""
_PLACE = re.compile(r"\{\{?\s*(?:page_?\w{0,10}|#|n|p|0)\s*\}\}?|%page%|%d|__page__|\[page\]|:page\b", re.IGNORECASE)
"""Where a path has a place for the number of a page."""
_KEYS = ("nextpage", "next_page", "nexturl", "next_url", '"next"', "loadmore", "moreurl", "nextlink", "infinitescroll")
_IN_SCRIPT = re.compile(
    r"[\"']?(next_?page_?(?:url|link|href|path)|next_?(?:url|link|href)|load_?more_?(?:url|link)|more_?url|next)[\"']?"
    r"\s*:\s*[\"']((?:https?:)?\\?/[^\"'\s<>]{1,2000}|\?[^\"'\s<>]{1,500})[\"']",
    re.IGNORECASE,
)
_JETPACK = re.compile(r"\"history\"\s*:\s*\{[^{}]{0,1000}?\"path\"\s*:\s*\"([^\"]{1,500})\"")


def find_endpoints(document: Document) -> tuple[str, ...]:
    """Addresses at which a listing goes on, as attributes, settings and data of the page name them. Never raises."""
    found = dict.fromkeys(islice(_all(document), MAX_ENDPOINTS))
    return tuple(url for url in found if url != document.url)


def inline_lists(document: Document) -> tuple[JsonList, ...]:
    """The lists of stories in a page's own JSON, which a script would make into headlines."""
    return tuple(one for one in _inline(document, require_next=False) if one.stories)


def _all(document: Document) -> Iterator[str]:
    # Most pages have none of these, and looking for words is faster than looking at elements.
    if names := tuple(name for name in (*_NAMES, *_HTMX, *_NEXT_NAMES) if name in document.text):
        for element in islice(cast(list[HtmlElement], _elements_with(names)(document.tree)), _MOST_ELEMENTS):
            yield from _of_element(document, element)
    if _FRAME in document.text:
        for frame in document.tree.iter(_FRAME):
            more = _is_more(frame)
            yield from (url for url in _resolved(document, frame.get("src")) if more or _goes_on(document, url))
    lower = document.text.lower()
    if any(key in lower for key in _KEYS):
        yield from _of_scripts(document)
        for data in _inline(document, require_next=True):
            yield from data.following
            yield from (url for url in data.maybe_following if _goes_on(document, url))


@lru_cache(maxsize=256)
def _elements_with(names: tuple[str, ...]) -> XPath:
    """The elements with one of these attributes, or with one whose name begins so."""
    exact = [f"@{name}" for name in names if name not in _NEXT_NAMES]
    begins = [f"@*[starts-with(name(), '{name}')]" for name in names if name in _NEXT_NAMES]
    return XPath("//*[" + " or ".join(exact + begins) + "]")


def _of_element(document: Document, element: HtmlElement) -> Iterator[str]:
    says_more: bool | None = None
    for name, value in element.items():
        says_next = name.startswith(_NEXT_NAMES)
        if not (says_next or name in _NAMES or name in _HTMX):
            continue
        if name == "data-infinite-scroll" and value.lstrip().startswith("{"):
            data = loads(value)
            value = str(data.get("path")) if isinstance(data, dict) else ""
        for url in _resolved(document, value):
            if not says_next and says_more is None:
                says_more = _says_more(element)
            is_seen = name in _HTMX and any(word in (element.get("hx-trigger") or "") for word in _SEEN)
            if says_next or says_more or is_seen or (name in _HTMX and _goes_on(document, url)):
                yield url if series(url).number else _with_number(element, url)


def _resolved(document: Document, value: str | None) -> Iterator[str]:
    """What may be an address, with the next number where it has a place for one."""
    value = (value or "").strip()
    if not value.startswith(("/", "?", "http")):
        return
    number = (page_number(document.url) or 1) + 1
    url = resolve(document.base_url, _PLACE.sub(str(number), value))
    if url:
        yield url


def _with_number(element: HtmlElement, url: str) -> str:
    """An address without a number, with the one that stands in another attribute of the same element."""
    for name, (parameter, step) in _NUMBERS.items():
        value = element.get(name) or ""
        if value.isascii() and value.isdigit() and len(value) < 6:
            return f"{url}{'&' if '?' in url else '?'}{parameter}={int(value) + step}"
    return url


def _says_more(element: HtmlElement) -> bool:
    """Whether an element is, holds or stands beside a control that asks for more stories, in any language."""
    if _is_more(element):
        return True
    inside = islice(element.iterdescendants(*_BUTTONS), _LOOK_INTO)
    before, behind = (islice(element.itersiblings(preceding=way), _LOOK_INTO) for way in (True, False))
    beside = (one for one in (*behind, *before) if one.tag in _BUTTONS)
    return any(_has_label(one) for one in (*inside, *beside))


def _is_more(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _MORE.search(names[:500]) or any(name.startswith(_NEXT_NAMES) for name in element.keys()):  # noqa: SIM118
        return True
    return element.tag in _BUTTONS and _has_label(element)


def _has_label(element: HtmlElement) -> bool:
    # `text_of` knows that a button's text is no text of the page.
    text = "".join(piece[:_LABEL] for piece in islice(element.itertext(), _LOOK_INTO))
    said = (squeeze(text[:_LABEL]), element.get("aria-label"), element.get("value"))
    return any(part in labels("next_page") for text in said if text for part in parts(text))


def _goes_on(document: Document, url: str) -> bool:
    """Whether an address is that of a later page, by its own form."""
    return is_other_page_of(document.url, url) or series(url).number is not None


def _of_scripts(document: Document) -> Iterator[str]:
    for script in document.tree.iter("script"):
        text = (script.text or "")[:MAX_DATA]
        if "json" in (script.get("type") or "") or not text:
            continue
        if "infiniteScroll" in text and (path := _JETPACK.search(text)):
            # Its answers come to POST; its settings name the pages that come to GET.
            yield from _resolved(document, _unquoted(path.group(1)))
        for match in _IN_SCRIPT.finditer(text):
            for url in _resolved(document, _unquoted(match.group(2))):
                if match.group(1).lower() != "next" or _goes_on(document, url):
                    yield url


def _unquoted(text: str) -> str:
    value = loads(f'"{text}"')
    return value if isinstance(value, str) else ""


def _inline(document: Document, *, require_next: bool) -> Iterator[JsonList]:
    texts = [
        script.text or ""
        for script in document.tree.iter("script")
        if "json" in (kind := (script.get("type") or "").lower()) and "ld+json" not in kind
    ]
    if any(name in document.text for name in _DATA_NAMES):
        holders = cast(list[HtmlElement], _DATA(document.tree))[:50]
        texts += [element.get(name) or "" for element in holders for name in _DATA_NAMES]
    for text in texts:
        if not 2 < len(text) <= MAX_DATA or (require_next and not any(key in text.lower() for key in _KEYS)):
            continue
        value = loads(text)
        if isinstance(value, dict | list):
            yield read_list(value, document.base_url)

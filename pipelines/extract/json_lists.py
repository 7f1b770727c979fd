"""A list of stories in JSON, as scripts fetch it to add to a listing: its headlines, and where it goes on.

No format is known beforehand. An object with an address and a headline is a story; the names under which systems put
the address of the next page are few (Laravel, Django, Spring, JSON:API, HAL, and what sites make up themselves).
"""

import re

import msgspec

from pipelines.extract.text import squeeze
from pipelines.urls import resolve

MAX_NODES = 100_000
"""Values looked at."""
MAX_STORIES = 2_000
MAX_MARKUP = 4 * 1024 * 1024
"""Characters of HTML kept out of one answer."""

_ADDRESS_KEYS = ("url", "link", "permalink", "href", "weburl", "canonicalurl", "articleurl", "storyurl", "uri", "path")
_HEADLINE_KEYS = ("title", "headline", "posttitle", "heading", "name")
_NEXT_KEYS = frozenset(
    """nextpageurl nextpagelink nextpagehref nextpageuri nextpagepath nexturl nexthref nextlink nexturi nextpath
    nextendpoint nextpageendpoint odatanextlink loadmoreurl loadmorelink loadmorehref moreurl morelink olderurl
    olderpostsurl""".split()  # noqa: SIM905 -- one name a word, easy to add to
)
_BARE_NEXT_KEYS = frozenset(("next", "nextpage", "older", "olderposts", "loadmore", "more"))
"""These also name the neighbour of a story, a picture or a button."""
_NO_MORE = frozenset(("hasmore", "hasnext", "hasnextpage", "morepages", "moreavailable", "more"))
_IS_LAST = frozenset(("islast", "lastpage", "islastpage", "last", "end", "finished"))
_NEXT_STATED = _NEXT_KEYS | {"next", "nextpage"}
_MARKUP = re.compile(r"<a\s[^<>]*href\s*=", re.IGNORECASE)


class JsonList(msgspec.Struct, frozen=True, kw_only=True):
    """What a piece of JSON says of stories. Addresses are absolute."""

    stories: tuple[tuple[str, str], ...] = ()
    """Address and headline, in the order of the data."""
    following: tuple[str, ...] = ()
    """Where keys that say so put the next page."""
    maybe_following: tuple[str, ...] = ()
    """Under "next" and its like outside of stories, which may mean something else where nothing is listed."""
    markup: str = ""
    """The pieces of HTML in it that have links."""
    is_last: bool = False
    """Whether it says that nothing comes after it."""


def read_list(value: object, base: str) -> JsonList:
    """Find stories, pieces of HTML and the next page in a JSON value; `base` resolves addresses. Never raises."""
    stories: dict[str, str] = {}
    following: list[str] = []
    maybe: list[str] = []
    markup: list[str] = []
    size, is_last = 0, False
    stack, budget = [value], MAX_NODES
    while stack and budget:
        item = stack.pop()
        budget -= 1
        if isinstance(item, dict):
            story = _story(item, base)
            if story and len(stories) < MAX_STORIES:
                stories.setdefault(*story)
            for key, inner in item.items():
                name = _plain(key)
                if name in _NEXT_KEYS or (name in _BARE_NEXT_KEYS and not story):
                    (following if name in _NEXT_KEYS else maybe).extend(_next(inner, base))
                is_last = is_last or (not story and _says_last(name, inner))
            stack.extend(reversed(item.values()))
        elif isinstance(item, list):
            stack.extend(reversed(item[:budget]))
        elif isinstance(item, str) and size < MAX_MARKUP and _MARKUP.search(item):
            markup.append(item)
            size += len(item)
    return JsonList(
        stories=tuple(stories.items()),
        following=tuple(dict.fromkeys(following)),
        maybe_following=tuple(dict.fromkeys(maybe)),
        markup="\n".join(markup)[:MAX_MARKUP],
        is_last=is_last,
    )


def _plain(key: object) -> str:
    return re.sub(r"[^a-z]", "", str(key)[:100].lower())


def _story(item: dict[str, object], base: str) -> tuple[str, str] | None:
    named = {_plain(key): inner for key, inner in item.items()}
    headline = next(filter(None, (_text(named.get(key)) for key in _HEADLINE_KEYS)), None)
    if not headline:
        return None
    address = next(filter(None, (_address(named.get(key), base) for key in _ADDRESS_KEYS)), None)
    return (address, headline) if address else None


def _text(value: object) -> str:
    if isinstance(value, dict):  # WordPress: {"rendered": …}
        value = value.get("rendered")
    return squeeze(re.sub(r"<[^<>]{0,2000}>", " ", value[:2000])) if isinstance(value, str) else ""


def _address(value: object, base: str) -> str | None:
    """An address as it stands in JSON: whole, or from the root; what is neither may be anything."""
    if not isinstance(value, str) or not re.match(r"https?://|/[^/]|\?\w", value.strip(), re.IGNORECASE):
        return None
    return resolve(base, value.strip())


def _next(value: object, base: str) -> list[str]:
    if isinstance(value, dict) and not any(_plain(key) in _HEADLINE_KEYS for key in value):
        value = value.get("href") or value.get("url")
    address = _address(value, base)
    return [address] if address else []


def _says_last(name: str, value: object) -> bool:
    if name in _NO_MORE:
        return value is False
    if name in _IS_LAST:
        return value is True
    return name in _NEXT_STATED and (value is None or value is False)

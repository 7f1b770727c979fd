"""Which page of a series an address names: page 3 of a section, part 2 of an article. By the address alone."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit

import msgspec

from pipelines.urls import story_key

WORDS = (
    "page|paged|seite|pagina|página|pagine|sida|side|strana|strona|stranica|oldal|sayfa|trang|halaman|puslapis|pag|pg"
)
_LETTER = r"p-?(\d{1,3})"  # /p2, but not /p/123, which is somebody's id
_PATH_PAGE = re.compile(rf"/(?:(?:{WORDS})[/_=,-]?(\d{{1,6}})|{_LETTER})(?:/|\.html?)?$", re.IGNORECASE)
_PATH_INFIX = re.compile(rf"[-_,./](?:{WORDS})[-_=,.]?(\d{{1,6}})(?=\.(?:html?|php|aspx?)$|/?$)", re.IGNORECASE)
_INDEX_PAGE = re.compile(r"/(?:index|default)[-_]?(\d{1,6})(?=\.(?:s?html?|php|aspx?)$)", re.IGNORECASE)
_BARE = re.compile(r"([/_,-])(p?)(\d{1,3})(?=/?$|\.s?html?$)", re.IGNORECASE)
_QUERY_NAMES = frozenset(
    """page paged pg pagina seite pageno page_no pagenum pagenumber page_number pageindex currentpage current_page
    cur_page start offset skip from_item first limitstart b_start:int b_start page[number] pagina_actual p pn
    before after cursor before_id max_id since until""".split()  # noqa: SIM905 -- one name a word, easy to add to
)
_OFFSETS = frozenset(("start", "offset", "skip", "from_item", "first", "limitstart", "b_start", "b_start:int"))
"""Those of them that count entries."""
_MOST_PARTS = 99
_PAGE_QUERY = re.compile(r"[?&]paged?=(?:[2-9]|\d\d)")
_ENDS_IN_NUMBER = re.compile(r"\d(?:/|\.\w{3,5})?$")
_LONGEST_END = 7
"""Characters that it may match."""
_COMMENT_PAGE = re.compile(r"/comment-page-\d+|[?&]cpage=", re.IGNORECASE)


class Series(msgspec.Struct, frozen=True):
    """An address taken apart: what all pages of the series share, and the number that tells them apart."""

    stem: str
    number: str | None
    """As written; None on the first page."""


@lru_cache(maxsize=8192)
def series(url: str) -> Series:
    """Take an address apart by the usual forms: /page/3/, ?page=3, -page-3.html, index_3.html, ?offset=20."""
    try:
        split = urlsplit(url)
    except ValueError:
        return Series(url, None)
    kept, number = [], None
    for piece in split.query.split("&") if split.query else ():
        name, _, value = piece.partition("=")
        # WordPress names stories ?p=123 below / or /index.php.
        story_id = name == "p" and (not _bare(split.path) or len(value) > 3)
        if name.lower() in _QUERY_NAMES and not story_id and value:
            number = number or value
        else:
            kept.append(piece)
    path = split.path
    for pattern in (_INDEX_PAGE, _PATH_PAGE, _PATH_INFIX):
        match = pattern.search(path)
        if match:
            number = next(filter(None, match.groups()))
            path = path[: match.start()] + ("" if pattern is _PATH_PAGE else path[match.end() :])
            break
    return Series(f"{split.netloc.lower()}{_bare(path)}?{'&'.join(kept)}", number)


def page_number(url: str) -> int | None:
    """The page number of an address, or None where it has none (a cursor is no number)."""
    number = series(url).number
    return int(number) if number and len(number) < 9 and number.isascii() and number.isdigit() else None


def next_page_of(url: str, shown: int) -> str | None:
    """The address of the page after a numbered one that shows so many entries; None where `url` has no number.

    Offsets count entries, page numbers pages.
    """
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    pieces = split.query.split("&") if split.query else []
    for place, piece in enumerate(pieces):
        name, _, value = piece.partition("=")
        if name.lower() in _QUERY_NAMES - {"p"} and _is_number(value):
            step = shown if name.lower() in _OFFSETS else 1
            pieces[place] = f"{name}={int(value) + step}"
            return split._replace(query="&".join(pieces)).geturl()
    for pattern in (_INDEX_PAGE, _PATH_PAGE, _PATH_INFIX):
        if match := pattern.search(split.path):
            group = 1 if match.group(1) else 2
            (start, end), number = match.span(group), int(match.group(group)) + 1
            return split._replace(path=f"{split.path[:start]}{number}{split.path[end:]}").geturl()
    return None


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 7


def is_front_listing(url: str) -> bool:
    """Whether an address is the front page of a site or a later page of what it lists."""
    return "/" not in series(url).stem.partition("?")[0]


def _bare(path: str) -> str:
    path = re.sub(r"(?:/(?:index|default)\.\w{2,5}|/)$", "", path)
    return re.sub(r"\.(?:s?html?|php|aspx?)$", "", path)


def is_other_page_of(url: str, target: str) -> bool:
    """Whether `target` is another page of the series that `url` belongs to."""
    if not begins_alike(url, target):
        return False
    here, there = series(url), series(target)
    return here.stem == there.stem and here.number != there.number and (there.number or here.number) is not None


def is_numbered_part_of(url: str, target: str) -> bool:
    """Whether `target` is `url` with a bare number put behind or exchanged: /story/2/, story-2.html.

    A headline may end in a number as well, so this holds only where the page's markup says "pages".
    """
    return begins_alike(url, target) and url != target and _numberless(url) == _numberless(target)


def begins_alike(url: str, target: str) -> bool:
    """False only where the addresses cannot be pages of one series; cheap where `url` stays the same for many."""
    return target.partition("//")[2].lower().startswith(_beginning(url))


@lru_cache(maxsize=1024)
def _beginning(url: str) -> str:
    """Host and path up to where a number may stand: no page of the series goes without it."""
    return _numberless(url).partition("?")[0].rstrip("/").lower()


@lru_cache(maxsize=8192)
def _numberless(url: str) -> str:
    stem = series(url).stem
    path, _, query = stem.partition("?")
    return f"{_BARE.sub('', path)}?{query}"


def is_comment_page(url: str) -> bool:
    """Whether an address is a page of comments."""
    lower = url.lower()
    return ("/comment-page-" in lower or "cpage=" in lower) and _COMMENT_PAGE.search(url) is not None


def is_later_page(url: str) -> bool:
    """Whether an address names page 2 or later of some series, by its unmistakable forms alone."""
    if "page" in url and _PAGE_QUERY.search(url):
        return True
    head = url.partition("?")[0].partition("#")[0]
    if not _ENDS_IN_NUMBER.search(head, max(0, len(head) - _LONGEST_END)):
        return False
    path = "/" + head.partition("://")[2].partition("/")[2]
    match = _PATH_PAGE.search(path) or _INDEX_PAGE.search(path)
    return match is not None and int(next(filter(None, match.groups()))) > 1


class Part(msgspec.Struct, frozen=True):
    """The address of page 2 or later of an article, taken apart."""

    first: str
    """The address without the number, which is that of page 1."""
    number: int
    is_weak: bool
    """Whether the number may as well belong to a story of its own: "budget-2" need be no part of "budget"."""


def as_part(url: str) -> Part | None:
    """Take the address of a later page apart: /story/2/, /story/page/2/, ?page=2, -p2.html, -2.html; else None."""
    try:
        split = urlsplit(url)
    except ValueError:
        return None
    found = (_part(split, *pieces) for pieces in _pieces(split))
    return next(filter(None, found), None)


def _pieces(split: SplitResult) -> Iterator[tuple[str, str, str, bool]]:
    """Path and query without a page number, the number, and whether it is weak; the surest way to read it first."""
    path, query = split.path, split.query
    for pattern in (_INDEX_PAGE, _PATH_PAGE, _PATH_INFIX):
        if match := pattern.search(path):
            before = path[: match.start()] + ("/index" if pattern is _INDEX_PAGE else "")
            yield before + path[match.end() :], query, next(filter(None, match.groups())), False
    items = query.split("&")
    for item in items:
        name, _, value = item.partition("=")
        story_id = name == "p" and (not _bare(path) or len(value) > 3)
        if name.lower() in _QUERY_NAMES and not story_id and value.isascii() and value.isdigit():
            yield path, "&".join(other for other in items if other != item), value, False
    if match := _BARE.search(path):
        sign, letter, number = match.groups()
        yield path[: match.start()] + path[match.end() :], query, number, sign != "/" and not letter


def _part(split: SplitResult, path: str, query: str, number: str, is_weak: bool) -> Part | None:
    if not 2 <= int(number[:9]) <= _MOST_PARTS or not (path.strip("/") or query):
        return None
    return Part(split._replace(path=path, query=query, fragment="").geturl(), int(number), is_weak)


def page_of(first: str, url: str) -> int | None:
    """Which page of the article at `first` the address is, by the addresses alone: 2 or more; None for no such page."""
    found = as_part(url)
    return found.number if found and story_key(found.first) == story_key(first) else None

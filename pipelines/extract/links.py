"""Every link of a page and what it is there: story chain, pagination, navigation, card, text, taxonomy, other forms."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.document import Document
from pipelines.extract.story_links import StoryLinks, find_story_links
from pipelines.extract.text import squeeze, text_of
from pipelines.labels import labels, parts
from pipelines.paging import is_comment_page, is_later_page, is_numbered_part_of, is_other_page_of
from pipelines.reading import Link, LinkRole
from pipelines.rules import PageRules
from pipelines.urls import canonical, resolve, story_key

MAX_LINKS = 5_000
"""Links kept of one page."""
MAX_TEXT = 300
"""Characters kept of a link's text."""
_LEVELS = 8
_SIGNS = 4
_MAX_KEPT = 500
"""Characters of class names and id whose answer is kept."""

_STRENGTH = [
    LinkRole.PREVIOUS_STORY, LinkRole.NEXT_STORY, LinkRole.CONTINUATION, LinkRole.PAGINATION, LinkRole.ALTERNATE,
    LinkRole.FEED, LinkRole.TAXONOMY, LinkRole.CARD, LinkRole.BODY, LinkRole.NAVIGATION, LinkRole.OTHER,
]  # fmt: skip
_RANK = {role: rank for rank, role in enumerate(_STRENGTH)}

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_FEED_PATH = re.compile(
    r"/(?:feed|rss|atom)(?:/|/(?:rss|rss2|atom|rdf))?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.xml$|[?&]feed=",
    re.IGNORECASE,
)
TAXONOMY_PATH = re.compile(
    r"/(?:tags?|etiquetas?|etichetta|schlagworte?|schlagwort|stichwort(?:e|er)?|mot(?:s)?-cles?|motcle|nuage|topics?|themen?|thema|"
    r"tema|temas|etiket|etiketter|stitek|znacky|author|authors|autor|autore|autores|auteur|auteurs|autoren|yazar|by|profile|"
    r"people|contributors?|redakteur|journalist|keyword|keywords|label)/[^/]"
    r"|[?&](?:tag|author|label|keyword)=",
    re.IGNORECASE,
)
CATEGORY_PATH = re.compile(
    r"/(?:categor(?:y|ies|ia|ias|ie)|kategorien?|rubri(?:que|k|ken)|sections?|ressort)/(?=[^/])", re.IGNORECASE
)
_CATEGORY = re.compile(CATEGORY_PATH.pattern + r"(?:[^/-]+(?:-[^/-]+){0,2}/?){1,2}$", re.IGNORECASE)
DATE_ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?/?$")
_PRINT = re.compile(r"(?:[?&](?:print|printable|amp|outputtype)(?:=|&|$))|/(?:print|amp)/?$", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|menus|submenu|breadcrumbs?|footer|masthead|topbar|toolbar|offcanvas|hamburger|sitenav|sections)(?:$|[-_])|^main-?nav|^menu-item",
    re.IGNORECASE,
)
_PAGES = re.compile(
    r"(?:^|[-_])(?:pagination|paginator|paging|pager|pagenavi|page-numbers|pages|nav-links|load-?more|loadmore|posts[-_]navigation|page[-_]links|multipage)(?:$|[-_])",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:^|[-_])(?:card|teaser|post|entry|story|article|item|headline|title|news|promo|tile|hentry|excerpt|summary|related|trending|popular|latest)(?:$|[-_])",
    re.IGNORECASE,
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_RUNNING_TEXT = ("p", "blockquote", "td", "dd", "li")


class _Context(msgspec.Struct, frozen=True):
    document: Document
    story: StoryLinks
    own_key: str
    is_single: bool
    lengths: dict[HtmlElement, int]
    """Characters of the paragraphs and cells measured so far: thousands of links may stand in one."""


def find_links(document: Document, rules: PageRules, neighbours: StoryLinks | None = None) -> tuple[Link, ...]:
    """The links of a page in document order, each address once with the strongest of its roles. Never raises.

    `neighbours` is what `find_story_links` says of the same page and rules, where it is known already.
    """
    story = neighbours or find_story_links(document, rules)
    context = _Context(document, story, story_key(document.url), _says_single(document), {})
    found: dict[str, Link] = {}
    for url, role, text, nofollow in _all(context):
        known = found.get(url)
        if known is None:
            if len(found) >= MAX_LINKS:
                break
            found[url] = Link(url=url, role=role, text=text, nofollow=nofollow)
            continue
        stronger = role if _RANK[role] < _RANK[known.role] else known.role
        found[url] = Link(
            url=url,
            role=stronger,
            # The longest text is the headline; "Read more" and pictures come second.
            text=max(known.text, text, key=len),
            nofollow=known.nofollow and nofollow,
        )
    return tuple(found.values())


def _all(context: _Context) -> Iterator[tuple[str, LinkRole, str, bool]]:
    document = context.document
    for element in document.tree.iter("a", "area", "link", "button", "div", "section", "ul"):
        tag = element.tag
        if tag in ("a", "area"):
            href = element.get("href")
            # A fragment alone leads nowhere else; scripts and mail are dropped by `resolve`.
            if not href or href.startswith("#"):
                continue
            url = resolve(document.base_url, href)
            if url is None or url == document.url:
                continue
            rel = (element.get("rel") or "").lower().split()
            text = _text(element)
            # WordPress: the page of a single picture.
            of_picture = "attachment" in rel
            role = LinkRole.OTHER if of_picture else _role(context, element, url, rel, text)
            yield url, role, text, of_picture or "nofollow" in rel
        elif tag == "link":
            yield from _head_link(context, element)
        else:
            yield from _load_more(context, element)


def _text(element: HtmlElement) -> str:
    text = text_of(element) or squeeze(element.get("aria-label") or element.get("title"))
    if not text:
        image = element.find(".//img")
        text = squeeze(image.get("alt")) if image is not None else ""
    return text[:MAX_TEXT]


def _head_link(context: _Context, element: HtmlElement) -> Iterator[tuple[str, LinkRole, str, bool]]:
    rel = (element.get("rel") or "").lower().split()
    url = resolve(context.document.base_url, element.get("href") or "")
    if url is None or url == context.document.url:
        return
    text = squeeze(element.get("title"))[:MAX_TEXT]
    kind = (element.get("type") or "").lower().partition(";")[0].strip()
    if "alternate" in rel and kind in _FEED_TYPES:
        # A feed of comments names no story.
        if "comment" not in text.lower() and "/comments/" not in url:
            yield url, LinkRole.FEED, text, False
    elif "amphtml" in rel or ("alternate" in rel and (element.get("hreflang") or element.get("media"))):
        if story_key(url) != context.own_key or "amphtml" in rel:
            yield url, LinkRole.ALTERNATE, text, False
    elif "next" in rel or "prev" in rel:
        yield url, _page_or_story(context, url), text, False


def _page_or_story(context: _Context, url: str) -> LinkRole:
    if url == context.story.previous:
        return LinkRole.PREVIOUS_STORY
    if url == context.story.next:
        return LinkRole.NEXT_STORY
    return LinkRole.CONTINUATION if context.is_single else LinkRole.PAGINATION


def _load_more(context: _Context, element: HtmlElement) -> Iterator[tuple[str, LinkRole, str, bool]]:
    """The next page of a listing which a button fetches: data-next-url and its kin."""
    for name, value in element.items():
        if not name.startswith(("data-next", "data-load-more", "data-more", "data-infinite", "data-url", "data-href")):
            continue
        if not value.startswith(("/", "?", "http")) or not (
            "next" in name or _PAGES.search(element.get("class") or "")
        ):
            continue
        url = resolve(context.document.base_url, value)
        if url and is_other_page_of(context.document.url, url):
            yield url, LinkRole.PAGINATION, "", False


def _role(context: _Context, element: HtmlElement, url: str, rel: list[str], text: str) -> LinkRole:
    document = context.document
    if url == context.story.previous:
        return LinkRole.PREVIOUS_STORY
    if url == context.story.next:
        return LinkRole.NEXT_STORY
    if is_comment_page(url):
        return LinkRole.OTHER
    if story_key(url) == context.own_key or _PRINT.search(url):
        return LinkRole.ALTERNATE if canonical(url) != canonical(document.url) else LinkRole.OTHER
    path = url.partition("?")[0]
    if _FEED_PATH.search(url) or (element.get("type") or "").lower() in _FEED_TYPES:
        return LinkRole.FEED
    near = [element, *islice(element.iterancestors(), _LEVELS)]
    if (paging := _paging_role(context, near, url, rel, text)) is not None:
        return paging
    if "category" in rel or _CATEGORY.search(path):
        return LinkRole.NAVIGATION
    if "tag" in rel:
        return LinkRole.TAXONOMY
    if "author" in rel or TAXONOMY_PATH.search(url) or DATE_ARCHIVE.search(path):
        return LinkRole.TAXONOMY
    if _in_navigation(near):
        return LinkRole.NAVIGATION
    return _content_role(context, element, near, text)


def _paging_role(context: _Context, near: list[HtmlElement], url: str, rel: list[str], text: str) -> LinkRole | None:
    """Another page of this listing or article, or None. `near` begins with the link itself."""
    document = context.document
    if is_other_page_of(document.url, url):
        return LinkRole.CONTINUATION if context.is_single else LinkRole.PAGINATION
    in_pages = any(_said(item).pages for item in near[:4])
    is_label = text.isdigit() or any(part in _page_labels() for part in parts(text))
    if context.is_single and is_numbered_part_of(document.url, url) and (in_pages or text.isdigit() or "next" in rel):
        return LinkRole.CONTINUATION
    if is_later_page(url) and (in_pages or is_label or "next" in rel):
        return LinkRole.PAGINATION
    if not context.is_single and is_numbered_part_of(document.url, url) and (in_pages or is_label or _is_sign(text)):
        return LinkRole.PAGINATION
    if not context.is_single and (is_label or "next" in rel or "prev" in rel) and (in_pages or not text.isdigit()):
        return LinkRole.PAGINATION
    return None


def _is_sign(text: str) -> bool:
    """Whether a link says nothing but a number or an arrow."""
    return 0 < len(text) <= _SIGNS and not any(map(str.isalpha, text))


@lru_cache(maxsize=1)
def _page_labels() -> frozenset[str]:
    return labels("next_page") | labels("previous_page")


def _content_role(context: _Context, element: HtmlElement, near: list[HtmlElement], text: str) -> LinkRole:
    if any(item.tag in _HEADINGS for item in near) or any(
        child.tag in _HEADINGS for child in islice(element.iterdescendants(), 50)
    ):
        return LinkRole.CARD
    for item in near[1:]:
        if item.tag in _RUNNING_TEXT:
            # A link in a sentence; a list item that is nothing but a link is a teaser.
            if item not in context.lengths:
                context.lengths[item] = len(text_of(item))
            if context.lengths[item] > len(text) + 40:
                return LinkRole.BODY
            if item.tag == "p":
                break
    if len(text) >= 25 or any(_said(item).card for item in near[:5]):
        return LinkRole.CARD
    return LinkRole.OTHER


def _in_navigation(near: list[HtmlElement]) -> bool:
    for item in near:
        if item.tag in ("nav", "footer") or (item.get("role") or "").lower() in ("navigation", "menu", "menubar"):
            # The footer of a card or an article is no site footer.
            if item.tag == "footer" and any(a.tag in ("article", "main") for a in item.iterancestors()):
                continue
            return True
        if item.tag not in ("body", "html", "main", "article") and _said(item).navigation:
            return True
        if item.tag in ("article", "main"):
            return False
    return False


class _Said(NamedTuple):
    """What the class names and the id of one element say together."""

    pages: bool
    card: bool
    navigation: bool


def _said(element: HtmlElement) -> _Said:
    classes, own = element.get("class") or "", element.get("id") or ""
    return _of_names(classes, own) if len(classes) + len(own) <= _MAX_KEPT else _of_names.__wrapped__(classes, own)


# Class names repeat from page to page; the answers are kept.
@lru_cache(maxsize=8192)
def _of_names(classes: str, own: str) -> _Said:
    tokens = [*classes.split(), *filter(None, [own])]
    return _Said(any(map(_PAGES.search, tokens)), any(map(_CARD.search, tokens)), any(map(_NAVIGATION.search, tokens)))


def _says_single(document: Document) -> bool:
    """Whether the page's markup says that it is one story: this tells parts of an article from pages of a listing."""
    for meta in document.tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name == "article:published_time":
            return True
        if name == "og:type" and (meta.get("content") or "").lower() in ("article", "video.other", "news"):
            return True
    body = document.tree.find("body")
    tokens = (body.get("class") or "").lower().split() if body is not None else []
    if any(token in ("single", "single-post", "post-template", "article", "page-article") for token in tokens):
        return True
    articles = document.tree.findall(".//article")
    return len(articles) == 1 and articles[0].find(".//h1") is not None

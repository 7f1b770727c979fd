"""Every link of a page and what it is there: story chain, pagination, navigation, card, text, taxonomy, other forms."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.anchors import Anchor, anchors_of
from pipelines.extract.document import Document
from pipelines.extract.link_targets import Target, target_of
from pipelines.extract.load_more import find_endpoints, inline_lists
from pipelines.extract.nav_names import CARD, PAGES
from pipelines.extract.places import Place
from pipelines.extract.story_links import StoryLinks, find_story_links
from pipelines.extract.text import beginning_of, squeeze
from pipelines.labels import Openings, labels, parts
from pipelines.paging import page_number
from pipelines.reading import Link, LinkRole
from pipelines.rules import PageRules
from pipelines.urls import resolve, story_key

MAX_LINKS = 5_000
"""Links kept of one page."""
MAX_TEXT = 300
"""Characters kept of a link's text."""
_LEVELS = 8
"""Elements around a link that are looked at."""
_PAGES_LEVELS = 3
_CARD_LEVELS = 4
"""Those whose names may say what the link is."""
_SIGNS = 4

_STRENGTH = [
    LinkRole.PREVIOUS_STORY, LinkRole.NEXT_STORY, LinkRole.CONTINUATION, LinkRole.PAGINATION, LinkRole.MORE,
    LinkRole.ALTERNATE, LinkRole.FEED, LinkRole.TAXONOMY, LinkRole.CARD, LinkRole.BODY,
    LinkRole.NAVIGATION, LinkRole.OTHER,
]  # fmt: skip
_RANK = {role: rank for rank, role in enumerate(_STRENGTH)}

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
_HEAD_RELS = frozenset(("alternate", "amphtml", "next", "prev"))
"""Relations that lead to pages; most others lead to style sheets, icons and hosts."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_RUNNING_TEXT = frozenset(("p", "blockquote", "td", "dd", "li"))


class _Context(msgspec.Struct):
    document: Document
    story: StoryLinks
    own_key: str
    is_single: bool
    addresses: dict[str, str | None] = msgspec.field(default_factory=dict)
    """What each href resolves to; None for no page but this one."""
    targets: dict[str, Target] = msgspec.field(default_factory=dict)
    lengths: dict[HtmlElement, int] = msgspec.field(default_factory=dict)
    """Characters of the paragraphs and cells measured so far: thousands of links may stand in one."""


class _Found(msgspec.Struct):
    role: LinkRole
    text: str
    nofollow: bool


def find_links(document: Document, rules: PageRules, neighbours: StoryLinks | None = None) -> tuple[Link, ...]:
    """The links of a page in document order, each address once with the strongest of its roles. Never raises.

    `neighbours` is what `find_story_links` says of the same page and rules, where it is known already.
    """
    story = neighbours or find_story_links(document, rules)
    context = _Context(document, story, story_key(document.url), _says_single(document))
    found: dict[str, _Found] = {}
    for url, role, text, nofollow in _all(context):
        known = found.get(url)
        if known is None:
            if len(found) >= MAX_LINKS:
                break
            found[url] = _Found(role, text, nofollow)
            continue
        if _RANK[role] < _RANK[known.role]:
            known.role = role
        # The longest text is the headline; "Read more" and pictures come second.
        if len(text) > len(known.text):
            known.text = text
        known.nofollow = known.nofollow and nofollow
    if not context.is_single:
        _add_endpoints(document, found)
        if not any(one.role is LinkRole.CARD for one in found.values()):
            _add_inline_stories(document, found)
    return tuple(Link(url=url, role=one.role, text=one.text, nofollow=one.nofollow) for url, one in found.items())


def _add_endpoints(document: Document, found: dict[str, _Found]) -> None:
    """Add where only scripts know that the listing goes on, unless a plain link leads to the same page of it."""
    plain = {page_number(url) for url, one in found.items() if one.role is LinkRole.PAGINATION}
    for url in find_endpoints(document):
        known, number = found.get(url), page_number(url)
        if known and known.role in (LinkRole.OTHER, LinkRole.NAVIGATION):
            known.role = LinkRole.MORE
        elif known is None and (number is None or number not in plain):
            found[url] = _Found(LinkRole.MORE, "", nofollow=False)


def _add_inline_stories(document: Document, found: dict[str, _Found]) -> None:
    """Add the stories that a page has in its JSON alone: a script would make its headlines."""
    for data in inline_lists(document):
        for url, headline in data.stories[: MAX_LINKS - len(found)]:
            found.setdefault(url, _Found(LinkRole.CARD, headline[:MAX_TEXT], nofollow=False))


def _all(context: _Context) -> Iterator[tuple[str, LinkRole, str, bool]]:
    document = context.document
    anchors = {anchor.element: anchor for anchor in anchors_of(document)}
    for element in document.all("a", "area", "link"):
        anchor = anchors.get(element)
        if anchor is not None:
            # A fragment alone leads nowhere else; scripts and mail are dropped by `resolve`.
            if anchor.href.startswith("#"):
                continue
            url = _address(context, anchor.href)
            if url is None:
                continue
            text = _text(anchor)
            # WordPress: the page of a single picture.
            of_picture = "attachment" in anchor.rel
            role = LinkRole.OTHER if of_picture else _role(context, anchor, url, text)
            yield url, role, text, of_picture or "nofollow" in anchor.rel
        elif element.tag == "link":
            yield from _head_link(context, element)


def _address(context: _Context, href: str) -> str | None:
    if href not in context.addresses:
        url = resolve(context.document.base_url, href)
        context.addresses[href] = url if url != context.document.url else None
    return context.addresses[href]


def _text(anchor: Anchor) -> str:
    text = anchor.text
    if not text:
        element = anchor.element
        text = squeeze(element.get("aria-label") or element.get("title"))
        if not text and len(element) and (image := element.find(".//img")) is not None:
            text = squeeze(image.get("alt"))
    return text[:MAX_TEXT]


def _head_link(context: _Context, element: HtmlElement) -> Iterator[tuple[str, LinkRole, str, bool]]:
    rel = (element.get("rel") or "").lower().split()
    if _HEAD_RELS.isdisjoint(rel):
        return
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


def _role(context: _Context, anchor: Anchor, url: str, text: str) -> LinkRole:
    if url == context.story.previous:
        return LinkRole.PREVIOUS_STORY
    if url == context.story.next:
        return LinkRole.NEXT_STORY
    target = context.targets.get(url)
    if target is None:
        target = context.targets[url] = target_of(context.document.url, url)
    if target.role is not None:
        return target.role
    if (anchor.element.get("type") or "").lower() in _FEED_TYPES:
        return LinkRole.FEED
    if (paging := _paging_role(context, anchor, target, text)) is not None:
        return paging
    if "category" in anchor.rel or target.is_category:
        return LinkRole.NAVIGATION
    if "tag" in anchor.rel or "author" in anchor.rel or target.is_taxonomy:
        return LinkRole.TAXONOMY
    if anchor.place.menu or _is_in_menu(anchor.place.above):
        return LinkRole.NAVIGATION
    return _content_role(context, anchor, text)


def _is_in_menu(place: Place | None) -> bool:
    """Whether the nearest element around a link that says it makes it part of a menu."""
    for _ in range(_LEVELS):
        if place is None:
            break
        if place.menu is not None:
            return place.menu
        place = place.above
    return False


def _says(place: Place | None, levels: int, flag: int) -> bool:
    """Whether the names of an element say so, or those of as many levels around it."""
    for _ in range(levels + 1):
        if place is None:
            break
        if place.says & flag:
            return True
        place = place.above
    return False


def _paging_role(context: _Context, anchor: Anchor, target: Target, text: str) -> LinkRole | None:
    """Another page of this listing or article, or None."""
    if target.is_other_page:
        return LinkRole.CONTINUATION if context.is_single else LinkRole.PAGINATION
    if context.is_single and not (target.is_part or target.is_later):
        return None
    rel = anchor.rel
    in_pages = _says(anchor.place, _PAGES_LEVELS, PAGES)
    is_number = text.isdigit()
    if context.is_single and target.is_part and (in_pages or is_number or "next" in rel):
        return LinkRole.CONTINUATION
    is_label = is_number or _is_page_label(text)
    if target.is_later and (in_pages or is_label or "next" in rel):
        return LinkRole.PAGINATION
    if context.is_single:
        return None
    if target.is_part and (in_pages or is_label or _is_sign(text)):
        return LinkRole.PAGINATION
    if (is_label or "next" in rel or "prev" in rel) and (in_pages or not is_number):
        return LinkRole.PAGINATION
    return None


def _is_sign(text: str) -> bool:
    """Whether a link says nothing but a number or an arrow."""
    return 0 < len(text) <= _SIGNS and not any(map(str.isalpha, text))


def _is_page_label(text: str) -> bool:
    words, openings = _page_labels()
    return openings.may_begin(text) and not words.isdisjoint(parts(text))


@lru_cache(maxsize=1)
def _page_labels() -> tuple[frozenset[str], Openings]:
    words = labels("next_page") | labels("previous_page")
    return words, Openings(words)


def _content_role(context: _Context, anchor: Anchor, text: str) -> LinkRole:
    running: list[HtmlElement] = []
    """Paragraphs, cells and list items, innermost first, up to the first paragraph."""
    place = anchor.place.above
    for _ in range(_LEVELS):
        if place is None:
            break
        if place.tag in _HEADINGS:
            return LinkRole.CARD
        if place.tag in _RUNNING_TEXT and not (running and running[-1].tag == "p"):
            running.append(place.element)
        place = place.above
    element = anchor.element
    if len(element) and any(child.tag in _HEADINGS for child in islice(element.iterdescendants(), 50)):
        return LinkRole.CARD
    for item in running:
        # A link in a sentence; a list item that is nothing but a link is a teaser.
        if item not in context.lengths:
            context.lengths[item] = len(beginning_of(item))
        if context.lengths[item] > len(text) + 40:
            return LinkRole.BODY
    if len(text) >= 25 or _says(anchor.place, _CARD_LEVELS, CARD):
        return LinkRole.CARD
    return LinkRole.OTHER


def _says_single(document: Document) -> bool:
    """Whether the page's markup says that it is one story: this tells parts of an article from pages of a listing."""
    for meta in document.all("meta"):
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

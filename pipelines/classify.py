"""What kind of page this is, by its structure and statements, in any language; the reasons are kept."""

import re
from collections.abc import Sequence
from functools import lru_cache

import msgspec
from cssselect import SelectorError
from lxml.etree import XPathError

from pipelines.answers import is_piece
from pipelines.extract.document import Document
from pipelines.extract.shape import Shape, measure
from pipelines.extract.structured import ARTICLE_TYPES, Node, Structured, read_structured, types_of
from pipelines.extract.text import squeeze
from pipelines.labels import labels, normalise
from pipelines.paging import is_later_page
from pipelines.reading import Link, LinkRole, PageKind
from pipelines.rules import PageRules
from pipelines.urls import origin, resolve, story_key

NOT_FOUND = "not found"
"""How the reason begins for a page that says that it is not there."""

_LISTING_TYPES = frozenset(("collectionpage", "searchresultspage", "itemlist", "blog", "datafeed"))
_SERVICE_TYPES = frozenset(("aboutpage", "contactpage", "faqpage", "checkoutpage", "profilepage"))
_SINGLE = re.compile(
    r"(?:^|-)(?:single|postid|single-post|article-page|page-article|article-template|post-template|node-type-(?:article|news|story|blog)|story-page|page-node-type-(?:article|news|story))(?:-|$)"
)
_ARCHIVE = re.compile(
    r"^(?:archive|category|tag|author|date|blog|home|search|search-results|paged|home-template|tag-template|author-template|front|page-frontpage|path-frontpage|tax-.*|term-.*|category-.*|tag-.*|paged-\d+|page-search|homepage|section-page)$"
)
_LATER_WORDS = re.compile(
    r"/(?:tags?|etiquetas?|etichetta|schlagworte?|mots?-cles?|topics?|authors?|autor(?:e|es|en)?|auteurs?|categor(?:y|ies|ia|ie)|kategorien?|rubriques?|rubrik|section|sections|archives?|archiv|archivio|archivo|search|suche)/[^/]+/?$",
    re.IGNORECASE,
)
_DATE_ONLY = re.compile(r"/(?:19|20)\d\d(?:[/-]\d{1,2}){0,2}/?$")
_SERVICE = re.compile(
    r"/(?:about|about-us|contact|contact-us|imprint|impressum|datenschutz\w*|privacy(?:-\w+)*|terms(?:-\w+)*|cookies?(?:-\w+)*|advertis\w*|mediadaten|"
    r"jobs|careers?|karriere|subscribe|newsletters?|abo|faq|help|hilfe|kontakt|ueber-uns|mentions-legales|aviso-legal|quienes-somos|contacto|"
    r"chi-siamo|disclaimer|agb|nutzungsbedingungen|staff|masthead|sitemap|login|register|editorial-policy|code-of-ethics|team)(?:\.\w{3,5})?/?$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"(?:[-_][^-_]++){3}|\d{5}")
"""In the last step of an address: words with dashes between them, or a number."""
_NUMBER = re.compile(r"/\d{5,12}/[^/]+/?$")
"""A number in the last step but one: what follows it is the headline in some writing."""


class Classification(msgspec.Struct, frozen=True, kw_only=True):
    """The kind of a page and the evidence for it, strongest first."""

    kind: PageKind
    reasons: tuple[str, ...] = ()


class _Scale:
    """Evidence for an article against evidence for a listing."""

    def __init__(self) -> None:
        self.article: list[tuple[float, str]] = []
        self.listing: list[tuple[float, str]] = []

    def weigh(self, side: list[tuple[float, str]]) -> float:
        return sum(points for points, _ in side)

    def reasons(self, side: list[tuple[float, str]]) -> tuple[str, ...]:
        return tuple(reason for _, reason in sorted(side, key=lambda item: -item[0]))


def classify(document: Document, rules: PageRules, links: Sequence[Link]) -> Classification:
    """The kind of an HTML page. A listing is never called an article; what is neither is OTHER. Never raises."""
    structured = read_structured(document)
    shape = measure(document)
    if (reason := _is_missing(document, shape)) is not None:
        return Classification(kind=PageKind.OTHER, reasons=(f"{NOT_FOUND}: {reason}",))
    if is_piece(document):
        cards = sum(link.role is LinkRole.CARD for link in links)
        return Classification(
            kind=PageKind.LISTING if cards else PageKind.OTHER, reasons=(f"a piece of a page, with {cards} headlines",)
        )
    if _is_home(document.url):
        return Classification(kind=PageKind.LISTING, reasons=("home page",))
    scale = _Scale()
    _by_profile(document, rules, scale)
    _by_body_class(document, scale)
    _by_markup(document, structured, scale)
    _by_url(document.url, scale)
    _by_shape(shape, scale)
    _by_headline(document, shape, scale)
    _by_links(links, scale)
    return _decide(document, shape, scale)


def _decide(document: Document, shape: Shape, scale: _Scale) -> Classification:
    article, listing = scale.weigh(scale.article), scale.weigh(scale.listing)
    if _SERVICE.search(document.url) and article < 6:
        return Classification(kind=PageKind.OTHER, reasons=("address of a page about the site",))
    # A clear statement needs no text here: whether there is enough for an article is judged when it is extracted.
    if article > listing and (article >= 4 or (article >= 2 and shape.prose + shape.lone_text >= 40)):
        return Classification(kind=PageKind.ARTICLE, reasons=scale.reasons(scale.article))
    if listing >= 2 and listing >= article:
        return Classification(kind=PageKind.LISTING, reasons=scale.reasons(scale.listing))
    return Classification(kind=PageKind.OTHER, reasons=("neither an article's text nor a list of stories",))


def _is_home(url: str) -> bool:
    key = story_key(url)
    return "?" not in key and key.count("/") == 1 and key.endswith("/")


def _is_missing(document: Document, shape: Shape) -> str | None:
    """Why the page is one that says "not found" with status 200, or None."""
    if {"error404", "page-404", "error-404", "not-found", "page-not-found"} & set(shape.body_classes):
        return "body class"
    if shape.prose > 1500:
        return None
    words = labels("not_found")
    beginnings, ends = _not_found_around()
    for heading in shape.headings[:3]:
        text = normalise(heading)
        if text in words or text.startswith(beginnings) or text.endswith(ends):
            return f"heading {heading[:60]!r}"
    title = normalise(re.split(r"\s[|–—·:-]\s", squeeze(document.tree.findtext(".//title")))[0])
    if title in words:
        return f"title {title[:60]!r}"
    return None


@lru_cache(maxsize=1)
def _not_found_around() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """How headings may begin or end that say "not found" among other words."""
    long = [word for word in labels("not_found") if len(word) > 8]
    return tuple(f"{word} " for word in long), tuple(f" {word}" for word in long)


def _by_profile(document: Document, rules: PageRules, scale: _Scale) -> None:
    """A profile's selector for the text finds something: it was written for article pages."""
    selector = rules.selectors.get("body")
    if not selector:
        return
    try:
        found = document.tree.cssselect(selector)
    except (SelectorError, XPathError):
        return
    if len(found) == 1:
        scale.article.append((3, "the profile's selector of the text"))


def _by_body_class(document: Document, scale: _Scale) -> None:
    body = document.tree.find("body")
    tokens = (body.get("class") or "").lower().split() if body is not None else []
    if not {"attachment", "single-attachment"}.isdisjoint(tokens):
        # WordPress gives each picture a page of its own.
        scale.article.append((-6, "body class attachment"))
        return
    for token in tokens:
        if _SINGLE.search(token):
            scale.article.append((4, f"body class {token}"))
            return
    if any(re.fullmatch(r"page-id-\d+|page-template(?:-default)?", token) for token in tokens):
        # WordPress: a page, which is what it calls everything that is no post.
        scale.article.append((-3, "body class page"))
        return
    for token in tokens:
        if _ARCHIVE.match(token):
            # Some themes give these two to every page.
            scale.listing.append((2.5 if token in ("home", "blog") else 4, f"body class {token}"))
            return


def _by_markup(document: Document, structured: Structured, scale: _Scale) -> None:
    nodes = [node for node in structured.nodes if types_of(node) & ARTICLE_TYPES]
    if 0 < len(nodes) <= 2 or any(_is_about(node, document.url) for node in nodes):
        scale.article.append((3, "JSON-LD article"))
    elif len(nodes) > 3:
        scale.listing.append((2, f"JSON-LD of {len(nodes)} articles"))
    kinds = {kind for node in structured.nodes for kind in types_of(node)}
    if found := kinds & _LISTING_TYPES:
        scale.listing.append((1.5, f"JSON-LD {min(found)}"))
    if found := kinds & _SERVICE_TYPES:
        scale.listing.append((0.5, f"JSON-LD {min(found)}"))
    if structured.first("article:published_time"):
        scale.article.append((3, "article:published_time"))
    kind = (structured.first("og:type") or "").lower()
    if kind in ("article", "news", "newsarticle", "video.other", "blogpost"):
        scale.article.append((2, f"og:type {kind}"))
    elif kind in ("website", "blog", "profile", "object"):
        scale.listing.append((0.5, f"og:type {kind}"))
    micro = structured.micro
    if micro.get("articlebody") or (micro.get("headline") and micro.get("datepublished")):
        scale.article.append((2, "microdata of an article"))


def _is_about(node: Node, url: str) -> bool:
    about = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    about += [value.get("@id") for value in about if isinstance(value, dict)]
    return any(
        isinstance(value, str) and value.startswith("http") and story_key(value) == story_key(url) for value in about
    )


def _by_url(url: str, scale: _Scale) -> None:
    path = url.partition("?")[0]
    if is_later_page(url):
        scale.listing.append((2, "address of a later page"))
    if _LATER_WORDS.search(path):
        scale.listing.append((2.5, "address of a section, tag or author"))
    elif _DATE_ONLY.search(path):
        scale.listing.append((3, "address is a date"))
    elif _SLUG.search(path.removesuffix("/").rpartition("/")[2]) or _NUMBER.search(path):
        scale.article.append((1.5, "address of a single story"))
    elif re.search(r"[?&](?:id|nid|aid|sid|newsid|news_id|article|articleid|article_id|story|storyid|p)=\d+", url):
        scale.article.append((1, "address with the number of a story"))
    elif re.fullmatch(r"https?://[^/]+/[a-z]+(?:/[a-z]+)?/?", path):
        scale.listing.append((1, "short address"))


def _by_shape(shape: Shape, scale: _Scale) -> None:
    if shape.prose >= 2500:
        scale.article.append((3.5, f"{shape.prose} characters of text in one place"))
    elif shape.prose >= 1200:
        scale.article.append((2.5, f"{shape.prose} characters of text in one place"))
    elif shape.prose >= 400:
        scale.article.append((1.5, f"{shape.prose} characters of text in one place"))
    if shape.date and shape.headline:
        scale.article.append((0.5, "a headline and a date"))
    elif shape.headline and shape.prose >= 400:
        scale.article.append((0.5, "one headline above the text"))
    if shape.titled:
        scale.article.append((1, "the title repeats a headline"))
    if shape.cards >= 5 and shape.card_text > shape.prose:
        scale.listing.append((2.5, f"{shape.cards} teasers, more text in them than beside"))
    elif shape.cards >= 5 and shape.prose < 400:
        scale.listing.append((1.5, f"{shape.cards} teasers"))
    if shape.rows >= 8 and shape.cards < 5 and shape.prose < 800:
        scale.listing.append((2, f"{shape.rows} headlines in a row"))


def _by_headline(document: Document, shape: Shape, scale: _Scale) -> None:
    """A headline that links to this page is its own; one that links elsewhere announces another page."""
    url = resolve(document.base_url, shape.headline_href) if shape.headline_href else None
    if url is None:
        return
    if story_key(url) == story_key(document.url):
        scale.article.append((3, "the headline links to this page"))
    elif origin(document.url) == origin(url) and not document.url.startswith(url.rstrip("/")):
        # What lies above this page is its section or the blog's name.
        scale.listing.append((3.5, "the headline links to another page"))


def _by_links(links: Sequence[Link], scale: _Scale) -> None:
    roles = [link.role for link in links]
    if LinkRole.PREVIOUS_STORY in roles or LinkRole.NEXT_STORY in roles:
        scale.article.append((1.5, "previous or next story"))
    if LinkRole.PAGINATION in roles or LinkRole.MORE in roles:
        scale.listing.append((1.5, "pages of a listing"))

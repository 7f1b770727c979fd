"""What kind of article a page says it is: opinion, live, gallery, press release and the like."""

import tomllib
from functools import lru_cache
from importlib import resources
from typing import cast, get_args
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from pipelines.article import ArticleType
from pipelines.extract.headline import fold
from pipelines.extract.structured import ARTICLE_TYPES, Structured, first_string, strings, types_of
from pipelines.extract.text import text_of
from pipelines.labels import normalise, parts

_OF_SCHEMA: dict[str, ArticleType] = {
    "liveblogposting": "live", "opinionnewsarticle": "opinion", "analysisnewsarticle": "analysis",
    "backgroundnewsarticle": "analysis", "reviewnewsarticle": "review", "advertisercontentarticle": "sponsored",
    "imagegallery": "gallery", "mediagallery": "gallery",
}  # fmt: skip
"""Types of schema.org that say more than `NewsArticle`, the strongest first."""
_NEWS = frozenset(("newsarticle", "reportagenewsarticle"))
_NOT_IN_HEADLINES = frozenset(("video", "audio"))
"""Many a headline of a report begins with "Video:"."""
_MAX_LABEL = 40


def find_article_type(
    structured: Structured, url: str, headline: HtmlElement | None, title: str | None, section: str | None
) -> ArticleType | None:
    """The kind of article, by its type of schema.org, the label at the headline, the section, then the address.

    "news" where the page calls itself NewsArticle and nothing says more; None where nothing says anything.
    """
    types = _types(structured)
    exact = next((kind for name, kind in _OF_SCHEMA.items() if name in types), None)
    if exact is not None:
        return exact
    labels = [label for text in _labels_at(headline) for label in (normalise(text),)]
    prefix = parts(title)[1:] if title else ()
    found = _first(labels) or _first([label for label in prefix if _kinds().get(label) not in _NOT_IN_HEADLINES])
    if found is not None:
        return found
    sections = [section, *strings(structured.article.get("articleSection")), structured.first("article:section")]
    of_page = _first([normalise(name) for name in sections if name])
    if of_page is not None:
        return of_page
    if not types and (structured.first("og:type") or "").lower().startswith("video"):
        return "video"
    return _of_address(url) or ("news" if types & _NEWS else None)


def _types(structured: Structured) -> set[str]:
    """The types of every node about this article: some pages describe it twice."""
    about = fold(first_string(structured.article.get("headline")) or "")
    types = types_of(structured.article)
    for node in structured.nodes:
        names = types_of(node)
        if names & (ARTICLE_TYPES | _OF_SCHEMA.keys()) and (
            node is structured.article
            or (about and fold(first_string(node.get("headline")) or first_string(node.get("name")) or "") == about)
        ):
            types |= names
    return types


def _labels_at(headline: HtmlElement | None) -> list[str]:
    """Short texts in the headline's element and right before it: the kicker."""
    if headline is None:
        return []
    found = [text_of(child) for child in headline]
    element = headline
    for _ in range(2):
        before = [sibling for sibling, _ in zip(element.itersiblings(preceding=True), range(3), strict=False)]
        found += [text_of(sibling) for sibling in before if sibling.tag not in ("nav", "ul")]
        above = element.getparent()
        if above is None or above.tag in ("body", "article", "main"):
            break
        element = above
    return [text for text in found if 1 < len(text) <= _MAX_LABEL]


def _of_address(url: str) -> ArticleType | None:
    segments = [unquote(segment).replace("-", " ").replace("_", " ") for segment in urlsplit(url).path.split("/")]
    found = _first([normalise(segment) for segment in segments[:-1] if 1 < len(segment) <= _MAX_LABEL])
    if found is not None:
        return found
    slug = f" {normalise(segments[-1] or (segments[-2] if len(segments) > 1 else ''))} "
    return "live" if any(f" {label} " in slug for label in _live()) else None


def _first(labels: list[str]) -> ArticleType | None:
    return next((_kinds()[label] for label in labels if label in _kinds()), None)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, ArticleType]:
    source = resources.files("pipelines.extract").joinpath("article_types.toml").read_text("utf-8")
    table = tomllib.loads(source)
    return {normalise(word): cast(ArticleType, kind) for kind in get_args(ArticleType) for word in table.get(kind, ())}


@lru_cache(maxsize=1)
def _live() -> tuple[str, ...]:
    """What says "live" inside a slug: labels of several words, and those that are no common words."""
    return tuple(
        label
        for label, kind in _kinds().items()
        if kind == "live" and (" " in label or label.startswith("live")) and label != "live"
    )

"""What a page states for machines: JSON-LD, meta tags, microdata. Read whole, weighed elsewhere."""

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import msgspec
from lxml.html import HtmlElement

from pipelines.extract.document import Document, once
from pipelines.extract.text import squeeze, text_of

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    ("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle", "backgroundnewsarticle",  # noqa: E501
     "reviewnewsarticle", "askpublicnewsarticle", "blogposting", "liveblogposting", "socialmediaposting", "techarticle",
     "scholarlyarticle", "report", "advertisercontentarticle", "satiricalarticle", "medicalscholarlyarticle", "posting")
)  # fmt: skip
MAX_SCRIPT = 2 * 1024 * 1024
"""Characters of JSON-LD read at most; more is no description of an article."""
_MAX_NODES = 2000
_MAX_VALUE = 5000
"""Characters of a meta tag that are read."""
_BYLINE_LEVELS = 3
"""Elements around the first author in microdata, in one of which the others stand."""

_COMMENT = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DOUBLED_COMMA = re.compile(r",(\s*,)+")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|description|articleSection|keywords|name|@type|url)"\s*:\s*"((?:[^"\\]|\\.)*)"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """The statements of one page."""

    nodes: tuple[Node, ...]
    """Every JSON-LD object that names a type, in page order."""
    article: Node
    """The JSON-LD object about this article; empty when there is none."""
    meta: dict[str, tuple[str, ...]]
    """Content of meta tags by lower-case name, property or itemprop."""
    micro: dict[str, tuple[str, ...]]
    """Microdata values of the article's scope by itemprop."""

    def all(self, *names: str) -> tuple[str, ...]:
        """Every meta value under these names."""
        return tuple(value for name in names for value in self.meta.get(name, ()))

    def first(self, *names: str) -> str | None:
        """The first meta value under the first of these names that has one."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


@once
def read_structured(document: Document) -> Structured:
    """Everything a page states for machines. Broken JSON is repaired where that is safe, else left out."""
    nodes = tuple(_nodes(document))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    nodes = tuple(_resolved(node, by_id) for node in nodes)
    return Structured(
        nodes=nodes,
        article=_article(nodes, document.url),
        meta=_meta(document),
        micro=_microdata(document),
    )


def types_of(node: Node) -> set[str]:
    """The lower-case type names of a node, without a namespace."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return {v.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for v in values if isinstance(v, str)}


def strings(value: Any) -> list[str]:
    """The plain strings in a JSON-LD value: itself, its items, their names."""
    if isinstance(value, str):
        text = squeeze(entities.unescape(entities.unescape(value)))
        return [text] if text else []
    if isinstance(value, list):
        return [text for item in value[:200] for text in strings(item)]
    if isinstance(value, dict):
        return strings(value.get("@value") or value.get("name"))
    return []


def first_string(value: Any) -> str | None:
    """The first plain string in a JSON-LD value."""
    return next(iter(strings(value)), None)


def _nodes(document: Document) -> Iterator[Node]:
    count = 0
    for script in document.all("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = script.text or ""
        if not source.strip() or len(source) > MAX_SCRIPT:
            continue
        for node in _walk(_loads(source)):
            yield node
            count += 1
            if count >= _MAX_NODES:
                return


def _walk(value: Any) -> Iterator[Node]:
    stack = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if depth > 12:
            continue
        if isinstance(item, list):
            stack.extend((child, depth + 1) for child in reversed(item))
        elif isinstance(item, dict):
            if "@type" in item:
                yield item
            stack.extend(
                (child, depth + 1) for child in reversed(list(item.values())) if isinstance(child, dict | list)
            )


def _loads(source: str) -> Any:
    """JSON as pages write it: comments around it, trailing commas, raw line breaks, stray escapes."""
    try:
        return msgspec.json.decode(source)  # most is as it should be
    except (msgspec.DecodeError, RecursionError):
        pass
    source = _COMMENT.sub("", _COMMENT.sub("", source)).strip().rstrip(";")
    for repair in (_as_is, _without_commas, _with_escapes, entities.unescape):
        source = repair(source)
        try:
            return json.JSONDecoder(strict=False).raw_decode(source)[0]
        except (ValueError, RecursionError):
            continue
    return _salvage(source)


def _as_is(source: str) -> str:
    return source


def _without_commas(source: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _DOUBLED_COMMA.sub(",", source))


def _with_escapes(source: str) -> str:
    return _BAD_ESCAPE.sub(r"\\\\", source)


def _salvage(source: str) -> list[Node]:
    """The simple fields of an article whose JSON cannot be mended, up to the first that repeats."""
    node: Node = {}
    for name, value in _FIELD.findall(source):
        if name == "@type":
            if types_of(node) & ARTICLE_TYPES:
                continue
            node["@type"] = value
        elif name not in ("name", "url") and name not in node and types_of(node) & ARTICLE_TYPES:
            node[name] = value.replace('\\"', '"').replace("\\/", "/")
    return [node] if types_of(node) & ARTICLE_TYPES else []


def _resolved(node: Node, by_id: dict[str, Node]) -> Node:
    """The node with its references to other nodes ({"@id": …} alone) replaced by those."""

    def follow(value: Any) -> Any:
        if isinstance(value, dict) and set(value) <= {"@id", "@type"}:
            return by_id.get(str(value.get("@id")), value)
        if isinstance(value, list):
            return [follow(item) for item in value]
        return value

    return {key: follow(value) for key, value in node.items()}


def _article(nodes: tuple[Node, ...], url: str) -> Node:
    """The node about this page: an article type, the page's own URL first, the richest next."""
    found = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    if not found:
        return {}
    wanted = _bare(url)

    def rank(node: Node) -> tuple[bool, int]:
        about = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
        about += [a.get("@id") for a in about if isinstance(a, dict)]
        own = any(isinstance(a, str) and wanted and _bare(a) == wanted for a in about)
        return own, sum(bool(node.get(key)) for key in ("headline", "datePublished", "author", "description"))

    return max(found, key=rank)


def _bare(url: str) -> str:
    return re.sub(r"^https?://(?:www\.|m\.|amp\.)?", "", url.strip().lower()).split("#")[0].split("?")[0].rstrip("/")


def _meta(document: Document) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for tag in document.all("meta"):
        content = squeeze(entities.unescape((tag.get("content") or "")[:_MAX_VALUE]))
        if not content:
            continue
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            for name in (tag.get(attribute) or "").lower().split():
                values = found.setdefault(name, [])
                if content not in values and len(values) < 100:
                    values.append(content)
    return {name: tuple(values) for name, values in found.items()}


@once
def with_itemprop(document: Document) -> list[HtmlElement]:
    """The elements that say which property of microdata they hold."""
    return [element for element in document.elements if element.get("itemprop") is not None]


def _microdata(document: Document) -> dict[str, tuple[str, ...]]:
    """Properties of the article's own scope; nested scopes (author, publisher) give their name."""
    found: dict[str, list[str]] = {}
    own: HtmlElement | None = None
    box: list[HtmlElement] = []
    for element in with_itemprop(document)[:1000]:
        if element.tag == "meta" and element.getparent() is not None and element.getparent().tag == "head":
            continue
        scope = next((a for a in element.iterancestors() if a.get("itemscope") is not None), None)
        if scope is None or _type_name(scope) not in ARTICLE_TYPES:
            continue
        if own is None:
            own = scope
        if scope is not own:
            continue
        for name in element.get("itemprop").split():
            value = _micro_value(element)
            if name == "author" and value:
                box = box or list(islice(element.iterancestors(), _BYLINE_LEVELS))
                if not any(above in box for above in islice(element.iterancestors(), _BYLINE_LEVELS)):
                    continue  # of a teaser that is no scope of its own
            if value:
                found.setdefault(name.lower(), []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _type_name(scope: HtmlElement) -> str:
    return (scope.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1].lower()


def _micro_value(element: HtmlElement) -> str:
    if element.get("itemscope") is not None:
        names = element.xpath('.//*[@itemprop="name"]')
        return squeeze(names[0].get("content")) or text_of(names[0]) if names else ""
    for attribute in ("content", "datetime"):
        if element.get(attribute):
            return squeeze(element.get(attribute))
    return text_of(element)

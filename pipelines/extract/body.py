"""The running text of an article: which blocks of the page belong to it."""

import re
from collections.abc import Set
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipelines.article import Block
from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document
from pipelines.extract.furniture import is_clock, is_quoted_post
from pipelines.extract.headline import Headline, fold
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.related import before_other_stories
from pipelines.extract.text import is_tag, text_of
from pipelines.extract.votes import furniture_around, mark_text

_SENTENCE = re.compile(r"[.!?…。！？।؟॥:;][\"'”’»›)\]]*\s*(?:$|\s)|[”»\"]\s*$")
_INLINE_HOLDERS = frozenset(
    ("p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "td", "tr", "th", "tbody", "thead", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre")  # noqa: E501
)  # fmt: skip
_MAX_PARTS = 300
"""Children of an element that one of its blocks looks at; each of thousands of blocks may do so."""
_LABEL_END = re.compile(r"\s*[:：|>»–—-]")


@dataclass(slots=True)
class _Scope:
    """What is known of the page while its blocks are judged."""

    furniture: Set[HtmlElement]
    total: float = 0.0
    weights: dict[HtmlElement, float] = field(default_factory=dict)
    core: dict[HtmlElement, float] = field(default_factory=dict)
    """Voted characters by the element whose children the paragraphs are."""
    core_kinds: dict[str, float] = field(default_factory=dict)
    """The same by tag and class of that element: a long article comes in several like pieces."""


@dataclass(frozen=True, slots=True)
class Body:
    """The running text and where it stands."""

    blocks: tuple[Block, ...] = ()
    first: HtmlElement | None = None
    """The element of the first block."""
    elements: tuple[HtmlElement, ...] = ()
    """The element of each block."""
    pointers: tuple[HtmlElement, ...] = ()
    """Elements of lines that point to other stories."""
    source: str = "visible"
    votes: float = 0.0
    """F1, in characters of prose, of what was voted for and what was chosen."""


def find_body(document: Document, headline: Headline | None, related: tuple[str, ...] = ()) -> Body:
    """The paragraphs, subheads, list items and quotes of the article, in order.

    `related` are labels of the site's own for lines that point to other stories.
    """
    body = document.tree.find("body")
    if body is None:
        return Body()
    blocks = [block.fresh() for block in blocks_of(document)]  # they are marked below
    furniture = furniture_around(blocks)
    mark_text(blocks, document, furniture)
    voted = [block for block in blocks if block.vote and block.is_prose()]
    chosen = [block for block in _choose(blocks, body, furniture) if not _is_pointer(block, related)]
    chosen = _without_headline(chosen, headline)
    chosen = _trim(chosen)
    return Body(
        blocks=tuple(Block(kind=block.kind, text=block.text) for block in chosen),
        first=chosen[0].element if chosen else None,
        elements=tuple(block.element for block in chosen),
        pointers=_pointers(blocks, chosen, related),
        votes=_agreement(voted, [block for block in chosen if block.is_prose()]),
    )


def _agreement(voted: list[TextBlock], chosen: list[TextBlock]) -> float:
    total = sum(len(block.text) for block in (*voted, *chosen))
    known = {id(block) for block in voted}
    return 2 * sum(len(block.text) for block in chosen if id(block) in known) / total if total else 0.0


def without_element(body: Body, element: HtmlElement, text: str) -> Body:
    """The body without a standfirst that the page prints inside it, or again at its beginning."""
    wanted = fold(text)
    keep = [
        i
        for i, (block, at) in enumerate(zip(body.blocks, body.elements, strict=True))
        if not (
            i < 4 and (at is element or any(a is element for a in at.iterancestors()) or fold(block.text) == wanted)
        )
    ]
    if not keep or len(keep) == len(body.blocks):
        return body
    return replace(
        body,
        blocks=tuple(body.blocks[i] for i in keep),
        first=body.elements[keep[0]],
        elements=tuple(body.elements[i] for i in keep),
    )


def _pointers(blocks: list[TextBlock], chosen: list[TextBlock], labels: tuple[str, ...]) -> tuple[HtmlElement, ...]:
    """The lines in the text, or right behind it, that point to other stories."""
    if not chosen:
        return ()
    anchors = {_anchor(block) for block in chosen}
    return tuple(
        block.element
        for block in blocks
        if _is_pointer(block, labels) and block.link_chars and _anchor(block) in anchors
    )


def _vote_ourselves(blocks: list[TextBlock], scope: _Scope, container: HtmlElement) -> None:
    """Take the prose of the container for text where trafilatura saw hardly any of it."""
    prose = [b for b in blocks if container in b.path and b.is_prose() and not _in_furniture(b, container, scope)]
    size = sum(len(block.text) for block in prose)
    if sum(len(block.text) for block in prose if block.vote) < 0.3 * size:
        for block in prose:
            block.vote = 1.0


def _choose(blocks: list[TextBlock], body: HtmlElement, furniture: Set[HtmlElement]) -> list[TextBlock]:
    scope = _measure(blocks, furniture)
    if not scope.total:
        return [block for block in blocks if block.vote]
    container = _container(body, scope)
    _vote_ourselves(blocks, scope, container)
    candidates = [block for block in blocks if not _in_furniture(block, container, scope)]
    candidates = [block for block in candidates if container in block.path or _is_outlier(block)]
    for block in candidates:
        if block.vote:
            anchor = _anchor(block)
            scope.core[anchor] = scope.core.get(anchor, 0.0) + len(block.text)
            kind = _kind_of(anchor)
            if kind:
                scope.core_kinds[kind] = scope.core_kinds.get(kind, 0.0) + len(block.text)
    candidates = before_other_stories(candidates)
    link_lists = _link_lists(candidates)
    candidates = [block for block in candidates if not any(element in link_lists for element in block.path[-4:])]
    voted = [i for i, block in enumerate(candidates) if block.vote and block.is_prose()]
    first, last = (voted[0], voted[-1]) if voted else (0, len(candidates))
    chosen = [block for i, block in enumerate(candidates) if _belongs(block, scope, within=first <= i <= last)]
    voted_size = sum(len(block.text) for block in blocks if block.vote and block.is_prose())
    if sum(len(block.text) for block in chosen) < 0.25 * voted_size:
        # The page names everything "gallery" or "comment": its names tell nothing.
        chosen = [block for block in blocks if block.vote and not _is_junk(block)]
    return _without_doubles(chosen)


def _link_lists(blocks: list[TextBlock]) -> set[HtmlElement]:
    """Lists whose items are links to other stories, each a headline's length."""
    items: dict[HtmlElement, list[TextBlock]] = {}
    for block in blocks:
        for element in block.path[-4:]:
            if element.tag in ("ul", "ol"):
                items.setdefault(element, []).append(block)
    return {
        element
        for element, members in items.items()
        if all(block.link_chars >= 0.8 * len(block.text) for block in members)
        and sum(len(block.text) for block in members) >= 30 * len(members)
    }


def _measure(blocks: list[TextBlock], furniture: Set[HtmlElement]) -> _Scope:
    """Weigh the elements by the blocks in them."""
    scope = _Scope(furniture)
    for block in blocks:
        weight = _weight(block, not furniture.isdisjoint(block.path))
        if weight:
            scope.total += weight
            for element in block.path:
                scope.weights[element] = scope.weights.get(element, 0.0) + weight
    return scope


def _weight(block: TextBlock, furniture: bool) -> float:
    """How much a block says that the article is here."""
    size = min(len(block.text), 1000)
    if size < 25 or block.link_chars > 0.4 * len(block.text) or block.kind == "heading":
        return 0.0
    return size * (1.0 if block.vote else 0.05 if furniture else 0.2)


def _container(body: HtmlElement, scope: _Scope) -> HtmlElement:
    """The deepest element that still holds nearly all of the article."""
    container = body
    while True:
        known = [child for child in container if child in scope.weights]
        best = max(known, key=lambda child: scope.weights[child], default=None)
        if best is None or best.tag in _INLINE_HOLDERS or scope.weights[best] < 0.85 * scope.weights[container]:
            return container
        container = best


def _in_furniture(block: TextBlock, container: HtmlElement, scope: _Scope) -> bool:
    """Whether an element between the container and the block is furniture, and not the article's own frame."""
    if any(is_quoted_post(element) for element in block.path[-3:]):
        return False
    below = block.path[block.path.index(container) + 1 :] if container in block.path else block.path
    return any(element in scope.furniture and scope.weights.get(element, 0.0) < 0.4 * scope.total for element in below)


def _is_outlier(block: TextBlock) -> bool:
    """Whether a block outside the main container is text all the same, such as an opening paragraph set apart."""
    return bool(block.vote) and block.is_prose()


def _anchor(block: TextBlock) -> HtmlElement:
    """The element whose children the paragraphs are: the first above the block that is no paragraph or list itself."""
    for element in reversed(block.path):
        if element.tag not in _INLINE_HOLDERS:
            return element
    return block.path[0]


def _kind_of(element: HtmlElement) -> str:
    names = element.get("class")
    return f"{element.tag} {names}" if names else ""


def _belongs(block: TextBlock, scope: _Scope, *, within: bool) -> bool:
    text = block.text
    if _is_junk(block):
        return False
    if block.vote:
        return True
    anchor = _anchor(block)
    anchor_weight = max(scope.core.get(anchor, 0.0), scope.core_kinds.get(_kind_of(anchor), 0.0))
    quoted = any(is_quoted_post(element) for element in block.path[-3:])
    if quoted:
        return within
    if anchor_weight < 150:
        return False
    if block.kind == "heading":
        return within
    if block.link_chars > 0.5 * len(text):
        return within and block.kind == "item"
    return within or (len(text) >= 80 and _SENTENCE.search(text) is not None)


def _is_junk(block: TextBlock) -> bool:
    """Whether a block is a line of the page and not of the text: a label, a plea, a pointer to another story."""
    text = block.text
    if text.startswith("<") and text.endswith(">"):
        return True
    if is_whole("line", text) or (is_whole("related", text) and block.kind != "item"):
        return True
    linked = block.link_chars
    if block.kind not in ("item", "heading", "row") and len(text) >= 20 and linked >= 0.9 * len(text):
        return True
    if block.kind == "heading" and len(text) >= 40 and linked >= 0.9 * len(text):
        return True
    if _is_pointer(block) or _is_caption(block) or _is_form_line(block) or is_clock(block.element, block.text):
        return True
    if text.startswith("©") and len(text) < 300:
        return True
    plea = opening("plea").match(text)
    return bool(plea) and block.kind != "heading" and len(text) < (150 if linked else 40)


def _is_pointer(block: TextBlock, labels: tuple[str, ...] = ()) -> bool:
    """Whether a line points to another story: "ALSO READ: …", "Lesen Sie auch: …", or a label of the site's own."""
    text = block.text
    if len(text) >= 400 or (block.kind == "heading" and block.link_chars < 0.8 * len(text)):
        return False
    end = _label_size(text, labels)
    if not end:
        return False
    rest = len(text) - end
    return block.link_chars >= 0.5 * rest and (block.link_chars >= 0.8 * rest or bool(_LABEL_END.match(text, end)))


@lru_cache(maxsize=1024)
def _label_size(text: str, labels: tuple[str, ...]) -> int:
    """Characters of the label that a line begins with; 0 without one. Each line is asked for three times."""
    pointer = opening("related", labels).match(text)
    return pointer.end() if pointer else 0


def _is_caption(block: TextBlock) -> bool:
    """Whether a short text shares its element with a picture."""
    element = block.element
    if (
        block.em_chars >= 0.95 * len(block.text.replace(" ", ""))
        and len(block.text) <= 300
        and _follows_picture(element)
    ):
        return True
    if len(block.text) > 300 or element.tag in ("p", "li", "blockquote", "td") or block.kind == "heading":
        return False
    holder = element if any(True for _ in element) else element.getparent()
    if any(True for _ in islice(holder, _MAX_PARTS, None)):  # `len` would count all of them, for each block
        return False
    pictures = sum(1 for _ in holder.iter("img", "picture", "amp-img"))
    return (
        bool(pictures) and len(holder.findall(".//p")) == 0 and len(" ".join(holder.itertext())) < len(block.text) + 120
    )


def _is_form_line(block: TextBlock) -> bool:
    """Whether a text is the label of a form's field."""
    return block.element.tag == "label" or any(child.tag == "label" for child in islice(block.element, _MAX_PARTS))


def _follows_picture(element: HtmlElement) -> bool:
    """Whether the element right before holds a picture and no text."""
    before = element.getprevious()
    while before is not None and not is_tag(before):
        before = before.getprevious()
    if before is None or (before.tail or "").strip():
        return False
    return next(before.iter("img", "amp-img"), None) is not None and not text_of(before)


def _without_doubles(blocks: list[TextBlock]) -> list[TextBlock]:
    seen: set[str] = set()
    kept: list[TextBlock] = []
    for block in blocks:
        if len(block.text) >= 40:
            if block.text in seen:
                continue
            seen.add(block.text)
        kept.append(block)
    return kept


def _without_headline(blocks: list[TextBlock], headline: Headline | None) -> list[TextBlock]:
    """Without the headline where it opens the text, and without all that stands before it."""
    if headline is None:
        return blocks
    wanted = fold(headline.text)
    for i, block in enumerate(blocks[:12]):
        if block.element is headline.element or (fold(block.text) == wanted):
            before = blocks[:i]
            if sum(len(b.text) for b in before) < 600:
                return blocks[i + 1 :]
            return before + blocks[i + 1 :]
    return blocks


def _trim(blocks: list[TextBlock]) -> list[TextBlock]:
    blocks = list(blocks)
    while blocks and blocks[-1].kind == "heading" and not blocks[-1].is_prose():
        blocks.pop()
    return blocks

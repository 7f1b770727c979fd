"""The running text of an article: which blocks of the page belong to it."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

from pipelines.article import Block
from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document
from pipelines.extract.frames import Frame, Frames, frames_around, frames_of
from pipelines.extract.furniture import is_quoted_post
from pipelines.extract.headline import Headline, fold, folds_to
from pipelines.extract.page_lines import PageLines, is_pointer
from pipelines.extract.related import before_other_stories, before_teasers, without_listed_stories
from pipelines.extract.scope import anchor_of, container_of, frames_in, kind_of, measure, outside_of
from pipelines.extract.teaser_boxes import teasers_of
from pipelines.extract.text import is_wide
from pipelines.extract.votes import vote

_PULLED = re.compile(r"-pull-?quotes?-|-pulled-quote-|-pullquote")
"""Names of a quotation that repeats words of the text in large type."""
_MIN_PULLED = 40
"""Characters of a quotation, and of what else its paragraph says, where no name calls it one that is repeated."""
_BLURRED = ("blurred", "obfuscated")
_MISUSED = 0.8
"""Share of the text in headings above which these are none."""
_MAX_REPEATED = 12
"""Blocks before the headline, or words that repeat it; further on they are a chapter's title."""
_MAX_BEFORE = 40
"""Blocks before the headline on a page that is laid out as a table: its menus."""
_MANY_ITEMS = 4
"""Of a list of links; of more, one in three may have words beside its link."""
_PIECE = 0.5
"""Share of the voted text that must stand behind it for a piece of the article."""
_QUOTES = " \"'“”„«»‘’"
_SPOKEN = re.compile(r"[\"“”„«»].*[.,]\W*$")
"""A quotation that stands alone: in the text the speaker may follow, behind a comma."""
_SENTENCE = re.compile(r"[.!?…。！？।؟॥:;][\"'”’»›)\]]*\s*(?:$|\s)|[”»\"]\s*$")


@dataclass(frozen=True, slots=True)
class _Core:
    """Where the voted text stands, in characters."""

    sizes: dict[Frame, int]
    """By the frame whose children the paragraphs are."""
    kinds: dict[str, int]
    """By tag and class of that frame: a long article comes in several like pieces."""


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
    blocks: Sequence[TextBlock] = blocks_of(document)
    frames = frames_of(document)
    if blurred := {frame.element for frame in frames.all if any(name in frame.classes for name in _BLURRED)}:
        # Without letters, it stands for a text that only subscribers get.
        blocks = [block for block in blocks if blurred.isdisjoint(block.path)]
        frames = frames_around(blocks)
    if not blocks:
        return Body()
    teasers = teasers_of(blocks, frames)
    voted = vote(blocks, frames, teasers, document)
    lines = PageLines()
    chosen = [block for block in _choose(blocks, frames, teasers, voted, lines) if not is_pointer(block, related)]
    chosen = _without_headline(chosen, headline)
    misused = _is_set_as_heading(chosen)
    if not misused:
        chosen = _trim(chosen)
    return Body(
        blocks=tuple(
            Block(kind="paragraph" if misused and block.kind == "heading" else block.kind, text=block.text)
            for block in chosen
        ),
        first=chosen[0].element if chosen else None,
        elements=tuple(block.element for block in chosen),
        pointers=_pointers(blocks, frames, chosen, related),
        votes=_agreement(
            [block for block in voted if block.is_prose()], [block for block in chosen if block.is_prose()]
        ),
    )


def _agreement(voted: list[TextBlock], chosen: list[TextBlock]) -> float:
    total = sum(len(block.text) for block in (*voted, *chosen))
    both = set(voted).intersection(chosen)
    return 2 * sum(len(block.text) for block in both) / total if total else 0.0


def without_element(body: Body, element: HtmlElement, text: str) -> Body:
    """The body without a standfirst that the page prints inside it, or again at its beginning."""
    wanted = fold(text)
    keep = [
        i
        for i, (block, at) in enumerate(zip(body.blocks, body.elements, strict=True))
        if not (
            (i < 4 and (at is element or any(a is element for a in at.iterancestors())))
            or ((i == 0 or (i < 4 and block.kind == "heading")) and folds_to(block.text, wanted))
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


def _pointers(
    blocks: Sequence[TextBlock], frames: Frames, chosen: list[TextBlock], labels: tuple[str, ...]
) -> tuple[HtmlElement, ...]:
    """The lines in the text, or right behind it, that point to other stories."""
    anchors = {anchor_of(frames.of[block]) for block in chosen}
    return tuple(
        block.element
        for block in blocks
        if block.link_chars and anchor_of(frames.of[block]) in anchors and is_pointer(block, labels)
    )


def _choose(
    blocks: Sequence[TextBlock], frames: Frames, teasers: Set[Frame], voted: Set[TextBlock], lines: PageLines
) -> list[TextBlock]:
    """The blocks that belong to the text, by the votes and by where they stand."""
    scope = measure(frames, voted)
    if not scope.total:
        return [block for block in blocks if block in voted]
    container = container_of(scope)
    outside = outside_of(container, scope, voted)
    candidates = [block for block in blocks if frames.of[block] not in outside or _is_in_quoted_post(frames.of[block])]
    within = frames_in(container, frames)
    own = [block for block in candidates if frames.of[block] in within and frames.of[block] not in teasers]
    voted = voted | _hardly_voted(own, voted)
    candidates = [block for block in candidates if frames.of[block] in within or (block in voted and block.is_prose())]
    core = _core(candidates, frames, voted)
    candidates = without_listed_stories(before_teasers(before_other_stories(candidates)))
    link_lists = _link_lists(candidates)
    candidates = [block for block in candidates if link_lists.isdisjoint(block.path[-4:])]
    prose = [i for i, block in enumerate(candidates) if block in voted and block.is_prose()]
    first, last = (prose[0], prose[-1]) if prose else (0, len(candidates))
    last = _last_of_pieces(candidates, last, voted, frames, core)
    if first and _heads_an_entry(candidates[first - 1], candidates[first], frames, core):
        first -= 1
    chosen = [
        block
        for i, block in enumerate(candidates)
        if (block in voted or _belongs(block, frames.of[block], core, within=first <= i <= last))
        and not lines.is_junk(block)
    ]
    voted_size = sum(len(block.text) for block in blocks if block in voted and block.is_prose())
    if sum(len(block.text) for block in chosen) < 0.25 * voted_size:
        # The page names everything "gallery" or "comment": its names tell nothing.
        chosen = [block for block in blocks if block in voted and not lines.is_junk(block)]
    return _without_doubles(chosen, frames)


def _is_in_quoted_post(frame: Frame) -> bool:
    """Whether a frame is a post of a social network that the article quotes, or a part of one."""
    one: Frame | None = frame
    for _ in range(3):
        if one is None:
            break
        if is_quoted_post(one.element):
            return True
        one = one.above
    return False


def _hardly_voted(blocks: list[TextBlock], voted: Set[TextBlock]) -> set[TextBlock]:
    """The prose of the container, where hardly any of it was voted for."""
    prose = [block for block in blocks if block.is_prose()]
    size = sum(len(block.text) for block in prose)
    return set(prose) if sum(len(block.text) for block in prose if block in voted) < 0.3 * size else set()


def _core(blocks: list[TextBlock], frames: Frames, voted: Set[TextBlock]) -> _Core:
    """Where the voted text stands."""
    core = _Core({}, {})
    for block in blocks:
        if block in voted:
            anchor = anchor_of(frames.of[block])
            core.sizes[anchor] = core.sizes.get(anchor, 0) + len(block.text)
            kind = kind_of(anchor)
            if kind:
                core.kinds[kind] = core.kinds.get(kind, 0) + len(block.text)
    return core


def _last_of_pieces(blocks: list[TextBlock], last: int, voted: Set[TextBlock], frames: Frames, core: _Core) -> int:
    """The place of the last paragraph where a text in several like pieces was voted for in the first of them only."""
    behind = [
        i
        for i, block in enumerate(blocks[last + 1 :], last + 1)
        if block.is_prose() and _belongs(block, frames.of[block], core, within=False)
    ]
    size = sum(len(block.text) for block in blocks if block in voted)
    return behind[-1] if sum(len(blocks[i].text) for i in behind) > _PIECE * size else last


def _heads_an_entry(heading: TextBlock, first: TextBlock, frames: Frames, core: _Core) -> bool:
    """Whether a heading stands in one element with the first paragraph, and the text is in many elements like it."""
    anchor = anchor_of(frames.of[first])
    return (
        heading.kind == "heading"
        and anchor_of(frames.of[heading]) is anchor
        and sum(kind_of(other) == kind_of(anchor) != "" for other in core.sizes) > 2
    )


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
        if sum(block.link_chars < 0.8 * len(block.text) for block in members) <= _unlinked(len(members))
        and sum(len(block.text) * (2 if is_wide(block.text) else 1) for block in members) >= 30 * len(members)
    }


def _unlinked(items: int) -> int:
    """How many items of a list of links may have words of their own."""
    return items // 3 if items > _MANY_ITEMS else 0


def _belongs(block: TextBlock, frame: Frame, core: _Core, *, within: bool) -> bool:
    """Whether a block nobody voted for stands as the text does. `within`: between the first and the last voted."""
    if _is_in_quoted_post(frame):
        return within
    # A box named as a subhead stands among the paragraphs as they do.
    is_box = block.kind == "heading" and frame.tag == "div" and frame.element is block.element
    anchor = anchor_of(frame.above if is_box and frame.above is not None else frame)
    if core.sizes.get(anchor, 0) < 150 and core.kinds.get(kind_of(anchor), 0) < 150:
        return False
    if block.kind == "heading":
        return within
    text = block.text
    if block.link_chars > 0.5 * len(text):
        return within and block.kind == "item"
    return within or (len(text) >= 80 and _SENTENCE.search(text) is not None)


def _without_doubles(blocks: list[TextBlock], frames: Frames) -> list[TextBlock]:
    seen: set[str] = set()
    kept: list[TextBlock] = []
    for block in blocks:
        frame = frames.of[block]
        is_quote = block.kind == "quote" and len(block.text) >= _MIN_PULLED
        if is_quote or any(_PULLED.search(one.words) for one in (frame, frame.above) if one is not None):
            words = block.text.strip(_QUOTES + ".," if _SPOKEN.match(block.text) else _QUOTES)
            least = len(words) + _MIN_PULLED if is_quote else 0
            if any(words in other.text for other in blocks if other is not block and len(other.text) > least):
                continue
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
    for i, block in enumerate(blocks[:_MAX_BEFORE]):
        before = blocks[:i]
        if i == _MAX_REPEATED and any(other.kind not in ("row", "heading") for other in before):
            break
        if block.element is headline.element or (i < _MAX_REPEATED and folds_to(block.text, wanted)):
            if sum(len(b.text) for b in before) < 600:
                return blocks[i + 1 :]
            return before + blocks[i + 1 :]
    return blocks


def _is_set_as_heading(blocks: list[TextBlock]) -> bool:
    """Whether the page sets its whole text as a heading."""
    in_headings = sum(len(block.text) for block in blocks if block.kind == "heading")
    return bool(blocks) and in_headings >= _MISUSED * sum(len(block.text) for block in blocks)


def _trim(blocks: list[TextBlock]) -> list[TextBlock]:
    blocks = list(blocks)
    while blocks and blocks[-1].kind == "heading" and not blocks[-1].is_prose():
        blocks.pop()
    return blocks

"""Which blocks are the article's text, by the names, the shape and the links of what surrounds them.

The idea is that of trafilatura's main extractor: take the first frame that is named as an article's text, leave out
what is named as something else and what is mostly links, and keep the paragraphs, lists, quotes and tables. Where
nothing is named so, a frame that holds nearly all of the page's prose counts. Done on
blocks, which are cut already, it costs a tenth; where it finds too little, `votes.py` asks trafilatura itself.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from pipelines.extract.blocks import TextBlock
from pipelines.extract.frames import Frame
from pipelines.extract.main_text_names import frame_rank, is_comments, is_foreign

_TEXTLESS = frozenset(
    ("aside", "footer", "form", "menu", "figure", "dialog", "fieldset", "legend", "nav", "button", "label")
)
_PARAGRAPHS = frozenset(
    ("p", "li", "dd", "dt", "blockquote", "pre", "td", "th", "tr", "h1", "h2", "h3", "h4", "h5", "h6")
)
_CELLS = frozenset(("li", "td", "th", "dd", "dt"))
_FEW = 750
"""Characters in paragraphs of a page below which it is taken to write its text without them."""
_NEARLY_ALL = 0.85
"""Share of the page's prose outside furniture that a frame without a name must hold."""
_MOST = 0.6
"""Share of all its prose: where more of it is in furniture, these names are to be doubted."""
_ENOUGH = 250
"""Characters that a single block needs to be a text."""
_KEPT_SHARE = 7
"""Names are not believed where they would leave less than one part in so many of a frame's text."""


@dataclass(slots=True)
class _Sum:
    """What stands in an element and below it."""

    size: int
    linked: int
    links: int


def main_text(frames: Sequence[Frame]) -> list[TextBlock]:
    """The blocks of the first frame that is named, or else shaped, as a text and holds one; none where none does."""
    textless: set[Frame] = set()
    ranked: dict[int, Frame] = {}
    in_paragraphs = 0
    for frame in frames:
        if frame.above in textless or _holds_no_text(frame):
            textless.add(frame)
        elif frame.tag == "p":
            in_paragraphs += frame.size
        elif (rank := frame_rank(frame)) is not None:
            ranked.setdefault(rank, frame)
    for rank in sorted(ranked):
        found = _text_of(ranked[rank], frames, textless, is_bare=in_paragraphs < _FEW)
        if len(found) > 1 or sum(len(block.text) for block in found) > _ENOUGH:
            return found
    shaped = _by_shape(frames, textless) if in_paragraphs >= _FEW else None
    return _text_of(shaped, frames, textless, is_bare=False) if shaped is not None else []


def _by_shape(frames: Sequence[Frame], textless: Set[Frame]) -> Frame | None:
    """The deepest frame that holds nearly all of the page's prose, furniture apart, and most of it with furniture."""
    held = {frame: sum(len(block.text) for block in frame.blocks if block.is_prose()) for frame in frames}
    everything = sum(held.values())
    for frame in frames:
        if frame.in_furniture or frame in textless:
            held[frame] = 0
    total = sum(held.values())
    for frame in reversed(frames):
        if frame.above is not None:
            held[frame.above] += held[frame]
    least = max(_NEARLY_ALL * total, _MOST * everything, _FEW)
    found = (frame for frame in reversed(frames) if frame.tag not in _PARAGRAPHS and held[frame] >= least)
    return next(found, None)


def _holds_no_text(frame: Frame) -> bool:
    if frame.tag in _TEXTLESS:
        return frame.tag != "figure" or frame.element.find(".//table") is None
    return is_comments(frame)


def _text_of(top: Frame, frames: Sequence[Frame], textless: Set[Frame], *, is_bare: bool) -> list[TextBlock]:
    """The blocks in a frame that are text. `is_bare`: paragraphs may be written without an element of their own."""
    inside = {top: False}
    """Each frame in it, and whether its name or that of one around it is foreign."""
    for frame in frames:
        if frame.above in inside and frame not in textless:
            inside[frame] = inside[frame.above] or is_foreign(frame)
    total = sum(frame.size for frame in inside)
    foreign = sum(frame.size for frame, out in inside.items() if out)
    believed = (total - foreign) * _KEPT_SHARE > total and _keeps_prose(inside)
    alive = [frame for frame, out in inside.items() if not (out and believed)]
    sums = _sums(alive)
    kept: set[Frame] = set()
    found: list[TextBlock] = []
    for frame in alive:
        if frame is not top and (frame.above not in kept or _is_mostly_links(frame, sums[frame])):
            continue
        kept.add(frame)
        if not frame.blocks:
            continue
        if is_bare or any(element.tag in _PARAGRAPHS for element in frame.blocks[0].path[-3:]):
            found += frame.blocks
        elif frame.element.find("br") is not None:
            found += frame.blocks[1:]
    return found


def _keeps_prose(inside: dict[Frame, bool]) -> bool:
    """Whether enough of the prose stands outside foreign names."""
    kept = lost = 0
    for frame, is_out in inside.items():
        size = sum(len(block.text) for block in frame.blocks if block.is_prose())
        lost, kept = (lost + size, kept) if is_out else (lost, kept + size)
    return kept * _KEPT_SHARE > kept + lost or not lost


def _sums(frames: Sequence[Frame]) -> dict[Frame, _Sum]:
    """What stands in each frame and, of these frames, below it."""
    sums = {
        frame: _Sum(
            frame.size,
            sum(block.link_chars for block in frame.blocks),
            sum(block.links for block in frame.blocks),
        )
        for frame in frames
    }
    for frame in reversed(frames[1:]):
        own = sums[frame]
        around = sums.get(frame.above) if frame.above is not None else None
        if around is not None:
            around.size += own.size
            around.linked += own.linked
            around.links += own.links
    return sums


def _is_mostly_links(frame: Frame, own: _Sum) -> bool:
    """Whether an element is a row of links rather than text. The last of its siblings must show more text."""
    tag = frame.tag
    if not own.links or tag not in ("div", "p", "ul", "ol", "dl"):
        return False
    in_cell = frame.above is not None and frame.above.tag in _CELLS
    if tag == "p" and in_cell:
        return False
    if own.links == 1 and own.linked > 100 and own.linked > 0.9 * own.size:
        return True
    is_last = frame.element.getnext() is None
    limit = (60 if is_last else 30) if tag == "p" else (300 if is_last else 100)
    if own.size < limit:
        return own.linked > 0.8 * own.size or (tag == "div" and len(frame.element) >= 3 and own.size < 100)
    return own.links > 4 and own.linked > 0.9 * own.size and own.linked < 100 * own.links

"""Where on the page the article is: how its text is spread over the frames, and which of them are furniture."""

from collections.abc import Set
from dataclasses import dataclass

from pipelines.extract.blocks import TextBlock
from pipelines.extract.frames import Frame, Frames

_MOST_LOST = 0.5
"""Share of the voted prose in furniture above which names are not believed."""
_INLINE_HOLDERS = frozenset(
    ("p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "td", "tr", "th", "tbody", "thead", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre")  # noqa: E501
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """How the page's text is spread."""

    frames: Frames
    weights: dict[Frame, float]
    """How much of the article each frame may hold."""
    total: float


def measure(frames: Frames, voted: Set[TextBlock]) -> Scope:
    """Weigh the frames by the blocks in them."""
    weights = dict.fromkeys(frames.all, 0.0)
    for block, frame in frames.of.items():
        weights[frame] += _weight(block, block in voted, furniture=frame.in_furniture)
    total = sum(weights.values())
    for frame in reversed(frames.all):
        if frame.above is not None:
            weights[frame.above] += weights[frame]
    return Scope(frames, weights, total)


def _weight(block: TextBlock, voted: bool, *, furniture: bool) -> float:
    """How much a block says that the article is here."""
    size = min(len(block.text), 1000)
    if size < 25 or block.link_chars > 0.4 * len(block.text) or (block.kind == "heading" and not block.is_prose()):
        return 0.0
    return size * (1.0 if voted else 0.05 if furniture else 0.2)


def container_of(scope: Scope) -> Frame:
    """The deepest frame that still holds nearly all of the article."""
    inside: dict[Frame, list[Frame]] = {}
    for frame in scope.frames.all:
        if frame.above is not None and scope.weights[frame] and frame.element.getparent() is frame.above.element:
            inside.setdefault(frame.above, []).append(frame)
    container = scope.frames.all[0]
    while True:
        best = max(inside.get(container, ()), key=lambda frame: scope.weights[frame], default=None)
        if best is None or best.tag in _INLINE_HOLDERS or scope.weights[best] < 0.85 * scope.weights[container]:
            return container
        container = best


def outside_of(container: Frame, scope: Scope, voted: Set[TextBlock]) -> set[Frame]:
    """The frames that are furniture, but the article's own frame, and those in them; the container counts as none."""
    found: set[Frame] = set()
    for frame in scope.frames.all:
        if frame is not container and (
            frame.above in found or (scope.weights[frame] < 0.4 * scope.total and frame.is_furniture())
        ):
            found.add(frame)
    return found - _misnamed(found, voted, scope.frames)


def _misnamed(outside: Set[Frame], voted: Set[TextBlock], frames: Frames) -> set[Frame]:
    """The frames outside with voted prose in them, where most of it is there: then their names tell nothing.

    Papers wrap each paragraph in a box for subscribers, or call the whole text "entry meta".
    """
    held: dict[Frame, int] = {}
    for block in voted:
        if block.is_prose():
            held[frames.of[block]] = held.get(frames.of[block], 0) + len(block.text)
    lost = [frame for frame in held if frame in outside]
    if sum(held[frame] for frame in lost) <= _MOST_LOST * sum(held.values()):
        return set()
    found: set[Frame] = set()
    for one in lost:
        frame: Frame | None = one
        while frame is not None and frame not in found:
            found.add(frame)
            frame = frame.above
    kinds = {kind for one in lost if (kind := kind_of(one))} | {
        kind for one in lost if one.above is not None and (kind := kind_of(one.above))
    }
    return found | {frame for frame in outside if frame.above in found and kind_of(frame) in kinds}


def frames_in(container: Frame, frames: Frames) -> set[Frame]:
    """The container and all frames below it."""
    found = {container}
    for frame in frames.all:
        if frame.above in found:
            found.add(frame)
    return found


def anchor_of(frame: Frame) -> Frame:
    """The element whose children the paragraphs are: the first around them that is no paragraph or list itself."""
    while frame.tag in _INLINE_HOLDERS and frame.above is not None:
        frame = frame.above
    return frame


def kind_of(frame: Frame) -> str:
    """Tag and class names, by which like pieces of a text know each other; empty without class names."""
    return f"{frame.tag} {frame.classes}" if frame.classes else ""

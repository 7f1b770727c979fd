"""Tests of pipelines.extract.scope."""

from pipelines.extract.blocks import blocks_of
from pipelines.extract.frames import frames_around
from pipelines.extract.scope import container_of, measure, outside_of

_TEXT = "The harbour board met on Monday and put the dredging off until the spring, as its chair said afterwards."


def outside(document) -> set[str]:
    """The class names of what is furniture, where all prose was voted for."""
    blocks = blocks_of(document)
    frames = frames_around(blocks)
    voted = {block for block in blocks if block.is_prose()}
    scope = measure(frames, voted)
    return {frame.classes for frame in outside_of(container_of(scope), scope, voted) if frame.classes}


def test_a_name_that_most_of_the_text_has_tells_nothing(make_document) -> None:
    """Each paragraph stands in a box for subscribers, and so does the short one that nobody voted for."""
    boxes = "".join(f"<div class='subscribe-box'><p>{text}</p></div>" for text in (_TEXT, _TEXT, "It rained.", _TEXT))
    document = make_document(
        f"<body><main>{boxes}<div class='related-stories'><p>Pier closed</p><p>Lamp lit</p></div></main></body>"
    )
    assert outside(document) == {"related-stories"}


def test_a_name_that_little_of_the_text_has_is_believed(make_document) -> None:
    """One paragraph in a box for subscribers is an appeal."""
    document = make_document(
        f"<body><main><p>{_TEXT}</p><p>{_TEXT}</p><div class='subscribe-box'><p>{_TEXT}</p></div>"
        f"<p>{_TEXT}</p></main></body>"
    )
    assert outside(document) == {"subscribe-box"}

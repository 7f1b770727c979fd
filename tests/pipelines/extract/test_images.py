"""Tests of pipelines.extract.images."""

import pytest

from pipelines.extract.images import split_credit


@pytest.mark.parametrize(
    ("text", "caption", "credit"),
    [
        ("A minister meets another minister(Twitter)", "A minister meets another minister", "Twitter"),
        ("A view of the harbour (AP Photo/Ana Duarte)", "A view of the harbour", "AP Photo/Ana Duarte"),
        ("A view of the harbour. Photo: Reuters", "A view of the harbour.", "Reuters"),
        ("Die Hafenbrücke am Mittwoch. Foto: Jens Brandt/dpa", "Die Hafenbrücke am Mittwoch.", "Jens Brandt/dpa"),
        ("The old town hall © Getty Images", "The old town hall", "Getty Images"),
        ("Photo: Maya Lindqvist", None, "Maya Lindqvist"),
        ("© AFP", None, "AFP"),
        ("The mayor (left) and her deputy", "The mayor (left) and her deputy", None),
        (
            "The team that won the cup (after three defeats in a row)",
            "The team that won the cup (after three defeats in a row)",
            None,
        ),
        ("Ana Duarte (L)", "Ana Duarte (L)", None),
        (
            "Workers photograph: a trade in decline everywhere",
            "Workers photograph: a trade in decline everywhere",
            None,
        ),
        ("", None, None),
    ],
)
def test_the_credit_is_split_off(text: str, caption: str | None, credit: str | None) -> None:
    """Brackets, labels and signs at the end of a caption name its maker; remarks in brackets do not."""
    assert split_credit(text) == (caption, credit)

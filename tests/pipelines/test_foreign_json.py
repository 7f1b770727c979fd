"""JSON as outsiders write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.foreign_json import loads


@pytest.mark.parametrize("text", ["", "{", "nul", "[" * 100_000, '{"a": NaN', ")]}'"])
def test_what_is_no_json(text: str) -> None:
    """Broken or endless nesting is nothing."""
    assert loads(text) is None


def test_guarded() -> None:
    """What keeps foreign pages from running the answer is seen through."""
    assert loads(")]}',\n[1]") == [1]
    assert loads("for(;;);[1]") == [1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"cut \ud83d"', "cut \ufffd"),
        (r'"\uDE00 cut"', "\ufffd cut"),
        (r'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (r'"\ud83d\ude00"', "\U0001f600"),
        (r'"a \\ud83d"', r"a \ud83d"),
        (r'"\\\ud83d"', "\\\ufffd"),
        (r'{"\ud83d": 1}', {"\ufffd": 1}),
    ],
)
def test_half_a_character_is_none(text: str, value: object) -> None:
    """A teaser that a script cut in the middle of an emoji costs that character, not the answer it stands in."""
    assert loads(text) == value


@given(st.recursive(st.text(alphabet=st.characters(exclude_categories=())) | st.integers(), st.lists))
def test_whatever_it_holds_can_be_written(value: object) -> None:
    """And what is sound comes out as it is."""
    found = loads(json.dumps(value))
    written = json.dumps(found, ensure_ascii=False).encode()
    assert json.loads(written) == found
    if "\\ud" not in json.dumps(value):
        assert found == value

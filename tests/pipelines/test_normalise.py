"""Tests of pipelines.normalise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.article import Block, Image, Related, Video
from pipelines.draft import Draft
from pipelines.normalise import line, normalise

TEXT = st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a\n\tb  c ", "a b c"),
        ("co\u00adoperate\u200b", "cooperate"),
        ("e\u0301", "é"),
        ("eﬃcient ﬁsh", "efficient fish"),
        ("می\u200cشود", "می\u200cشود"),
        ("a\x00b\x9fc", "abc"),
        (None, ""),
    ],
)
def test_a_line_has_one_form(text: str | None, expected: str) -> None:
    """NFC, single spaces, no ligatures and nothing invisible but what scripts need."""
    assert line(text) == expected


@given(
    st.builds(
        Draft,
        url=st.just("https://a.test/"),
        headline=st.none() | TEXT,
        description=st.none() | TEXT,
        authors=st.lists(TEXT, max_size=3).map(tuple),
        tags=st.lists(TEXT, max_size=3).map(tuple),
        blocks=st.lists(st.builds(Block, kind=st.sampled_from(("paragraph", "code")), text=TEXT), max_size=4).map(
            tuple
        ),
        images=st.lists(st.builds(Image, url=st.just("https://a.test/i"), caption=st.none() | TEXT), max_size=2).map(
            tuple
        ),
        videos=st.lists(st.builds(Video, url=st.just("https://a.test/v"), title=st.none() | TEXT), max_size=2).map(
            tuple
        ),
        related=st.lists(st.builds(Related, url=st.just("https://a.test/r"), title=TEXT), max_size=2).map(tuple),
    )
)
def test_twice_is_once(draft: Draft) -> None:
    """Normalising what is normal changes nothing."""
    once = normalise(draft)
    assert normalise(once) == once


def test_preformatted_text_is_cut_where_a_line_is_empty() -> None:
    """Else a blank line of the body would not part two blocks; lines and their indentation stay."""
    poem = Block(kind="code", text="Roses are red,\n  violets blue;  \n \n\nthe tide is in.")
    assert [block.text for block in normalise(Draft(url="https://a.test/", blocks=(poem,))).blocks] == [
        "Roses are red,\n  violets blue;",
        "the tide is in.",
    ]

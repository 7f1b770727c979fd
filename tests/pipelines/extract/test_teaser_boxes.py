"""Tests of pipelines.extract.teaser_boxes."""

import pytest

from pipelines.extract.blocks import blocks_of
from pipelines.extract.frames import frames_around
from pipelines.extract.teaser_boxes import teasers_of


def teasers(document) -> list[str]:
    """The texts of the blocks that stand in teasers."""
    blocks = blocks_of(document)
    frames = frames_around(blocks)
    found = teasers_of(blocks, frames)
    return [block.text for block in blocks if frames.of[block] in found]


@pytest.mark.parametrize(("count", "linked", "expected"), [(3, True, 6), (2, True, 0), (3, False, 0)])
def test_many_boxes_of_one_make_with_linked_headings_are_teasers(
    make_document, count: int, linked: bool, expected: int
) -> None:
    """Their excerpts too; two are not many, and headings that lead nowhere are the text's own."""
    heading = "<a href='/{0}'>Harbour froze in year {0}</a>" if linked else "Harbour froze in year {0}"
    boxes = "".join(
        f"<div class='unit'><h3>{heading.format(year)}</h3><p>Ice held for days.</p></div>" for year in range(count)
    )
    document = make_document(f"<body><main><h2><a href='/'>Merrow</a></h2><p>Text.</p>{boxes}</main></body>")
    assert len(teasers(document)) == expected

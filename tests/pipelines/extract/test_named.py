"""Tests of pipelines.extract.named."""

import re
from collections.abc import Callable

from pipelines.extract.document import Document
from pipelines.extract.named import named


def test_elements_are_found_by_class_and_id(make_document: Callable[..., Document]) -> None:
    """Class names and id count alike, in any case; an element without either is never found."""
    page = make_document("<p class='Lead By-Line'>a</p><div id=byline2>b</div><span class=other>c</span><b>d</b>")
    found = named(page, re.compile("by-?line"))
    assert [element.text for element in page.elements if element in found] == ["a", "b"]

"""Tests of pipelines.extract.signatures."""

from collections.abc import Callable

import pytest

from pipelines.extract.byline import find_byline
from pipelines.extract.document import Document
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("", "<p><strong>Autorin: Uta Stern, Leiterin des Hafens.</strong></p>", ("Uta Stern",)),
        ("", "<div><h5>Autor: </h5>Peter Mahn/SP-X</div>", ("Peter Mahn",)),
        ("", "<p><em>Von Cosima Klein</em></p>", ("Cosima Klein",)),
        ("", "<p><em>Text von Christian Seil &nbsp; Illustration von Markus Rost</em></p>", ("Christian Seil",)),
        ("<span>by Nicole Burk</span>", "", ("Nicole Burk",)),
        ("<h4>Autor</h4><p><a href='/p/1'>Nikolai Hauk</a>, </p>", "", ("Nikolai Hauk",)),
        ("<div>Por María Pérez Gil</div>", "", ("María Pérez Gil",)),
        ("<div>Yazan: Ayşe Demir</div>", "", ("Ayşe Demir",)),
        ("<div>记者 张三</div>", "", ("张三",)),
        ("<div>홍길동 기자</div>", "", ("홍길동",)),
        ("<p>By popular demand</p>", "", ()),
        ("<p>Von Hamburg bis Kiel</p>", "", ()),
        ("<div class='comments'><p>by Tom Okafor</p></div>", "", ()),
    ],
)
def test_a_short_line_by_the_text_may_name_the_author(
    make_document: MakeDocument, above: str, below: str, expected: tuple[str, ...]
) -> None:
    """Without any markup a line that opens as a byline and holds nothing but names is believed."""
    text = "<p>The ferry stayed in the harbour all day, and nobody aboard knew why.</p>"
    document = make_document(f"<html><body><h1>Ferry stays in harbour</h1>{above}{text}{below}</body></html>")
    paragraph = next(p for p in document.tree.iter("p") if "ferry" in (p.text or ""))
    found = find_byline(document, read_structured(document), set(), document.tree.find(".//h1"), (paragraph,))
    assert found.authors == expected

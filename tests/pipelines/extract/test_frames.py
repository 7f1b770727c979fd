"""Tests of pipelines.extract.frames."""

from collections.abc import Callable

from pipelines.extract.document import Document
from pipelines.extract.frames import frames_of
from pipelines.extract.text import text_of

MakeDocument = Callable[..., Document]
WORDS = "The ferry stayed in the harbour. " * 40


def test_long_elements_are_told_without_reading_them(make_document: MakeDocument) -> None:
    """What holds much text, itself or in its parts, exceeds a length; a short line and what is no frame does not."""
    document = make_document(f"<body><div><p>{WORDS}</p><p>{WORDS}</p></div><p>Short. <b>{'Word ' * 3}</b></p></body>")
    frames = frames_of(document)
    div, short, bold = document.all("div")[0], document.all("p")[2], document.all("b")[0]
    assert frames.exceeds(div, 1000)
    assert not frames.exceeds(div, len(text_of(div)))
    assert not frames.exceeds(short, 5)
    assert not frames.exceeds(bold, 5)


def test_what_exceeds_a_length_is_longer_when_read(make_document: MakeDocument) -> None:
    """Signs between the cells of a row, and the white space of preformatted text, make no element longer than it is."""
    cells = "".join(f"<td>{letter}</td>" for letter in "ab" * 60)
    code = "<pre>" + "\t" * 300 + "x</pre>"
    document = make_document(f"<body><table><tr>{cells}</tr></table><div>{code}</div></body>")
    frames = frames_of(document)
    for element in document.elements:
        for most in range(0, 400, 10):
            assert not frames.exceeds(element, most) or len(text_of(element)) > most, (element.tag, most)

"""Tests of pipelines.extract.body."""

from pipelines.extract.body import find_body

_LONG = (
    "The harbour board met on Monday and put the dredging off until the spring, as its chair said afterwards, and the "
)


def test_paragraphs_written_as_headings_are_text(make_document) -> None:
    """A theme that sets each paragraph as an h4 says with long ones where the text is; the date above does not."""
    paragraphs = [_LONG + "fishermen left.", "The council agreed.", _LONG + "port stays closed to larger ships."]
    headings = "".join(f"<h4>{text}</h4>" for text in paragraphs)
    document = make_document(
        f"<body><article><div class='a'><div class='b'>By Ana Duarte | 2026-03-04 16:52</div></div>"
        f"<div class='c'>{headings}</div></article></body>"
    )
    assert [block.text for block in find_body(document, None).blocks] == paragraphs

"""The main text by names, shape and links."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract.blocks import blocks_of
from pipelines.extract.document import parse
from pipelines.extract.frames import frames_around
from pipelines.extract.main_text import main_text
from pipelines.page import Page

_TEXT = "The harbour board met on Monday and put the dredging off until the spring, its chair said afterwards."
_REF = CaptureRef(file="f", offset=0, length=1, record_id="urn:uuid:0", payload_digest="sha1:0")


def _found(body: str) -> list[str]:
    page = Page(
        url="https://news.example/harbour/dredging/",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"<html><body>{body}</body></html>".encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        warc=_REF,
    )
    return [block.text for block in main_text(frames_around(blocks_of(parse(page))).all)]


def test_the_named_frame_is_taken() -> None:
    """Of two frames the one that is named as an article's text counts, wherever it stands."""
    assert _found(
        f"<article><p>Teaser of another story.</p><p>More of it.</p></article>"
        f"<div class='entry-content'><p>{_TEXT}</p><p>A second paragraph.</p></div>"
    ) == [_TEXT, "A second paragraph."]


def test_a_frame_without_text_is_passed_over() -> None:
    """Where the best-named frame is empty, the next one is asked."""
    assert _found(f"<div class='entry-content'></div><main><p>{_TEXT}</p><p>A second.</p></main>") == [
        _TEXT,
        "A second.",
    ]


@pytest.mark.parametrize(
    "element",
    [
        "<div class='newsletter-box'><p>Every morning in your inbox.</p></div>",
        "<aside><p>Every morning in your inbox.</p></aside>",
        "<section id='comments'><p>Every morning in your inbox.</p></section>",
        "<div aria-hidden='true'><p>Every morning in your inbox.</p></div>",
        "<ul><li><a href='/a'>Every morning in your inbox</a></li><li><a href='/b'>Evening too</a></li></ul>",
    ],
)
def test_what_is_no_text_is_left_out(element: str) -> None:
    """Elements named as something else, hidden ones, comments and rows of links are not the text."""
    assert _found(f"<article><p>{_TEXT}</p>{element}<p>The end.</p></article>") == [_TEXT, "The end."]


def test_names_that_would_leave_nothing_are_not_believed() -> None:
    """A theme that calls the whole text "widget" does not lose it."""
    text = f"<div class='widget-wrap'><p>{_TEXT}</p><p>The end.</p></div>"
    assert _found(f"<article>{text}</article>") == [_TEXT, "The end."]


def test_a_text_without_paragraphs_is_found() -> None:
    """Lines that only breaks part are text where the page hardly has a paragraph."""
    assert _found(f"<div id='story-body'>{_TEXT}<br><br>The end.</div>") == [_TEXT, "The end."]


def test_a_frame_without_a_name_that_holds_the_prose_is_taken() -> None:
    """Where nothing is named as a text, the deepest element around nearly all of the prose is the text."""
    text = "".join(f"<p>{_TEXT} Number {number}.</p>" for number in range(8))
    found = _found(f"<div><div class='a'>Home</div><div class='b'>{text}</div><div>Contact</div></div>")
    assert found == [f"{_TEXT} Number {number}." for number in range(8)]


def test_a_frame_without_a_name_is_doubted_where_prose_stands_elsewhere() -> None:
    """A list of press releases is not the text of a page whose story stands in what is named as furniture."""
    text = "".join(f"<p>{_TEXT} Number {number}.</p>" for number in range(8))
    story = "".join(f"<p>{_TEXT} Part {number}.</p>" for number in range(20))
    assert _found(f"<div class='b'>{text}</div><div class='sidebar'>{story}</div>") == []


def test_a_page_without_frames_has_no_main_text() -> None:
    """Where no element is named as a frame and little prose stands anywhere, nothing is claimed."""
    assert _found(f"<div><p>{_TEXT}</p><p>The end.</p></div>") == []

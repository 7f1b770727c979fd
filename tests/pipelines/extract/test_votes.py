"""Which blocks are taken for text: by the page's own frames, and by trafilatura where these are in doubt."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract import votes
from pipelines.extract.blocks import TextBlock, blocks_of
from pipelines.extract.document import Document, parse
from pipelines.extract.frames import frames_around
from pipelines.page import Page

_ONE = "The harbour board met on Monday and put the dredging off until the spring, its chair said afterwards."
_TWO = "Fishermen had asked for the work to begin before the winter storms, which fill the channel every year."
_THREE = "The ministry will now look for another contractor, and the port stays closed to larger ships until June."
_REF = CaptureRef(file="f", offset=0, length=1, record_id="urn:uuid:0", payload_digest="sha1:0")


def _marked(body: str) -> list[str]:
    page = Page(
        url="https://news.example/harbour/dredging/",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"<html><body>{body}</body></html>".encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        warc=_REF,
    )
    document = parse(page)
    blocks = blocks_of(document)
    found = votes.vote(blocks, frames_around(blocks), set(), document)
    return [block.text for block in blocks if block in found]


def test_a_page_without_frames_is_read_by_trafilatura() -> None:
    """Where no element is named as the text, trafilatura finds it."""
    menu = "<ul><li><a href='/a'>News</a></li><li><a href='/b'>Sport</a></li></ul>"
    assert _marked(f"{menu}<div><p>{_ONE}</p><p>{_TWO}</p><p>{_THREE}</p></div>") == [_ONE, _TWO, _THREE]


def test_a_frame_with_little_of_the_prose_is_doubted() -> None:
    """A frame that is named as a text and holds two teasers does not outvote the story beside it."""
    teasers = "<div class='entry-content'><p>Storm closes the coast road.</p><p>Market moves to the quay.</p></div>"
    marked = _marked(f"{teasers}<div class='x'><p>{_ONE}</p><p>{_TWO}</p><p>{_THREE}</p></div>")
    assert {_ONE, _TWO, _THREE} <= set(marked)


def test_a_frame_that_holds_the_text_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trafilatura, the dearest step of all, is not asked about a page that says where its text is."""
    asked: list[Document] = []

    def ask(blocks: Sequence[TextBlock], document: Document) -> set[TextBlock]:
        asked.append(document)
        return set()

    monkeypatch.setattr(votes, "ask_trafilatura", ask)
    assert _marked(f"<article><p>{_ONE}</p><p>{_TWO}</p></article><div><p>{_THREE}</p></div>") == [_ONE, _TWO]
    assert asked == []

"""Pages for the tests of the pipelines."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract.document import Document, parse
from pipelines.page import Page

MakePage = Callable[..., Page]
MakeDocument = Callable[..., Document]


@pytest.fixture
def make_page() -> MakePage:
    """Makes a page of HTML, fetched on 1 June 2026 at noon UTC."""

    def make(html: str | bytes, *, url: str = "https://news.test/2026/story", content_type: str = "text/html") -> Page:
        return Page(
            url=url,
            status=200,
            headers=(("Content-Type", content_type),),
            body=html.encode() if isinstance(html, str) else html,
            fetched_at=datetime(2026, 6, 1, 12, tzinfo=UTC),
            warc=CaptureRef(
                file="warc/news.test/2026/06/a.warc.gz",
                offset=1000,
                length=500,
                record_id="urn:uuid:00000000-0000-4000-8000-000000000001",
                payload_digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            ),
        )

    return make


@pytest.fixture
def make_document(make_page: MakePage) -> MakeDocument:
    """Parses HTML into a document."""

    def make(html: str | bytes, **more: str) -> Document:
        return parse(make_page(html, **more))

    return make

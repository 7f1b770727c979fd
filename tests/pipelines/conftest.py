"""Pages for the tests of the pipelines."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from archive.model import CaptureRef
from pipelines.article import Article, Block, WarcPointer
from pipelines.dedupe import story_id
from pipelines.extract.document import Document, parse
from pipelines.learned import Learned
from pipelines.news_of_batch import news_of_batch, take_in, with_story_ids
from pipelines.page import Page
from pipelines.sightings import Look, Sighting
from pipelines.story_state import MemoryBook

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


SITE = "h.example"
LONG = "\n\n".join(f"Paragraph {number} of the story." for number in (1, 2, 3, 4))


def _pointer(file: str, offset: int) -> WarcPointer:
    return WarcPointer(file=file, offset=offset, length=1, record_id=f"urn:{file}:{offset}", payload_digest="sha1:A")


class Seen(msgspec.Struct, frozen=True):
    """A page that gave an article."""

    sighting: Sighting
    article: Article


class Newspaper:
    """A site whose responses are made up, and the lines that come of them, batch by batch."""

    def __init__(self) -> None:
        self.book = MemoryBook()
        self.lines: list[Article] = []

    def batch(
        self, crawl: int, *seen: "Sighting | Seen", serial: int = 1, learned: Learned | None = None
    ) -> list[Article]:
        """Reduce the responses of one WARC file, in this order; returns its lines."""
        file = f"warc/{SITE}/2026/11/{SITE}-c{crawl}-{serial:05d}.warc.gz"
        time = f"2026-11-{crawl:02d}T00:00:00Z"
        placed, articles = [], {}
        for offset, one in enumerate(seen):
            sighting, article = (one.sighting, one.article) if isinstance(one, Seen) else (one, None)
            placed.append(msgspec.structs.replace(sighting, warc=_pointer(file, offset), fetched_at=time))
            if article is not None:
                articles[offset] = msgspec.structs.replace(article, warc=_pointer(file, offset), fetched_at=time)
        news = news_of_batch(SITE, placed, articles, self.book, learned)
        take_in(SITE, news.lines, with_story_ids(placed, news), self.book)
        self.lines += news.lines
        return list(news.lines)

    def page(
        self, path: str, body: str = LONG, *, canonical: str | None = None, post: str | None = None,
        later: tuple[int, ...] = (), **changes: Any,
    ) -> "Seen":  # fmt: skip
        """A page that gives an article; its headline is "Headline" unless `changes` say otherwise."""
        url, own = f"http://{SITE}{path}", f"http://{SITE}{canonical or path}"
        values = {
            "id": story_id(SITE, own),
            "revision": 1,
            "status": "published",
            "url": url,
            "canonical_url": own,
            "headline": "Headline",
            "date_published": "2026-11-01T10:00:00+00:00",
            "body": body,
            "body_blocks": tuple(Block(kind="paragraph", text=text) for text in body.split("\n\n")),
            "word_count": len(body.split()),
            "fetched_at": "",
            "body_sha256": hashlib.sha256(body.encode()).hexdigest(),
            "silent_edit": False,
            "schema_version": "2.0.0",
            "warc": _pointer("", 0),
        }
        empty = {field.name: () if "tuple" in str(field.type) else None for field in msgspec.structs.fields(Article)}
        article = Article(**{**empty, **values, **changes})
        sighting = self._seen(Look.READ, path, article_id=article.id, post_id=post, later_pages=later)
        return Seen(sighting=sighting, article=article)

    def unchanged(self, path: str) -> Sighting:
        return self._seen(Look.UNCHANGED, path)

    def gone(self, path: str) -> Sighting:
        return self._seen(Look.GONE, path)

    def redirect(self, path: str, target: str) -> Sighting:
        return self._seen(Look.REDIRECTED, path, target=f"http://{SITE}{target}")

    def _seen(self, look: Look, path: str, **values: Any) -> Sighting:
        return Sighting(look=look, url=f"http://{SITE}{path}", warc=_pointer("", 0), fetched_at="", **values)


@pytest.fixture
def paper() -> Newspaper:
    """A newspaper that nobody has crawled yet."""
    return Newspaper()

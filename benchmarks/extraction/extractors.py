"""The extractors that are compared: ours, and those of others that this environment happens to have.

Each takes a page's bytes (UTF-8) and URL and gives the fields it finds. The peers are no dependency of ours: the README
beside this file says how an environment that has them all is made.
"""

import importlib.util
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from archive.model import CaptureRef
from pipelines.chain import article_from_document
from pipelines.extract.document import parse
from pipelines.page import Page
from pipelines.reading import Rejected
from pipelines.rules import PageRules

Extractor = Callable[[bytes, str], dict[str, Any]]
FETCHED = datetime(2026, 6, 1, tzinfo=UTC)
"""When the pages count as captured: after the youngest of them."""
_REF = CaptureRef(file="benchmark", offset=0, length=1, record_id="urn:uuid:0", payload_digest="sha1:0")


def page_of(body: bytes, url: str) -> Page:
    """A page as a crawl would have archived it."""
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return Page(url=url, status=200, headers=headers, body=body, fetched_at=FETCHED, warc=_REF)


def newswarc(body: bytes, url: str) -> dict[str, Any]:
    """Ours, with all fields."""
    page = page_of(body, url)
    outcome = article_from_document(page, parse(page), PageRules(site="benchmark"))
    if isinstance(outcome, Rejected):
        return {}
    return {
        "body": outcome.body,
        "headline": outcome.headline,
        "description": outcome.description,
        "authors": list(outcome.authors),
        "date_published": outcome.date_published,
        "tags": list(outcome.tags),
        "images": [{"caption": image.caption, "credit": image.credit} for image in outcome.images],
    }


def _trafilatura(**mode: bool) -> Extractor:
    from trafilatura import bare_extraction
    from trafilatura.xml import xmltotxt

    def extract(body: bytes, url: str) -> dict[str, Any]:
        found = bare_extraction(body.decode(), url=url, with_metadata=True, include_comments=False, **mode)
        if found is None:
            return {}
        return {
            "body": xmltotxt(found.body, False),
            "headline": found.title,
            "description": found.description,
            "authors": (found.author or "").split("; "),
            "date_published": found.date,
            "tags": found.tags or [],
        }

    return extract


def _newspaper(body: bytes, url: str) -> dict[str, Any]:
    import newspaper

    article = newspaper.Article(url, fetch_images=False)  # no network
    article.download(input_html=body.decode())
    article.parse()
    date = article.publish_date
    return {
        "body": article.text,
        "headline": article.title,
        "description": article.meta_description,
        "authors": article.authors,
        "date_published": date.isoformat() if date else None,
        "tags": sorted(article.tags or ()),
    }


def _readability(body: bytes, url: str) -> dict[str, Any]:  # noqa: ARG001
    from lxml import html
    from readability import Document

    document = Document(body.decode())
    return {"body": html.fromstring(document.summary()).text_content(), "headline": document.short_title()}


def _news_please(body: bytes, url: str) -> dict[str, Any]:
    from newsplease import NewsPlease

    article = NewsPlease.from_html(body.decode(), url=url, fetch_images=False)  # no network
    date = article.date_publish
    return {
        "body": article.maintext,
        "headline": article.title,
        "description": article.description,
        "authors": article.authors,
        "date_published": date.isoformat() if date else None,
    }


def available() -> dict[str, Extractor]:
    """Every extractor that can be imported here, by name."""
    found: dict[str, Extractor] = {
        "newswarc": newswarc,
        "trafilatura": _trafilatura(),
        "trafilatura precision": _trafilatura(favor_precision=True),
        "trafilatura recall": _trafilatura(favor_recall=True),
    }
    if importlib.util.find_spec("newspaper"):
        found["newspaper4k"] = _newspaper
    if importlib.util.find_spec("newsplease"):
        found["news-please"] = _news_please
    if importlib.util.find_spec("readability"):
        found["readability"] = _readability
    return found

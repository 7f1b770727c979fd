"""Every field of every case is a test of its own."""

import json
import tomllib
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from archive.model import CaptureRef, Exchange
from pipelines.article import Article
from pipelines.chain import article_from_document
from pipelines.extract.document import parse
from pipelines.jsonl import from_line, to_line
from pipelines.page import Page, page_from_exchange
from pipelines.rules import PageRules

FOLDER = Path(__file__).parent
CASES = sorted(path.parent for path in FOLDER.glob("*/case.toml"))
REF = CaptureRef(
    file="warc/case.test/2026/06/a.warc.gz", offset=0, length=10, record_id="urn:uuid:1", payload_digest="sha1:A"
)


def page_of(folder: Path) -> Page:
    """The page of a case, by way of an exchange, captured on 1 June 2026."""
    url = tomllib.loads((folder / "case.toml").read_text("utf-8"))["url"]
    wire = folder / "response.http"
    html = folder / "page.html"
    response = (
        wire.read_bytes()
        if wire.exists()
        else b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.read_bytes()
    )
    exchange = Exchange(url=url, request=b"", response=response, started=datetime(2026, 6, 1, tzinfo=UTC))
    page = page_from_exchange(exchange, REF, max_body=1 << 20)
    assert isinstance(page, Page)
    return page


@cache
def article_of(folder: Path) -> Article:
    """What the chain makes of a case."""
    page = page_of(folder)
    article = article_from_document(page, parse(page), PageRules(site="case.test"))
    assert isinstance(article, Article)
    return article


def expectations() -> list[Any]:
    """One parameter set a field."""
    found = []
    for folder in CASES:
        expected = json.loads((folder / "article.json").read_text("utf-8"))
        found += [pytest.param(folder, name, value, id=f"{folder.name}-{name}") for name, value in expected.items()]
    return found


@pytest.mark.parametrize(("folder", "name", "expected"), expectations())
def test_field(folder: Path, name: str, expected: Any) -> None:
    """The field is what a person wrote down."""
    found = json.loads(to_line(article_of(folder)))[name]
    assert (found.split("\n\n") if name == "body" else found) == expected


def test_no_case_goes_missing() -> None:
    """The floor: so many expectations were met, and none may be taken away unseen."""
    fields = Counter(name for folder in CASES for name in json.loads((folder / "article.json").read_text("utf-8")))
    assert len(CASES) >= 92
    assert fields.total() >= 420
    assert fields["body"] >= 57
    assert fields["date_published"] >= 37
    assert fields["authors"] >= 20


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_chain_is_pure(folder: Path) -> None:
    """The same page and rules give the same bytes, which are a valid line."""
    first = to_line(article_of(folder))
    article_of.cache_clear()
    assert to_line(article_of(folder)) == first
    assert to_line(from_line(first)) == first

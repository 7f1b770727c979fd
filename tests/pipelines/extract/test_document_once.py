"""Readers that read a document once."""

from collections.abc import Callable
from dataclasses import replace

from pipelines.extract.document import Document, once, parse
from pipelines.page import Page


def test_each_document_is_read_once(make_page: Callable[..., Page]) -> None:
    """The second call returns what the first found; another document, even one made from the first, is read anew."""
    read: list[str] = []

    @once
    def title(document: Document) -> str:
        read.append(document.url)
        return str(document.tree.findtext(".//title"))

    document = parse(make_page("<title>Tide tables</title>", url="https://ledger.test/a"))
    assert title(document) == "Tide tables"
    assert title(document) == "Tide tables"
    assert read == ["https://ledger.test/a"]
    assert title(replace(document, url="https://ledger.test/b")) == "Tide tables"
    assert read == ["https://ledger.test/a", "https://ledger.test/b"]

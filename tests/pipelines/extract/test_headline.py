"""Tests of pipelines.extract.headline."""

from collections.abc import Callable

import pytest

from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline, fold, folds_to
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]


def headline(document: Document) -> str | None:
    """The text of a document's headline."""
    found = find_headline(document, read_structured(document))
    return found.text if found is not None else None


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        # A kicker inside the heading, which the stated title has too, has not, or has behind a sign.
        ("Ship: The ferry stayed in the harbour", "<h1><span class=kicker>Ship</span>The ferry stayed in the harbour</h1>", "The ferry stayed in the harbour"),  # noqa: E501
        ("The ferry stayed in the harbour", "<h1><span>Avoiding delays</span> The ferry stayed in the harbour</h1>", "The ferry stayed in the harbour"),  # noqa: E501
        ("The ferry stayed in the harbour", "<h1>The ferry stayed in the harbour <span>| PIER.TEST</span></h1>", "The ferry stayed in the harbour"),  # noqa: E501
        # The one h1 before a subheading that has more words of the title.
        ("An introduction to the worth of ferries", "<h1>An introduction to ferries: what every harbour should know</h1><h2>The worth of ferries</h2>", "An introduction to ferries: what every harbour should know"),  # noqa: E501
        # The title goes on with section and site.
        ("Ben Wills Surf - Point of Sail - Sails, surf and kite shop and repairs in Kiel", "<h1>Ben Wills Surf</h1>", "Ben Wills Surf"),  # noqa: E501
        ("Time 4 talks » Archive » The ferry stayed in the harbour", "<h1>Time 4 talks</h1><h2>The ferry stayed in the harbour</h2>", "The ferry stayed in the harbour"),  # noqa: E501
        # How to read a Japanese word is printed above it.
        ("子どもの体罰を禁止", "<h1><ruby>子<rt>こ</rt></ruby>どもの<ruby>体罰<rp>(</rp><rt>たいばつ</rt><rp>)</rp></ruby>を<ruby>禁止<rt>きんし</rt></ruby></h1>", "子どもの体罰を禁止"),  # noqa: E501
    ],
)  # fmt: skip
def test_the_headline_is_the_heading_that_the_page_means(
    make_document: MakeDocument, title: str, body: str, expected: str
) -> None:
    """The printed heading that the stated titles agree with, without labels beside it."""
    assert headline(make_document(f"<head><title>{title}</title></head><body>{body}<p>Text.</p></body>")) == expected


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("The Ferry: in the harbour", "the ferry in the harbour"),
        ("The ferry " * 30, "the ferry " * 30),
        ("The ferry " * 30, "the ferry " * 29 + "the boat"),
        ("The ferry " * 30, "the ferry"),
        ("A" * 100, "A" * 101),
        ("", ""),
        ("The ferry", ""),
        ("…", ""),
        ("STRASSE " * 20, "straße " * 20),
    ],
)
def test_texts_are_compared_by_their_beginnings_first(text: str, other: str) -> None:
    """Whether a text folds to another is the same whether the beginning or all of it is looked at."""
    assert folds_to(text, fold(other)) is (fold(text) == fold(other))

"""Tests of pipelines.clean: what stands around a text and is none of it."""

from collections.abc import Callable

import pytest

from pipelines.article import Article
from pipelines.chain import article_from_page
from pipelines.page import Page
from pipelines.rules import PageRules

TEXT = tuple(
    f"The harbour authority said on Monday that pier {number} stays closed until divers have looked at every pillar."
    for number in range(1, 6)
)


def article_of(make_page: Callable[..., Page], *lines: str) -> Article:
    """The article of a page with these paragraphs and one picture."""
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    article = article_from_page(
        make_page(
            "<html lang=en><head><title>Pier closed</title><meta name=author content='Ana Duarte'></head><body><main>"
            f"<article><h1>Pier closed</h1><img src=/pier-in-fog.jpg>{paragraphs}</article></main></body></html>"
        ),
        PageRules(site="news.test"),
    )
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "line",
    [
        "This post contains affiliate links, so we may earn a small commission when you buy a boat through them.",
        "Links mit Stern sind Partner-Links: Wer dort kauft, unterstützt die Fischer des Hafens bei ihrer Arbeit.",
        "Illustrationen / Fotos: Ana Duarte, Tom Okafor und das Archiv der Stadt",
        "Image used under license from Shutterstock",
    ],
)
def test_notes_on_links_and_pictures_behind_the_text_are_none_of_it(make_page: Callable[..., Page], line: str) -> None:
    """They say who pays for the links or who made the pictures."""
    assert article_of(make_page, *TEXT, line).body.split("\n\n") == list(TEXT)


def test_the_only_picture_has_the_credit_behind_the_text(make_page: Callable[..., Page]) -> None:
    """Many local papers print it there, without a box."""
    article = article_of(make_page, *TEXT, "Foto: Harbour Archive/Tom Okafor")
    assert [image.credit for image in article.images] == ["Harbour Archive/Tom Okafor"]
    assert article.body.split("\n\n") == list(TEXT)


def test_a_byline_with_a_date_under_the_first_paragraph_is_no_text(make_page: Callable[..., Page]) -> None:
    """A sentence that begins so is."""
    first, *others = TEXT
    lines = ("By Ana Duarte last updated: 4 February 2026, 8:27", "By Ana Duarte and 3 others, it was read on Monday.")
    assert article_of(make_page, first, lines[0], *others).body.split("\n\n") == list(TEXT)
    assert article_of(make_page, first, lines[1], *others).body.split("\n\n") == [first, lines[1], *others]

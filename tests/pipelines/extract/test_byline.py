"""Tests of pipelines.extract.byline."""

from collections.abc import Callable

import pytest

from pipelines.extract.byline import find_byline
from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline, site_names
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]


def authors(document: Document) -> tuple[str, ...]:
    """The authors of a document."""
    structured = read_structured(document)
    headline = find_headline(document, structured)
    return find_byline(
        document, structured, site_names(document, structured), headline.element if headline else None
    ).authors


@pytest.mark.parametrize(
    ("byline", "expected"),
    [
        ("By Maya Lindqvist", ("Maya Lindqvist",)),
        ("BY MAYA LINDQVIST AND TOM OKAFOR", ("MAYA LINDQVIST", "TOM OKAFOR")),
        ("By Maya Lindqvist, Tom Okafor and Ana Sofía Duarte", ("Maya Lindqvist", "Tom Okafor", "Ana Sofía Duarte")),
        ("By Maya Lindqvist | May 3, 2024", ("Maya Lindqvist",)),
        ("Written by Maya Lindqvist on 3 May 2024", ("Maya Lindqvist",)),
        ("Von Jonas Müller und Leïla Haddad", ("Jonas Müller", "Leïla Haddad")),
        ("By Paul Frew, Home and Digital Security Expert", ("Paul Frew",)),
        ("By Maya Lindqvist maya@news.test", ("Maya Lindqvist",)),
        ("By Siobhán O’Dea", ("Siobhán O’Dea",)),
        ("Thu, 2 May 2024 - 06:36", ()),
    ],
)
def test_names_are_cut_out_of_bylines(make_document: MakeDocument, byline: str, expected: tuple[str, ...]) -> None:
    """Labels, dates, jobs and addresses are no part of a name; several names are told apart."""
    assert authors(make_document(f'<h1>A headline of four words</h1><p class="byline">{byline}</p>')) == expected


def test_the_outlet_and_agencies_are_no_authors(make_document: MakeDocument) -> None:
    """The site's own name and an agency's are left out."""
    head = '<head><meta property="og:site_name" content="The Pier Post"><meta name="author" content="The Pier Post"></head>'  # noqa: E501
    assert authors(make_document(f"{head}<h1>A headline of four words</h1>")) == ()
    assert authors(make_document('<meta name="author" content="Reuters"><h1>A headline of four words</h1>')) == ()


def test_a_person_whose_site_bears_the_name_is_an_author(make_document: MakeDocument) -> None:
    """Where JSON-LD calls it a person, a name equal to the site's is believed."""
    json = '{"@type": "Article", "headline": "H", "author": {"@type": "Person", "name": "Ben Ashworth"}}'
    source = f'<meta property="og:site_name" content="Ben Ashworth"><script type="application/ld+json">{json}</script><h1>H</h1>'  # noqa: E501
    assert authors(make_document(source)) == ("Ben Ashworth",)


def test_the_byline_beats_the_account(make_document: MakeDocument) -> None:
    """What is printed for readers counts more than the meta tag of the publishing system."""
    source = '<meta name="author" content="Tom Okafor"><h1>A headline of four words</h1><p class="byline">By Maya Lindqvist</p>'  # noqa: E501
    assert authors(make_document(source)) == ("Maya Lindqvist",)


def test_commenters_are_no_authors(make_document: MakeDocument) -> None:
    """Names in comments and teasers do not count."""
    source = '<h1>A headline of four words</h1><div class="comments"><span class="author">Old Salt</span></div>'
    assert authors(make_document(source)) == ()

"""Tests of pipelines.extract.taxonomy."""

from collections.abc import Callable

from pipelines.extract.document import Document
from pipelines.extract.structured import read_structured
from pipelines.extract.taxonomy import find_section, find_tags

MakeDocument = Callable[..., Document]


def test_linked_tags_are_tags_whatever_the_section_is(make_document: MakeDocument) -> None:
    """A tag may be named as the section or after a year; a link to a section is none, though it says rel=tag."""
    document = make_document(
        "<article><h1>Ferry stays</h1><p>Text.</p><p class=terms><a rel=tag href=/category/islands>Islands</a></p>"
        "<p class=post-tags><a rel=tag href=/tag/ferry>Ferry</a> <a rel=tag href=/tag/2026>2026</a></p></article>"
    )
    assert find_tags(document, read_structured(document), "Ferry").names == ("Ferry", "2026")


def test_a_list_of_words_does_not_repeat_the_section(make_document: MakeDocument) -> None:
    """Keywords that are only stated go without the section's name and without numbers."""
    document = make_document('<head><meta name="keywords" content="Ferry, storm, 178"></head><body><p>Text.</p></body>')
    assert find_tags(document, read_structured(document), "Ferry").names == ("storm",)


def test_marks_of_access_are_no_tags(make_document: MakeDocument) -> None:
    """Shops of articles mark what is free."""
    tags = "".join(
        f"<meta property='article:tag' content='{tag}'>"
        for tag in ("free", "premium1", "Ana Duarte GOVERNMENT_FIGURE PERSON", "Ferry")
    )
    document = make_document(f"<head>{tags}</head><body><p>Text.</p></body>")
    assert find_tags(document, read_structured(document), None).names == ("Ferry",)


def test_a_section_without_a_subject_is_none(make_document: MakeDocument) -> None:
    """Each is where a system files what nobody filed."""
    for name in ("Allgemein", "Articles", "Latest", "Detail"):
        document = make_document(f"<head><meta property='article:section' content='{name}'></head><body></body>")
        assert find_section(document, read_structured(document), None, set()).names == ()


def test_a_list_that_is_named_so_has_the_tags_of_a_page_that_states_none(make_document: MakeDocument) -> None:
    """Wherever its links lead; one in a box of other stories is not the article's, and what is stated counts more."""
    links = "<ul class='story__tags'><li><a href=/a/frane>frane</a></li><li><a href=/a/meteo>maltempo</a></li></ul>"
    other = f"<div class='related-box'>{links.replace('frane', 'sport')}</div>"
    document = make_document(f"<main>{other}<h1>Strada chiusa</h1><p>Testo.</p>{links}</main>")
    assert find_tags(document, read_structured(document), None).names == ("frane", "maltempo")
    stating = make_document(f"<head><meta name='keywords' content='strada'></head><main><p>Testo.</p>{links}</main>")
    assert find_tags(stating, read_structured(stating), None).names == ("strada",)

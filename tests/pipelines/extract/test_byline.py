"""Tests of pipelines.extract.byline."""

from collections.abc import Callable

import pytest

from pipelines.extract.byline import Byline, find_byline
from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline, site_names
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]


def byline(document: Document) -> Byline:
    """The byline of a document."""
    structured = read_structured(document)
    headline = find_headline(document, structured)
    return find_byline(document, structured, site_names(document, structured), headline.element if headline else None)


def authors(document: Document) -> tuple[str, ...]:
    """The authors of a document."""
    return byline(document).authors


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
        ("Par Leïla Haddad avec Jonas Müller", ("Leïla Haddad", "Jonas Müller")),
        ("Por Ana Duarte con Luis Prado", ("Ana Duarte", "Luis Prado")),
        ("By Pham Le Mai", ("Pham Le Mai",)),
        ("Data publicării: 12 Mai", ()),
        ("By Maya Lindqvist Staff Writer", ("Maya Lindqvist",)),
        ("Maya Lindqvist Writer, Hardware", ("Maya Lindqvist",)),
        ("Von David Hutz, dpa", ("David Hutz",)),
        ("By Paramita (Guha) Ghosh", ("Paramita (Guha) Ghosh",)),
        ("By Tom Okafor (text)", ("Tom Okafor",)),
        ("Jennifer Hubert1", ("Jennifer Hubert",)),
        ("Редактор: Елин Димитров", ("Елин Димитров",)),
        ("記者張三／范姜佳", ("張三", "范姜佳")),
        ("記者張三／台中即時報導", ("張三",)),
        ("김하늘 기자", ("김하늘",)),
        ("15 de Abril de 2020", ()),
        ("Par Jean Dupont publié le 3 mai 2024", ("Jean Dupont",)),
        ("AFP publié le", ()),
        ("Thu, 2 May 2024 - 06:36", ()),
    ],
)
def test_names_are_cut_out_of_bylines(make_document: MakeDocument, byline: str, expected: tuple[str, ...]) -> None:
    """Labels, dates, jobs and addresses are no part of a name; several names are told apart."""
    assert authors(make_document(f'<h1>A headline of four words</h1><p class="byline">{byline}</p>')) == expected


def test_an_agency_is_no_author(make_document: MakeDocument) -> None:
    """The name of a news agency is left out."""
    assert authors(make_document('<meta name="author" content="Reuters"><h1>A headline of four words</h1>')) == ()


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('<meta property="og:site_name" content="Pier Post"><meta name="author" content="Pier Post"><h1>A headline of four words</h1>', "Pier Post"),  # noqa: E501
        ('<h1>A headline of four words</h1><p class="byline">By Harbour News Desk</p>', "Harbour News Desk"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "Quay"}}</script><h1>A headline of four words</h1>', "Quay"),  # noqa: E501
    ],
)  # fmt: skip
def test_where_nobody_is_named_the_organisation_signs(make_document: MakeDocument, source: str, name: str) -> None:
    """A desk or the outlet is an author where the page names no person, and is marked as an organisation."""
    found = byline(make_document(source))
    assert (found.authors, found.organisations) == ((name,), (name,))


def test_people_come_before_the_organisation(make_document: MakeDocument) -> None:
    """Beside a person's name the outlet is no author."""
    json = '{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "The Pier Post"}}'
    source = f'<script type="application/ld+json">{json}</script><h1>A headline of four words</h1><p class="byline">By Maya Lindqvist</p>'  # noqa: E501
    found = byline(make_document(source))
    assert (found.authors, found.organisations) == (("Maya Lindqvist",), ())


def test_the_name_of_the_section_is_nobodys(make_document: MakeDocument) -> None:
    """Some systems put the section where the author should be."""
    document = make_document('<meta name="author" content="Erhverv"><h1>A headline of four words</h1>')
    found = find_byline(document, read_structured(document), set(), None, (), "Erhverv")
    assert found.authors == ()


def test_initials_and_accounts_sign_where_nothing_else_does(make_document: MakeDocument) -> None:
    """Initials and the name of an account are authors where the page names nobody else; a system's account is none."""
    page = '<h1>A headline of four words</h1><p class="byline">By <a rel="author" href="/u/1">{}</a></p>'
    assert authors(make_document(page.format("MLQ"))) == ("MLQ",)
    assert authors(make_document(page.format("harbour_watch42"))) == ("harbour_watch42",)
    assert authors(make_document(page.format("wp_admin"))) == ()


def test_the_label_of_a_link_preview_names_the_author(make_document: MakeDocument) -> None:
    """A pair of twitter:label and twitter:data that says who wrote the story counts as a statement."""
    head = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Jonas Müller">'
    assert authors(make_document(f"{head}<h1>A headline of four words</h1>")) == ("Jonas Müller",)


def test_a_byline_is_known_by_what_tests_find_it_by(make_document: MakeDocument) -> None:
    """Sites whose class names say nothing keep telling names in data-testid."""
    source = '<h1>A headline of four words</h1><div class="x1 y2" data-testid="prism-byline"><span>By</span><a href="/x">Maya Lindqvist</a></div>'  # noqa: E501
    assert authors(make_document(source)) == ("Maya Lindqvist",)


def test_a_job_in_an_element_of_its_own_is_no_part_of_the_name(make_document: MakeDocument) -> None:
    """The name ends where its element ends; what follows is a job and no second author."""
    json = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Maya Lindqvist"}}'
    source = (
        f'<script type="application/ld+json">{json}</script><h1>A headline of four words</h1>'
        '<p class="byline"><b>Maya Lindqvist</b><span>Harbour Editor and Master Mariner</span></p>'
    )
    assert authors(make_document(source)) == ("Maya Lindqvist",)


def test_what_holds_the_headline_is_the_articles_own(make_document: MakeDocument) -> None:
    """A theme may call the article itself a card; a byline in it counts all the same."""
    page = '<article class="entry cards"><h1>A headline of four words</h1><p class="byline">By Maya Lindqvist</p>'
    assert authors(make_document(page)) == ("Maya Lindqvist",)


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


@pytest.mark.parametrize("name", ["News Desk", "Redaktion", "harbourpost.test"])
def test_a_desk_is_an_organisation_whatever_the_page_says(make_document: MakeDocument, name: str) -> None:
    """News systems call every account a person."""
    ld = f'{{"@type":"NewsArticle","headline":"Pier","author":{{"@type":"Person","name":"{name}"}}}}'
    found = byline(make_document(f'<h1>Pier</h1><script type="application/ld+json">{ld}</script>'))
    assert (found.authors, found.organisations) == ((name,), (name,))


def test_the_maker_of_a_picture_and_what_a_form_asks_for_are_no_authors(make_document: MakeDocument) -> None:
    """Each bears the markup of an author."""
    picture = "<div class='photo-text'><span class='author'>Ana Duarte Harbour</span></div>"
    form = "<label><span>I accept the <a href='/profile/agreement/'>Agreement Of Users</a></span></label>"
    assert authors(make_document(f"<body>{form}<h1>Pier</h1>{picture}<p>Text.</p></body>")) == ()


def test_somebody_of_whom_a_paragraph_speaks_is_no_author(make_document: MakeDocument) -> None:
    """The link leads to a profile, as those to authors do."""
    link = "<a href='/profile/ana-duarte'>Ana Duarte</a>"
    long = f"<p>The mayor {link} said on Monday that the pier stays closed{' and the ferries wait' * 10}.</p>"
    assert authors(make_document(f"<body><h1>Pier</h1>{long}</body>")) == ()
    assert authors(make_document(f"<body><h1>Pier</h1><p>{link} on Monday</p></body>")) == ("Ana Duarte",)

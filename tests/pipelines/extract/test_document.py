"""Tests of pipelines.extract.document."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from lxml.html import tostring

from pipelines.chain import article_from_page
from pipelines.extract.document import MAX_ATTRIBUTES, Document
from pipelines.page import Page
from pipelines.rules import PageRules

MakeDocument = Callable[..., Document]


def test_endless_attributes_are_cut(make_document: MakeDocument) -> None:
    """A tag of 40,000 attributes keeps the first ones, and what follows is parsed."""
    attributes = " ".join(f"a{i}=1" for i in range(40_000))
    document = make_document(f"<body><div {attributes}>x</div><p>after</p>")
    assert len(document.tree.find(".//div").attrib) < MAX_ATTRIBUTES
    assert document.tree.find(".//p").text == "after"


def test_endless_attributes_are_cut_wherever_they_hide(make_document: MakeDocument) -> None:
    """Neither signs of tags in values and comments nor other separators hide them; a script keeps its text."""
    names = [f"a{i}" for i in range(2_000)]
    for start, attributes in (
        ("<div", " ".join(f"{name}='>'" for name in names)),
        ("<div", "/".join(names)),
        ("<div", "".join(f"{name}=''" for name in names)),
        ("<div", " ".join(f"={name}" for name in names)),
        ("<!--><div", " ".join(names)),
        ('<!-- <b=" --><div', " ".join(names)),
        ("<script>a<b='</script><div", " ".join(names)),
    ):
        document = make_document(f"<body>{start} {attributes}>x</div><p>after</p>")
        assert len(document.tree.find(".//div").attrib) <= MAX_ATTRIBUTES, start
        assert document.tree.find(".//p").text == "after"
    script = make_document(f"<body><script {' '.join(names)}>a < b</script>").tree.find(".//script")
    assert len(script.attrib) <= MAX_ATTRIBUTES
    assert script.text == "a < b"


def test_long_attributes_of_scripts_and_values_stay(make_document: MakeDocument) -> None:
    """A long value and a long script are no reason to cut anything."""
    value = "x" * 20_000
    document = make_document(
        f'<body><div data-a="{value}" id="b"></div><script>if (a<b) {{ "{value}" }}</script><p>p</p>'
    )
    assert document.tree.find(".//div").get("id") == "b"
    assert document.tree.find(".//p").text == "p"


def test_control_characters_are_gone(make_document: MakeDocument) -> None:
    """Neither raw control characters nor references to them reach the tree; other references do."""
    document = make_document("<body><p>a\x00b\x0bc&#1;d&#x0b;e&#82;f&#8217;g</p>")
    assert document.tree.find(".//p").text == "abcdeRf’g"


def test_the_base_element_counts(make_document: MakeDocument) -> None:
    """The first base element with an address resolves relative links; another scheme does not."""
    assert make_document('<head><base href="/b/"></head>').base_url == "https://news.test/b/"
    assert make_document('<head><base href="javascript:1"></head>').base_url == "https://news.test/2026/story"


def test_an_xml_declaration_does_not_disturb(make_document: MakeDocument) -> None:
    """XHTML with an encoding in its declaration parses as HTML."""
    source = '<?xml version="1.0" encoding="utf-8"?><html><body><p>é</p></body></html>'
    assert make_document(source).tree.find(".//p").text == "é"


def test_elements_by_tag(make_document: MakeDocument) -> None:
    """Of one tag or of several, in page order; comments and processing instructions are left out while parsing."""
    document = make_document("<body><p>a</p><!-- c --><?pi?><div>b<p>c<!-- d -->d</p></div></body>")
    assert [e.text for e in document.all("p")] == ["a", "cd"]
    assert [e.text for e in document.all("div", "p", "nav")] == ["a", "b", "cd"]
    assert document.all("p", "div", "p") == document.all("div", "p")
    assert document.all("nav") == []
    assert [e.tag for e in document.elements] == ["html", "body", "p", "div", "p"]


def test_hostile_pages_end_in_a_value(make_page: Callable[..., Page]) -> None:
    """Deep nesting, empty pages, broken markup and binary bodies never raise."""
    rules = PageRules(site="news.test")
    for source in (
        "",
        "<",
        "<div>" * 50_000,
        "<p>" * 5_000 + "x",
        "<table><tr><td>" * 2_000,
        "<a href='" * 3_000,
        '<script type="application/ld+json">' + "[" * 100_000,
        "\x00\x01\x02" * 1000,
        "<html><head></head></html>",
        "<frameset></frameset>",
    ):
        assert article_from_page(make_page(source), rules) is not None


def test_what_stands_behind_the_end_of_the_page_is_part_of_it(make_document: MakeDocument) -> None:
    """Templates that end body and html twice lose nothing: browsers show what stands behind the first end."""
    document = make_document(
        "<html><body><header>Menu</header></body></html><div id=a><p>One</p></div><p>Two</p></body></html>"
    )
    assert [p.text for p in document.tree.iterfind("body//p")] == ["One", "Two"]
    assert document.tree.find("body/header").text == "Menu"


def test_a_bad_page_leaves_no_trace_in_the_next(make_document: MakeDocument) -> None:
    """Pages share a parser: nothing of one, however broken, reaches the page after it."""
    good = '<!DOCTYPE html><html lang="de"><body><p id="a">Ein <b>Satz</b></p><a href="/x">x</a></body></html>'
    alone = tostring(make_document(good).tree)
    for bad in (
        "",
        "<",
        "<p>&bogus;<b></i>" * 500,
        "<div>" * 3_000,
        '<svg:a xmlns:q="u"><q:b id="a">',
        "<frameset>",
        "<a",
    ):
        make_document(bad)
        assert tostring(make_document(good).tree) == alone, bad[:40]


def test_threads_read_at_once(make_document: MakeDocument) -> None:
    """Pages parsed by several threads at a time give the trees that one thread gives."""
    pages = [f"<body>{f'<div><p class=c{i}>{i}</b> &amp;<a href=/{i}>x</a>' * (20 * i)}" for i in range(1, 25)]

    def read(page: str) -> bytes:
        source: bytes = tostring(make_document(page).tree)
        return source

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(read, pages * 4)) == list(map(read, pages * 4))

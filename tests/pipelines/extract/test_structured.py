"""Tests of pipelines.extract.structured."""

from collections.abc import Callable

import pytest

from pipelines.extract.document import Document
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]


def script(json: str) -> str:
    """A page with this JSON-LD."""
    return f'<html><head><script type="application/ld+json">{json}</script></head><body></body></html>'


@pytest.mark.parametrize(
    "json",
    [
        '{"@type": "NewsArticle", "headline": "H"}',
        '[{"@type": "WebSite"}, {"@type": ["NewsArticle"], "headline": "H"}]',
        '{"@context": "https://schema.org", "@graph": [{"@type": "http://schema.org/NewsArticle", "headline": "H"}],}',
        '<!-- {"@type": "NewsArticle", "headline": "H", } -->',
        '{"@type": "NewsArticle", "description": "two\nlines", "headline": "H"};',
        '{"@type": "NewsArticle", "description": "it\\\'s", "headline": "H"}',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "H"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "H", "description": "said "no" twice"}',
    ],
)
def test_json_ld_is_read_however_broken(make_document: MakeDocument, json: str) -> None:
    """Trailing commas, comments, raw line breaks, stray escapes and bare quotes do not hide the article."""
    assert read_structured(make_document(script(json))).article["headline"] == "H"


def test_the_article_about_this_page_is_taken(make_document: MakeDocument) -> None:
    """Of several articles, the one with the page's own address counts."""
    json = (
        '[{"@type": "NewsArticle", "headline": "Other", "url": "https://news.test/other", "author": "A"},'
        '{"@type": "NewsArticle", "headline": "Own", "mainEntityOfPage": {"@id": "https://www.news.test/2026/story/"}}]'
    )
    assert read_structured(make_document(script(json))).article["headline"] == "Own"


def test_references_are_followed(make_document: MakeDocument) -> None:
    """An author given by @id alone is the person of that id elsewhere in the graph."""
    json = (
        '{"@graph": [{"@type": "Article", "headline": "H", "author": {"@id": "#p"}},'
        '{"@type": "Person", "@id": "#p", "name": "Maya Lindqvist"}]}'
    )
    assert read_structured(make_document(script(json))).article["author"]["name"] == "Maya Lindqvist"


def test_meta_tags_are_read_under_every_name(make_document: MakeDocument) -> None:
    """name, property and itemprop count alike, values keep their order without doubles."""
    structured = read_structured(
        make_document(
            '<meta property="og:title" content=" A &amp;amp; B "><meta name="news_keywords" content="x">'
            '<meta name="news_keywords" content="y"><meta name="news_keywords" content="x">'
        )
    )
    assert structured.meta["og:title"] == ("A & B",)
    assert structured.meta["news_keywords"] == ("x", "y")


def test_microdata_of_comments_is_not_the_articles(make_document: MakeDocument) -> None:
    """Only the first article's own scope is read."""
    structured = read_structured(
        make_document(
            '<div itemscope itemtype="https://schema.org/NewsArticle"><span itemprop="author" itemscope '
            'itemtype="https://schema.org/Person"><b itemprop="name">Tom Okafor</b></span>'
            '<div itemscope itemtype="https://schema.org/Comment"><i itemprop="author">Old Salt</i></div></div>'
        )
    )
    assert structured.micro["author"] == ("Tom Okafor",)


def test_microdata_of_teasers_in_the_articles_scope_is_not_the_articles(make_document: MakeDocument) -> None:
    """They stand far from the byline, in no scope of their own."""
    teaser = "<ul><li><div><h4>Other</h4><span><i itemprop=author>Jo Ray</i></span></div></li></ul>"
    structured = read_structured(
        make_document(
            "<div itemscope itemtype='https://schema.org/NewsArticle'><header><p><span>"
            "<b itemprop=author>Tom Okafor</b> and <b itemprop=author>Ana Duarte</b></span></p></header>"
            f"<div>{teaser}</div></div>"
        )
    )
    assert structured.micro["author"] == ("Tom Okafor", "Ana Duarte")

# ruff: noqa: E501 -- markup reads better unbroken
"""The previous and next story of a page, in the shapes of many themes and languages."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract.document import Document, parse
from pipelines.extract.story_links import StoryLinks, find_story_links
from pipelines.labels import languages
from pipelines.page import Page
from pipelines.rules import PageRules

HERE = "https://example.com/2021/05/a-story-of-today/"
OLDER = "https://example.com/2021/05/the-story-before/"
NEWER = "https://example.com/2021/05/the-story-after/"
RULES = PageRules(site="example.com")


def document(body: str, url: str = HERE, head: str = "") -> Document:
    """A parsed page with this body."""
    ref = CaptureRef(file="a.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    page = Page(
        url=url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        warc=ref,
    )
    return parse(page)


def neighbours(body: str, url: str = HERE, head: str = "", rules: PageRules = RULES) -> tuple[str | None, str | None]:
    """Previous and next of a page with this body."""
    found = find_story_links(document(body, url, head), rules)
    return found.previous, found.next


BOTH = {
    "wordpress core": f"""<nav class="navigation post-navigation" aria-label="Posts"><h2 class="screen-reader-text">Post navigation</h2>
        <div class="nav-links"><div class="nav-previous"><a href="{OLDER}" rel="prev"><span class="meta-nav">Previous</span> <span class="post-title">The story before</span></a></div>
        <div class="nav-next"><a href="{NEWER}" rel="next"><span class="meta-nav">Next</span> <span class="post-title">The story after</span></a></div></div></nav>""",
    "wordpress blocks": f"""<div class="wp-block-group"><div class="post-navigation-link-previous wp-block-post-navigation-link"><a href="{OLDER}" rel="prev">The story before</a></div>
        <div class="post-navigation-link-next wp-block-post-navigation-link"><a href="{NEWER}" rel="next">The story after</a></div></div>""",
    "seed": f"""<div class="post-navi row"><div class="columns previous"><a href="{OLDER}" class="post_nav_link"><span>Previous Story</span><h6>The story before</h6></a></div>
        <div class="columns next"><a href="{NEWER}" class="post_nav_link"><span>Next Story</span><h6>The story after</h6></a></div></div>""",
    "label beside, newspaper": f"""<div class="td-block-row td-post-next-prev"><div class="td-post-prev-post"><div class="td-post-next-prev-content"><span>Previous article</span><a href="{OLDER}">The story before</a></div></div>
        <div class="td-post-next-post"><div class="td-post-next-prev-content"><span>Next article</span><a href="{NEWER}">The story after</a></div></div></div>""",
    "jnews": f"""<div class="jnews_prev_next_container"><div class="jeg_prevnext_post"><a href="{OLDER}" class="post prev-post"><span class="caption">Previous Post</span><h3 class="post-title">The story before</h3></a>
        <a href="{NEWER}" class="post next-post"><span class="caption">Next Post</span><h3 class="post-title">The story after</h3></a></div></div>""",
    "papermod": f"""<nav class="paginav"><a class="prev" href="{OLDER}"><span class="title">« Prev</span><br><span>The story before</span></a>
        <a class="next" href="{NEWER}"><span class="title">Next »</span><br><span>The story after</span></a></nav>""",
    "bootstrap pager": f"""<ul class="pager"><li class="previous"><a href="{OLDER}" title="The story before">&larr; Older</a></li><li class="next"><a href="{NEWER}">Newer &rarr;</a></li></ul>""",
    "blogger": f"""<div class="blog-pager" id="blog-pager"><a class="blog-pager-newer-link" href="{NEWER}" id="Blog1_blog-pager-newer-link" title="Newer Post">Newer Post</a>
        <a class="blog-pager-older-link" href="{OLDER}" title="Older Post">Older Post</a></div>""",
    "aria label": f"""<div class="x1"><a href="{OLDER}" aria-label="Previous post: The story before"><svg></svg></a><a href="{NEWER}" aria-label="Next post: The story after"><svg></svg></a></div>""",
    "picture": f"""<div><a href="{OLDER}"><img src="l.gif" alt="Previous article"></a> <a href="{NEWER}"><img src="r.gif" alt="Next article"></a></div>""",
    "label and headline in one text": f"""<p><a href="{OLDER}">« Previous story: The story before</a> | <a href="{NEWER}">Next story: The story after »</a></p>""",
    "table, label in the cell": f"""<table><tr><td>Previous article:</td><td><a href="{OLDER}">The story before</a></td></tr><tr><td>Next article:</td><td><a href="{NEWER}">The story after</a></td></tr></table>""",
    "chinese portal": f"""<div class="pages-date"><p>上一篇：<a href="{OLDER}">之前的新闻标题在这里</a></p><p>下一篇：<a href="{NEWER}">之后的新闻标题在这里</a></p></div>""",
    "docusaurus": f"""<nav class="pagination-nav" aria-label="Blog post page navigation"><a class="pagination-nav__link pagination-nav__link--prev" href="{OLDER}"><div class="pagination-nav__sublabel">Newer post</div></a></nav>"""
    .replace("Newer post", "Older post") + f"""<a class="pagination-nav__link pagination-nav__link--next" href="{NEWER}"><div class="pagination-nav__sublabel">Newer post</div></a>""",
    "position": f"""<div class="post-nav"><a href="{OLDER}">The story before</a><a href="{NEWER}">The story after</a></div>""",
    "hugo": f"""<div class="post-pagination"><div class="left"><a class="prev-post" href="{OLDER}">← The story before</a></div><div class="right"><a class="next-post" href="{NEWER}">The story after →</a></div></div>""",
    "camel case": f"""<div class="articleFooter"><a class="prevArticle" href="{OLDER}">The story before</a><a class="nextArticle" href="{NEWER}">The story after</a></div>""",
}  # fmt: skip


@pytest.mark.parametrize("name", BOTH)
def test_themes(name: str) -> None:
    """Both neighbours are found in the markup of each of these themes."""
    assert neighbours(f"<article><h1>A story of today</h1><p>Text.</p></article>{BOTH[name]}") == (OLDER, NEWER)


@pytest.mark.parametrize("language", sorted(languages()))
def test_languages(language: str) -> None:
    """In each language of the table the first label, in the link or beside it, names the neighbour."""
    before, after = languages()[language]["previous_story"][0], languages()[language]["next_story"][0]
    inside = f'<div><a href="{OLDER}">{before}</a> <a href="{NEWER}">{after}</a></div>'
    beside = (
        f'<p>{before}: <a href="{OLDER}">The story before</a></p><p>{after}: <a href="{NEWER}">The story after</a></p>'
    )
    assert neighbours(inside) == (OLDER, NEWER)
    assert neighbours(beside) == (OLDER, NEWER)


def test_head_links() -> None:
    """The head's rel=prev and rel=next count when they lead to stories."""
    head = f'<link rel="prev" title="The story before" href="{OLDER}"><link rel="next" href="{NEWER}">'
    assert neighbours("<p>Text.</p>", head=head) == (OLDER, NEWER)


def test_one_neighbour() -> None:
    """The newest story has no next one."""
    body = f'<nav class="post-navigation"><div class="nav-previous"><a href="{OLDER}" rel="prev">Before</a></div></nav>'
    assert neighbours(body) == (OLDER, None)


NEITHER = {
    "pages of a listing": '<nav class="navigation pagination"><a class="prev page-numbers" href="/page/1/">Previous</a><a class="next page-numbers" href="/page/3/">Next</a></nav>',
    "older posts": '<nav class="navigation posts-navigation"><div class="nav-previous"><a href="/archive?before=17">Older posts</a></div><div class="nav-next"><a href="/archive?after=30">Newer posts</a></div></nav>',
    "head of a listing": '<link rel="next" href="https://example.com/2021/05/a-story-of-today/page/2/">',
    "parts of an article": '<div class="page-links">Pages: <a href="/2021/05/a-story-of-today/1/">1</a> <a href="/2021/05/a-story-of-today/2/" rel="next">Next</a></div>',
    "gallery": '<div class="gallery-nav"><a class="prev" href="/gallery/picture-one/">Previous</a><a class="next" href="/gallery/picture-two/">Next</a></div>',
    "carousel": '<a class="carousel-control-prev" href="#c" role="button"><span>Previous</span></a><div class="slick-list"><a class="slick-next" href="/some/other-story/">Next</a></div>',
    "calendar": '<h1>May 2021</h1><a rel="prev" href="/calendar/2021/04/">Previous month</a><a rel="next" href="/calendar/2021/06/">Next month</a>',
    "date archives": '<table id="wp-calendar"><tr><td id="prev"><a href="/2021/04/">« Apr</a></td><td id="next"><a href="/2021/06/">Jun »</a></td></tr></table>',
    "comments": '<nav class="comment-navigation"><div class="nav-previous"><a href="/2021/05/a-story-of-today/comment-page-1/#comments">Older comments</a></div></nav>',
    "related": '<div class="related-posts"><h4>Related</h4><a href="/2021/05/some-other-story/">Some other story about the same</a><a href="/2021/05/yet-another-story/">Yet another</a></div>',
    "pictures": '<div class="nav-links image-navigation"><a class="previous-image" href="/2021/05/a/img-1/">Previous Image</a></div><a href="/wp-content/uploads/next.jpg" rel="next">Next</a>',
    "other site": '<a rel="prev" href="https://elsewhere.example/a-story/">Previous story</a>',
    "itself": f'<a rel="next" href="{HERE}?utm_source=nav">Next story</a>',
    "home": '<a class="prev" href="https://example.com/">Previous</a>',
    "a word in a headline": '<p><a href="/2021/05/next-story-of-the-war/">Next story of the war is written in Vienna</a></p>',
    "broken address": '<a rel="prev" href="http://[bad">Previous story</a><a rel="next" href="">Next story</a>',
}  # fmt: skip


@pytest.mark.parametrize("name", NEITHER)
def test_what_is_no_neighbour(name: str) -> None:
    """Pages, months, pictures, comments and boxes are never taken for the chain."""
    assert neighbours(f"<h1>A story of today</h1><p>Text.</p>{NEITHER[name]}") == (None, None)


def test_chain_beside_other_controls() -> None:
    """The real neighbours are found although the page has a carousel, parts and comments as well."""
    body = NEITHER["carousel"] + NEITHER["parts of an article"] + BOTH["wordpress core"] + NEITHER["comments"]
    assert neighbours(body) == (OLDER, NEWER)


def test_plain_permalinks() -> None:
    """WordPress without permalinks: the number in the query is a story, not a page."""
    body = '<div class="nav-previous"><a href="/?p=11" rel="prev">Before</a></div><div class="nav-next"><a href="/?p=13" rel="next">After</a></div>'
    found = neighbours(body, url="https://example.com/?p=12")
    assert found == ("https://example.com/?p=11", "https://example.com/?p=13")


def test_profile_overrules() -> None:
    """A profile's selector wins over everything, its labels extend the table."""
    body = (
        f'<a class="x" href="/2021/05/by-selector/">…</a><p>Zuvor bei uns: <a href="{OLDER}">Vorher</a></p>'
        + BOTH["seed"]
    )
    by_selector = PageRules(site="example.com", selectors={"previous": "a.x"})
    assert neighbours(body, rules=by_selector) == ("https://example.com/2021/05/by-selector/", NEWER)
    by_label = PageRules(site="example.com", labels={"previous": ("Zuvor bei uns",)})
    label_only = f'<p>Zuvor bei uns: <a href="{OLDER}">Vorher</a></p>'
    assert neighbours(label_only) == (None, None)
    assert neighbours(label_only, rules=by_label) == (OLDER, None)
    assert neighbours(BOTH["seed"], rules=PageRules(site="x", selectors={"previous": "a[["})) == (OLDER, NEWER)


def test_evidence() -> None:
    """What decided is told."""
    found = find_story_links(document(BOTH["seed"]), RULES)
    assert found == StoryLinks(previous=OLDER, next=NEWER, evidence=("previous: label, class", "next: label, class"))

# ruff: noqa: E501 -- markup reads better unbroken
"""The links of a page and their roles."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import CaptureRef
from pipelines.extract.document import Document, parse
from pipelines.extract.links import MAX_LINKS, find_links
from pipelines.page import Page
from pipelines.reading import LinkRole
from pipelines.rules import PageRules

RULES = PageRules(site="example.com")
SECTION = "https://example.com/world/"
STORY = "https://example.com/2021/05/a-story-of-today/"
SINGLE = '<meta property="article:published_time" content="2021-05-20">'


def document(body: str, url: str, head: str = "") -> Document:
    """A parsed page with this body."""
    ref = CaptureRef(file="a.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    source = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return parse(
        Page(url=url, status=200, headers=headers, body=source, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), warc=ref)
    )


def roles(body: str, url: str = SECTION, head: str = "") -> dict[str, str]:
    """Each link's role by its address."""
    return {link.url: link.role.value for link in find_links(document(body, url, head), RULES)}


LISTING = """<header><nav><ul><li><a href="/">Home</a></li><li><a href="/asia/">Asia</a></li></ul></nav></header>
<main><article><h2><a href="/2021/05/first-story/">First story of the day</a></h2><p>Text. <a class="more-link" href="/2021/05/first-story/">Read more</a></p>
<a href="/tag/shipping/" rel="tag">shipping</a> <a href="/author/jane-doe/" rel="author">Jane Doe</a></article>
<div class="teaser"><a href="/2021/05/second-story/"><h3>Second story of the day</h3></a></div>
<ul><li><a href="/2021/05/third-story/">Third story, told in a plain list of links</a></li></ul>
<nav class="pagination"><a href="/world/page/2/">2</a><a href="/world/page/9/">9</a><a class="next" href="/world/page/2/">Older posts</a></nav></main>
<footer><a href="/imprint/">Imprint</a><a href="/feed/">RSS</a><a href="/2021/05/">May 2021</a></footer>"""


def test_listing() -> None:
    """On a section: menu, cards in three shapes, tag, author, month, pages and feed."""
    assert roles(LISTING) == {
        "https://example.com/": "navigation",
        "https://example.com/asia/": "navigation",
        "https://example.com/2021/05/first-story/": "card",
        "https://example.com/tag/shipping/": "taxonomy",
        "https://example.com/author/jane-doe/": "taxonomy",
        "https://example.com/2021/05/second-story/": "card",
        "https://example.com/2021/05/third-story/": "card",
        "https://example.com/world/page/2/": "pagination",
        "https://example.com/world/page/9/": "pagination",
        "https://example.com/imprint/": "navigation",
        "https://example.com/feed/": "feed",
        "https://example.com/2021/05/": "taxonomy",
    }


ARTICLE = """<article><h1>A story of today</h1><p>The ministry said on Thursday, as <a href="/2021/04/an-earlier-report/">an earlier report</a> has it, that nothing was decided.</p>
<div class="page-links"><a href="/2021/05/a-story-of-today/2/">2</a></div><a href="?print=1" rel="nofollow">Print</a></article>
<nav class="post-navigation"><a rel="prev" href="/2021/05/the-story-before/">Before</a><a rel="next" href="/2021/05/the-story-after/">After</a></nav>
<ol class="comments"><li><a href="/2021/05/a-story-of-today/comment-page-2/#comments">Older comments</a></li></ol>"""


def test_article() -> None:
    """On an article: chain, text, its second part, its printed form; pages of comments are none of them."""
    head = (
        SINGLE
        + '<link rel="amphtml" href="/2021/05/a-story-of-today/amp/"><link rel="alternate" hreflang="de" href="/de/eine-geschichte/"><link rel="alternate" type="application/rss+xml" title="News" href="/feed/"><link rel="alternate" type="application/rss+xml" title="Comments Feed" href="/comments/feed/">'
    )
    assert roles(ARTICLE, STORY, head) == {
        "https://example.com/2021/05/a-story-of-today/amp/": "alternate",
        "https://example.com/de/eine-geschichte/": "alternate",
        "https://example.com/feed/": "feed",
        "https://example.com/2021/04/an-earlier-report/": "body",
        "https://example.com/2021/05/a-story-of-today/2/": "continuation",
        "https://example.com/2021/05/a-story-of-today/?print=1": "alternate",
        "https://example.com/2021/05/the-story-before/": "previous_story",
        "https://example.com/2021/05/the-story-after/": "next_story",
        "https://example.com/2021/05/a-story-of-today/comment-page-2/": "other",
    }


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="next" href="/world/page/2/">',
        '<a href="?page=2">Next</a>',
        '<a href="/world/seite-2/">Ältere Beiträge</a>',
        '<a class="load-more" href="/world/?offset=20">Load more</a>',
        '<a href="/older?before=1621500000">Older posts</a>',
        '<div class="pager"><a href="/more-news.html">次のページ</a></div>',
    ],
)
def test_pages_of_a_listing(markup: str) -> None:
    """Numbered, named or behind a button: the next page of a listing is found."""
    assert list(roles(markup).values()) == ["pagination"]


def test_strongest_role_wins() -> None:
    """A story that a menu, a card and the chain name is one link: a neighbour, with its headline as text."""
    body = """<nav class="menu"><a href="/2021/05/the-story-before/">Latest</a></nav><h2><a href="/2021/05/the-story-before/">The story before this one</a></h2>
    <div class="nav-previous"><a rel="prev" href="/2021/05/the-story-before/">Previous story</a></div>"""
    (link,) = find_links(document(body, STORY), RULES)
    assert (link.role, link.text, link.nofollow) == (LinkRole.PREVIOUS_STORY, "The story before this one", False)


def test_base_and_what_is_no_page() -> None:
    """The base element counts; scripts, mail, data, fragments and broken addresses are no links."""
    body = '<a href="b">B</a><a href="javascript:x()">x</a><a href="mailto:a@b.example">m</a><a href="data:,x">d</a><a href="#top">top</a><a href="http://[bad">b</a><a>none</a><a href="tel:1">t</a>'
    assert list(roles(body, head='<base href="https://example.com/x/">')) == ["https://example.com/x/b"]


def test_nofollow_only_where_every_link_says_so() -> None:
    """One link without nofollow makes the address followed."""
    links = find_links(
        document('<a rel="nofollow" href="/a">A</a><a href="/a">A</a><a rel="nofollow ugc" href="/b">B</a>', SECTION),
        RULES,
    )
    assert [(link.url, link.nofollow) for link in links] == [
        ("https://example.com/a", False),
        ("https://example.com/b", True),
    ]


def test_bounded() -> None:
    """A page of endless links gives the first of them."""
    body = "".join(f'<a href="/{number}">x</a>' for number in range(MAX_LINKS + 100))
    assert len(find_links(document(body, SECTION), RULES)) == MAX_LINKS


@given(st.text(alphabet="<>/a href='\"=#?:prevnext[]\\%\n", max_size=200))
def test_never_raises(markup: str) -> None:
    """Whatever the markup is, its links are read without an exception, each address once, as http."""
    links = find_links(document(markup, STORY), RULES)
    assert len({link.url for link in links}) == len(links)
    assert all(link.url.startswith(("http://", "https://")) and "#" not in link.url for link in links)


def test_a_label_of_the_chain_wins_over_numbers() -> None:
    """Stories whose slugs end in numbers are neighbours where the page says "story", and parts where it does not."""
    chain = '<a rel="prev" href="/2021/05/day-4/">Previous Story</a><a rel="next" href="/2021/05/day-6/">Next Story</a>'
    assert roles(chain, "https://example.com/2021/05/day-5/", SINGLE) == {
        "https://example.com/2021/05/day-4/": "previous_story",
        "https://example.com/2021/05/day-6/": "next_story",
    }
    pages = '<div class="page-links"><a href="/2021/05/day.html">1</a> 2 <a href="/2021/05/day-3.html">3</a></div>'
    assert roles(pages, "https://example.com/2021/05/day-2.html", SINGLE) == {
        "https://example.com/2021/05/day.html": "continuation",
        "https://example.com/2021/05/day-3.html": "continuation",
    }


@pytest.mark.parametrize("address", ["/2021/05/a-story-of-today/2/", "/2021/05/a-story-of-today/?page=2"])
def test_the_next_page_is_no_next_story(address: str) -> None:
    """Link elements in the head name the next page of an article as they name the next story."""
    found = roles("<article><h1>A story</h1></article>", STORY, f'{SINGLE}<link rel="next" href="{address}">')
    assert found == {f"https://example.com{address}": "continuation"}


def test_a_later_page_has_no_neighbours() -> None:
    """On page 2 the pages before and after it are pages, and the neighbours of the story are left to page 1."""
    head = SINGLE + f'<link rel="prev" href="{STORY}"><link rel="next" href="{STORY}3/">'
    body = '<nav class="post-navigation"><a rel="prev" href="/2021/05/the-story-before/">Previous Story</a></nav>'
    assert roles(body, f"{STORY}2/", head) == {
        STORY: "continuation",
        f"{STORY}3/": "continuation",
        "https://example.com/2021/05/the-story-before/": "navigation",
    }


def test_what_a_script_fetches() -> None:
    """The next page behind a button has a role of its own: it is asked for as a script would."""
    body = '<button class="load-more" data-next-url="/world/?page=2">Mehr laden</button>'
    assert roles(body) == {"https://example.com/world/?page=2": "more"}


def test_a_button_beside_numbers_is_the_same_page() -> None:
    """Where a plain link leads to page 2, the script's address of page 2 is not asked for; that of a cursor is."""
    body = """<nav class="pagination"><a href="/world/page/2/">2</a></nav><div class="load-more" data-url="/part?page=2"></div>
    <div class="load-more" data-url="/part?cursor=c8"></div>"""
    assert roles(body) == {
        "https://example.com/world/page/2/": "pagination",
        "https://example.com/part?cursor=c8": "more",
    }


def test_an_article_has_no_more() -> None:
    """On a story such a button loads other stories or comments."""
    assert roles('<button class="load-more" data-url="/part?page=2">Load more</button>', STORY, SINGLE) == {}


def test_headlines_that_only_a_script_makes() -> None:
    """A page without headlines names the stories in its JSON; one with headlines has told them."""
    data = (
        '<script type="application/json">{"stories": [{"title": "Crane moves", "url": "/2026/crane-moves/"}]}</script>'
    )
    assert roles(f'<div id="root"></div>{data}') == {"https://example.com/2026/crane-moves/": "card"}
    assert list(roles(f'<h2><a href="/2026/heron/">Heron nests</a></h2>{data}')) == ["https://example.com/2026/heron/"]

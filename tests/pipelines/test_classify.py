# ruff: noqa: E501 -- markup reads better unbroken
"""Kinds of pages, in the shapes of many publishing systems."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.model import CaptureRef
from pipelines.classify import Classification, classify
from pipelines.extract.document import parse
from pipelines.extract.links import find_links
from pipelines.page import Page
from pipelines.reading import PageKind
from pipelines.rules import PageRules

RULES = PageRules(site="example.com")
S = "The council met on Thursday and heard the harbour master, who spoke of tides, cranes and unpaid dues at length. "


def kind_of(body: str, url: str, head: str = "", body_attributes: str = "", rules: PageRules = RULES) -> Classification:
    """The kind of a page with this body."""
    ref = CaptureRef(file="a.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    source = (
        f"<!doctype html><html><head>{head}</head><body {body_attributes}>{MENU}{body}{FOOTER}</body></html>".encode()
    )
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page(
        url=url, status=200, headers=headers, body=source, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), warc=ref
    )
    document = parse(page)
    return classify(document, rules, find_links(document, rules))


MENU = '<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world/">World</a></li><li><a href="/sport/">Sport</a></li></ul></nav></header>'
FOOTER = '<footer><p>© Example News. All rights reserved by the publisher of this newspaper.</p><a href="/imprint/">Imprint</a></footer>'
ASIDE = (
    "<aside>"
    + "".join(
        f'<div class="teaser"><h3><a href="/2021/other-story-number-{n}/">Other story number {n} of the day</a></h3><p>{S}</p></div>'
        for n in range(6)
    )
    + "</aside>"
)


def many(pattern: str, count: int = 10) -> str:
    """A pattern repeated, with its number."""
    return "".join(pattern.replace("#", str(n)) for n in range(count))


LISTINGS: dict[str, tuple[str, str, str, str]] = {
    "wordpress category": ("/category/world/", f'<main>{many(f"""<article class="post-# post type-post hentry"><header><h2 class="entry-title"><a href="/2021/05/story-number-#-of-many/" rel="bookmark">Story number # of many</a></h2></header><div class="entry-summary"><p>{S}</p></div></article>""")}<nav class="navigation pagination"><a class="page-numbers" href="/category/world/page/2/">2</a></nav></main>', "", 'class="archive category category-world"'),
    "wordpress, whole posts": ("/page/2/", f'<main>{many(f"""<article class="post hentry"><h2 class="entry-title"><a href="/2021/05/story-number-#-of-many/">Story number # of many</a></h2><time>May</time><div class="entry-content">{"<p>" + S * 3 + "</p>" * 4}</div></article>""", 6)}<a href="/page/3/">Older posts</a></main>', "", 'class="blog paged paged-2"'),
    "wordpress, whole posts, one on the page": ("/category/rare/", f'<main><h1 class="page-title">Rare</h1><article class="post hentry"><h2 class="entry-title"><a href="/2021/05/story-number-1-of-many/">Story number 1 of many</a></h2><div class="entry-content"><p>{S * 4}</p></div></article></main>', '<meta property="og:type" content="website">', 'class="archive category"'),
    "hugo papermod": ("/posts/", f'<main class="main"><header class="page-header"><h1>Posts</h1></header>{many(f"""<article class="post-entry"><header class="entry-header"><h2 class="entry-hint-parent">Story number # of many</h2></header><div class="entry-content"><p>{S}</p></div><footer class="entry-footer"><span title="2021-05-20">May 20, 2021</span></footer><a class="entry-link" aria-label="post link to Story number # of many" href="/posts/story-number-#-of-many/"></a></article>""")}<footer class="page-footer"><nav class="pagination"><a class="next" href="/posts/page/2/">Next</a></nav></footer></main>', '<meta property="og:type" content="website">', 'class="list"'),
    "hugo terse": ("/post/", "<main><h1>Posts</h1><ul>" + many('<li><span class="date">20.5.2021</span> <a href="/post/story-number-#/">A story with the number #</a></li>') + "</ul></main>", "", ""),
    "jekyll minima": ("/archive/", '<main><div class="home"><h2 class="post-list-heading">Posts</h2><ul class="post-list">' + many('<li><span class="post-meta">May 20, 2021</span><h3><a class="post-link" href="/2021/05/20/story-#.html">A story with the number #</a></h3></li>') + "</ul></div></main>", "", ""),
    "whole post, one on the last page": ("/index-9.html", f'<main><article class="h-entry"><header><h1 class="p-name"><a href="/posts/story-number-1-of-many/">Story number 1 of many</a></h1></header><div class="e-content">{"<p>" + S * 3 + "</p>"}</div></article></main>', "", ""),
    "pelican": ("/category/politics.html", f'<aside id="featured"><article><h1 class="entry-title"><a href="/story-0.html">A story with the number 0</a></h1><div class="entry-content"><p>{S * 6}</p></div></article></aside><section id="content"><ol id="posts-list" class="hfeed">{many(f"""<li><article class="hentry"><header><h1><a href="/story-#.html" rel="bookmark">A story with the number #</a></h1></header><div class="entry-content"><p>{S}</p><a class="readmore" href="/story-#.html">read more</a></div></article></li>""")}</ol></section>', "", 'id="index" class="home"'),
    "ghost": ("/tag/world/", f'<main><section class="post-feed">{many(f"""<article class="post-card post"><a class="post-card-image-link" href="/story-number-#-of-many/"><img alt=""></a><div class="post-card-content"><a class="post-card-content-link" href="/story-number-#-of-many/"><header><h2 class="post-card-title">Story number # of many</h2></header><div class="post-card-excerpt">{S}</div></a></div></article>""")}</section></main>', '<meta property="og:type" content="website">', 'class="tag-template tag-world"'),
    "eleventy": ("/blog/", '<main id="skip"><h1>Archive</h1><ol class="postlist">' + many('<li class="postlist-item"><a class="postlist-link" href="/blog/story-#/">A story with the number #</a><time class="postlist-date" datetime="2021-05-20">20 May 2021</time></li>') + "</ol></main>", "", ""),
    "drupal view": ("/politics", f'<main><div class="view-content">{many(f"""<div class="views-row"><div class="node node--type-article node--view-mode-teaser"><h2><a href="/politics/story-number-#-of-many"><span>Story number # of many</span></a></h2><div class="field"><p>{S}</p></div></div></div>""")}</div><nav class="pager"><a href="?page=1" rel="next">Next page</a></nav></main>', "", 'class="path-politics"'),
    "portal of promos": ("/news/world", f'<main>{many("""<div class="gs-c-promo"><div class="gs-c-promo-body"><a class="gs-c-promo-heading" href="/news/world-5712345#"><h3>Story number # of many things</h3></a><p class="gs-c-promo-summary">""" + S + "</p></div></div>", 20)}</main>', '<meta property="og:type" content="website">', ""),
    "nameless divs": ("/international", f'<main>{many(f"""<div class="css-1x"><div class="css-2y"><a class="css-3z" href="/international/story-number-#-of-many">Story number # of many things in the world</a><div class="css-4">{S[:80]}</div></div></div>""", 15)}</main>', "", ""),
    "table of links": ("/news.php?cat=3", "<table>" + many('<tr><td>20.05.2021</td><td><a href="/news.php?id=10#">A story with the number # of many</a></td></tr>', 20) + "</table>", "", ""),
    "japanese list": ("/news/", '<main><h1>ニュース一覧</h1><dl class="newsList">' + many('<dt>2021年5月20日</dt><dd><a href="/news/2021052#.html">東京都議会は木曜日に港湾の予算案を可決した第#号</a></dd>', 12) + "</dl></main>", "", ""),
    "chinese portal": ("/gn/", '<div class="content_list"><ul>' + many('<li><a href="/gn/2021/05-20/94812#.shtml">国务院召开常务会议部署下一步工作安排第#号</a><span>5-20 12:0#</span></li>', 30) + "</ul></div>", "", ""),
    "search": ("/?s=harbour", f'<main><h1>Search results for: harbour</h1>{many(f"""<article><h2><a href="/2021/05/story-number-#-of-many/">Story number # of many</a></h2><p>{S}</p></article>""")}</main>', "", 'class="search search-results"'),
    "author with a life": ("/author/jane-doe/", f'<main><h1>Jane Doe</h1><p>{S * 4}</p>{many(f"""<article class="card"><h3><a href="/2021/05/story-number-#-of-many/">Story number # of many</a></h3><p>{S}</p></article>""")}</main>', '<meta property="og:type" content="profile">', ""),
    "tag with an introduction": ("/thema/hafen", f'<main><h1>Hafen</h1><p>{S * 5}</p>{many(f"""<div class="teaser"><h3><a href="/artikel/geschichte-nummer-#-von-vielen">Geschichte Nummer # von vielen</a></h3><p>{S}</p></div>""", 12)}</main>', "", ""),
    "month": ("/2021/05/", f'<main><h1>May 2021</h1>{many(f"""<article><h2><a href="/2021/05/story-number-#-of-many/">Story number # of many</a></h2><p>{S}</p></article>""")}</main>', "", ""),
    "says article of itself": ("/category/world/", f'<main>{many(f"""<article><h2><a href="/2021/05/story-number-#-of-many/">Story number # of many</a></h2><p>{S}</p></article>""")}</main>', '<meta property="og:type" content="article">', 'class="archive"'),
    "JSON-LD of many": ("/welt", f'<main>{many(f"""<article><h2><a href="/welt/story-number-#-of-many">Story number # of many</a></h2><p>{S}</p></article>""")}</main>', '<script type="application/ld+json">[' + ",".join(f'{{"@type":"NewsArticle","headline":"Story","url":"https://example.com/welt/s{n}"}}' for n in range(10)) + "]</script>", ""),
    "front page": ("/", f"<main><h1>Example News</h1><p>{S * 20}</p></main>", '<meta property="og:type" content="article">', ""),
    "front page by another name": ("/index.html", f"<main><p>{S * 20}</p></main>", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTINGS)
def test_listings(name: str) -> None:
    """Sections, tags, authors, months, search results and front pages are listings, and no article."""
    path, body, head, attributes = LISTINGS[name]
    assert kind_of(body, "https://example.com" + path, head, attributes).kind is PageKind.LISTING


P = f"<p>{S * 2}</p>"
LD = '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"A story","datePublished":"2021-05-20"}</script>'
OG = '<meta property="og:type" content="article"><meta property="article:published_time" content="2021-05-20">'
URL = "/2021/05/a-story-of-today-about-the-harbour/"
ARTICLES: dict[str, tuple[str, str, str, str]] = {
    "plain": (URL, f"<main><article><h1>A story</h1><time>May 20</time>{P * 5}</article></main>", "", ""),
    "with more teasers than text": (URL, f"<main><article><h1>A story</h1>{P * 2}</article></main>{ASIDE * 3}", OG, ""),
    "wordpress": (URL, f'<main><article class="post hentry"><h1 class="entry-title">A story</h1>{P}</article></main>{ASIDE}', "", 'class="post-template-default single single-post postid-12"'),
    "without permalinks": ("/?p=12", f'<main><article class="post hentry"><h1>A story</h1>{P * 3}</article></main>', "", 'class="single single-post postid-12"'),
    "short": (URL, "<main><article><h1>A story</h1><p>The bridge is closed until noon.</p></article></main>", LD, ""),
    "gallery": (URL, f'<main><article><h1>A story in pictures</h1><p>{S}</p><div class="gallery">{many("<figure><img><figcaption>A picture</figcaption></figure>")}</div></article></main>', OG, ""),
    "video": (URL, f"<main><h1>Watch: a story</h1><video></video><p>{S}</p></main>{ASIDE}", '<meta property="og:type" content="video.other"><script type="application/ld+json">{"@type":"NewsArticle","headline":"A story"}</script>', ""),
    "live blog": (URL, f'<main><h1>Live: a story as it happens</h1>{many(f"""<article class="update"><h2>12:0# What happened</h2>{P}</article>""", 20)}</main>', '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Live"}</script>', ""),
    "all in one form": (URL, f'<form id="aspnetForm"><div id="main"><h1>A story</h1>{P * 4}</div></form>', "", ""),
    "lines without paragraphs": (URL, f"<div><h1>A story</h1><div class='text'>{(S * 3 + '<br><br>') * 5}</div></div>", "", ""),
    "old tables": ("/news.php?id=4711", f"<table><tr><td>menu</td><td><h1>A story</h1>{P * 5}</td></tr></table>", "", ""),
    "theme that calls every page home": (URL, f'<section id="content"><article><header><h1 class="entry-title"><a href="{URL}" rel="bookmark">A story</a></h1></header><div class="entry-content">{P * 3}</div></article></section>', "", 'id="index" class="home"'),
    "with the section above it": ("/sections/health/2021/05/20/4711/a-story", f'<main class="blog"><h2><a href="/sections/health/">Health</a></h2><div>{P * 8}</div></main>', OG, 'class="blog"'),
    "japanese": ("/news/20210520001.html", f"<main><h1>東京都議会が予算案を可決</h1><p>{'東京都議会は木曜日に港湾の予算案を可決した。' * 15}</p></main>", "", ""),
    "microdata": (URL, f'<main itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">A story</h1><time itemprop="datePublished" datetime="2021-05-20">x</time><div itemprop="articleBody">{P}</div></main>', "", ""),
    "in a section of two words": ("/world/asia/a1b2c3", f"<main><article><h1>A story</h1>{P * 8}</article></main>{ASIDE}", LD, ""),
    "nothing to read without scripts": (URL, "<div id='root'></div>", LD + OG, ""),
    "brief beside a long row of headlines": ("/ro/story/10939", f'<div><h2>The harbour bridge is closed until the end of the week</h2><p>{S}</p></div><div class="last">{many("""<div><a href="/ro/story/1093#">Another story number # of this day</a></div>""", 20)}</div>', "<title>The harbour bridge is closed until the end of the week - Example</title>", ""),
    "menu that was never closed": ("/bridges/", f'<nav><ul><li><div class="dropdown"><a href="/world/">World</a></li></ul></nav><main><article><h1>A story</h1>{P * 8}</article></main>', "", ""),
    "about something not found": ("/2021/05/page-not-found-the-story-of-an-error/", f"<main><article><h1>Page not found: the story of an error message</h1>{P * 8}</article></main>", OG, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_articles(name: str) -> None:
    """Articles long and short, live, in pictures and in old markup are articles."""
    path, body, head, attributes = ARTICLES[name]
    assert kind_of(body, "https://example.com" + path, head, attributes).kind is PageKind.ARTICLE


OTHERS: dict[str, tuple[str, str, str, str]] = {
    "soft 404": ("/2020/gone/a-story-that-is-gone/", f'<article class="post"><h1 class="entry-title">Oops! That page can’t be found.</h1><p>It looks like nothing was found at this location.</p></article>{ASIDE}', "", 'class="page"'),
    "soft 404 in German": ("/artikel/weg-ist-diese-geschichte", "<main><h1>Seite nicht gefunden</h1><p>Leider gibt es diese Seite nicht mehr.</p></main>", OG, ""),
    "soft 404 by title": ("/artikel/weg-ist-diese-geschichte", "<main><p>Leider.</p></main>", "<title>Seite nicht gefunden | Example</title>", ""),
    "soft 404 by class": ("/a-story-that-is-gone/", f"<main>{P * 3}</main>", "", 'class="error404 wp-theme"'),
    "about": ("/about/", f"<main><h1>About us</h1>{P * 5}</main>", '<meta property="og:type" content="article">', 'class="page page-id-2"'),
    "imprint": ("/de/impressum.html", f"<main><h1>Impressum</h1>{P * 3}</main>", "", ""),
    "page of wordpress": ("/our-house/", f"<main><h1>Our house</h1>{P * 3}</main>", '<meta property="og:type" content="article">', 'class="page-template-default page page-id-7"'),
    "empty": ("/x", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str) -> None:
    """Pages that are not there and pages about the site are neither."""
    path, body, head, attributes = OTHERS[name]
    assert kind_of(body, "https://example.com" + path, head, attributes).kind is PageKind.OTHER


def test_reasons() -> None:
    """The evidence is kept, the strongest first; a page that is not there says so at once."""
    path, body, head, attributes = ARTICLES["wordpress"]
    found = kind_of(body, "https://example.com" + path, head, attributes)
    assert found.reasons[:2] == ("body class post-template-default", "address of a single story")
    missing = kind_of(OTHERS["soft 404"][1], "https://example.com/x/")
    assert missing.reasons == ("not found: heading 'Oops! That page can’t be found.'",)


def test_profile_helps() -> None:
    """A selector of the text that a profile names is evidence where the page has none."""
    body = f'<div class="txt"><h1>A story</h1><p>{S * 2}</p></div>'
    assert kind_of(body, "https://example.com/x").kind is PageKind.OTHER
    rules = PageRules(site="example.com", selectors={"body": ".txt"})
    assert kind_of(body, "https://example.com/x", rules=rules).kind is PageKind.ARTICLE


@given(st.text(alphabet="<>/aph123div ulication='\"=#\n", max_size=200))
def test_never_raises(markup: str) -> None:
    """Whatever the markup is, it is of some kind."""
    kind_of(markup, "https://example.com/x")

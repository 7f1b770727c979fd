# ruff: noqa: E501 -- markup reads better unbroken
"""Whole pages in the shapes of widespread themes, and the fields they must yield."""

from collections.abc import Callable

import pytest

from pipelines.article import Article, Image, Related
from pipelines.chain import article_from_document, article_from_page, read_page
from pipelines.extract.document import parse
from pipelines.page import Page
from pipelines.reading import PageKind, Reason, Rejected
from pipelines.rules import PageRules

RULES = PageRules(site="ledger.test")
URL = "https://ledger.test/2021/07/11-held-in-port-meridian/"
TEXT = """
<p><strong>Eleven dockers were held after a sit-in at the customs house. …reports The Harbour Ledger</strong></p>
<p>The sit-in began before dawn on Wednesday, when the first shift refused to leave the customs house at the old quay.</p>
<p>Police carried the men out one by one, and the harbour master said that nobody had been hurt in the operation.</p>
{picture}
<p><strong>ALSO READ: <a href="/2021/06/tide-tables/">Tide tables were wrong for years</a></strong></p>
<figure class="wp-block-table"><table><tbody><tr><td>Year</td><td>Held</td></tr><tr><td>2019</td><td>413</td></tr></tbody></table></figure>
<p>A court will hear the case in the autumn, and the union has promised to pay for the defence of every one of them.</p>
"""
CLASSIC = f"""<!doctype html><html lang="en-US"><head><title>11 held in Port Meridian &#8211; The Harbour Ledger</title></head>
<body class="post-template-default single single-post postid-178 single-format-standard">
<header id="masthead" class="site-header"><p class="site-title"><a href="/">The Harbour Ledger</a></p></header>
<main id="main" class="site-main"><article id="post-178" class="post-178 post type-post hentry category-asia tag-courts entry">
<header class="entry-header"><h1 class="entry-title">11 held in Port Meridian</h1></header>
<div class="entry-content">{
    TEXT.format(
        picture='''<figure id="attachment_73" class="wp-caption alignnone"><a href="/picture-18/" rel="attachment wp-att-73"><img class="size-large wp-image-73" src="/uploads/picture-18.jpg" alt="" width="1024" height="576" /></a><figcaption id="caption-attachment-73" class="wp-caption-text">The customs house at dawn (AFP)</figcaption></figure>'''
    )
}</div>
<footer class="entry-footer default-max-width"><div class="posted-by"><span class="posted-on">Published <time class="entry-date published updated" datetime="2021-07-01T09:24:58+04:00">July 1, 2021</time></span><span class="byline">By <a href="/author/tom-okafor/" rel="author">Tom Okafor</a></span></div><div class="post-taxonomies"><span class="cat-links">Categorized as <a href="/category/asia/" rel="category tag">Asia</a> </span><span class="tags-links">Tagged <a href="/tag/courts/" rel="tag">courts</a></span></div></footer>
</article>
<div id="comments" class="comments-area"><ol class="comment-list"><li class="comment"><footer class="comment-meta"><b class="fn">Old Salt</b> <time datetime="2021-07-02T10:00:00+04:00">July 2, 2021</time></footer><div class="comment-content"><p>First comment! Also the photograph shows the wrong building, that is the old customs house.</p></div></li></ol>
<form id="commentform" class="comment-form"><p class="comment-form-cookies-consent"><input type="checkbox" name="c" /> <label for="c">Save my name, email, and website in this browser for the next time I comment.</label></p></form></div>
<nav class="navigation post-navigation" aria-label="Posts"><div class="nav-links"><div class="nav-previous"><a href="/2021/06/tide-tables/" rel="prev"><p class="meta-nav">Previous post</p><p class="post-title">Tide tables were wrong for years</p></a></div><div class="nav-next"><a href="/2021/07/new-cranes/" rel="next"><p class="meta-nav">Next post</p><p class="post-title">New cranes for the quay</p></a></div></div></nav>
</main></body></html>"""
BLOCKS = f"""<!doctype html><html lang="en-US"><head><title>11 held in Port Meridian &#8211; The Harbour Ledger</title></head>
<body class="post-template-default single single-post postid-178 single-format-standard">
<div class="wp-site-blocks"><header class="wp-block-template-part"><p class="wp-block-site-title"><a href="/" rel="home">The Harbour Ledger</a></p></header>
<main class="wp-block-group"><div class="wp-block-group"><h1 class="wp-block-post-title">11 held in Port Meridian</h1></div>
<div class="entry-content wp-block-post-content">{
    TEXT.format(
        picture='''<figure class="wp-block-image size-large"><img src="/uploads/picture-18.jpg" alt="" class="wp-image-18" width="1024" height="576"/><figcaption class="wp-element-caption">The customs house at dawn (AFP)</figcaption></figure>'''
    )
}</div>
<div class="wp-block-template-part"><div class="wp-block-columns"><div class="wp-block-column"><div class="wp-block-group"><p>Posted</p><div class="wp-block-post-date"><time datetime="2021-07-01T09:24:58+04:00">July 1, 2021</time></div><p>in</p><div class="taxonomy-category wp-block-post-terms"><a href="/category/asia/" rel="tag">Asia</a></div></div>
<div class="wp-block-group"><p>by</p><div class="wp-block-post-author"><div class="wp-block-post-author__content"><p class="wp-block-post-author__name">Tom Okafor</p></div></div></div></div>
<div class="wp-block-column"><p>Tags:</p><div class="taxonomy-post_tag wp-block-post-terms"><a href="/tag/courts/" rel="tag">courts</a></div></div></div></div>
</main></div></body></html>"""


@pytest.fixture(params=[CLASSIC, BLOCKS], ids=["classic theme", "block theme"])
def article(request: pytest.FixtureRequest, make_page: Callable[..., Page]) -> Article:
    """The article of the story, in one theme and in the other."""
    found = article_from_page(make_page(request.param, url=URL), RULES)
    assert isinstance(found, Article)
    return found


def test_headline(article: Article) -> None:
    """The headline has no name of the site."""
    assert article.headline == "11 held in Port Meridian"


def test_standfirst_in_bold(article: Article) -> None:
    """A first paragraph wholly in bold is the standfirst, with who reports the story."""
    assert (
        article.description
        == "Eleven dockers were held after a sit-in at the customs house. …reports The Harbour Ledger"
    )
    assert article.credit == "The Harbour Ledger"


def test_body(article: Article) -> None:
    """The text with its table, without standfirst, caption, pointer to another story, comments and form."""
    assert article.body.split("\n\n") == [
        "The sit-in began before dawn on Wednesday, when the first shift refused to leave the customs house at the old quay.",
        "Police carried the men out one by one, and the harbour master said that nobody had been hurt in the operation.",
        "Year | Held",
        "2019 | 413",
        "A court will hear the case in the autumn, and the union has promised to pay for the defence of every one of them.",
    ]


def test_date_below_the_text(article: Article) -> None:
    """A date printed in the article's own footer counts; a number that opens the slug is no day."""
    assert article.date_published == "2021-07-01T09:24:58+04:00"
    assert article.date_modified is None


def test_byline_below_the_text(article: Article) -> None:
    """So does a byline."""
    assert article.authors == ("Tom Okafor",)


def test_section_and_tags(article: Article) -> None:
    """Categories and tags are told apart, though a block theme marks both as tags."""
    assert article.section == "Asia"
    assert article.tags == ("courts",)


def test_picture(article: Article) -> None:
    """The picture with its caption, and the credit split off it."""
    assert article.images == (
        Image(url="https://ledger.test/uploads/picture-18.jpg", caption="The customs house at dawn", credit="AFP"),
    )


def test_related_story(article: Article) -> None:
    """The story behind ALSO READ."""
    assert article.related == (
        Related(url="https://ledger.test/2021/06/tide-tables/", title="Tide tables were wrong for years"),
    )


def test_neighbours(make_page: Callable[..., Page]) -> None:
    """The story before and the story after, where the theme links them."""
    found = article_from_page(make_page(CLASSIC, url=URL), RULES)
    assert isinstance(found, Article)
    assert found.previous_url == "https://ledger.test/2021/06/tide-tables/"
    assert found.next_url == "https://ledger.test/2021/07/new-cranes/"


def test_document_read_again(make_page: Callable[..., Page]) -> None:
    """What one reading keeps of a document or marks in it does not change the next reading."""
    page = make_page(CLASSIC, url=URL)
    document = parse(page)
    first = article_from_document(page, document, RULES)
    assert isinstance(first, Article)
    assert first == article_from_document(page, document, RULES)
    assert first == read_page(page, RULES).article


def test_page_of_a_picture_is_no_article(make_page: Callable[..., Page]) -> None:
    """The page that WordPress gives a picture, with its form for comments, yields no article."""
    html = """<!doctype html><html lang="en-US"><head><title>Picture 18</title></head>
<body class="attachment attachment-template-default single single-attachment postid-23 attachment-jpeg"><main>
<article id="post-23" class="post-23 attachment type-attachment hentry"><h1 class="entry-title">Picture 18</h1>
<div class="entry-content"><figure><img width="1280" height="720" src="/uploads/picture-18.jpg" alt=""/></figure></div></article>
<form class="comment-form"><p class="comment-form-cookies-consent"><input type="checkbox" name="c" />
<label for="c">Save my name, email, and website in this browser for the next time I comment.</label></p></form>
</main></body></html>"""
    page = make_page(html, url="https://ledger.test/picture-18/")
    assert read_page(page, RULES).kind is PageKind.OTHER


def test_label_of_a_form_is_no_text(make_page: Callable[..., Page]) -> None:
    """A page whose only sentence is the label of a form's field has no body."""
    html = """<!doctype html><html lang="en"><body class="single-post"><h1>A picture of the quay and nothing else</h1>
<form><p><input type="checkbox"> <label>Save my name, email, and website in this browser for the next time.</label></p></form>
</body></html>"""
    found = article_from_page(make_page(html, url="https://ledger.test/a-picture-of-the-quay/"), RULES)
    assert isinstance(found, Rejected)
    assert found.reason is Reason.NO_BODY


HATOM = """<!doctype html><html lang="en"><head><title>11 held in Port Meridian</title></head><body id="index" class="home">
<header><h1><a href="/">The Harbour Ledger</a></h1><nav><ul><li class="active"><a href="/category/asia.html">Asia</a></li><li><a href="/category/sport.html">Sport</a></li></ul></nav></header>
<section><article><header><h1 class="entry-title"><a href="/2021/07/11-held-in-port-meridian/" rel="bookmark">11 held in Port Meridian</a></h1></header>
<div class="entry-content"><footer class="post-info"><abbr class="published" title="2021-07-01T09:24:00+04:00">Published: Thu 01 July 2021</abbr><br/>
<abbr class="modified" title="2021-07-03T11:00:00+04:00">Updated: Sat 03 July 2021</abbr>
<address class="vcard author">By <a class="url fn" href="/author/tom-okafor.html">Tom Okafor</a> <a class="url fn" href="/author/priya-raghunathan.html">Priya Raghunathan</a></address>
<p>In <a href="/category/asia.html">Asia</a>.</p><p>tags: <a href="/tag/courts.html">courts</a> <a href="/tag/shipping.html">shipping</a></p></footer>
<p>The sit-in began before dawn on Wednesday, when the first shift refused to leave the customs house at the old quay.</p>
<p>Police carried the men out one by one, and the harbour master said that nobody had been hurt in the operation.</p>
<p>A court will hear the case in the autumn, and the union has promised to pay for the defence of every one of them.</p>
</div></article></section></body></html>"""


@pytest.fixture
def hatom(make_page: Callable[..., Page]) -> Article:
    """The story in a theme that marks up nothing but hAtom, on a page whose body calls itself home."""
    found = article_from_page(make_page(HATOM, url=URL), RULES)
    assert isinstance(found, Article)
    return found


def test_moments_of_hatom(hatom: Article) -> None:
    """An abbreviation's title is the exact moment of the date it prints."""
    assert hatom.date_published == "2021-07-01T09:24:00+04:00"
    assert hatom.date_modified == "2021-07-03T11:00:00+04:00"


def test_authors_linked_in_a_row(hatom: Article) -> None:
    """Links with nothing but space between them are two authors and not one with a long name."""
    assert hatom.authors == ("Tom Okafor", "Priya Raghunathan")


def test_labelled_section_and_tags(hatom: Article) -> None:
    """Links to addresses of sections and tags count where the words before them say what they are."""
    assert hatom.section == "Asia"
    assert hatom.tags == ("courts", "shipping")


def test_text_of_hatom(hatom: Article) -> None:
    """The text begins below the footer that stands above it."""
    assert hatom.body.startswith("The sit-in began before dawn")
    assert hatom.word_count == 66

"""Where captions stand, and which pictures are the article's: tests of pipelines.extract.captions and images."""

from datetime import UTC, datetime

import pytest
from lxml import html

from archive.model import CaptureRef
from pipelines.article import Article, Image
from pipelines.chain import article_from_page
from pipelines.extract.captions import find_caption
from pipelines.page import Page
from pipelines.rules import PageRules

_TEXT = "".join(
    f"<p>The harbour authority said on Monday that pier number {number} will stay closed until divers have looked at "
    "every pillar, and that the ferries leave from the western pier in the meantime.</p>"
    for number in range(1, 6)
)


def images_of(above: str, inside: str = "", head: str = "") -> tuple[Image, ...]:
    """The pictures of an article with this markup between headline and text, and after its second paragraph."""
    first, second, rest = _TEXT.split("</p>", 2)
    body = (
        f"<html><head><title>Pier stays closed</title>{head}</head><body><main><h1>Pier stays closed</h1>{above}"
        f"<div class='text'>{first}</p>{second}</p>{inside}{rest}</div></main></body></html>"
    )
    page = Page(
        url="https://paper.test/pier",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=body.encode(),
        fetched_at=datetime(2026, 5, 4, tzinfo=UTC),
        warc=CaptureRef(file="a.warc.gz", offset=0, length=1, record_id="urn:uuid:0", payload_digest="sha1:A"),
    )
    article = article_from_page(page, PageRules(site="paper"))
    assert isinstance(article, Article)
    return article.images


_SHAPES = {
    "a figure with sources": """
        <figure><picture><source srcset='/p-2.jpg'><source srcset='/p-3.jpg'><img src='/p.jpg'></picture>
        <figcaption>Divers at the pier. Photo: Ana Duarte</figcaption></figure>""",
    "a box named as a teaser": """
        <div class='lead-teaser'><div class='picture'><img src='/p.jpg'><div class='picture-caption'>Divers at the pier.
        <span class='credit'>Ana Duarte</span></div></div></div>""",
    "a table": """
        <table class='tr-caption-container'><tr><td><a href='/p-large.jpg'><img src='/p.jpg'></a></td></tr>
        <tr><td class='tr-caption'>Divers at the pier. (Photo: Ana Duarte)</td></tr></table>""",
    "an article element for the picture": """
        <article class='media'><div><img src='/p.jpg'></div><div class='field-image-caption'>Divers at the pier.</div>
        <div class='field-image-credits'>Foto: Ana Duarte</div></article>""",
    "a caption beside an empty figure": """
        <figure class='zoom'><img src='/p.jpg'></figure>
        <div class='image_caption'>Divers at the pier. © Ana Duarte</div>""",
    "a box without a name": """
        <div class='lead-art'><div><img src='/p.jpg'></div><div>Divers at the pier.</div>
        <small>Photo: Ana Duarte</small></div>""",
    "a span that holds both": """
        <p><span class='wf_caption'><img src='/p.jpg'>
        <span>Divers at the pier. (Photo: Ana Duarte)</span></span></p>""",
    "a lazy picture with a button": """
        <figure><div><img src='/clear.gif'><noscript><img src='/p.jpg'></noscript></div><figcaption>
        <button>Hide caption</button><span>Hide caption</span> Divers at the pier.
        <cite class='source'>Photo: Ana Duarte</cite></figcaption></figure>""",
    "a draft of the picture before it": """
        <div class='media'><div class='box'><img src='data:image/jpeg;base64,B64'><img data-src='/p.jpg'></div>
        <p class='media__description'>Divers at the pier. — Foto: Ana Duarte</p></div>""",
    "a caption set as a heading in a teaser": """
        <div class='lead-gallery'><div class='teaser'><div class='img-container'><img src='/p.jpg'>
        <div class='picture-caption
        '><h4>Divers at the pier. Foto: Ana Duarte</h4></div></div></div></div>""",
    "a long and a short version": """
        <div class='media'><img src='/p.jpg'><div class='caption'><div class='caption-full'>Divers at the pier.
        <a>less</a></div><div class='caption-truncated'>Divers at<a>... more</a></div>
        <span class='credit'>Photo: Ana Duarte</span></div></div>""",
    "a fold in the caption": """
        <figure><img src='/p.jpg'><figcaption><p>Divers at <span>... [+]</span> the pier. (Photo: Ana Duarte)
        </p><small>Getty Images</small></figcaption></figure>""",
    "a second figcaption": """
        <figure><div><img src='/p.jpg'><figcaption>Divers at the pier.</figcaption></div>
        <figcaption><span>Photo: Ana Duarte</span></figcaption></figure>""",
    "an attribute for scripts": """
        <figure class='slide'><img src='/p.jpg' data-caption='Divers at the pier. (Photo: Ana Duarte)'></figure>""",
    "a cite before the caption": """
        <figure><img src='/p.jpg'><figcaption><cite>Ana Duarte</cite><div>Divers at the pier.</div></figcaption>
        </figure>""",
    "a counter of pictures as figcaption": """
        <div class='article-image'><div><img src='/p.jpg'><figure><figcaption>6 photos</figcaption></figure></div>
        <div class='article-image-desc'><p class='desc'>Divers at the pier.<span> (Photo: Ana Duarte)</span></p>
        </div></div>""",
    "a credit in an element without a name": """
        <figure><img src='/p.jpg'><figcaption><span class='m3'>Divers at the pier.</span>
        <span class='f2'>Ana Duarte</span></figcaption></figure>""",
    "a label for those who listen": """
        <figure><img src='/p.jpg'><span class='off-screen'>Image copyright</span>
        <span class='picture-copyright'>Ana Duarte</span><figcaption><span class='off-screen'>Image caption</span>
        Divers at the pier.</figcaption></figure>""",
    "a box that scripts put the picture into": """
        <figure><div class='delayed' data-src='/p.jpg'></div><figcaption>Divers at the pier. © Ana Duarte</figcaption>
        </figure>""",
    "a button with an icon": """
        <figure><a href='/p-large.jpg'><span><img src='/img/icons/zoom-in.svg'></span>
        <picture><img src='/p.jpg'></picture></a>
        <figcaption>Divers at the pier. Photo: Ana Duarte</figcaption></figure>""",
    "a credit in the figure, but not in the picture's box": """
        <figure><div class='image-credit'><div>Credit: Ana Duarte</div></div><div class='box'><img src='/p.jpg'>
        <figcaption>Divers at the pier.</figcaption></div></figure>""",
    "a caption that begins the box behind": """
        <div class='inline'><img src='/p.jpg'></div><div class='white'>
        <p class='imagedescription'>Divers at the pier. © Ana Duarte</p></div>""",
    "a badge in the box": """
        <div class='thumbnail'><img src='/p.jpg'><span><img src='/best.svg' width='20'></span>
        <div class='thumbnail-text'>Divers at the pier. <span class='credit'>Image: Ana Duarte</span></div></div>""",
    "a credit beside one in brackets": """
        <figure><img src='/p.jpg'><figcaption>Divers at the pier. (AP Photo/Ana Duarte) <span class='credit'>Ana Duarte
        </span></figcaption></figure>""",
    "a counter before the caption": """
        <figure><img src='/p.jpg'><figcaption><span>1of4</span>Divers at the pier. Photo: Ana Duarte</figcaption>
        </figure>""",
}


@pytest.mark.parametrize("markup", _SHAPES.values(), ids=_SHAPES)
@pytest.mark.parametrize("place", ["above", "inside"])
def test_a_caption_is_found_and_parted_from_its_credit(markup: str, place: str) -> None:
    """Under the headline and between paragraphs, in the markup of many systems."""
    images = images_of(**{"above": "", place: markup})
    assert [(image.caption, image.credit) for image in images] == [("Divers at the pier.", "Ana Duarte")]
    assert images[0].url == "https://paper.test/p.jpg"


def test_a_lead_picture_that_scripts_load_has_the_address_stated_for_others() -> None:
    """Only the caption is in the page; og:image says which picture it is."""
    images = images_of(
        "<figure><img src='data:image/gif;base64,R0lGOD'><figcaption>Divers at the pier.</figcaption></figure>",
        head="<meta property='og:image' content='https://paper.test/lead.jpg'>",
    )
    assert images == (Image(url="https://paper.test/lead.jpg", caption="Divers at the pier.", credit=None),)


def test_boxes_that_lead_to_other_stories_hold_none_of_the_pictures() -> None:
    """A teaser between two paragraphs has a title and a picture of its own."""
    teaser = "<div class='teaser'><a href='/other'><img src='/o.jpg'></a><p class='caption'>Another harbour</p></div>"
    card = "<div class='card'><h3>Another harbour</h3><img src='/c.jpg'><p class='caption'>Boats</p></div>"
    picture = "<figure><img src='/p.jpg'><figcaption>Divers at the pier.</figcaption></figure>"
    assert [image.caption for image in images_of(picture, teaser + card)] == ["Divers at the pier."]


def test_a_caption_that_stands_first_in_the_text_is_the_pictures() -> None:
    """The text begins in the box that holds the picture, too."""
    markup = (
        "<div class='img-bx'><a><div><img src='/p.jpg'></div></a><div><p class='cap-txt'>夜明けの埠頭</p></div></div>"
    )
    assert images_of("<p>" + markup) == (Image(url="https://paper.test/p.jpg", caption="夜明けの埠頭", credit=None),)


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src='/p.jpg'><div><a href='/b'>Another harbour was closed in spring</a> More</div></figure>",
        "<div><img src='/p.jpg'><p class='caption'>You may also like: <a href='/b'>Another harbour</a></p></div>",
        "<figure><img src='/p.jpg'><figcaption><h1>Pier stays closed</h1></figcaption></figure>",
        "<div><a href='/l.jpg'><img src='/z.svg' width='16'><small>lihat foto</small></a></div>",
    ],
    ids=["another story", "a pointer", "the headline", "a button"],
)
def test_what_stands_in_a_figure_may_be_no_caption(markup: str) -> None:
    """A link to another story, the headline and labels of buttons say nothing of the picture."""
    picture = next(html.fragment_fromstring(markup).iter("img"))
    assert find_caption(picture, frozenset()) == (None, None)


def test_a_caption_that_is_printed_cut_and_whole_is_given_once() -> None:
    """Scripts show one of the two."""
    cut, whole = "Divers leave the pier of the old harbour in", "Divers leave the pier of the old harbour in fog."
    images = images_of(
        f"<div class='picture'><img src='/p.jpg'><div class='caption'><div>{whole} <a>less</a></div><div>{cut} <a>... "
        "more</a></div></div><div class='credit'>Photo: Ana Duarte</div></div>"
    )
    assert [(image.caption, image.credit) for image in images] == [(whole, "Ana Duarte")]


def test_a_line_beside_a_picture_in_the_text_is_its_caption() -> None:
    """A box between two paragraphs that holds the picture and nothing else needs no name."""
    images = images_of("", "<div align='center'><img src='/p.jpg'><br>Divers leave the pier</div>")
    assert [image.caption for image in images] == ["Divers leave the pier"]


@pytest.mark.parametrize("line", ["Updated on June 19, 2025", "https://paper.test/pier.html", "26 ℃ and mostly cloudy"])
def test_a_date_or_an_address_beside_a_picture_is_no_caption(line: str) -> None:
    """Such lines stand beside the picture above the text."""
    images = images_of(f"<div><img src='/p.jpg'><span>{line}</span></div>")
    assert [image.caption for image in images] == [None]


def test_an_advert_of_the_sites_own_is_no_picture_of_the_article() -> None:
    """What stands under it asks for something."""
    images = images_of(
        "<figure><img src='/p.jpg'><figcaption>Divers at the pier.</figcaption></figure>",
        "<figure><img src='/mag.jpg'><figcaption>Need more boats? Subscribe to our magazine!</figcaption></figure>",
    )
    assert [image.caption for image in images] == ["Divers at the pier."]


def test_the_picture_stated_for_others_has_the_caption_of_the_one_above_the_article() -> None:
    """It stands outside of all that holds the text; the credit under it is a link."""
    text = _TEXT.replace("<p>", "", 1)
    link = "<a href='https://pictures.test/ana'>Photo by Ana Duarte from Pictures</a>"
    lead = f"<div><div><img src='/small/harbour-pier.jpg'></div><div class='imgCopyright'>{link}</div></div>"
    stated = "<meta property='og:image' content='https://paper.test/large/harbour-pier.jpg'>"
    images = images_of(f"</main>{lead}<main><h2>Old pier</h2><p>{text}", head=stated)
    assert images[0].url.endswith("harbour-pier.jpg")
    assert images[0].credit == "Ana Duarte from Pictures"


def test_what_is_named_a_credit_and_has_no_label_is_one() -> None:
    """Neither a label nor a service is in it."""
    images = images_of("<div><img src='/p.jpg'><span class='thumb-copyright'>Harbour Cells</span></div>")
    assert [(image.caption, image.credit) for image in images] == [(None, "Harbour Cells")]

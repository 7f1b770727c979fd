"""Tests of pipelines.extract.videos."""

import pytest

from pipelines.article import Video
from pipelines.extract.structured import read_structured
from pipelines.extract.videos import find_videos

TEXT = "<p>The ferry left the quay at noon with two hundred passengers on board, and nobody saw it again.</p>"


def videos(make_document, html: str) -> tuple[Video, ...]:
    """The films of a page whose text is its first and last paragraph."""
    document = make_document(html)
    paragraphs = document.tree.findall(".//article/p")
    headline = document.tree.find(".//h1")
    return find_videos(document, read_structured(document), headline, (paragraphs[0], paragraphs[-1]))


@pytest.mark.parametrize(
    ("player", "expected"),
    [
        ('<video src="/v/ferry.mp4"></video>', Video(url="https://news.test/v/ferry.mp4")),
        ('<video><source src="/v/ferry.webm"></video>', Video(url="https://news.test/v/ferry.webm")),
        (
            '<iframe data-src="https://www.youtube.com/embed/a1"></iframe>',
            Video(url="https://www.youtube.com/embed/a1"),
        ),
        (
            '<figure><iframe src="//player.vimeo.com/video/7"></iframe><figcaption>The ferry.</figcaption></figure>',
            Video(url="https://player.vimeo.com/video/7", title="The ferry."),
        ),
        (
            '<iframe src="https://media.harbour.test/videoplayer/9" title="The ferry at noon"></iframe>',
            Video(url="https://media.harbour.test/videoplayer/9", title="The ferry at noon"),
        ),
        ('<amp-youtube data-videoid="a1"></amp-youtube>', Video(url="https://www.youtube.com/embed/a1")),
    ],
)
def test_players_of_the_text_are_found(make_document, player: str, expected: Video) -> None:
    """Video elements and frames of players, loaded late or not, with the caption or name they bear."""
    assert videos(make_document, f"<article><h1>Ferry</h1>{TEXT}{player}{TEXT}</article>") == (expected,)


@pytest.mark.parametrize(
    "frame",
    [
        '<iframe src="https://open.spotify.com/embed/video-podcast/1"></iframe>',
        '<iframe src="https://www.google.com/maps/embed?pb=1"></iframe>',
        '<iframe src="https://radio.test/player/live"></iframe>',
        '<video src="blob:https://news.test/1"></video>',
        '<aside class="related-videos"><iframe src="https://www.youtube.com/embed/a1"></iframe></aside>',
    ],
)
def test_other_frames_are_no_films(make_document, frame: str) -> None:
    """Sound, maps, addresses of this tab only, and what a box of recommendations holds."""
    assert videos(make_document, f"<article><h1>Ferry</h1>{TEXT}{frame}{TEXT}</article>") == ()


def test_what_is_stated_and_shown_is_one_film(make_document) -> None:
    """A VideoObject gives the file and the name of the player on the page, whatever settings the player has."""
    stated = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry", "video": {"@type":'
        ' "VideoObject", "name": "The last film", "embedUrl": "https://www.youtube.com/embed/a1",'
        ' "contentUrl": "https://news.test/a1.mp4"}}</script>'
    )
    shown = '<iframe src="https://www.youtube-nocookie.com/embed/a1?rel=0"></iframe>'
    assert videos(make_document, f"{stated}<article><h1>Ferry</h1>{TEXT}{shown}{TEXT}</article>") == (
        Video(url="https://news.test/a1.mp4", title="The last film"),
    )


def test_open_graph_names_the_film_of_a_page_without_a_player(make_document) -> None:
    """A film that scripts put in."""
    head = '<meta property="og:video" content="https://news.test/a1.mp4">'
    assert videos(make_document, f"<head>{head}</head><article><h1>Ferry</h1>{TEXT}{TEXT}</article>") == (
        Video(url="https://news.test/a1.mp4"),
    )


def test_several_films_outside_the_article_are_of_other_stories(make_document) -> None:
    """A list of films that JSON-LD describes beside the article."""
    listed = "".join(
        f'<script type="application/ld+json">{{"@type": "VideoObject", "contentUrl": "/{n}.mp4"}}</script>'
        for n in "ab"
    )
    assert videos(make_document, f"{listed}<article><h1>Ferry</h1>{TEXT}{TEXT}</article>") == ()

"""What a page needs to look like itself."""

import datetime as dt

import pytest

from archive.model import CaptureRef
from pipelines.extract.document import parse
from pipelines.extract.requisites import css_requisites, find_requisites
from pipelines.page import Page


def requisites(html: str) -> list[str]:
    ref = CaptureRef(file="w", offset=0, length=1, record_id="r", payload_digest="d")
    page = Page(
        url="http://h.example/2026/story/",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        warc=ref,
    )
    return [url.removeprefix("http://h.example") for url in find_requisites(parse(page))]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="/a.jpg">', ["/a.jpg"]),
        ('<img src="a b.jpg">', ["/2026/story/a%20b.jpg"]),
        ('<img data-src="/lazy.jpg" src="data:image/gif;base64,R0">', ["/lazy.jpg"]),
        ('<img srcset="/s.jpg 300w, /m,1.jpg 2x,/l.jpg 1200w">', ["/s.jpg", "/m,1.jpg", "/l.jpg"]),
        ('<picture><source data-srcset="/p.webp"></picture>', ["/p.webp"]),
        ('<link rel="stylesheet preload" href="/s.css?ver=1">', ["/s.css?ver=1"]),
        ('<link rel="canonical" href="/">', []),
        ('<meta property="og:image" content="http://cdn.example/o.jpg">', ["http://cdn.example/o.jpg"]),
        ('<script src="/x.js"></script><script>var a = "url(/no.png)"</script>', ["/x.js"]),
        ("<style>@import '/i.css'; b{background:url( \"/b.png\" )}</style>", ["/i.css", "/b.png"]),
        ('<div style="background-image:url(/d.png)"></div>', ["/d.png"]),
        ('<video poster="/v.jpg"><source src="/v.mp4"></video>', ["/v.jpg", "/v.mp4"]),
        ('<a href="/page/">no</a><iframe src="/frame/"></iframe>', []),
        ('<img src="/a.jpg"><img src="/a.jpg#x"><img src="http://[bad/">', ["/a.jpg"]),
    ],
)
def test_pictures_styles_and_scripts_are_found(html: str, expected: list[str]) -> None:
    """Every way in which a page names what it embeds; nothing that it only links to."""
    assert requisites(html) == expected


def test_style_sheet_names_imports_fonts_and_pictures() -> None:
    """A style sheet's own addresses are resolved against itself; what is commented out is not fetched."""
    text = """@import url("base.css"); @import 'more.css' screen; /* url(no.png) */
    @font-face{src:url(../f/a.woff2) format("woff2"), url('../f/a.woff')} i{background:url(data:image/png;base64,AA)}"""
    assert css_requisites(text, "http://h.example/theme/css/s.css") == (
        "http://h.example/theme/css/more.css",
        "http://h.example/theme/css/base.css",
        "http://h.example/theme/f/a.woff2",
        "http://h.example/theme/f/a.woff",
    )

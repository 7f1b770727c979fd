"""Where a listing goes on when only a script knows."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract.document import Document, parse
from pipelines.extract.load_more import find_endpoints
from pipelines.page import Page

HERE = "https://example.com/world/"


def document(markup: str, url: str = HERE) -> Document:
    """A page with this markup."""
    ref = CaptureRef(file="a", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    return parse(Page(url=url, status=200, headers=headers, body=markup.encode(), fetched_at=moment, warc=ref))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<div hx-get="/part?x=1" hx-trigger="revealed"></div>', "/part?x=1"),
        ('<div hx-get="/part?x=1" hx-trigger="intersect once"></div>', "/part?x=1"),
        ('<button hx-get="/part?x=1">Load more</button>', "/part?x=1"),
        ('<div hx-get="?page=2"></div>', "/world/?page=2"),
        ('<turbo-frame id="pagination" src="/part?x=1" loading="lazy"></turbo-frame>', "/part?x=1"),
        ('<turbo-frame id="list" src="/world?page=2"></turbo-frame>', "/world?page=2"),
        ('<button data-url="/part">続きを読む</button>', "/part"),
        ('<a role="button" data-href="/part" aria-label="Mehr laden"></a>', "/part"),
        ('<section data-endpoint="/part"><ul></ul><button>Weitere Artikel laden</button></section>', "/part"),
        ('<div data-endpoint="/part"></div><button>Daha fazla göster</button>', "/part"),
        ('<button>Ver más</button><div data-endpoint="/part"></div>', "/part"),
        ('<div id="load-more" data-url="/part"></div>', "/part"),
        ('<div class="feed" data-next="/part"></div>', "/part"),
        ('<div data-next-page="https://example.com/world/page/2/"></div>', "/world/page/2/"),
        ('<button class="load-more" data-url="/part" data-page="3"></button>', "/part?page=4"),
        ('<button class="load-more" data-url="/part?s=a" data-offset="12"></button>', "/part?s=a&offset=12"),
        ('<div data-url="/part" data-next-page="2"></div>', "/part?page=2"),
        ('<button class="load-more" data-url="/part/{page}/"></button>', "/part/2/"),
        ("""<div data-infinite-scroll='{"path": "/world/page/{{#}}/", "append": ".post"}'></div>""", "/world/page/2/"),
        (r'<script>window.state = {"nextPageUrl":"https:\/\/example.com\/part?a=1&b=2"};</script>', "/part?a=1&b=2"),
        ("<script>load({next_url: '/part'})</script>", "/part"),
        ('<script>var page = {"next": "/world/page/2/"};</script>', "/world/page/2/"),
        ('<script type="application/json">{"list": {"links": {"next": "/world/?page=2"}}}</script>', "/world/?page=2"),
        ("""<div id="app" data-page='{"props": {"next_page_url": "/part"}}'></div>""", "/part"),
        (
            r"""<script>var infiniteScroll = {"settings":{"ajaxurl":"https:\/\/example.com\/?infinity=scrolling",
            "history":{"host":"example.com","path":"\/world\/page\/%d\/","parameters":""}}};</script>""",
            "/world/page/2/",
        ),
    ],
)
def test_ways_to_go_on(markup: str, expected: str) -> None:
    """Attributes, settings and data name the next page."""
    assert find_endpoints(document(f"<body>{markup}</body>")) == (f"https://example.com{expected}",)


@pytest.mark.parametrize(
    "markup",
    [
        '<div hx-get="/weather" hx-trigger="load"></div>',
        '<button hx-post="/part" class="load-more">Load more</button>',
        '<button hx-get="/login">Sign in</button>',
        '<turbo-frame id="weather" src="/weather"></turbo-frame>',
        '<a class="share" data-url="/2026/a-story/">Share</a>',
        '<div class="card" data-href="/2026/a-story/"><a href="/2026/a-story/">A story of the day</a></div>',
        '<div data-next="Next story"></div>',
        '<div class="load-more" data-url="#more"></div>',
        '<div class="load-more" data-url="javascript:more()"></div>',
        '<script>var carousel = {"next": "/2026/the-other-story/"};</script>',
        """<script type="application/json">{"title": "A", "url": "/a", "next": "/world/?page=2"}</script>""",
        '<script>var words = {"next": "Next", "previous": "Back"};</script>',
        f'<div class="load-more" data-url="{HERE}"></div>',
        '<div data-page="{broken" class="load-more nextPageUrl"></div>',
    ],
)
def test_what_does_not_go_on(markup: str) -> None:
    """Widgets, shares, cards, forms, neighbours of a story, words and what is broken."""
    assert find_endpoints(document(f"<body>{markup}</body>")) == ()


def test_the_number_follows_that_of_the_page() -> None:
    """On page 3 a place for the number takes 4."""
    markup = '<body><button class="load-more" data-url="/part/{page}/"></button></body>'
    assert find_endpoints(document(markup, f"{HERE}page/3/")) == ("https://example.com/part/4/",)


def test_bounded() -> None:
    """A page of thousands of such addresses gives a few, and one of deep nesting is read in time."""
    many = "".join(f'<div class="load-more" data-url="/part/{number}"></div>' for number in range(5000))
    assert len(find_endpoints(document(f"<body>{many}</body>"))) == 20
    deep = '<div data-url="/part">' * 2000 + "x" * 100_000
    assert find_endpoints(document(f"<body>{deep}</body>")) == ()

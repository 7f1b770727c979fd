"""Pages made to cost a reader all its time: each of these took minutes, or grew with the square of the page.

No clock is read here: what grows with the square again shows as a test that does not end.
"""

from collections.abc import Callable
from itertools import count, takewhile

import pytest

from pipelines.chain import read_page
from pipelines.page import Page
from pipelines.rules import PageRules

MakePage = Callable[..., Page]

SIZE = 300_000
LEAD = (
    "The ferry left the quay at noon with two hundred passengers on board, and the band played until it was gone "
    "from sight behind the lighthouse at the end of the long pier."
)
LAST = (
    "The harbour master said that the search would go on through the night, with every boat that the town has, "
    "and with two more from the island across the sound."
)


def many(piece: str, size: int = SIZE) -> str:
    """A piece again and again, to so many characters."""
    return piece * (size // len(piece))


def numbered(piece: str) -> str:
    """The same, with the number of each in place of its %d."""
    room = SIZE // (len(piece) + 3)
    return "".join(piece.replace("%d", str(i)) for i in takewhile(lambda i: i < room, count()))


def story(head: str, inside: str) -> str:
    """A page with a costly head, or with something costly inside its article."""
    return (
        f'<html><head><meta property="og:type" content="article">{head}</head><body><article><h1>Ferry lost at sea</h1>'
        f"<p>{LEAD}</p><p>{LAST}</p>{inside}</article></body></html>"
    )


def stated(json: str) -> str:
    """JSON-LD."""
    return f'<script type="application/ld+json">{json}</script>'


INSIDE = {
    "attributes of one tag": f"<div {numbered('a%d=1 ')}></div>",
    "divs in divs": many("<div>"),
    "spans in spans": many("<span>"),
    "fonts in fonts": many("<font>"),
    "tables in tables": many("<table><tr><td>"),
    "one line": f"<p>{many('The ferry left at noon. ')}</p>",
    "one word": f"<p>{many('a')}</p>",
    "strokes": f"<p>{many('/')}</p>",
    "dots": f"<p>{many('.')}</p>",
    "ampersands": f"<p>{many('&')}</p>",
    "siblings": many("<p>x</p>"),
    "line breaks": f"<p>{many('<br>')}</p>",
    "lines between breaks": f"<p>{many('It was so.<br><br>')}</p>",
    "lines between breaks in a div": f"<div>{many('It was so on that day.<br><br>')}</div>",
    "rules": many("<hr>"),
    "links": numbered('<a href="/s/story-%d">A story</a> '),
    "figures": numbered('<figure><img src="/%d.jpg"><figcaption>The ferry. Photo: Ana Duarte</figcaption></figure>'),
    "pictures in one box": f"<div>{numbered('<img src=/%d.jpg><span class=caption>The ferry</span>')}</div>",
    "sources of a picture": f'<img src="/a.jpg" srcset="{numbered("/%d.jpg %dw, ")}">',
    "commas for sources": f'<img src="/a.jpg" srcset="{many(",")}">',
    "a picture in its address": f'<img src="data:image/png;base64,{many("QUFB")}">',
    "dates": many("<p>3 May 2026</p>"),
    "dates in one line": f"<p>{many('3 May 2026, ')}</p>",
    "times": many('<time datetime="2026-05-01T10:00:00Z">x</time>'),
    "tables": many("<table><tr><td>x</td></tr></table>"),
    "cells of one row": f"<table><tr>{many('<td>x</td>')}</tr></table>",
    "cells as wide as the world": many('<table><tr><td rowspan=1000000 colspan=100000>x</td></tr></table>', 2000),
    "terms": f"<dl>{many('<dt>x<dd>y')}</dl>",
    "entities": f"<p>{many('&#8217;')}</p>",
    "marks on one letter": f"<p>a{many('&#769;&#803;')}</p>",
    "zeros": f"<p>{many('&#00000000')}</p>",
    "nuls": f"<p>{many(chr(0))}</p>",
    "italics that do not end": many("<p><i>x"),
    "ends without beginnings": many("</p>"),
    "comments that do not end": many("<!--"),
    "preformatted lines": f"<pre>{many('a line' + chr(10) * 2)}</pre>",
}  # fmt: skip
HEADS = {
    "a long text for machines": stated('{"@type":"NewsArticle","articleBody":"' + many("words and ") + '"}'),
    "many authors in one": stated('{"@type":"NewsArticle","author":"' + many("Jane Doe and ") + '"}'),
    "many authors": stated(
        '{"@type":"NewsArticle","author":[' + numbered('{"@type":"Person","name":"Jane Doe%d"},') + "{}]}"
    ),
    "lists in lists": stated(many("[")),
    "objects in objects": stated(many('{"a":')),
    "statements without end": many(stated('{"a":' * 90 + "1" + "}" * 90)),
    "days for machines": many('<meta name="date" content="2026-05-01">'),
    "a long title": f"<title>{many('a - b | ')}</title>",
}


@pytest.mark.parametrize("name", INSIDE)
def test_a_costly_piece_costs_only_itself(make_page: MakePage, name: str) -> None:
    """Headline and beginning of the story are read all the same."""
    article = read_page(make_page(story("", INSIDE[name])), PageRules(site="news.test")).article
    assert article is not None
    assert article.headline == "Ferry lost at sea"
    assert article.body.startswith(f"{LEAD}\n\n{LAST}")


@pytest.mark.parametrize("name", HEADS)
def test_costly_statements_cost_only_themselves(make_page: MakePage, name: str) -> None:
    """The story under them is read whole."""
    article = read_page(make_page(story(HEADS[name], "")), PageRules(site="news.test")).article
    assert article is not None
    assert article.body == f"{LEAD}\n\n{LAST}"


def test_a_costly_address_costs_only_itself(make_page: MakePage) -> None:
    """An address of a thousand words is read like any other."""
    page = make_page(story("", ""), url="https://news.test/" + many("-%D9%88", 8000) + "x/1")
    article = read_page(page, PageRules(site="news.test")).article
    assert article is not None
    assert article.body == f"{LEAD}\n\n{LAST}"

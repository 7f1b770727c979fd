"""What a site profile says overrules the general rules; what it does not find overrules nothing."""

import datetime as dt

import pytest

from archive.model import CaptureRef
from pipelines.article import Article
from pipelines.chain import article_from_document
from pipelines.extract.document import parse
from pipelines.page import Page
from pipelines.rules import PageRules

HTML = """<html lang=en><head><title>Tide tables | Bay</title></head><body>
<article><div class=kicker>Harbour desk</div><h1>Wrong headline of the theme</h1>
<h2 class=real>The tide comes early</h2>
<p class=intro>Boats must leave before six.</p><span class=who>By Ines Pardo and Tom Reyes</span>
<span class=when>3 February 2024</span>
<div class=text><p>The spring tide reached the upper steps on Friday, an hour before the tables had said it would.</p>
<p>Two boats were lifted onto the quay and the ferry waited outside the mole until the afternoon.</p>
<p>Mehr dazu: <a href="/2024/old-steps/">The old steps</a></p>
<div class=promo><p>Our app tells you the tide every morning, and it costs nothing but a little patience.</p></div>
</div>
<p>A paragraph behind the text that no reader of the story would miss, because it is the house rules.</p></article>
</body></html>"""


def article(**rules: object) -> Article:
    page = Page(
        url="http://bay.example/2024/02/tide-tables/",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        body=HTML.encode(),
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        warc=CaptureRef(file="w", offset=0, length=1, record_id="r", payload_digest="d"),
    )
    found = article_from_document(page, parse(page), PageRules(site="bay", **rules))  # type: ignore[arg-type]
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("selectors", "field", "value"),
    [
        ({"headline": "h2.real"}, "headline", "The tide comes early"),
        ({"standfirst": "p.intro"}, "description", "Boats must leave before six."),
        ({"authors": ".who"}, "authors", ("Ines Pardo", "Tom Reyes")),
        ({"date_published": ".when"}, "date_published", "2024-02-03"),
        ({"section": ".kicker"}, "section", "Harbour desk"),
    ],
)
def test_selector_names_a_field(selectors: dict[str, str], field: str, value: object) -> None:
    """Each field is taken from where the profile says."""
    assert getattr(article(selectors=selectors), field) == value


def test_selector_of_the_body_takes_that_and_nothing_else() -> None:
    """The body is the text of the selected elements, without what the profile drops."""
    found = article(selectors={"body": "div.text", "drop": ".promo"}, labels={"related": ("Mehr dazu",)})
    assert found.body.startswith("The spring tide")
    assert "house rules" not in found.body
    assert "Our app" not in found.body


def test_own_label_of_related_stories() -> None:
    """A line with the site's own label is a pointer to another story and no text."""
    found = article(labels={"related": ("Mehr dazu",)})
    assert "Mehr dazu" not in found.body
    assert [(one.url, one.title) for one in found.related] == [("http://bay.example/2024/old-steps/", "The old steps")]


def test_selector_that_finds_nothing_overrules_nothing() -> None:
    """When a site changed and a profile did not, the general rules go on."""
    nothing = dict.fromkeys(
        ("headline", "standfirst", "body", "authors", "date_published", "section", "drop"), ".no-such-class"
    )
    assert article(selectors=nothing) == article()

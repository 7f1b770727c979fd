"""The page and its picture: self-contained, well-formed, and no place for a site's markup."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from crawler.coverage.page import page
from crawler.coverage.picture import picture
from crawler.ledger import Outcome

SVG = "{http://www.w3.org/2000/svg}"


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_page_asks_for_nothing(ledgers) -> None:
    """No script, no link, no address in any attribute but the name of SVG."""
    ledgers.crawl(*ledgers.chain("abcd", missing="b"))
    tags = Tags(page(ledgers.coverage())).found
    assert {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "a", "object", "base", "form"} == set()
    names = {name for _, attributes in tags for name in attributes}
    assert names & {"src", "href", "srcset", "action", "onload", "onclick"} == set()
    values = {value for _, attributes in tags for value in attributes.values() if value and "://" in value}
    assert values - {"http://www.w3.org/2000/svg"} == {value for value in values if "names it" in value}
    assert "url(" not in page(ledgers.coverage())


def test_what_a_site_says_does_not_become_markup(ledgers) -> None:
    """URLs and failures come from outside."""
    ledgers.crawl(
        ledgers.story("a", next="<script>alert(1)</script>", day="2026-10-01"),
        ledgers.answer("<script>alert(1)</script>", status=500),
        ledgers.left_out("<b>", Outcome.OVER_BUDGET),
    )
    assert "script" not in {tag for tag, _ in Tags(page(ledgers.coverage())).found}


def test_the_picture_has_a_bar_for_each_month_of_each_source(ledgers) -> None:
    """Three months, of which the feed knew one story; its row stands before all stories."""
    ledgers.crawl(
        ledgers.answer("feed", kind="feed", named={"listed": ("c",)}),
        ledgers.story("a", day="2026-08-01"),
        ledgers.story("b", day="2026-09-01"),
        ledgers.story("c", day="2026-10-01"),
    )
    drawing = ET.fromstring(picture(ledgers.coverage()))
    bars = [bar.get("class") for bar in drawing.iter(f"{SVG}rect")]
    assert (bars.count("all"), bars.count("behind"), bars.count("source")) == (3, 3, 1)
    titles = [title.text for bar in drawing.iter(f"{SVG}rect") for title in bar.iter(f"{SVG}title")]
    assert titles == ["2026-08: 1 stories", "2026-09: 1 stories", "2026-10: 1 stories", "2026-10: 1 of 1"]


def test_holes_are_marked_where_they_are(ledgers) -> None:
    """Two holes, each a mark between the ends of the chain's parts, from left to right."""
    ledgers.crawl(*ledgers.chain("abcdefg", missing="bf"))
    drawing = ET.fromstring(picture(ledgers.coverage()))
    marks = [path.get("d") for path in drawing.iter(f"{SVG}path") if path.get("class") == "hole"]
    places = [float(re.match(r"M([\d.]+)", mark or "")[1]) for mark in marks]
    assert len(places) == 2
    assert places == sorted(places)
    parts = [line for line in drawing.iter(f"{SVG}line") if line.get("class") == "part"]
    assert len(parts) == 3


def test_a_site_without_dates_has_a_page_without_a_picture(ledgers) -> None:
    """Nothing to draw, and no error."""
    ledgers.crawl(ledgers.story("a"))
    assert picture(ledgers.coverage()) == ""
    assert "<svg" not in page(ledgers.coverage())


def test_twenty_years_fit(ledgers) -> None:
    """Everything lies within the drawing."""
    ledgers.crawl(*(ledgers.story(f"s{year}", day=f"{year}-07-01") for year in range(2006, 2027)))
    drawing = ET.fromstring(picture(ledgers.coverage()))
    places = [float(bar.get("x", "0")) + float(bar.get("width", "0")) for bar in drawing.iter(f"{SVG}rect")]
    assert 100 < min(places) < max(places) <= 1000

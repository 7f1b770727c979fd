"""Tests of pipelines.extract.dates."""

from datetime import UTC, datetime

import pytest

from archive.model import CaptureRef
from pipelines.extract.dates import find_dates_of
from pipelines.extract.document import parse
from pipelines.extract.structured import read_structured
from pipelines.page import Page

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REF = CaptureRef(file="x.warc.gz", offset=0, length=1, record_id="urn:uuid:0", payload_digest="sha1:0")


def published(body: str, head: str = "", url: str = "https://example.org/story") -> str | None:
    """The day of publication of a page with the body's h1 as headline and its first p as first block."""
    source = f"<html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    document = parse(Page(url=url, status=200, headers=headers, body=source, fetched_at=NOW, warc=REF))
    return find_dates_of(
        document,
        read_structured(document),
        headline=document.tree.find(".//h1"),
        first_block=document.tree.find(".//p"),
        language="en",
        zone=None,
        now=NOW,
    ).published


FILLER = "<p>Rain fell on the harbour all day, and nobody came.</p>" * 100


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Rain</h1><div>Updated October 23, 2025</div><p>Text.</p>",
        f"<h1>Rain</h1>{FILLER}<div>Last updated: 23.10.2025</div>",
        f"<h1>Rain</h1>{FILLER}<ul><li><b>Published on</b> <i>23 October 2025</i></li></ul>",
        f"<h1>Rain</h1>{FILLER}<div>Posted: <a href=/x>23 October 2025</a></div><div>Concert on 1 May 2024</div>",
        f"<h1>Rain</h1>{FILLER}<div>This was put here on 23 October 2025 by a neighbour of ours, in the evening.</div>",
        "<div class=elementor-widget><h1>Rain</h1><time>October 23rd, 2025</time></div><p>Text.</p>",
        f"<fieldset><h1>Rain</h1> 23 October 2025 {FILLER}</fieldset>",
        f"<h1>Rain</h1>{FILLER}<abbr class=published itemprop=datePublished title=2025-10-23T10:52:00+02:00>10:52</abbr>",  # noqa: E501
        "<h1>Rain</h1><table><tr><td>23 | 10 | 2025</td></tr></table><p>Text.</p>",
    ],
)
def test_the_one_day_a_page_names_is_its_day(body: str) -> None:
    """Whatever it is called and wherever it stands, the only date of a page, or the labelled one, is found."""
    assert (published(body) or "")[:10] == "2025-10-23"


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Rain</h1><p>Text.</p><footer>© 2019 The Harbour</footer>",
        f"<h1>Rain</h1>{FILLER}<div>The festival will begin on 1 July 2026, and not a day before.</div>",
        "<h1>Rain</h1><div>Updated: 1 July 2026</div><p>Text.</p>",
    ],
)
def test_no_day_is_made_up(body: str) -> None:
    """A year alone and days after the capture are no date of publication."""
    assert published(body) is None


def test_a_first_publication_wins_over_the_date_in_the_dateline() -> None:
    """A sentence that says when the article first appeared is more exact than an unlabelled date."""
    body = (
        "<h1>Rain</h1><div class=date>30 September 2022</div><p>Text.</p>"
        f"{FILLER}<p>This article was originally published on 26 Sep 2019 at 4:12pm but has been updated.</p>"
    )
    assert published(body) == "2019-09-26"


_STATED = (
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-10-26T18:10:00+01:00"}</script>'
)


def test_the_day_in_the_address_is_that_of_the_first_publication() -> None:
    """A stated day long after the one in the address is that of a later version; a day after it is a time zone's."""
    assert published("<h1>Rain</h1><p>Text.</p>", _STATED, "https://example.org/2017/7/12/rain") == "2017-07-12"
    later = published("<h1>Rain</h1><p>Text.</p>", _STATED, "https://example.org/2020/10/25/rain")
    assert later == "2020-10-26T18:10:00+01:00"


def test_other_nodes_second_a_day_and_bring_none() -> None:
    """Three nodes that agree with a meta tag outweigh the article's node; nodes of other stories have no voice."""
    node = '<script type="application/ld+json">{"@type":"WebPage","datePublished":"%s"}</script>'
    meta = '<meta property="article:published_time" content="2020-12-18T21:09:22+00:00">'
    body = "<h1>Rain</h1><p>Text.</p>"
    assert published(body, _STATED + meta + (node % "2020-12-18") * 3) == "2020-12-18T21:09:22+00:00"
    assert published(body, _STATED + (node % "2020-12-18") * 9) == "2020-10-26T18:10:00+01:00"


def test_a_moment_in_utc_is_given_in_the_zone_in_which_the_page_shows_it() -> None:
    """The same instant with the offset of the page's own zone names the day that readers saw."""
    meta = '<meta property="article:published_time" content="2025-12-19T03:05:00Z">'
    body = "<h1>Rain</h1><time datetime=2025-12-18T19:05:00-08:00>19:05</time><p>Text.</p>"
    assert published(body, meta) == "2025-12-18T19:05:00-08:00"


def test_a_stated_and_shown_day_outweighs_one_that_is_only_stated() -> None:
    """Two sources, one of them visible, are more than one; the same date printed once in nested elements is one."""
    meta = '<meta property="article:published_time" content="2020-11-03T08:00:00+00:00">'
    shown = "<h1>Rain</h1><div class=date>November 3, 2020</div><p>Text.</p>"
    assert published(shown, _STATED + meta) == "2020-11-03T08:00:00+00:00"
    clock = "<div class=top><div><div class=date>November 4, 2020</div></div></div>" + "<i></i>" * 40
    assert published(f"{clock}<h1>Rain</h1><p>The Post<br>3 Nov 2020, 22:11 GMT+10</p>") == "2020-11-03T22:11:00+10:00"


def test_dates_of_teasers_do_not_replace_the_stated_date() -> None:
    """Several days printed below a headline are those of other stories; a single one is the dateline."""
    teasers = "".join(f"<div class=date>{day}. 8. 2020</div>" for day in (9, 11, 13))
    assert published(f"<h1>Rain</h1>{teasers}<p>Text.</p>", _STATED) == "2020-10-26T18:10:00+01:00"
    assert published("<h1>Rain</h1><div class=date>9. 8. 2020</div><p>Text.</p>", _STATED) == "2020-08-09"


def test_a_clock_in_the_page_head_does_not_replace_a_day_stated_and_printed() -> None:
    """Where the stated day is printed too, another printed day is not the article's."""
    body = "<div class=date>27 October 2020</div><h1>Rain</h1><div>Harbour Post, October 26, 2020</div><p>Text.</p>"
    assert published(body, _STATED) == "2020-10-26T18:10:00+01:00"


_MOMENT = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("stated", "url", "more", "expected"),
    [
        ("2026-05-02T02:54:29Z", "https://example.com/a", '<script>{"timezone":{"long":"America/New_York"}}</script>', "2026-05-01T22:54:29-04:00"),  # noqa: E501
        ("2026-05-04T00:25:00Z", "https://www.example.com.ar/a", "", "2026-05-03T21:25:00-03:00"),
        ("2026-05-03T16:10:00Z", "https://news.example.jp/a", "", "2026-05-04T01:10:00+09:00"),
        ("2026-05-25T00:23:33Z", "https://example.ca/a", "", "2026-05-24T20:23:33-04:00"),
        # Midnight in Toronto, and evening in Vancouver.
        ("2026-05-25T04:10:00Z", "https://example.ca/a", "", "2026-05-25T04:10:00+00:00"),
        ("2026-05-04T00:25:00Z", "https://example.org/a", "", "2026-05-04T00:25:00+00:00"),
        # A day without a time, and a day that the page prints.
        ("2026-05-04T00:00:00Z", "https://www.example.com.ar/a", "", "2026-05-04T00:00:00+00:00"),
        ("2026-05-04T00:25:00Z", "https://www.example.com.ar/a", "<div class=date>4 May 2026</div>", "2026-05-04T00:25:00+00:00"),  # noqa: E501
    ],
)  # fmt: skip
def test_a_moment_in_utc_is_given_on_the_clock_of_the_readers(stated: str, url: str, more: str, expected: str) -> None:
    """The page's own settings or the country of its host tell the zone; where they leave two days open, UTC stays."""
    assert published(f"<h1>Rain</h1>{more}<p>Text.</p>", _MOMENT.format(stated), url) == expected


def test_the_printed_day_decides_between_two_zones() -> None:
    """Of one moment stated twice, the day that the page prints is the one its readers saw."""
    head = _MOMENT.format("2026-05-06T02:00:00Z") + '<meta name="date.created" content="2026-05-05T21:00:00-05:00">'
    body = "<h1>Rain</h1><div class=Datetime>6 May 2026 - 2:00</div><p>Text.</p>"
    assert published(body, head) == "2026-05-06T02:00:00+00:00"


@pytest.mark.parametrize(
    "body",
    [
        "<div class=article><h1>Rain</h1><p>Text.</p><div class=footer><time itemprop=datePublished datetime=2025-10-23></time></div></div>",  # noqa: E501
        "<div class=sidebar__main><div class=mod-date><time datetime='23 de octubre de 2025'>23 de octubre de 2025</time></div><h1>Rain</h1><p>Text.</p></div>",  # noqa: E501
        f"<h1>Rain</h1>{FILLER}<figure>Picture of 9 March 2016</figure><label>Last modified:</label><div>23.10.2025 um 09:25</div>",  # noqa: E501
    ],
)
def test_the_articles_own_frame_is_not_foreign(body: str) -> None:
    """A footer inside the article, a layout that holds the headline, and the label of the last change are believed."""
    assert (published(body, _MOMENT.format("") + '<meta name="date" content="2025-10-21">' * ("footer" in body)) or "")[
        :10
    ] == "2025-10-23"

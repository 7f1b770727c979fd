"""What is not as it used to be, and what is only the ordinary weather."""

from datetime import timedelta


def test_a_site_that_goes_on_as_before_is_no_concern(crawls) -> None:
    """Five weeks of daily crawls, each with its stories and now and then a failure."""
    crawls.daily(range(35), stories=3, failed=1)
    assert crawls.says() == []


def test_one_crawl_is_no_concern(crawls) -> None:
    """There is nothing to compare with, and a person who reads the report on the next day knows that."""
    crawls.add(0, stories=60)
    assert crawls.says(later=timedelta(days=1)) == []


def test_a_timer_that_stopped(crawls) -> None:
    """Crawls came every day, and now for five days none."""
    crawls.daily(range(10))
    assert crawls.says(later=timedelta(days=5)) == ["no crawl for 5 days; there was one at least every 24 hours"]


def test_crawls_that_end_badly(crawls) -> None:
    """The last two of them could not reach the start page."""
    crawls.daily(range(10))
    crawls.add(240, stories=0, exit_code=4)
    crawls.add(264, stories=0, exit_code=4)
    assert crawls.says() == ["the last 2 crawls ended badly, the latest with status 4 (start_unreachable)"]


def test_crawls_that_never_come_to_the_end(crawls) -> None:
    """One that is cut short goes on the next time; five in a row get nowhere."""
    crawls.daily(range(10))
    for hour in range(4):
        crawls.add(230 + hour, exit_code=6, reason="cut off")
    assert crawls.says() == []
    crawls.add(235, exit_code=6, reason="cut off")
    assert crawls.says() == ["the last 5 crawls did not come to the end, the latest: cut off"]


def test_a_site_that_fell_silent(crawls) -> None:
    """A story a day for weeks, then crawls that end well and bring nothing."""
    crawls.daily(range(30))
    crawls.daily(range(30, 36), stories=0)
    assert crawls.says() == ["no new story for 6 days; the longest pause before was 24 hours"]


def test_a_weekly_is_not_called_silent(crawls) -> None:
    """A story a week, crawled every day: six days without one are nothing new."""
    for day in range(35):
        crawls.add(24 * day, stories=1 if day % 7 == 0 else 0)
    assert crawls.says() == []


def test_more_failures_than_before(crawls) -> None:
    """One in eleven failed, now four in thirteen do; the outcome `blocked` counts as well."""
    crawls.daily(range(28), failed=1)
    crawls.daily(range(28, 35), failed=3, blocked=4)
    assert crawls.says() == ["49 of 126 of the pages asked for failed or were blocked, before 28 of 336"]


def test_what_was_never_asked_for_does_not_count(crawls) -> None:
    """A thousand URLs over budget do not hide the failures."""
    crawls.daily(range(28), over_budget=1000)
    crawls.daily(range(28, 35), failed=7, over_budget=1000)
    assert crawls.says() == ["49 of 126 of the pages asked for failed or were blocked, before 0 of 308"]


def test_pages_that_give_no_article_any_more(crawls) -> None:
    """After a redesign no text is found on most pages."""
    crawls.daily(range(28), stories=10)
    crawls.daily(range(28, 35), stories=2, no_body=8)
    assert crawls.says() == ["56 of 70 of the article pages gave no article, before 0 of 280"]


def test_a_field_that_went_missing(crawls) -> None:
    """No author is found any more; the report names a page to look at."""
    crawls.daily(range(28), stories=3)
    crawls.daily(range(28, 35), stories=3, without=["authors"])
    assert crawls.says() == ["authors: on 0 of 21 new articles, before on 84 of 84; look at https://news.example/105/"]


def test_an_agency_as_author_is_no_missing_author(crawls) -> None:
    """Who signs may be an agency, an organisation or the outlet."""
    crawls.daily(range(28), stories=1)
    line = {"url": "https://news.example/x/", "fetched_at": "2026-11-29T10:00:00Z", "agencies": ["dpa"]}
    whole = {"date_published": "2026-11-29", "description": "x", "section": "x", "tags": ["x"], "images": [{}]}
    for day in range(28, 35):
        crawls.add(24 * day, stories=0, lines=[{**line, **whole, "word_count": 300}] * 2)
    assert crawls.says() == []


def test_texts_that_shrank(crawls) -> None:
    """Only the first paragraph comes out: a paywall, or a text that a script loads."""
    crawls.daily(range(28), stories=3)
    for day in range(28, 35):
        line = {"url": "https://news.example/x/", "fetched_at": "2026-11-29T10:00:00Z", "authors": ["A B"]}
        whole = {"date_published": "2026-11-29", "description": "x", "section": "x", "tags": ["x"], "images": [{}]}
        crawls.add(24 * day, stories=0, lines=[{**line, **whole, "word_count": 60}] * 3)
    assert crawls.says() == ["new articles have 60 words (median), before 400"]

"""Which source knew which story, and months that look too thin."""

from crawler.coverage.model import Coverage, Source
from crawler.coverage.register import BIT
from crawler.coverage.sources import months_of
from crawler.coverage.stories import Story
from crawler.ledger import Outcome
from pipelines.reading import PageKind


def knew(coverage: Coverage) -> dict[str, tuple[int, int]]:
    """Stories and stories alone, of each source that knew any."""
    return {row.source.value: (row.stories, row.alone) for row in coverage.sources if row.stories}


def test_each_source_is_told_by_the_page_that_names(ledgers) -> None:
    """Sitemap, feed, section, text of a story, box beside a story, neighbour: one story each."""
    ledgers.crawl(
        ledgers.answer("sitemap.xml", kind=PageKind.SITEMAP, heard=[("in-sitemap", "listed")]),
        ledgers.answer("feed", kind=PageKind.FEED, heard=[("in-feed", "listed")]),
        ledgers.answer("world", kind=PageKind.LISTING, heard=[("in-section", "card")]),
        ledgers.story(
            "in-sitemap", heard=[("in-text", "body"), ("in-box", "card"), ("aside", "other")], next="in-feed"
        ),
        *(ledgers.story(name) for name in ("in-feed", "in-section", "in-text", "in-box", "aside")),
    )
    coverage = ledgers.coverage()
    assert knew(coverage) == {
        "chain": (1, 0),
        "sections": (1, 1),
        "sitemap": (1, 1),
        "feed": (1, 0),
        "body": (1, 1),
        "teasers": (1, 1),
        "other": (1, 1),
    }


def test_overlaps_count_exactly_these_sources(ledgers) -> None:
    """Two stories in sitemap and feed, one in the sitemap only, one that nobody names."""
    ledgers.crawl(
        ledgers.answer("sitemap.xml", kind=PageKind.SITEMAP, heard=[("a", "listed"), ("b", "listed"), ("c", "listed")]),
        ledgers.answer("feed", kind=PageKind.FEED, named={"listed": ("a", "b")}),
        *(ledgers.story(name) for name in "abcd"),
    )
    overlaps = {tuple(source.value for source in one.sources): one.stories for one in ledgers.coverage().overlaps}
    assert overlaps == {("sitemap", "feed"): 2, ("sitemap",): 1, (): 1}


def test_an_old_address_in_the_sitemap_counts_for_the_story(ledgers) -> None:
    """The sitemap names what redirects to it."""
    ledgers.crawl(
        ledgers.answer("sitemap.xml", kind=PageKind.SITEMAP, heard=[("old", "listed")]),
        ledgers.answer("old", status=301, target="https://news.example/a"),
        ledgers.story("a"),
    )
    assert knew(ledgers.coverage()) == {"sitemap": (1, 1)}


def test_tags_of_a_sitemap_beyond_the_budget_are_no_holes(ledgers) -> None:
    """A sitemap names tags, and sitemaps of tags, as well as stories; only what may be a story is missed."""
    heard = [("tag/x", "listed"), ("b", "listed"), ("wp-sitemap-users-1.xml", "sitemap")]
    ledgers.crawl(
        ledgers.answer("sitemap.xml", role="sitemap", kind=PageKind.SITEMAP, heard=heard),
        ledgers.story("a", day="2026-10-01"),
        ledgers.left_out("wp-sitemap-users-1.xml", Outcome.OVER_BUDGET, role="sitemap"),
        ledgers.left_out("tag/x", Outcome.OVER_BUDGET, role="listed"),
        ledgers.left_out("b", Outcome.OVER_BUDGET, role="listed"),
    )
    coverage = ledgers.coverage()
    assert [hole.urls for hole in coverage.holes] == [("https://news.example/b",)]


def test_sources_are_told_over_all_crawls(ledgers) -> None:
    """Heard of through the feed in one crawl, in the sitemap of the next."""
    ledgers.crawl(ledgers.answer("feed", kind=PageKind.FEED, heard=[("a", "listed")]), ledgers.story("a"))
    ledgers.crawl(ledgers.answer("sitemap.xml", kind=PageKind.SITEMAP, named={"listed": ("a",)}))
    assert knew(ledgers.coverage()) == {"sitemap": (1, 0), "feed": (1, 0)}


def stories_in(counts: dict[str, int]) -> list[Story]:
    """So many stories on the first days of each month."""
    return [
        Story(id=f"{month}-{day}", url="", published=f"{month}-{day:02d}")
        for month, count in counts.items()
        for day in range(1, count + 1)
    ]


def test_months_without_stories_are_there() -> None:
    """From the first story to the last, over the turn of a year."""
    stories = stories_in({"2025-11": 2, "2026-02": 1})
    months = months_of(stories, [BIT[Source.FEED]] * len(stories))
    assert [(month.month, month.stories, month.by_source["feed"]) for month in months] == [
        ("2025-11", 2, 2),
        ("2025-12", 0, 0),
        ("2026-01", 0, 0),
        ("2026-02", 1, 1),
    ]


def test_a_month_far_below_its_neighbours_is_suspicious() -> None:
    """Fewer than a quarter of what is usual around it."""
    stories = stories_in({"2026-01": 20, "2026-02": 20, "2026-03": 4, "2026-04": 20, "2026-05": 20})
    months = months_of(stories, [0] * len(stories))
    assert [(month.month, month.stories, month.usual) for month in months if month.suspicious] == [("2026-03", 4, 20.0)]


def test_the_first_and_last_month_and_quiet_sites_are_not_suspicious() -> None:
    """A month that has just begun is thin, and three stories a month say nothing about an empty one."""
    busy = stories_in({"2026-01": 1, "2026-02": 20, "2026-03": 20, "2026-04": 1})
    quiet = stories_in({"2026-01": 3, "2026-02": 3, "2026-04": 3, "2026-05": 3})
    for stories in (busy, quiet):
        assert not any(one.suspicious for one in months_of(stories, [0] * len(stories)))


def test_a_wrong_date_does_not_make_thousands_of_months() -> None:
    """A page may claim to be of the year 1."""
    stories = stories_in({"0001-01": 1, "2026-10": 2, "9999-12": 1})
    months = months_of(stories, [0] * len(stories))
    assert [month.month for month in months] == ["0001-01", "2026-10", "9999-12"]


def test_undated_stories_are_counted_apart(ledgers) -> None:
    """What is no date stands in no month."""
    ledgers.crawl(ledgers.story("a", day="2026-10-01"), ledgers.story("b"))
    coverage = ledgers.coverage()
    assert coverage.undated == 1
    assert [(month.month, month.stories) for month in coverage.months] == [("2026-10", 1)]

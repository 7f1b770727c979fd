"""The report on a site, from its store, and as text."""

from datetime import UTC, datetime

from crawler.health.measure import health_of
from crawler.health.text import text
from crawler.ledger import Outcome, Visit

AT = datetime(2026, 11, 30, 10, tzinfo=UTC)


def visit(name: str, outcome: Outcome, status: int | None = None, failure: str | None = None) -> Visit:
    return Visit(
        url=f"https://news.example/{name}", outcome=outcome, fetched_at=AT, role="card", status=status, failure=failure
    )


def test_a_store_without_a_crawl_gives_no_report(crawls) -> None:
    """Nor does a crawl that has not closed its account."""
    assert health_of(crawls.store, "news.example", days=7, now=AT) is None


def test_only_the_last_days_and_the_time_before_are_counted(crawls) -> None:
    """Eight days ago is before; five weeks and a day ago is nothing."""
    crawls.add(0, stories=100)
    crawls.add(24 * 29, stories=10, without=["tags"])
    crawls.add(24 * 37, stories=4)
    health = crawls.health()
    assert (health.new, health.crawls) == (4, {"ok": 1})
    tags = next(one for one in health.fields if one.field == "tags")
    assert (tags.share, tags.before, tags.example) == (1.0, 0.0, None)


def test_first_lines_revisions_and_tombstones_are_told_apart(crawls) -> None:
    """Only first lines are new articles."""
    line = {"url": "https://news.example/x/", "fetched_at": "2026-11-01T10:00:00Z"}
    crawls.add(0, stories=2, lines=[{**line, "revision": 2}, {**line, "revision": 3, "status": "gone"}])
    health = crawls.health()
    assert (health.new, health.revised, health.gone) == (2, 1, 1)


def test_causes_count_urls_and_not_tries(crawls) -> None:
    """A URL that came in the end is no failure; one that was tried thrice is one."""
    crawls.add(
        0,
        failed=3,
        visits=[
            *[visit("a", Outcome.FAILED, failure="connection refused")] * 3,
            visit("b", Outcome.FAILED, 503),
            visit("b", Outcome.ARCHIVED, 200),
            visit("c", Outcome.FAILED, 200),
            visit("d", Outcome.BLOCKED, 403),
            visit("e", Outcome.BLOCKED, 403),
        ],
    )
    causes = [(one.says, one.count, one.example) for one in crawls.health().causes]
    assert causes == [
        ("answered 403", 2, "https://news.example/e"),
        ("connection refused", 1, "https://news.example/a"),
        ("answer cut short", 1, "https://news.example/c"),
    ]


def test_the_text(crawls) -> None:
    """Last crawl, concerns, counts, shares of fields, causes."""
    crawls.daily(range(28), stories=2)
    crawls.daily(range(28, 34), stories=2)
    crawls.add(24 * 34, stories=0, exit_code=4, failed=1, visits=[visit("", Outcome.FAILED, 500)])
    assert text(crawls.health()) == (
        "news.example: last crawl 2026-12-05 10:00 UTC, finished, status 4 (start_unreachable)\n"
        "  ! the last crawl ended badly, the latest with status 4 (start_unreachable)\n"
        "  crawls    in 7 days: 6 ok, 1 start_unreachable\n"
        "  articles  12 new, 0 revised, 0 gone\n"
        "  new ones  with date_published 100% (before 100%), authors 100% (before 100%), description 100%"
        " (before 100%), section 100% (before 100%), tags 100% (before 100%), images 100% (before 100%)\n"
        "  not had   1 answered 500, as https://news.example/\n"
    )

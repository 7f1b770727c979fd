"""The text for a terminal."""

from crawler.coverage.report import report, verdict
from crawler.ledger import Outcome


def test_the_report_says_what_matters(ledgers) -> None:
    """Stories, the table of states that adds up, the hole with its neighbours and attempts."""
    ledgers.crawl(*ledgers.chain("abcd", missing="b"), ledgers.answer("b", status=500))
    text = report(ledgers.coverage())
    assert text.startswith("news.example: 3 stories from 1 crawl\n  20261101T100000Z-000000\n1 hole: 1 missed\n")
    assert "  together             4           0   = 4 URLs\n" in text
    assert (
        "  missed, failed: https://news.example/b\n"
        "    lies between https://news.example/a (2026-10-01) and https://news.example/c (2026-10-03),"
        " but it could not be fetched\n"
        "    tried 2026-11-01T10:00:04Z https://news.example/b: failed (500)\n"
    ) in text


def test_the_verdict_of_a_whole_chain(ledgers) -> None:
    """No holes."""
    ledgers.crawl(*ledgers.chain("abc"))
    assert verdict(ledgers.coverage()) == "no holes"


def test_no_chain_proves_nothing(ledgers) -> None:
    """Stories without neighbours: no hole can be seen, which is not the same as there being none."""
    ledgers.crawl(ledgers.story("a"), ledgers.story("b"))
    assert verdict(ledgers.coverage()).startswith("no hole is known, but no story names a neighbour")


def test_an_empty_site_is_not_called_complete(ledgers) -> None:
    """Its start page failed."""
    ledgers.crawl(ledgers.answer("", role="start", status=500))
    assert verdict(ledgers.coverage()) == "no story is archived"


def test_crawls_that_were_cut_are_named(ledgers) -> None:
    """One ended by a signal, one without a manifest."""
    ledgers.crawl(ledgers.story("a"), ended="shutdown")
    ledgers.crawl(ledgers.story("b"), ended=None)
    assert (
        "  2 did not come to the end: 20261101T100000Z-000000 (shutdown), 20261102T100000Z-000001 (no manifest)\n"
    ) in report(ledgers.coverage())


def test_long_lists_are_cut(ledgers) -> None:
    """A terminal is no place for a thousand holes."""
    names = [f"s{number}" for number in range(60)]
    ledgers.crawl(
        ledgers.answer("sitemap.xml", kind="sitemap", named={"listed": tuple(names)}),
        *(ledgers.left_out(name, Outcome.OVER_BUDGET) for name in names),
    )
    text = report(ledgers.coverage())
    assert text.count("  … and 20 more; --json FILE has all of them\n") == 2
    assert "Named by chain, sitemap, feed or oracle, and not archived: 60 over budget\n" in text


def test_thin_months_are_named(ledgers) -> None:
    """With what is usual."""
    days = [f"2026-{month:02d}-{day:02d}" for month in (1, 2, 4, 5) for day in range(1, 9)]
    ledgers.crawl(*(ledgers.story(f"s{day}", day=day) for day in days))
    assert "  2026-03 has 0 stories, where 8 are usual\n" in report(ledgers.coverage())

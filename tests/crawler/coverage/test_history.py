"""Why a URL is, or is not, in the archive."""

import gzip
import json

import pytest

from archive.manifest import BatchCommit, CommittedFile, write_commit
from crawler.coverage.explanation import explanation
from crawler.coverage.history import History, history_of
from crawler.ledger import Outcome
from pipelines.reading import PageKind


def of(ledgers, name: str) -> History:
    """The history of a URL of the site."""
    return history_of(ledgers.store, "news.example", f"https://news.example/{name}")


def test_a_story_is_told_with_who_named_it_and_its_fetches(ledgers) -> None:
    """The pages that name it with their records, and each crawl's word."""
    first = ledgers.crawl(
        ledgers.answer("", role="start", heard=[("a", "card")]),
        ledgers.answer("a", status=500, failure="tried again"),
        ledgers.story("b", previous="a", named={"body": ("a",)}),
        ledgers.story("a", next="b"),
    )
    second = ledgers.crawl(ledgers.answer("a", status=304))
    history = of(ledgers, "a#comments")
    assert history.state.value == "story"
    assert [(one.by, one.role, one.record) for one in history.namings] == [
        ("https://news.example/", "card", "urn:uuid:00000000-0000-4000-8000-000000000001"),
        ("https://news.example/b", "body", "urn:uuid:00000000-0000-4000-8000-000000000003"),
        ("https://news.example/b", "previous_story", "urn:uuid:00000000-0000-4000-8000-000000000003"),
    ]
    assert [(one.crawl, one.visit.outcome.value, one.visit.status) for one in history.fetches] == [
        (first, "failed", 500),
        (first, "archived", 200),
        (second, "unchanged", 304),
    ]


@pytest.mark.parametrize("more", [{}, {"headline": {"text": "of a schema to come"}}])
def test_the_line_of_a_story_is_found_whatever_its_schema(ledgers, more: dict) -> None:
    """Lines of older and newer schemas lie in the same store; of them nothing but the id is looked at."""
    ledgers.crawl(ledgers.story("a"))
    story = ledgers.story("a")
    key = "articles/site=news.example/crawl_date=2026-11-30/old.jsonl.gz"
    stored = ledgers.store.put(key, gzip.compress(json.dumps({"id": story.article_id, **more}).encode() + b"\n"))
    file = CommittedFile(key=key, size=stored.size, sha256=stored.sha256, kind="articles", count=1)
    commit = BatchCommit(
        site="news.example", crawl_id="20261130T100000Z-000000", serial=1, files=(file,), created=story.fetched_at
    )
    write_commit(ledgers.store, commit)
    assert of(ledgers, "a").line == key


def test_another_address_of_a_story_is_told(ledgers) -> None:
    """Its own address stands for it."""
    ledgers.crawl(ledgers.story("a"), ledgers.story("a?print=1", canonical="a"))
    history = of(ledgers, "a?print=1")
    assert history.state.value == "duplicate"
    assert [one.visit.url for one in history.others] == ["https://news.example/a"]
    assert "the same story: https://news.example/a," in explanation(history)


def test_redirects_are_told_in_both_directions(ledgers) -> None:
    """Where an address leads, and which ones lead to it."""
    ledgers.crawl(ledgers.answer("old", status=301, target="https://news.example/a"), ledgers.story("a"))
    assert of(ledgers, "a").redirected_from == ("https://news.example/old",)
    text = explanation(of(ledgers, "old"))
    assert "not in the archive under this address: it redirects" in text
    assert "where it leads: https://news.example/a, " in text


def test_a_page_that_is_no_story_says_why(ledgers) -> None:
    """Kind and reason, as the ledger has them."""
    ledgers.crawl(ledgers.answer("world", kind=PageKind.LISTING, rejected="not_an_article"))
    text = explanation(of(ledgers, "world"))
    assert "in the archive, but no story: its page is a listing" in text


def test_a_disallowed_address_names_the_robots_txt_in_force(ledgers) -> None:
    """Its record, so that it can be read."""
    ledgers.crawl(
        ledgers.answer("robots.txt", role="robots"),
        ledgers.answer("", role="start", heard=[("wp-admin/a", "other")]),
        ledgers.left_out("wp-admin/a", Outcome.DISALLOWED),
    )
    history = of(ledgers, "wp-admin/a")
    assert history.robots is not None
    assert history.robots.visit.url == "https://news.example/robots.txt"
    text = explanation(history)
    assert "robots.txt forbids it" in text
    assert "urn:uuid:00000000-0000-4000-8000-000000000001" in text


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        (Outcome.OVER_BUDGET, "ceased to yield news"),
        (Outcome.OUT_OF_SCOPE, "outside the site"),
    ],
)
def test_what_was_left_out_says_why(ledgers, outcome, text) -> None:
    """A line without a fetch is told as one."""
    ledgers.crawl(ledgers.answer("", role="start", heard=[("tag/x", "taxonomy")]), ledgers.left_out("tag/x", outcome))
    told = explanation(of(ledgers, "tag/x"))
    assert text in told
    assert "(not asked for)" in told


def test_what_a_cut_crawl_left_waits(ledgers) -> None:
    """Heard of, and no line about it."""
    ledgers.crawl(ledgers.answer("", role="start", heard=[("a", "card")]), ended=None)
    assert "no crawl has come to it" in explanation(of(ledgers, "a"))


def test_what_nobody_named_is_unknown(ledgers) -> None:
    """And said so."""
    ledgers.crawl(ledgers.story("a"))
    history = of(ledgers, "b")
    assert history.state.value == "unknown"
    assert explanation(history) == (
        "https://news.example/b\n"
        "  not in the archive: nothing in it names this address as one to fetch\n"
        "  named by no archived page\n"
        "  never asked for\n"
    )


def test_a_story_that_is_gone_by_now_is_still_in_the_archive(ledgers) -> None:
    """The verdict says both."""
    ledgers.crawl(ledgers.story("a"))
    ledgers.crawl(ledgers.answer("a", status=410))
    assert "in the archive, as a story; the server says by now that it is gone" in explanation(of(ledgers, "a"))


def test_a_story_with_a_tombstone(ledgers) -> None:
    """After two crawls that found it gone, its state is gone, and the verdict speaks of both."""
    ledgers.crawl(ledgers.story("a"))
    ledgers.crawl(ledgers.answer("a", status=410))
    ledgers.crawl(ledgers.answer("a", status=404))
    told = explanation(of(ledgers, "a"))
    assert "in the archive, as a story that the site took away; its newest line is a tombstone" in told


def test_many_namings_are_counted(ledgers) -> None:
    """Ten are listed."""
    ledgers.crawl(*(ledgers.story(f"s{number}", named={"card": ("a",)}) for number in range(12)), ledgers.story("a"))
    history = of(ledgers, "a")
    assert (len(history.namings), history.namings_in_all) == (10, 12)
    assert "… and 2 times more" in explanation(history)

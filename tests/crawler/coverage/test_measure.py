"""From ledgers to a coverage: states, holes with their attempts, and the same bytes each time."""

from itertools import pairwise

import pytest

from archive.errors import StoreError
from archive.manifest import BatchCommit, CommittedFile, write_commit
from crawler.coverage.closing import urls_to_close
from crawler.coverage.measure import coverage_of
from crawler.coverage.model import Coverage, HoleKind, Source, State, encode
from crawler.ledger import Outcome
from pipelines.reading import PageKind


def states(coverage: Coverage) -> dict[str, int]:
    """Pages in each state, without the empty ones."""
    return {row.state.value: row.pages for row in coverage.states if row.pages}


def the_hole(coverage: Coverage) -> tuple[str, str | None, tuple[str, ...], list[str], list[str]]:
    """Kind, state, URLs, older side, newer side of the only hole, hosts left out."""
    (hole,) = coverage.holes
    return (
        hole.kind.value,
        hole.state.value if hole.state else None,
        tuple(one.removeprefix("https://news.example/") for one in hole.urls),
        [one.url.removeprefix("https://news.example/") for one in hole.before],
        [one.url.removeprefix("https://news.example/") for one in hole.after],
    )


def test_a_whole_chain_has_no_hole(ledgers) -> None:
    """Four stories in a row, one part, from the first day to the last."""
    ledgers.crawl(*ledgers.chain("abcd"))
    coverage = ledgers.coverage()
    assert coverage.holes == ()
    assert coverage.stories == 4
    assert coverage.chain.confirmed == 3
    (part,) = coverage.chain.components
    assert (part.stories, part.begins, part.ends) == (4, "2026-10-01", "2026-10-04")
    assert (part.oldest.url, part.newest.url) == ("https://news.example/a", "https://news.example/d")


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (lambda site: site.answer("b", status=404), "gone"),
        (lambda site: site.answer("b", status=500), "failed"),
        (lambda site: site.answer("b", status=403), "blocked"),
        (lambda site: site.silence("b"), "failed"),
        (lambda site: site.answer("b", kind=PageKind.LISTING, rejected="not_an_article"), "page"),
        (lambda site: site.answer("b", status=301, target="https://news.example/home"), "redirected"),
        (lambda site: site.left_out("b", Outcome.DISALLOWED), "disallowed"),
        (lambda site: site.left_out("b", Outcome.OVER_BUDGET), "over_budget"),
        (lambda site: site.left_out("b", Outcome.OUT_OF_SCOPE), "out_of_scope"),
        (lambda site: site.answer("sections", kind=PageKind.LISTING, heard=[("b", "card")]), "waiting"),
        (lambda site: site.answer("sections", kind=PageKind.LISTING), "unknown"),
    ],
)
def test_a_missing_story_is_a_hole_with_its_state(ledgers, line, state) -> None:
    """Whatever became of a story that both neighbours name, it is one hole that says so."""
    ledgers.crawl(*ledgers.chain("abc", missing="b"), line(ledgers))
    coverage = ledgers.coverage()
    assert the_hole(coverage) == ("missed", state, ("b",), ["a"], ["c"])


def test_attempts_are_told_over_all_crawls(ledgers) -> None:
    """Two crawls asked for it, three times together; a line without a fetch is no attempt."""
    first = ledgers.crawl(*ledgers.chain("abc", missing="b"), ledgers.answer("b", status=500), ledgers.silence("b"))
    second = ledgers.crawl(ledgers.answer("b", status=404))
    ledgers.crawl(ledgers.left_out("b", Outcome.OVER_BUDGET))
    coverage = ledgers.coverage()
    (hole,) = coverage.holes
    assert hole.state is State.GONE
    assert hole.tried_in == 2
    assert [(one.crawl, one.outcome, one.status, one.failure) for one in hole.attempts] == [
        (first, "failed", 500, None),
        (first, "failed", None, "connection refused"),
        (second, "gone", 404, None),
    ]
    assert hole.attempts[0].at == "2026-11-01T10:00:03Z"
    assert hole.before[0].published == "2026-10-01"
    assert hole.before[0].record == "urn:uuid:00000000-0000-4000-8000-000000000001"


def test_a_hole_that_a_later_crawl_closes_is_gone(ledgers) -> None:
    """Failed yesterday, archived today."""
    ledgers.crawl(*ledgers.chain("abc", missing="b"), ledgers.answer("b", status=500))
    ledgers.crawl(ledgers.story("b", previous="a", next="c", day="2026-10-02"))
    assert ledgers.coverage().holes == ()
    assert states(ledgers.coverage()) == {"story": 3}


def test_every_story_behind_a_broken_neighbour_is_named(ledgers) -> None:
    """Five times a story that only a failing neighbour links: five holes, each between what is archived around it."""
    visits = []
    for number in range(5):
        old, new = f"{number}a", f"{number}d"
        # Of a, b, c, d the crawl gets a and d; b answers 500, and only b would have named c.
        visits.append(
            ledgers.story(
                old, previous=f"{number - 1}d" if number else None, next=f"{number}b", day=f"2026-{number + 1:02d}-01"
            )
        )
        visits.append(ledgers.answer(f"{number}b", status=500))
        visits.append(
            ledgers.story(new, next=f"{number + 1}a" if number < 4 else "end", day=f"2026-{number + 1:02d}-20")
        )
    ledgers.crawl(*visits, ledgers.story("end", previous="4d", day="2026-06-01"))
    coverage = ledgers.coverage()
    assert [(hole.kind.value, hole.urls, hole.by_date) for hole in coverage.holes] == [
        ("missed", (f"https://news.example/{number}b",), "after") for number in range(5)
    ]
    assert [(hole.before[0].url[-2:], hole.after[0].url[-2:]) for hole in coverage.holes] == [
        ("0a", "0d"),
        ("1a", "1d"),
        ("2a", "2d"),
        ("3a", "3d"),
        ("4a", "4d"),
    ]
    assert "how much lies between is not known" in coverage.holes[0].note


def test_an_inserted_story_is_a_hole_until_its_neighbours_are_asked_again(ledgers) -> None:
    """x appears between a and b in the second crawl; in the third both say so."""
    ledgers.crawl(*ledgers.chain("ab"))
    ledgers.crawl(ledgers.story("x", previous="a", next="b", day="2026-10-01"))
    assert the_hole(ledgers.coverage()) == ("inserted", None, ("x",), ["a"], ["b"])
    assert ledgers.coverage().holes[0].tried_in == 0
    ledgers.crawl(ledgers.story("a", next="x", day="2026-10-01"), ledgers.story("b", previous="x", day="2026-10-02"))
    assert ledgers.coverage().holes == ()


def test_a_removed_story_is_a_hole(ledgers) -> None:
    """x was between a and b; then they name each other, and x is there as before."""
    ledgers.crawl(*ledgers.chain("axb"))
    ledgers.crawl(
        ledgers.story("a", next="b", day="2026-10-01"),
        ledgers.story("b", previous="a", day="2026-10-03"),
    )
    coverage = ledgers.coverage()
    assert the_hole(coverage) == ("removed", None, ("x",), ["a"], ["b"])
    assert states(coverage) == {"story": 3}


@pytest.mark.parametrize("gone", [{"status": 404}, {"status": 301, "target": "https://news.example/"}])
def test_a_story_that_the_site_took_away_is_no_hole(ledgers, gone: dict) -> None:
    """x was between a and b; then it is gone, or leads to the front page, and they name each other."""
    ledgers.crawl(*ledgers.chain("axb"))
    ledgers.crawl(
        ledgers.story("a", next="b", day="2026-10-01"),
        ledgers.answer("x", **gone),
        ledgers.story("b", previous="a", day="2026-10-03"),
    )
    assert ledgers.coverage().holes == ()


def test_a_story_with_a_tombstone_is_accounted_for(ledgers) -> None:
    """Two crawls found x gone: its state is gone, a list that still names it misses nothing, and there is no hole."""
    ledgers.crawl(*ledgers.chain("axb"))
    ledgers.crawl(
        ledgers.story("a", next="b", day="2026-10-01", named={"card": ("x",)}),
        ledgers.answer("x", status=404),
        ledgers.story("b", previous="a", day="2026-10-03"),
    )
    ledgers.crawl(ledgers.answer("x", status=410))
    coverage = ledgers.coverage()
    assert coverage.holes == ()
    assert coverage.unarchived == ()
    assert states(coverage) == {"story": 2, "gone": 1}
    ledgers.crawl(ledgers.story("x", previous="a", next="b", day="2026-10-02"))
    assert states(ledgers.coverage()) == {"story": 3}


def test_the_newest_story_may_be_taken_away(ledgers) -> None:
    """Nobody but the story itself says then that it stood behind b."""
    ledgers.crawl(*ledgers.chain("ab"), ledgers.story("x", previous="b", day="2026-10-03"))
    for _ in range(2):
        ledgers.crawl(ledgers.story("b", previous="a", day="2026-10-02"), ledgers.answer("x", status=404))
    assert ledgers.coverage().holes == ()


def test_a_page_that_was_found_unchanged_was_seen(ledgers) -> None:
    """b answers 304 in the crawl that reads c: it could name c, and does not."""
    ledgers.crawl(*ledgers.chain("ab"))
    ledgers.crawl(ledgers.story("c", previous="b", day="2026-10-03"))
    (unconfirmed,) = ledgers.coverage().chain.unconfirmed
    assert unconfirmed.silent == "https://news.example/b"
    assert ledgers.coverage().holes == ()
    ledgers.crawl(ledgers.answer("b", status=304))
    assert the_hole(ledgers.coverage()) == ("one_sided", None, (), ["b"], ["c"])
    assert ledgers.coverage().holes[0].tried_in == 1


def test_a_loop_is_told_with_its_length(ledgers) -> None:
    """The newest story names an older one as its next."""
    ledgers.crawl(*ledgers.chain("abcd")[:3], ledgers.story("d", previous="c", next="b", day="2026-10-04"))
    coverage = ledgers.coverage()
    assert the_hole(coverage) == ("loop", None, (), ["d"], ["b"])
    assert coverage.holes[0].note.endswith("a ring of 3 stories")


def test_links_through_redirects_lead_to_the_story(ledgers) -> None:
    """a names an address that redirects to b; http, www and a slash make no other story."""
    ledgers.crawl(
        ledgers.story("a", next="old-b", day="2026-10-01"),
        ledgers.answer("old-b", status=301, target="https://news.example/b"),
        ledgers.story("b", previous="http://www.news.example/a/", day="2026-10-02"),
    )
    coverage = ledgers.coverage()
    assert coverage.holes == ()
    assert coverage.chain.confirmed == 1
    assert states(coverage) == {"story": 2, "redirected": 1}


def test_other_addresses_of_a_story_are_duplicates(ledgers) -> None:
    """Its own address stands for a story, whichever was read last."""
    ledgers.crawl(
        ledgers.story("a?print=1", canonical="a", day="2026-10-01"),
        ledgers.story("a", day="2026-10-01"),
        ledgers.story("share/77", canonical="a", day="2026-10-01"),
    )
    coverage = ledgers.coverage()
    assert coverage.stories == 1
    assert states(coverage) == {"story": 1, "duplicate": 2}


def test_the_states_add_up(ledgers) -> None:
    """Each URL that any line names is counted once, requisites apart."""
    ledgers.crawl(
        ledgers.answer("robots.txt", role="robots"),
        ledgers.answer("", role="start", kind=PageKind.LISTING, heard=[("a", "card"), ("later", "card")]),
        ledgers.story("a", heard=[("a.jpg", "requisite"), ("tag/x", "taxonomy")]),
        ledgers.answer("a.jpg", role="requisite"),
        ledgers.left_out("tag/x", Outcome.OVER_BUDGET, role="taxonomy"),
    )
    coverage = ledgers.coverage()
    assert states(coverage) == {"story": 1, "page": 2, "over_budget": 1, "waiting": 1}
    assert sum(row.requisites for row in coverage.states) == 1
    assert coverage.urls == 6


def test_what_was_archived_once_stays_archived(ledgers) -> None:
    """A page that is gone by now is in the archive all the same."""
    ledgers.crawl(ledgers.answer("about", kind=PageKind.OTHER), ledgers.story("a"))
    ledgers.crawl(ledgers.answer("about", status=404), ledgers.answer("a", status=410))
    assert states(ledgers.coverage()) == {"story": 1, "page": 1}


def test_what_only_a_sitemap_names_and_nobody_could_read_is_a_hole(ledgers) -> None:
    """It may be a story. What the sitemap names and is gone is none that can be known of."""
    listed = {"listed": ("a", "broken", "gone", "about")}
    ledgers.crawl(
        ledgers.answer("sitemap.xml", role="sitemap", kind=PageKind.SITEMAP, named=listed),
        ledgers.story("a"),
        ledgers.answer("broken", status=500),
        ledgers.answer("gone", status=404),
        ledgers.answer("about", kind=PageKind.OTHER),
    )
    coverage = ledgers.coverage()
    assert the_hole(coverage) == ("missed", "failed", ("broken",), [], [])
    assert coverage.holes[0].named_by == (Source.SITEMAP,)
    assert [(one.url, one.state.value) for one in coverage.unarchived] == [
        ("https://news.example/broken", "failed"),
        ("https://news.example/gone", "gone"),
    ]


ACCOUNT = "wp-json/wp/v2/posts?per_page=1&_fields=link,modified_gmt"


def test_the_sites_own_account_is_held_against_the_archive(ledgers) -> None:
    """It states as many stories as are archived: no hole, whatever it said before, and one that is gone counts not."""
    ledgers.crawl(*ledgers.chain("abcd"), ledgers.answer(ACCOUNT, role="oracle", stated=9))
    answer = ledgers.answer(ACCOUNT, role="oracle", status=304, stated=3, named={"stated": ("d",)})
    ledgers.crawl(answer, ledgers.answer("a", status=410))
    coverage = ledgers.coverage()
    assert coverage.holes == ()
    assert coverage.stated is not None
    assert (coverage.stated.total, coverage.stated.archived) == (3, 3)
    assert coverage.stated.urls == (f"https://news.example/{ACCOUNT}",)
    assert coverage.stated.records == (answer.warc.record_id,)
    assert {row.source: (row.stories, row.unarchived) for row in coverage.sources}[Source.ORACLE] == (1, 0)


def test_a_shortfall_is_a_hole(ledgers) -> None:
    """Seven are stated, four archived, one named by a hole of its own: two that nobody names."""
    ledgers.crawl(*ledgers.chain("abcde", missing="b"), ledgers.answer(ACCOUNT, role="oracle", stated=7))
    coverage = ledgers.coverage()
    assert [hole.kind.value for hole in coverage.holes] == ["missed", "shortfall"]
    assert coverage.holes[1].note.endswith("archived and not gone: 4, and 1 more is named above: at least 2 missing")
    assert coverage.holes[1].named_by == (Source.ORACLE,)


def test_what_only_the_account_names_is_a_hole(ledgers) -> None:
    """It was not fetched on this word alone; the next crawl tries it."""
    account = ledgers.answer(ACCOUNT, role="oracle", stated=3, named={"stated": ("hidden",)})
    ledgers.crawl(*ledgers.chain("ab"), account)
    coverage = ledgers.coverage()
    assert the_hole(coverage) == ("missed", "waiting", ("hidden",), [], [])
    assert coverage.holes[0].note == "named by oracle, but no crawl has asked for it yet"
    assert urls_to_close(coverage) == ("https://news.example/hidden",)


def test_a_site_without_an_account_states_nothing(ledgers) -> None:
    """Most sites."""
    ledgers.crawl(*ledgers.chain("ab"))
    assert ledgers.coverage().stated is None


def test_holes_come_in_the_order_of_their_dates(ledgers) -> None:
    """The oldest place of the chain first."""
    ledgers.crawl(*ledgers.chain("abcdefg", missing="bf"))
    dates = [hole.before[0].published for hole in ledgers.coverage().holes]
    assert dates == ["2026-10-01", "2026-10-05"]
    assert all(one <= other for one, other in pairwise(dates))


def test_a_crawl_without_a_manifest_counts(ledgers) -> None:
    """It runs or was killed; what it committed is read, and the coverage says so."""
    ledgers.crawl(*ledgers.chain("ab"))
    killed = ledgers.crawl(ledgers.story("c", previous="b", day="2026-10-03"), ended=None)
    coverage = ledgers.coverage()
    assert coverage.stories == 3
    assert [(crawl.crawl, crawl.ended) for crawl in coverage.crawls][1] == (killed, None)


def test_the_same_store_gives_the_same_bytes(ledgers) -> None:
    """Holes, attempts and all."""
    ledgers.crawl(*ledgers.chain("abcdef", missing="be"), ledgers.answer("b", status=500))
    ledgers.crawl(ledgers.story("x", previous="c", next="d"))
    assert encode(ledgers.coverage()) == encode(ledgers.coverage())
    assert {hole.kind for hole in ledgers.coverage().holes} == {HoleKind.MISSED, HoleKind.INSERTED}


def test_a_site_without_a_crawl_has_nothing(ledgers) -> None:
    """No stories, no months, no division by nothing."""
    coverage = coverage_of(ledgers.store, "elsewhere.example")
    assert (coverage.stories, coverage.urls, coverage.months, coverage.holes) == (0, 0, (), ())


def test_a_damaged_ledger_is_loud(ledgers) -> None:
    """Our own store failing must not look like a site without holes."""
    key = "ledger/news.example/news.example-20261101T100000Z-000000-00001.jsonl.gz"
    stored = ledgers.store.put(key, b"\x1f\x8b\x08 this is not gzip")
    file = CommittedFile(key=key, size=stored.size, sha256="0" * 64, kind="ledger", count=1)
    crawl_id, created = "20261101T100000Z-000000", ledgers.story("a").fetched_at
    write_commit(
        ledgers.store, BatchCommit(site="news.example", crawl_id=crawl_id, serial=1, files=(file,), created=created)
    )
    with pytest.raises(StoreError, match="cannot be read, at line 0"):
        ledgers.coverage()


def test_a_story_that_moved_stands_at_its_new_address(ledgers) -> None:
    """b moved to c, where it names the neighbours that it has by now; its old address redirects."""
    ledgers.crawl(*ledgers.chain("axb"))
    ledgers.crawl(
        ledgers.story("a", next="c", day="2026-10-01"),
        ledgers.answer("x", status=404),
        ledgers.answer("b", status=301, target="https://news.example/c"),
        ledgers.story("c", previous="a", day="2026-10-03", canonical="b"),
    )
    coverage = ledgers.coverage()
    assert coverage.holes == ()
    assert states(coverage) == {"story": 3, "duplicate": 1}

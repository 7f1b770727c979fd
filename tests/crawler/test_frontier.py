"""The frontier: each URL once, the most urgent first, and an account of all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier import UNHEARD, Frontier
from crawler.ledger import Outcome


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    one = Frontier(tmp_path / "frontier.db")
    yield one
    one.close()


def add(frontier: Frontier, key: str, priority: int = 0, site: str = "a") -> bool:
    return frontier.add(key, site=site, role="card", priority=priority)


def keys(frontier: Frontier, now: float = 0.0, per_site: int = 100) -> list[str]:
    found = []
    while (entry := frontier.next(now, per_site)) is not None:
        found.append(entry.key)
    return found


def test_a_url_is_queued_once(frontier: Frontier) -> None:
    """Hearing of a URL again queues nothing."""
    assert [add(frontier, "u"), add(frontier, "u")] == [True, False]
    assert (keys(frontier), frontier.queued) == (["u"], 0)


def test_urgent_first_then_in_order(frontier: Frontier) -> None:
    """Priority decides, and among equals who came first."""
    for key, priority in (("a", 1), ("b", 5), ("c", 1), ("d", 5)):
        add(frontier, key, priority)
    assert keys(frontier) == ["b", "d", "a", "c"]


def test_more_urgent_mention_moves_a_url_up(frontier: Frontier) -> None:
    """A URL first heard of in passing and then as a neighbour is fetched as a neighbour."""
    add(frontier, "low", 1)
    add(frontier, "middle", 2)
    add(frontier, "low", 9)
    assert keys(frontier) == ["low", "middle"]


def test_what_nothing_named_comes_last_and_is_news_when_it_is_named(frontier: Frontier) -> None:
    """A URL kept for the very end counts as heard of for the first time when a page names it, and only then."""
    for key in ("a", "b"):
        frontier.add(key, site="a", role="recheck", priority=UNHEARD, revisit=True)
    assert [add(frontier, key, 1) for key in ("b", "c", "b")] == [True, True, False]
    assert add(frontier, "a", UNHEARD) is False
    entries = [frontier.next(0.0, 9) for _ in range(3)]
    assert [(one.key, one.role, one.revisit) for one in entries if one] == [
        ("b", "card", True), ("c", "card", False), ("a", "recheck", True),
    ]  # fmt: skip


def test_sites_take_turns(frontier: Frontier) -> None:
    """The site with the least in flight is served first, and none gets more than its share."""
    for number in range(3):
        add(frontier, f"a{number}", 9, "a")
        add(frontier, f"b{number}", 1, "b")
    first = [frontier.next(0.0, 2) for _ in range(4)]
    assert sorted(entry.site for entry in first if entry) == ["a", "a", "b", "b"]
    assert frontier.next(0.0, 2) is None


def test_what_is_put_back_keeps_its_place(frontier: Frontier) -> None:
    """A URL that is not asked for yet is the next one again; meanwhile other sites are served."""
    add(frontier, "a0", 9, "a")
    add(frontier, "a1", 5, "a")
    add(frontier, "b0", 1, "b")
    first = frontier.next(0.0, 9)
    assert first is not None
    frontier.put_back(first)
    assert (frontier.queued, frontier.in_flight) == (3, 0)
    other = frontier.next(0.0, 9, without={"a"})
    assert other is not None
    assert (first.key, other.key, frontier.next(0.0, 9, without={"a"})) == ("a0", "b0", None)
    assert keys(frontier, 0.0) == ["a0", "a1"]


def test_retry_waits_for_its_time(frontier: Frontier) -> None:
    """A URL to be tried again is handed out when its time has come, with its attempts counted."""
    add(frontier, "u")
    entry = frontier.next(0.0, 1)
    assert entry is not None
    frontier.retry(entry, 10.0)
    assert (frontier.next(9.9, 1), frontier.ready_at(9.9), frontier.queued) == (None, 10.0, 1)
    again = frontier.next(10.0, 1)
    assert again is not None
    assert again.attempts == 1


def test_paused_site_waits(frontier: Frontier) -> None:
    """After a Retry-After nothing of the site is handed out before its time."""
    add(frontier, "u")
    frontier.pause("a", 5.0)
    assert (keys(frontier, 4.9), frontier.ready_at(4.9)) == ([], 5.0)
    assert keys(frontier, 5.0) == ["u"]


def test_whether_all_sites_want_to_be_left_alone(frontier: Frontier) -> None:
    """Only when every site with something to fetch is paused for longer, and nothing is on the way."""
    assert not frontier.may_ask_nothing_before(0.0)
    add(frontier, "u")
    add(frontier, "v")
    entry = frontier.next(0.0, 9)
    assert entry is not None
    frontier.pause("a", 5.0)
    assert not frontier.may_ask_nothing_before(4.0)
    frontier.done(entry, Outcome.BLOCKED)
    assert frontier.may_ask_nothing_before(4.0)
    assert not frontier.may_ask_nothing_before(5.0)


def test_every_url_ends_in_one_outcome(frontier: Frontier) -> None:
    """The account adds up to the URLs that were heard of."""
    for key in "abcd":
        add(frontier, key)
    first, second = frontier.next(0.0, 9), frontier.next(0.0, 9)
    assert first is not None
    assert second is not None
    frontier.done(first, Outcome.ARCHIVED)
    frontier.done(second, Outcome.GONE)
    assert frontier.outcomes("a") == {"archived": 1, "gone": 1, "open": 2}
    frontier.drop_queued(Outcome.OVER_BUDGET)
    assert frontier.outcomes("a") == {"archived": 1, "gone": 1, "over_budget": 2}


def test_what_is_left_out_is_accounted_for_and_never_handed_out(frontier: Frontier) -> None:
    """A URL that a run leaves out has an outcome; only one that an earlier crawl told of needs no line again."""
    common = {"site": "a", "role": "card", "depth": 1, "via": None, "outcome": Outcome.OUT_OF_PERIOD}
    assert frontier.leave_out("old", **common)
    assert not frontier.leave_out("old", **common)
    assert frontier.leave_out("told", told=True, **common)
    assert keys(frontier) == []
    assert frontier.outcomes("a") == {"out_of_period": 2}
    assert list(frontier.left_out("a")) == [("old", "card", 1, None, "out_of_period")]


def test_old_file_is_dropped(tmp_path: Path) -> None:
    """A frontier that a killed run left is not taken up: what must outlive a run is in the ledger."""
    file = tmp_path / "frontier.db"
    add(Frontier(file), "old")
    assert keys(Frontier(file)) == []

"""What the next crawl asks for first."""

from crawler.coverage.closing import urls_to_close
from crawler.ledger import Outcome


def asked(ledgers) -> list[str]:
    """The last parts of the URLs to ask for."""
    return [url.removeprefix("https://news.example/") for url in urls_to_close(ledgers.coverage())]


def test_a_missing_story_is_asked_for(ledgers) -> None:
    """Failed, over budget or never come to."""
    ledgers.crawl(
        *ledgers.chain("abcde", missing="bd"),
        ledgers.answer("b", status=500),
        ledgers.left_out("d", Outcome.OVER_BUDGET),
    )
    assert asked(ledgers) == ["d", "b"]


def test_what_has_no_address_is_not_asked_for(ledgers) -> None:
    """Never followed, or outside the site."""
    ledgers.crawl(*ledgers.chain("abcde", missing="bd"), ledgers.left_out("d", Outcome.OUT_OF_SCOPE))
    assert asked(ledgers) == []


def test_what_is_gone_is_asked_for_in_three_crawls(ledgers) -> None:
    """Then it rests, and stays a hole."""
    ledgers.crawl(*ledgers.chain("abc", missing="b"), ledgers.answer("b", status=404))
    ledgers.crawl(ledgers.answer("b", status=404))
    assert asked(ledgers) == ["b"]
    ledgers.crawl(ledgers.answer("b", status=404))
    assert asked(ledgers) == []
    assert len(ledgers.coverage().holes) == 1


def test_a_server_error_is_asked_for_again_and_again(ledgers) -> None:
    """It may be mended any day."""
    ledgers.crawl(*ledgers.chain("abc", missing="b"), ledgers.answer("b", status=500))
    for _ in range(5):
        ledgers.crawl(ledgers.answer("b", status=500))
    assert asked(ledgers) == ["b"]


def test_neighbours_that_disagree_are_asked_again(ledgers) -> None:
    """All three pages of an insertion; those that cannot know their neighbour come last."""
    ledgers.crawl(*ledgers.chain("abc"))
    ledgers.crawl(ledgers.story("x", previous="a", next="b"), ledgers.story("d", previous="c", day="2026-10-04"))
    assert asked(ledgers) == ["a", "b", "x", "c"]


def test_neighbours_that_keep_disagreeing_are_asked_ever_more_rarely(ledgers) -> None:
    """Each time that they say the same, twice as many crawls pass."""
    ledgers.crawl(*ledgers.chain("ab")[:1], ledgers.story("b", day="2026-10-02"))
    when = []
    for number in range(1, 20):
        due = asked(ledgers)
        assert due in ([], ["a", "b"])
        if due:
            when.append(number)
        ledgers.crawl(*(ledgers.answer(name, status=304) for name in due))
    assert when == [1, 3, 7, 15]


def test_a_chain_that_contradicts_itself_takes_a_small_share(ledgers) -> None:
    """Twenty addresses of two hundred stories in pairs of which one side names nothing."""
    pages = []
    for number in range(100):
        pages += [
            ledgers.story(f"a{number}", next=f"b{number}", day="2026-10-01"),
            ledgers.story(f"b{number}", day="2026-10-02"),
        ]
    ledgers.crawl(*pages)
    assert len(asked(ledgers)) == 20


def test_no_holes_ask_for_nothing(ledgers) -> None:
    """A whole chain."""
    ledgers.crawl(*ledgers.chain("abc"))
    assert asked(ledgers) == []

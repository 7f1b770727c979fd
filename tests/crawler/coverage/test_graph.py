"""The chain as a graph, without any store: what is a hole, and of which kind."""

from collections.abc import Mapping
from contextlib import closing

import pytest

from crawler.coverage import graph
from crawler.coverage.graph import Finding, Findings
from crawler.coverage.model import HoleKind
from crawler.coverage.stories import Stories, Story, when


def examine(stories: Mapping[str, Story]) -> Findings:
    """What is found when they are taken in, in this order."""
    with closing(Stories(stories.values())) as taken:
        return graph.examine(taken)


def chain(*links: tuple[str, str | None, str | None], **more: Story) -> Findings:
    """Stories by (id, previous, next), a day apart in the order given, all of one crawl."""
    stories = {
        one: Story(id=one, url=one, previous=previous, next=after, published=f"2026-10-{day:02d}")
        for day, (one, previous, after) in enumerate(links, start=1)
    }
    return examine(stories | more)


def told(findings: Findings) -> list[tuple[str, list[str], list[str], list[str]]]:
    """Kind, what is missing, older side, newer side of each hole."""
    return [(hole.kind.value, list(hole.missing), hole.before, hole.after) for hole in findings.holes]


def test_a_whole_chain_has_no_hole() -> None:
    """Three stories that name each other: two pairs, one part, nothing to say."""
    findings = chain(("a", None, "b"), ("b", "a", "c"), ("c", "b", None))
    assert findings.holes == []
    assert findings.confirmed == 2
    assert [(piece.stories, piece.oldest, piece.newest) for piece in findings.pieces] == [(3, "a", "c")]
    assert (findings.linked, findings.unlinked) == (3, 0)


def test_one_missing_story_is_one_hole_with_both_neighbours() -> None:
    """Both sides name it, and it is told once."""
    findings = chain(("a", None, "x"), ("b", "x", None))
    assert told(findings) == [("missed", ["x"], ["a"], ["b"])]
    assert findings.holes[0].by_date is None


def test_two_missing_stories_in_a_row_are_two_holes() -> None:
    """Each is named by its one archived neighbour."""
    findings = chain(("a", None, "x"), ("b", "y", None))
    assert told(findings) == [("missed", ["x"], ["a"], []), ("missed", ["y"], [], ["b"])]


def test_a_site_whose_next_story_is_the_older_one_has_the_same_holes() -> None:
    """By the dates: the older side is still `before`, and the chain does not break where it is whole."""
    stories = [("a", None, "b"), ("b", "a", "x"), ("d", None, "e"), ("e", "d", "y"), ("g", None, None)]
    turned = [(one, after, previous) for one, previous, after in stories]
    assert told(chain(*stories)) == [("missed", ["x"], ["b"], ["d"]), ("missed", ["y"], ["e"], [])]
    assert told(chain(*turned)) == told(chain(*stories))
    assert chain(*turned).pieces == chain(*stories).pieces


def test_a_few_links_against_the_dates_turn_nothing() -> None:
    """One story of four that names an older one as its next is one of them, and not how the site names them."""
    findings = chain(("a", None, "b"), ("b", "a", "c"), ("c", "b", "x"), ("d", "b", "a"))
    assert ("missed", ["x"], ["c"], []) in told(findings)


def test_what_only_a_missing_story_names_is_bridged_by_date() -> None:
    """b names nothing before it: by its date the chain goes on there, and how much lies between is open."""
    findings = chain(("a", None, "x"), ("b", None, "c"), ("c", "b", None))
    assert told(findings) == [("missed", ["x"], ["a"], ["b"])]
    assert findings.holes[0].by_date == "after"


def test_a_missing_story_behind_the_newer_part_is_bridged_too() -> None:
    """The same from the other side: b names x, and a names nothing."""
    findings = chain(("z", None, "a"), ("a", "z", None), ("b", "x", None))
    assert told(findings) == [("missed", ["x"], ["a"], ["b"])]
    assert findings.holes[0].by_date == "before"


def test_a_chain_that_stops_and_begins_again_is_broken() -> None:
    """Nobody names what lies between b and c, but it is one chain by its dates."""
    findings = chain(("a", None, "b"), ("b", "a", None), ("c", None, "d"), ("d", "c", None))
    assert told(findings) == [("break", [], ["b"], ["c"])]


def test_chains_side_by_side_are_not_broken() -> None:
    """A chain for each section: their dates overlap, so neither goes on where the other ends."""
    findings = chain(("a", None, "c"), ("b", None, "d"), ("c", "a", None), ("d", "b", None))
    assert findings.holes == []
    assert len(findings.pieces) == 2


def test_stories_without_neighbours_are_in_no_chain() -> None:
    """A site without story links has no holes and no parts."""
    findings = chain(("a", None, None), ("b", None, None))
    assert findings.holes == []
    assert findings.pieces == []
    assert findings.unlinked == 2


def test_a_story_that_came_between_later_was_inserted() -> None:
    """a and b were last seen in crawl 0, x was read in crawl 1."""
    x = Story(id="x", url="x", previous="a", next="b", first=1, last=1)
    findings = chain(("a", None, "b"), ("b", "a", None), x=x)
    assert told(findings) == [("inserted", ["x"], ["a"], ["b"])]


def test_two_stories_that_came_between_are_one_hole() -> None:
    """The way from a to b over both is found, and told once."""
    x = Story(id="x", url="x", previous="a", next="y", first=1, last=1)
    y = Story(id="y", url="y", previous="x", next="b", first=1, last=1)
    findings = chain(("a", None, "b"), ("b", "a", None), x=x, y=y)
    assert told(findings) == [("inserted", ["x", "y"], ["a"], ["b"])]


def test_an_inserted_story_that_one_neighbour_knows_is_still_a_hole() -> None:
    """a was asked again and names x; b was not."""
    a = Story(id="a", url="a", next="x", published="2026-10-01", first=0, last=1)
    b = Story(id="b", url="b", previous="a", published="2026-10-02", first=0, last=0)
    x = Story(id="x", url="x", previous="a", next="b", first=1, last=1)
    assert told(examine({"a": a, "b": b, "x": x})) == [("inserted", ["x"], ["a"], ["b"])]


def test_a_story_that_its_neighbours_pass_over_was_removed() -> None:
    """a and b were seen after x and name each other."""
    x = Story(id="x", url="x", previous="a", next="b", first=0, last=0)
    findings = chain(("a", None, "b"), ("b", "a", None), x=x)
    assert told(findings) == [("removed", ["x"], ["a"], ["b"])]


def test_a_story_that_is_gone_and_passed_over_by_both_sides_is_no_hole() -> None:
    """It is archived, and its own address and both neighbours say that the site took it away."""
    x = Story(id="x", url="x", previous="a", next="b", first=1, last=1, gone=True)
    assert chain(("a", None, "b"), ("b", "a", None), x=x).holes == []


def test_a_story_that_is_gone_was_removed_even_if_read_late() -> None:
    """While one side still names it, that side is to be asked again, whatever the order of the captures."""
    x = Story(id="x", url="x", previous="a", next="b", first=1, last=1, gone=True)
    findings = chain(("a", None, "b"), ("b", "x", None), x=x)
    assert [hole.kind for hole in findings.holes] == [HoleKind.REMOVED]


def test_a_neighbour_that_names_nothing_is_a_hole() -> None:
    """Both pages are of one crawl: b could know, and says nothing."""
    findings = chain(("a", None, "b"), ("b", None, None))
    assert told(findings) == [("one_sided", [], ["a"], ["b"])]


def test_a_neighbour_that_cannot_know_is_unconfirmed() -> None:
    """b was fetched a crawl before c was there: that is no hole, and b is to be asked again."""
    c = Story(id="c", url="c", previous="b", first=1, last=1)
    findings = chain(("a", None, "b"), ("b", "a", None), c=c)
    assert findings.holes == []
    assert findings.unconfirmed == [("b", "c", "b")]


def test_neighbours_that_point_elsewhere_are_a_hole() -> None:
    """x says that b follows it, b says that it follows a, and no way leads from x to a."""
    findings = chain(("a", None, "b"), ("b", "a", None), ("x", None, "b"))
    assert told(findings) == [("elsewhere", [], ["x"], ["b"])]


def test_a_story_that_was_missed_explains_who_passes_over_it() -> None:
    """a names b already, b names the missing x: one hole, not two."""
    findings = chain(("a", None, "b"), ("b", "x", None))
    assert told(findings) == [("missed", ["x"], ["a"], ["b"])]


def test_a_ring_at_the_end_of_the_chain_is_one_loop() -> None:
    """The newest story names one in the middle as its next; the chain itself stays whole."""
    findings = chain(("a", None, "b"), ("b", "a", "c"), ("c", "b", "d"), ("d", "c", "b"))
    assert told(findings) == [("loop", [], ["d"], ["b"])]
    assert findings.holes[0].length == 3
    assert findings.confirmed == 3
    assert [(piece.oldest, piece.newest) for piece in findings.pieces] == [("a", "d")]


def test_a_way_back_that_is_no_ring_yet_is_a_loop() -> None:
    """d was the newest and led to b; then e came, which leads to c, and d was not asked again."""
    e = Story(id="e", url="e", previous="d", next="c", published="2026-10-05", first=1, last=1)
    findings = chain(("a", None, "b"), ("b", "a", "c"), ("c", "b", "d"), ("d", "c", "b"), e=e)
    assert told(findings) == [("loop", [], ["d"], ["b"]), ("loop", [], ["e"], ["c"])]
    assert [hole.length for hole in findings.holes] == [3, 3]
    assert findings.unconfirmed == [("d", "e", "d")]
    assert [(piece.oldest, piece.newest) for piece in findings.pieces] == [("a", "e")]


def test_a_ring_through_a_missing_story_is_a_missed_story() -> None:
    """What was not archived leads nowhere: it closes no ring, and has no place of its own in one."""
    findings = chain(("a", "x", "b"), ("b", "a", "c"), ("c", "b", "x"))
    assert told(findings) == [("missed", ["x"], ["c"], ["a"])]


def test_every_story_naming_the_newest_costs_little() -> None:
    """Each of 20,000 pages calls the newest story its next: one hole each, and the answer stays small."""
    size = 20_000
    stories = {
        f"{one:05d}": Story(id=f"{one:05d}", url="", previous=f"{one - 1:05d}" if one else None, next=f"{size - 1:05d}")
        for one in range(size)
    }
    findings = examine(stories)
    assert findings.confirmed == 1
    assert 20_000 <= len(findings.holes) < 40_000
    assert sum(len(hole.missing) for hole in findings.holes) <= 100_000


def test_a_ring_at_the_beginning_of_the_chain_is_one_loop() -> None:
    """The oldest story names one in the middle as its previous."""
    findings = chain(("a", "c", "b"), ("b", "a", "c"), ("c", "b", "d"), ("d", "c", None))
    assert told(findings) == [("loop", [], ["c"], ["a"])]
    assert findings.confirmed == 3


def test_a_ring_that_all_agree_on_is_cut_at_its_oldest_story() -> None:
    """A site whose last story leads to its first, in both directions."""
    findings = chain(("a", "c", "b"), ("b", "a", "c"), ("c", "b", "a"))
    assert told(findings) == [("loop", [], ["c"], ["a"])]
    assert findings.confirmed == 2


def test_a_story_that_names_itself_is_a_loop_of_one() -> None:
    """Some themes link the newest story to itself."""
    findings = chain(("a", None, "b"), ("b", "a", "b"))
    assert told(findings) == [("loop", [], ["b"], ["b"])]
    assert findings.holes[0].length == 1


def test_a_long_ring_is_walked_without_recursion() -> None:
    """Twenty thousand stories in a row, closed to a ring."""
    size = 20_000
    stories = {
        f"{one:05d}": Story(
            id=f"{one:05d}", url="", previous=f"{one - 1:05d}" if one else None, next=f"{(one + 1) % size:05d}"
        )
        for one in range(size)
    }
    findings = examine(stories)
    assert [(hole.kind, hole.length) for hole in findings.holes] == [(HoleKind.LOOP, 20_000)]
    assert findings.confirmed == 19_999


@pytest.mark.parametrize(
    ("published", "sorts_as"),
    [
        ("2026-10-01T00:30:00+02:00", "2026-09-30T22:30:00"),
        ("2026-10-01", "2026-10-01"),
        ("2026-10-01T12:00:00", "2026-10-01T12:00:00"),
        ("next week", None),
        (None, None),
    ],
)
def test_dates_sort_in_utc(published: str | None, sorts_as: str | None) -> None:
    """A day stays a day and comes before its hours; what is no date is none."""
    assert when(published) == sorts_as


def test_a_finding_is_the_same_whatever_the_order_of_the_stories() -> None:
    """Ledgers of other batches in another order give the same holes."""
    links = [("a", None, "x"), ("b", "y", "c"), ("c", "b", "a")]
    stories = [Story(id=one, url=one, previous=before, next=after) for one, before, after in links]
    forward: list[Finding] = examine({one.id: one for one in stories}).holes
    backward: list[Finding] = examine({one.id: one for one in reversed(stories)}).holes
    assert forward == backward
    assert len(forward) == 3


def at(one: str, previous: str | None, after: str | None, time: str) -> Story:
    """A story of a given time."""
    return Story(id=one, url=one, previous=previous, next=after, published=time)


def test_stories_of_one_time_are_no_hole() -> None:
    """WordPress names one of b, c and d beside a, another beside e, and a and e beside each of them."""
    same = "2026-10-02T10:00:00+00:00"
    stories = [
        at("a", None, "b", "2026-10-01T10:00:00+00:00"),
        at("b", "a", "e", same),
        at("c", "a", "e", same),
        at("d", "a", "e", "2026-10-02T12:00:00+02:00"),
        at("e", "d", None, "2026-10-03T10:00:00+00:00"),
    ]
    findings = examine({one.id: one for one in stories})
    assert findings.holes == []
    assert findings.confirmed == 2
    assert findings.same_time == [("a", "c"), ("a", "d"), ("b", "e"), ("c", "e")]
    assert [piece.stories for piece in findings.pieces] == [5]


@pytest.mark.parametrize("time", ["2026-10-02T10:00:01+00:00", "2026-10-02", None])
def test_stories_of_other_times_are_a_hole(time) -> None:
    """A second apart, or with a day or nothing at all to go by: b and c disagree."""
    stories = [
        at("a", None, "b", "2026-10-01T10:00:00+00:00"),
        at("b", "a", None, "2026-10-02T10:00:00+00:00"),
        Story(id="c", url="c", previous="a", published=time),
    ]
    findings = examine({one.id: one for one in stories})
    assert told(findings) == [("elsewhere", [], ["a"], ["c"])]
    assert findings.same_time == []


def test_two_stories_of_one_day_are_a_hole() -> None:
    """A day is no time: the site knows which of its stories came first."""
    stories = [at("a", None, "b", "2026-10-01"), at("b", "a", None, "2026-10-02"), at("c", "a", None, "2026-10-02")]
    assert told(examine({one.id: one for one in stories})) == [("elsewhere", [], ["a"], ["c"])]

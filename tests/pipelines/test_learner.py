"""What is learned of a site's pages, and what is left alone because it may be text."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from pipelines.article import Block
from pipelines.learned import Learned, LearnedBlock, digest_of
from pipelines.learner import WINDOW, Learner
from pipelines.story_state import state_of_line

ASK = "Every morning at seven we put the harbour on one sheet of paper for you."
SHORT = "One sheet"
_NAMES = ("crane", "ferry", "heron", "bakery", "lamp", "tide", "school", "market", "bridge", "choir", "reed", "kiln")


def texts(number: int) -> list[str]:
    """Paragraphs of a story that no other story has."""
    return [f"In story {number} the {_NAMES[number % 12]} was seen {part} times before noon." for part in range(4)]


def story(paper: Any, number: int, blocks: Sequence[str | Block], **more: Any) -> Any:
    made = [Block(kind="paragraph", text=one) if isinstance(one, str) else one for one in blocks]
    more = {"headline": f"The {_NAMES[number % 12]} and day {number}", **more}
    body = "\n\n".join(block.text for block in made)
    return paper.page(f"/{number}/", body, body_blocks=tuple(made), fetched_at="2026-11-23T10:00:00Z", **more).article


def teach(stories: Iterable[Any], learner: Learner | None = None) -> Learned:
    learner = learner or Learner()
    for one in stories:
        learner.note(one)
    return learner.table()


def what(table: Learned) -> dict[str, str]:
    return {block.text: block.where for block in table.blocks}


def test_what_every_story_ends_with_is_learned(paper) -> None:
    """However short, and also a subhead, where only boilerplate follows; the table says how often it was seen."""
    tail = [Block(kind="heading", text=SHORT), ASK, "Thanks"]
    table = teach(story(paper, n, [*texts(n), *tail]) for n in range(6))
    assert what(table) == {SHORT: "end", ASK: "end", "Thanks": "end"}
    assert {(one.host, one.stories, one.seen) for one in table.blocks} == {("h.example", 6, "2026-11-23")}


def test_four_stories_teach_nothing(paper) -> None:
    """Too few to tell from a story in four parts."""
    assert what(teach(story(paper, n, [*texts(n), ASK]) for n in range(4))) == {}


def test_one_story_at_many_addresses_is_one(paper) -> None:
    """The same id, or the same headline."""
    assert what(teach(story(paper, 1, [*texts(1), ASK]) for _ in range(9))) == {}
    assert what(teach(story(paper, n, [*texts(n), ASK], headline="The same") for n in range(9))) == {}


def test_the_background_of_a_running_story_is_text(paper) -> None:
    """It names what its headlines name, and many other stories do without it."""
    background = "Captain Aune, 61, denies that she left the bridge of the Borealis that night."
    headlines = ("Aune trial opens", "Witness saw light on Borealis bridge", "Captain Aune speaks", "Aune: I was there",
                 "Harbour pilot heard", "Trial of Aune to end")  # fmt: skip
    case = [story(paper, n, [*texts(n), background], headline=line) for n, line in enumerate(headlines)]
    assert what(teach(case)) == {}
    others = [story(paper, n, texts(n)) for n in range(10, 20)]
    elsewhere = [story(paper, n, [*texts(n), background]) for n in range(9)]
    assert what(teach([*elsewhere, *others])) == {}


def test_subheads_and_leads_of_a_serial_are_text(paper) -> None:
    """What returns in the middle of texts is short, or leads over to what follows."""

    def blocks(n: int) -> list[str | Block]:
        first, second, third, fourth = texts(n)
        lead = "Here is what you should know about this day, in three points:"
        return [first, Block(kind="heading", text="What happened"), second, lead, third, "It is so.", fourth]

    assert what(teach(story(paper, n, blocks(n)) for n in range(30))) == {}


def test_what_stands_in_the_middle_of_most_stories_is_learned(paper) -> None:
    """No sentence of a text stands word for word in half of all stories of a site."""

    def blocks(n: int, ask: str) -> list[str]:
        first, *rest = texts(n)
        return [first, ask, *rest] if ask else [first, *rest]

    assert what(teach(story(paper, n, blocks(n, ASK if n % 3 else "")) for n in range(30))) == {ASK: "anywhere"}
    assert what(teach(story(paper, n, blocks(n, ASK if n % 3 == 0 else "")) for n in range(30))) == {}


def test_what_some_stories_end_with_may_be_text_of_others(paper) -> None:
    """Where it stands in the middle as often, it is not learned to be an end."""

    def blocks(n: int) -> list[str]:
        first, *rest = texts(n)
        return [first, ASK, *rest] if n % 2 else [first, *rest, ASK]

    assert what(teach(story(paper, n, blocks(n) if n < 12 else texts(n)) for n in range(40))) == {}


def test_the_box_of_an_author_is_learned(paper) -> None:
    """Nearly all of an author's stories end with it, and it names the author; other ends of theirs are text."""
    box = "Ines Pardo walks the quay for this paper every day, whatever the weather."
    end = "The council meets again on the first Monday of the month in the old hall."
    hers = [story(paper, n, [*texts(n), end, box], authors=("Ines Pardo",)) for n in range(6)]
    others = [story(paper, n, texts(n), authors=("Teo Lund",)) for n in range(10, 40)]
    assert what(teach([*hers, *others])) == {box: "end"}


def test_the_end_of_a_section_is_learned(paper) -> None:
    """A disclaimer under all opinions, where there are some."""
    end = "What is said here is what its author holds, and nobody else in the house."
    opinions = [story(paper, n, [*texts(n), end], section="Opinion") for n in range(10)]
    others = [story(paper, n, texts(n), section="Harbour") for n in range(20, 80)]
    assert what(teach([*opinions, *others])) == {end: "end"}
    assert what(teach([*opinions[:9], *others])) == {}


def test_what_was_published_counts_for_a_batch_of_one_story(paper) -> None:
    """Most crawls bring few stories; what the site's latest lines say helps."""
    lines = [story(paper, n, [*texts(n), ASK]) for n in range(8)]
    latest = [(one.id, state_of_line(one, (), None)) for one in lines]
    assert what(teach([story(paper, 9, [*texts(9), ASK])], Learner(None, latest))) == {ASK: "end"}


def test_what_is_known_stays(paper) -> None:
    """Also when no page says it any more; where one does, it is counted."""
    table = teach(story(paper, n, [*texts(n), ASK]) for n in range(6))
    later = teach([story(paper, 9, texts(9))], Learner(table))
    assert later == table
    (block,) = teach([story(paper, 9, [*texts(9), ASK])], Learner(table)).blocks
    assert block.stories == 7


def test_a_block_that_moved_into_the_text_is_learned_anew(paper) -> None:
    """It was an end, and stands in the middle since."""
    table = teach(story(paper, n, [*texts(n), ASK]) for n in range(6))
    moved = [story(paper, n, [texts(n)[0], ASK, *texts(n)[1:]]) for n in range(10, 30)]
    assert what(teach(moved, Learner(table))) == {ASK: "anywhere"}


def test_a_table_is_bounded(paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was seen last and most often stays in it."""
    monkeypatch.setattr("pipelines.learner.MOST_BLOCKS", 2)
    old = LearnedBlock(host="h.example", where="end", sha256="00" * 16, stories=99, seen="2025-01-01", text="Old")
    table = teach((story(paper, n, [*texts(n), ASK, SHORT]) for n in range(6)), Learner(Learned(blocks=(old,))))
    assert what(table) == {ASK: "end", SHORT: "end"}


def test_memory_is_bounded(paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a file is and however many hosts it holds, a few stories are looked at, and none is missed."""
    monkeypatch.setattr("pipelines.learner._STORIES", 40)
    learner = Learner()
    for n in range(60):
        learner.note(story(paper, n, [*texts(n), ASK], url=f"http://h{n // 6}.example/{n}/"))
    assert sorted(block.host for block in learner.table().blocks) == [f"h{n}.example" for n in range(10)]
    held = [len(host.stories) for host in learner._hosts.values()]
    assert sum(held) <= 40
    for n in range(2 * WINDOW):
        learner.note(story(paper, n, [*texts(n), ASK]))
    assert len(learner._hosts["h.example"].stories) <= WINDOW


def test_a_host_that_taught_nothing_is_forgotten(paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a foreign crawl may hold a page each of a hundred thousand hosts."""
    monkeypatch.setattr("pipelines.learner._STORIES", 40)
    learner = Learner()
    for n in range(500):
        learner.note(story(paper, n, [*texts(n), ASK], url=f"http://h{n}.example/{n}/"))
    assert len(learner._hosts) <= 40


def test_what_is_known_of_a_host_is_bounded(paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its boilerplate may change with every story: what was seen last stays."""
    monkeypatch.setattr("pipelines.learner.MOST_BLOCKS", 3)
    monkeypatch.setattr("pipelines.learner.WINDOW", 6)
    monkeypatch.setattr("pipelines.learner._EVERY", 6)
    learner = Learner()
    for n in range(60):
        learner.note(story(paper, n, [*texts(n), f"Week {n // 6} of our paper, brought to you by nobody at all."]))
    assert len(learner._hosts["h.example"].known) == 3


class Counted(bytes):
    """Bytes that count how often they are looked for."""

    asked = 0

    def __getitem__(self, key: Any) -> Any:
        return Counted(bytes.__getitem__(self, key))

    def __hash__(self) -> int:
        Counted.asked += 1
        return bytes.__hash__(self)


def test_a_page_of_boilerplate_costs_no_more_than_its_length(paper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many blocks that stand on every page are twice as much work: a hostile site sends thousands."""
    monkeypatch.setattr("pipelines.learner.digest_of", lambda text: Counted(digest_of(text)))
    cost = []
    for size in (100, 200):
        before = Counted.asked
        notices = [f"Notice {number} says that nothing will be read here before noon." for number in range(size)]
        table = teach(story(paper, n, [*texts(n), *notices, f"At last {n}."]) for n in range(10))
        assert len(table.blocks) == size
        cost.append(Counted.asked - before)
    assert cost[1] < 2.5 * cost[0]


def test_the_end_of_a_very_long_story_is_looked_at(paper) -> None:
    """Of more than a thousand paragraphs the last ones, each for itself."""
    long = [[f"In story {n} it was {part} hours before noon." for part in range(1_200)] for n in range(6)]
    assert what(teach(story(paper, n, [*text, ASK, SHORT]) for n, text in enumerate(long))) == {
        ASK: "end",
        SHORT: "end",
    }


def test_no_space_between_words_is_no_obstacle(paper) -> None:
    """Chinese: an end that says nothing of its stories is learned, one that names their subject is not."""
    ask, about = "每天早上七点我们把海港的一切写在一张纸上寄给您。", "奥内船长否认当晚离开了北极光号的驾驶台。"
    heads = [f"奥内船长案第{n}天开庭" for n in "一二三四五六"]
    assert what(teach(story(paper, n, [*texts(n), ask], headline=head) for n, head in enumerate(heads))) == {ask: "end"}
    assert what(teach(story(paper, n, [*texts(n), about], headline=head) for n, head in enumerate(heads))) == {}


def test_one_story_may_tell_of_it(paper) -> None:
    """A block that one story has in its middle is still an end, and stays in that story."""
    stories = [story(paper, n, [*texts(n), ASK] if n else [texts(0)[0], ASK, *texts(0)[1:]]) for n in range(7)]
    assert what(teach(stories)) == {ASK: "end"}

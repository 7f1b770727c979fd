"""Learns which blocks stand on many pages of a site and are no text of the stories there.

What counts is that a block stands in a good part of a host's latest stories, word for word, at their end or, far more
often than any sentence of a text would, anywhere. Real text is repeated too: the background of a running story, a
serial's subheads, the lines of a recipe. So little is learned from few stories; nothing that names what its stories'
headlines name; and what is short, a subhead or a line of a list only where nothing but boilerplate follows.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise

import msgspec

from pipelines.article import Article, Block
from pipelines.extract.headline import fold
from pipelines.learned import Learned, LearnedBlock, Where, digest_of, host_of
from pipelines.story_state import HASH, StoryState, paragraphs_of
from pipelines.words import count_words, first_words

WINDOW = 300
"""The latest stories of a host that are looked at."""
_STORIES = 5_000
"""In memory, of all hosts: a file of a foreign crawl may hold thousands."""
_EVERY = 100
"""Stories of a host after which it is looked at again: of a large file the window holds only the end."""
MOST_BLOCKS = 500
"""Of a table; and of those that may be learned at one look, for a page may be made of ten thousand."""
_PARAGRAPHS = 1_000
"""Of a story, from its end."""

_LEAST = 5
"""Stories a block must stand in, …"""
_ENOUGH = 10
"""… from which on it need not stand in nearly all of them, …"""
_NEARLY_ALL = 0.8
_SHARE = 0.25
"""… but in this share of them at the end of the text, …"""
_SHARE_ANYWHERE = 0.5
"""… and in this elsewhere."""
_EXCEPTIONS = 0.1
"""Of the stories with the block: those where it does not stand as it must to be learned."""
_ABOUT = 0.25
"""Of the stories with the block: those with a word in their headlines that the block says too, for it to be text."""
_LEAST_ABOUT = 3
_LEAST_WORDS, _LEAST_LETTERS = 8, 20
"""Of a block that is left out anywhere."""
_LONG_WORD, _SHORT_WORD, _HANGUL = 4, 2, "\uac00"
"""Letters of a word that may be a name or a thing; in Korean two are many."""
_COMPARED = 100
"""Words of a block that are compared with headlines."""
_MAX_TEXT = 200


class _Story(msgspec.Struct, frozen=True):
    id: str
    headline: str
    paragraphs: tuple[bytes, ...]
    section: str | None = None
    authors: tuple[str, ...] = ()


class _Host:
    """The latest stories of a host, and what is known there."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.stories: deque[_Story] = deque(maxlen=WINDOW)
        self.met: set[bytes] = set()
        """Hashes of their blocks."""
        self.repeated: dict[bytes, Block] = {}
        """Those blocks that were met again."""
        self.known: dict[bytes, LearnedBlock] = {}
        """What is learned, by hash."""
        self.fresh = 0
        """Stories since the last look."""
        self.day = ""
        """Of the last of them."""

    def note(self, article: Article) -> None:
        if any(one.id == article.id for one in self.stories):
            return
        blocks = article.body_blocks[-_PARAGRAPHS:]
        paragraphs = tuple(digest_of(block.text)[:HASH] for block in blocks)
        self.day = article.fetched_at[:10]
        for block, digest in zip(blocks, paragraphs, strict=True):
            if (known := self.known.get(digest)) is not None:
                self.known[digest] = msgspec.structs.replace(known, stories=known.stories + 1, seen=self.day)
            if digest in self.met:
                self.repeated[digest] = block
        self.met.update(paragraphs)
        self.stories.append(_Story(article.id, article.headline, paragraphs, article.section, article.authors))
        self.fresh += 1

    def look(self) -> None:
        """Learn from the stories as they are now."""
        self.fresh = 0
        stories = list({fold(one.headline): one for one in self.stories}.values())
        for digest, where, count in _Look(stories, self.repeated, self.known).found():
            block, known = self.repeated[digest], self.known.get(digest)
            # What was learned stays: with it gone, a story that is met again would seem to have grown.
            if known is None or (known.where, where) == ("end", "anywhere"):
                self.known[digest] = LearnedBlock(
                    host=self.name,
                    where=where,
                    sha256=digest_of(block.text).hex(),
                    stories=known.stories if known else count,
                    seen=self.day,
                    text=block.text[:_MAX_TEXT],
                )
        self.known = {bytes.fromhex(one.sha256)[:HASH]: one for one in _newest(self.known.values())}
        self.met = {one for story in self.stories for one in story.paragraphs}
        self.repeated = {digest: block for digest, block in self.repeated.items() if digest in self.met}

    def forget(self) -> None:
        """Let go of the stories, and keep what they taught."""
        self.stories.clear()
        self.met.clear()
        self.repeated.clear()


class Learner:
    """Is told of one article after the other; knows at any time what they and those before them taught."""

    def __init__(self, known: Learned | None = None, latest: Iterable[tuple[str, StoryState]] = ()) -> None:
        """`known` is the last table of the site, `latest` the ids and states of its latest stories, the newest last."""
        self._hosts: dict[str, _Host] = {}
        self._stories = 0
        """At most so many are in memory."""
        for block in known.blocks if known else ():
            self._host(block.host).known[bytes.fromhex(block.sha256)[:HASH]] = block
        for story, state in latest:
            host = self._host(host_of(state.url))
            paragraphs = tuple(paragraphs_of(state))
            host.stories.append(_Story(story, state.headline, paragraphs))
            host.met.update(paragraphs)

    def note(self, article: Article) -> None:
        """Take in an article as it was read, with what may be learned to be none of its text."""
        host = self._host(host_of(article.url))
        host.note(article)
        if host.fresh >= _EVERY:
            host.look()
        self._stories += 1
        if self._stories > _STORIES:
            self._make_room()

    def table(self) -> Learned:
        """What is known by now."""
        for host in self._hosts.values():
            if host.fresh:
                host.look()
        return Learned(blocks=_newest(block for host in self._hosts.values() for block in host.known.values()))

    def _host(self, name: str) -> _Host:
        host = self._hosts.pop(name, None) or _Host(name)
        self._hosts[name] = host  # the latest last
        return host

    def _make_room(self) -> None:
        """Let go of the stories of hosts that were not heard of for longest."""
        self._stories = sum(len(one.stories) for one in self._hosts.values())
        for host in list(self._hosts.values()):
            if self._stories <= _STORIES // 2:
                break
            self._stories -= len(host.stories)
            host.look()
            host.forget()
            if not host.known:
                del self._hosts[host.name]


class _Look:
    """One look at the stories of a host. What it costs grows with their paragraphs, and not with the square of them."""

    def __init__(
        self, stories: Sequence[_Story], repeated: Mapping[bytes, Block], known: Mapping[bytes, LearnedBlock]
    ) -> None:
        self._stories = stories
        self._repeated = repeated
        self._known = known
        self._with: dict[bytes, list[_Story]] = {}
        """The stories with a block, of the blocks that may be learned."""
        self._of_sections = Counter(one.section for one in stories if one.section)
        self._of_authors = Counter(name for one in stories for name in one.authors)
        counts = Counter(digest for story in stories for digest in set(story.paragraphs) if digest in repeated)
        often = sorted(((count, digest) for digest, count in counts.items() if count >= _LEAST), reverse=True)
        wanted = {digest for _, digest in often[:MOST_BLOCKS]}
        for story in stories:
            for digest in wanted.intersection(story.paragraphs):
                self._with.setdefault(digest, []).append(story)
        self._headlines = {one.headline: _long_words(one.headline) for one in stories}

    def found(self) -> Iterator[tuple[bytes, Where, int]]:
        """Each block to learn, where it is to be left out, and in how many stories it stands."""
        frequent = {digest for digest in self._with if self._is_frequent(digest) and not self._is_about(digest)}
        anywhere = {digest for digest in frequent if self._may_stand_anywhere(digest)}
        left = frequent
        while True:
            # What stands at the end is what nothing but boilerplate follows; with one block less, others may not.
            elsewhere, before_text = self._followed(left, left | self._known.keys())
            at_place = {digest for digest in left if self._is_at_its_place(digest, elsewhere, before_text)}
            if at_place | anywhere == left:
                break
            left = at_place | anywhere
        for digest in sorted(left):
            if self._are_few(elsewhere[digest], digest):
                yield digest, "end", len(self._with[digest])
            elif digest in at_place or _is_enough(elsewhere[digest], len(self._stories), _SHARE_ANYWHERE):
                yield digest, "anywhere", len(self._with[digest])

    def _followed(self, blocks: Set[bytes], gone: Set[bytes]) -> tuple[Counter[bytes], Counter[bytes]]:
        """In how many stories more of the text follows a block, and in how many it is what comes next, or nothing is.

        What is `gone` is no text.
        """
        elsewhere: Counter[bytes] = Counter()
        before_text: Counter[bytes] = Counter()
        for one in self._stories:
            paragraphs = one.paragraphs
            last = next((at for at in range(len(paragraphs) - 1, -1, -1) if paragraphs[at] not in gone), -1)
            met = set()
            for at, digest in enumerate(paragraphs):
                if digest in blocks and digest not in met:
                    met.add(digest)
                    elsewhere[digest] += at < last
                    before_text[digest] += at + 1 == len(paragraphs) or paragraphs[at + 1] not in gone
        return elsewhere, before_text

    def _is_frequent(self, digest: bytes) -> bool:
        """Whether a block stands in enough stories of the host, or of a section; or of an author, whom it names."""
        stories, text = self._with[digest], self._repeated[digest].text
        if _is_enough(len(stories), len(self._stories), _SHARE):
            return True
        sections = Counter(one.section for one in stories if one.section)
        authors = Counter(name for one in stories for name in one.authors if name in text)
        return any(
            count >= _ENOUGH and count >= _NEARLY_ALL * self._of_sections[name] for name, count in sections.items()
        ) or any(_is_enough(count, self._of_authors[name], _NEARLY_ALL) for name, count in authors.items())

    def _is_about(self, digest: bytes) -> bool:
        """Whether a word of the block is in many of the headlines: it then tells something of a running story."""
        stories = self._with[digest]
        words = _long_words(self._repeated[digest].text)
        shared = Counter(word for one in stories for word in words & self._headlines[one.headline])
        return any(count >= max(_LEAST_ABOUT, _ABOUT * len(stories)) for count in shared.values())

    def _may_stand_anywhere(self, digest: bytes) -> bool:
        block = self._repeated[digest]
        return (
            _is_enough(len(self._with[digest]), len(self._stories), _SHARE_ANYWHERE)
            and block.kind != "heading"
            and count_words(block.text) >= _LEAST_WORDS
            and len(block.text) >= _LEAST_LETTERS
            # What ends so belongs to what follows.
            and not block.text.endswith((":", "："))
        )

    def _is_at_its_place(self, digest: bytes, elsewhere: Mapping[bytes, int], before_text: Mapping[bytes, int]) -> bool:
        """Whether nothing of the text follows a block in nearly all its stories; or, of a subhead, not at once."""
        if self._are_few(elsewhere[digest], digest):
            return True
        return self._repeated[digest].kind == "heading" and self._are_few(before_text[digest], digest)

    def _are_few(self, count: int, digest: bytes) -> bool:
        """Whether so many of the stories with a block are the exception: a story may tell of the sign-up itself."""
        return count <= max(1, _EXCEPTIONS * len(self._with[digest]))


def _newest(blocks: Iterable[LearnedBlock]) -> tuple[LearnedBlock, ...]:
    """Of more than a table takes, what was seen last and most often."""
    ordered = sorted(blocks, key=lambda one: (one.seen, one.stories, one.host, one.sha256), reverse=True)
    return tuple(ordered[:MOST_BLOCKS])


def _is_enough(count: int, of: int, share: float) -> bool:
    """Whether so many stories out of so many are enough to learn from."""
    least = share if count >= _ENOUGH else max(share, _NEARLY_ALL)
    return count >= _LEAST and count >= least * of


def _long_words(text: str) -> set[str]:
    """The words of a text that may be a name or a thing; of scripts without spaces, pairs of letters."""
    words = first_words(text.casefold(), _COMPARED)
    pairs = {a + b for a, b in pairwise(words) if len(a) == len(b) == 1 and not a.isascii()}
    return pairs | {word for word in words if len(word) >= (_SHORT_WORD if word >= _HANGUL else _LONG_WORD)}

"""What was learned of blocks that stand on many pages of a site, and articles without them.

The table is archived: a crawl writes it into each WARC file when it seals it (docs/format.md, "What was learned"), and
whoever makes lines of that file reads it there. So a text is a function of its file, however it was learned.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from pipelines.article import Article, Block, Doubt
from pipelines.retold import with_blocks
from pipelines.story_state import HASH

FORMAT = 1
"""Of the table; it grows when a reader of the old one would misread the new one."""
SOURCE = "learned"
"""Who contradicts, in the evidence of a text: the block was on the page and is left out."""
_DIGEST = 16
"""Bytes kept of a block's SHA-256."""
_EVIDENCE = 4
_MAX_VALUE = 200
_MIN_BODY = 20
_WHOLE = ("item", "row")
"""Lists and tables are left out as a whole: a line of a recipe stands in many recipes."""

Where = Literal["end", "anywhere"]


class LearnedBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A block that is no text of the stories it stands in."""

    host: str
    """Of the pages, with the port where they have one."""
    where: Where
    """Where in a text it is left out: behind its last own block, or anywhere."""
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    """The first 16 bytes of the SHA-256 of its text in UTF-8, hex."""
    stories: int
    """In how many it was seen."""
    seen: str
    """The day on which it was last seen, UTC."""
    text: str
    """Its beginning, for people."""


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """The table."""

    format: int = FORMAT
    blocks: tuple[LearnedBlock, ...] = ()

    def with_blocks_of(self, later: "Learned") -> "Learned":
        """Both tables in one; of a block in both, what the later one says."""
        blocks = {(one.host, one.sha256): one for one in (*self.blocks, *later.blocks)}
        return Learned(blocks=tuple(blocks.values()))


_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Learned)


def encode_learned(learned: Learned) -> bytes:
    """The table as JSON; the same bytes for the same table."""
    return msgspec.json.format(_ENCODER.encode(learned), indent=1) + b"\n"


def decode_learned(data: bytes) -> Learned | None:
    """The table of such bytes; None where they are none, or of another format."""
    try:
        learned = _DECODER.decode(data)
    except msgspec.DecodeError:
        return None
    return learned if learned.format == FORMAT else None


def digest_of(text: str) -> bytes:
    """What stands for a block's text."""
    return hashlib.sha256(text.encode()).digest()[:_DIGEST]


def host_of(url: str) -> str:
    """The host whose pages share what is learned, with the port where it is named."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


class Boilerplate:
    """A table, ready to be asked."""

    def __init__(self, learned: Learned) -> None:
        self._hosts: dict[str, dict[bytes, Where]] = {}
        for block in learned.blocks:
            self._hosts.setdefault(block.host, {})[bytes.fromhex(block.sha256)] = block.where

    def hashes(self, url: str) -> frozenset[bytes]:
        """The learned blocks of a page's host as `story_state` hashes paragraphs."""
        return frozenset(digest[:HASH] for digest in self._hosts.get(host_of(url), ()))

    def without(self, article: Article) -> Article:
        """The article without learned blocks; as it is where more than half of the text would go."""
        places = self._hosts.get(host_of(article.url))
        if not places:
            return article
        said = [places.get(digest_of(block.text)) for block in article.body_blocks]
        if not any(said):
            return article
        left_out = _left_out(article.body_blocks, said)
        kept = [block for at, block in enumerate(article.body_blocks) if at not in left_out]
        size = sum(len(block.text) for block in kept)
        if not left_out or size < _MIN_BODY or 2 * size < sum(len(block.text) for block in article.body_blocks):
            return article
        gone = [article.body_blocks[at].text for at in sorted(left_out)]
        return _with_evidence(with_blocks(article, kept), gone)


class WithoutLearned(Mapping[int, Article]):
    """The articles of a batch, each without what was learned; one at a time is made and let go."""

    def __init__(self, articles: Mapping[int, Article], boilerplate: Boilerplate) -> None:
        self._articles = articles
        self._boilerplate = boilerplate

    def __getitem__(self, offset: int) -> Article:
        return self._boilerplate.without(self._articles[offset])

    def __contains__(self, offset: object) -> bool:
        return offset in self._articles

    def __iter__(self) -> Iterator[int]:
        return iter(self._articles)

    def __len__(self) -> int:
        return len(self._articles)


def _left_out(blocks: tuple[Block, ...], said: list[Where | None]) -> set[int]:
    """The places of the blocks to leave out, given what was learned of each."""
    runs = list(_runs(blocks))
    gone: set[int] = set()
    while runs and all(said[at] for at in runs[-1]):
        gone.update(runs.pop())
    following = False
    for run in reversed(runs):
        # A subhead goes with what it stands over, and not alone.
        is_learned = all(said[at] == "anywhere" for at in run) and (blocks[run[0]].kind != "heading" or following)
        if is_learned:
            gone.update(run)
        following = is_learned
    return gone


def _runs(blocks: Iterable[Block]) -> Iterator[list[int]]:
    """The places of blocks that stay or go together: each alone, but lists and tables as a whole."""
    for _, run in groupby(enumerate(blocks), key=lambda one: one[1].kind if one[1].kind in _WHOLE else one[0]):
        yield [at for at, _ in run]


def _with_evidence(article: Article, gone: list[str]) -> Article:
    doubts = [Doubt(source=SOURCE, value=text[:_MAX_VALUE]) for text in gone]
    evidence = tuple(
        msgspec.structs.replace(one, rejected=(*doubts, *one.rejected)[:_EVIDENCE]) if one.field == "body" else one
        for one in article.evidence
    )
    return msgspec.structs.replace(article, evidence=evidence)

"""Articles without the blocks that were learned to be no text, and lines that better knowledge leaves alone."""

from typing import Any

import msgspec
import pytest

from pipelines.article import Article, Block, Evidence
from pipelines.learned import Boilerplate, Learned, LearnedBlock, Where, decode_learned, digest_of, encode_learned

ASK = "Every morning at seven we put the harbour on one sheet of paper."
HEAD = "One sheet"
TEXT = tuple(f"This is sentence number {number} of a story about the old crane by the quay." for number in range(4))


def learned(*texts: str, where: Where = "end", host: str = "h.example") -> Learned:
    return Learned(
        blocks=tuple(
            LearnedBlock(
                host=host, where=where, sha256=digest_of(text).hex(), stories=9, seen="2026-11-01", text=text[:9]
            )
            for text in texts
        )
    )


def article(paper: Any, *texts: str, kinds: dict[str, str] | None = None) -> Article:
    """An article of these paragraphs, or blocks of the kinds given."""
    blocks = tuple(Block(kind=(kinds or {}).get(text, "paragraph"), text=text) for text in texts)
    return paper.page("/a/", "\n\n".join(texts), body_blocks=blocks).article


def kept(paper: Any, table: Learned, *texts: str, **more: Any) -> tuple[str, ...]:
    """The texts that stay."""
    return tuple(block.text for block in Boilerplate(table).without(article(paper, *texts, **more)).body_blocks)


def test_what_was_learned_goes_from_the_end(paper) -> None:
    """With all that is derived from the text, and the evidence says what went."""
    said = Evidence(field="body", source="visible", agreeing=(), rejected=())
    whole = msgspec.structs.replace(article(paper, *TEXT, ASK), evidence=(said,))
    found = Boilerplate(learned(ASK)).without(whole)
    alone = article(paper, *TEXT)
    assert (found.body, found.body_blocks) == (alone.body, alone.body_blocks)
    assert (found.word_count, found.body_sha256) == (alone.word_count, alone.body_sha256)
    assert [(one.source, one.value) for one in found.evidence[0].rejected] == [("learned", ASK)]


def test_the_same_words_stay_where_text_follows(paper) -> None:
    """A story about the sign-up quotes it."""
    assert kept(paper, learned(ASK), TEXT[0], ASK, TEXT[1]) == (TEXT[0], ASK, TEXT[1])


def test_what_stands_anywhere_goes_from_the_middle(paper) -> None:
    """With its own subhead; the same subhead over text stays."""
    table = learned(ASK, HEAD, where="anywhere")
    kinds = {HEAD: "heading"}
    assert kept(paper, table, TEXT[0], HEAD, ASK, TEXT[1], kinds=kinds) == TEXT[:2]
    assert kept(paper, table, TEXT[0], HEAD, TEXT[1], kinds=kinds) == (TEXT[0], HEAD, TEXT[1])


def test_lists_go_as_a_whole_or_not_at_all(paper) -> None:
    """A line of a recipe stands in many recipes."""
    table = learned("One pinch of salt", "Two eggs")
    kinds = dict.fromkeys(("One pinch of salt", "Two eggs", "A quince"), "item")
    assert kept(paper, table, *TEXT, "A quince", "Two eggs", kinds=kinds) == (*TEXT, "A quince", "Two eggs")
    assert kept(paper, table, *TEXT, "Two eggs", "One pinch of salt", kinds=kinds) == TEXT


def test_a_text_that_is_mostly_boilerplate_stays_as_it_is(paper) -> None:
    """The page that tells of the sign-up itself; whatever was learned, real text is not lost."""
    assert kept(paper, learned(ASK, *TEXT), *TEXT, ASK) == (*TEXT, ASK)


def test_each_host_has_its_own(paper) -> None:
    """What one site repeats may be another one's text."""
    assert kept(paper, learned(ASK, host="other.example"), *TEXT, ASK) == (*TEXT, ASK)


def test_a_table_comes_back_from_its_bytes() -> None:
    """And nothing from others, nor from a table of a later format."""
    table = learned(ASK, *TEXT)
    assert decode_learned(encode_learned(table)) == table
    assert decode_learned(b'{"format": 2, "blocks": []}') is None
    assert decode_learned(b'{"format": 1, "blocks": [{"host": "h"}]}') is None


@pytest.mark.parametrize("order", [(Learned(), learned(ASK)), (learned(ASK), Learned())])
def test_better_knowledge_alone_brings_no_line(paper, order: tuple[Learned, Learned]) -> None:
    """A story met again with the block learned meanwhile is no other story; with a block that is news, it is."""
    first, second = order
    body = "\n\n".join((*TEXT, ASK))
    assert len(paper.batch(1, paper.page("/a/", body), learned=first)) == 1
    assert paper.batch(2, paper.page("/a/", body), learned=second if second.blocks else first) == []
    (line,) = paper.batch(3, paper.page("/a/", f"News.\n\n{body}"), learned=learned(ASK))
    assert line.changes is not None
    assert (line.changes.fields, line.changes.paragraphs_added, line.changes.paragraphs_removed) == (("body",), 1, 0)
    assert ASK not in line.body

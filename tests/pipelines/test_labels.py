"""The table of labels."""

from pipelines.labels import Openings, labels, languages, normalise, parts

KINDS = {
    *("previous_story", "next_story", "previous", "next", "previous_page", "next_page"),
    *("not_found", "correction", "corrected"),
}


def test_every_language_has_every_kind() -> None:
    """Fifty-two languages, and none with a gap."""
    assert len(languages()) == 52
    assert [language for language, kinds in languages().items() if set(kinds) != KINDS] == []
    assert [(lang, kind) for lang, kinds in languages().items() for kind, words in kinds.items() if not words] == []


def test_no_label_says_two_things() -> None:
    """A word that means previous in one language must not mean next, or a page, in another."""
    directions = ["previous_story", "next_story", "previous", "next", "previous_page", "next_page"]
    doubles = [
        (one, other, labels(one) & labels(other))
        for index, one in enumerate(directions)
        for other in directions[index + 1 :]
        if labels(one) & labels(other)
    ]
    assert doubles == []


def test_normalise() -> None:
    """Case, arrows, outer signs and doubled space do not matter; marks that belong to letters do."""
    assert normalise("«  Previous   STORY: ") == "previous story"
    assert normalise("पिछला लेख »") == "पिछला लेख"
    assert normalise("前の記事へ→") == "前の記事へ"


def test_parts() -> None:
    """A label before a separator is found although a headline follows."""
    assert parts("Previous post: A headline") == ("previous post: a headline", "previous post")
    assert parts("A headline") == ("a headline",)


def test_openings_pass_over_no_label() -> None:
    """However a label is written, with signs, capitals, marks or a headline around it, its opening is known."""
    words = labels("previous_story") | labels("next_page") | {"né"}
    openings = Openings(words)
    for word in words:
        for text in (word, word.upper(), f"« {word}", f"‹{word}›", f"-- {word} »", f"{word}: Ein Satz", f"{word}…"):
            assert openings.may_begin(text) or words.isdisjoint(parts(text)), text
    assert openings.may_begin("ne\u0301: Ein Satz")
    assert not openings.may_begin("Zoo")
    assert not openings.may_begin("Zoológico de Madrid")

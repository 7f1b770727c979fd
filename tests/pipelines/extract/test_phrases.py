"""Tests of pipelines.extract.phrases."""

from pipelines.extract.phrases import anywhere, opening


def test_the_longest_phrase_opens_a_text() -> None:
    """Of "published" and "published on" the longer one is found, whatever the case and the signs before it."""
    match = opening("published").match("» PUBLISHED  On 3 May")
    assert match is not None
    assert match["phrase"] == "PUBLISHED  On"


def test_a_shorter_phrase_opens_where_the_longer_one_breaks_off() -> None:
    """A text that goes on as no longer phrase does still opens with the short one."""
    match = opening("published").match("Published once")
    assert match is not None
    assert match["phrase"] == "Published"


def test_a_phrase_ends_where_a_word_ends() -> None:
    """A longer word that begins as a phrase is none; in a script without spaces it is."""
    assert opening("published").match("Publishedness") is None
    assert opening("related").match("相关阅读在此") is not None


def test_phrases_of_the_caller_count_too() -> None:
    """What a site's profile adds is found beside the table's phrases."""
    assert opening("related", ("From the vault",)).match("From the vault: 1950") is not None
    assert opening("related").match("From the vault: 1950") is None


def test_both_apostrophes_are_one() -> None:
    """A phrase with an apostrophe is found with either sign."""
    assert opening("related").match("À lire aussi") is not None
    assert opening("plea").match("S’abonner") is not None


def test_a_phrase_inside_a_text_begins_with_a_word() -> None:
    """A phrase in the middle of a text is found, inside a word it is not."""
    assert anywhere("wall").search("Log in to continue reading this") is not None
    assert anywhere("wall").search("xto continue reading this") is None

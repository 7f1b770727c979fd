"""Tests of pipelines.word_tree."""

import re

from pipelines.word_tree import one_of


def test_the_longest_word_matches() -> None:
    """Of words that begin alike the longest is found, in whatever order they are given."""
    assert one_of(["a", "ab", "abc", "b"]) == "(?:a(?:b(?:c|)|)|b)"
    assert re.findall(one_of(["on", "one", "once"]), "once one on") == ["once", "one", "on"]


def test_letters_are_expressions() -> None:
    """What a letter matches, and what must follow a word, is the caller's to say."""
    pattern = re.compile(one_of([("o", r"\s+", "n"), ("o", r"(?!\w)")]))
    assert [pattern.match(text) is not None for text in ("o  n", "o", "on")] == [True, True, False]

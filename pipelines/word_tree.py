"""One regular expression for many words, written as a tree of their letters.

Of hundreds of words in a row, re tries each at every place; of a tree it tries the branch that the text goes on with.
"""

from collections.abc import Iterable, Sequence
from typing import Any


def one_of(words: Iterable[Sequence[str]]) -> str:
    """An expression that matches the longest of some words, each given as the expressions of its letters in order."""
    tree: dict[str, Any] = {}
    for word in sorted(words, key=len, reverse=True):
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ways = [letter + _branches(child) for letter, child in node.items() if letter]
    ways += [""] if "" in node else []  # last: a longer word goes before one that it begins with
    return "".join(ways) if len(ways) < 2 else f"(?:{'|'.join(ways)})"

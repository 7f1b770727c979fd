"""What pages print around their articles, in many languages: phrases.toml, ready for comparing."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

_OUTER = re.compile(r"^[\s\W_]+|[\s\W_]+$")


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    source = resources.files("pipelines.extract").joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(source)


@lru_cache(maxsize=64)
def opening(kind: str, more: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Matches a text that opens with a phrase of a kind, or one of `more`, longest first, up to a word's end."""
    return re.compile(rf"[\W_]{{0,40}}(?P<phrase>{_one_of((*_table()[kind], *more))})", re.IGNORECASE)


@lru_cache(maxsize=4)
def anywhere(kind: str) -> re.Pattern[str]:
    """Finds a phrase of a kind inside a text, on word boundaries."""
    return re.compile(rf"(?<!\w){_one_of(_table()[kind])}", re.IGNORECASE)


@lru_cache(maxsize=16)
def whole(kind: str) -> frozenset[str]:
    """All phrases of a kind, folded, for comparing whole lines."""
    return frozenset(_fold(word) for word in _table()[kind])


def is_whole(kind: str, text: str) -> bool:
    """Whether a text, without outer signs, is a phrase of a kind."""
    if len(text) >= 80:
        return False
    folded = _fold(text)
    return folded in whole(kind) or _OUTER.sub("", folded) in whole(kind)


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _one_of(phrases: Iterable[str]) -> str:
    """An expression for the longest of some phrases that a text goes on with.

    As a tree by their letters: of hundreds of phrases tried one after the other, each costs as much as all so.
    """
    tree: dict[str, Any] = {}
    for phrase in map(_fold, phrases):
        node = tree
        for letter in phrase:
            node = node.setdefault({"'": "['’]", " ": r"\s+"}.get(letter) or re.escape(letter), {})
        # A word of a script with spaces must end where the phrase ends.
        node[""] = r"(?!\w)" if phrase[-1:].isalnum() and not _unspaced(phrase[-1]) else ""
    return _branches(tree)


def _branches(node: dict[str, Any]) -> str:
    ways = [letter + _branches(child) for letter, child in node.items() if letter]
    ways += [node[""]] if "" in node else []  # last: a longer phrase goes before a shorter one
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _unspaced(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff"

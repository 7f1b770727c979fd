"""What pages print around their articles, in many languages: phrases.toml, ready for comparing."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from pipelines.word_tree import one_of

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
    return one_of(_letters(_fold(phrase)) for phrase in phrases)


def _letters(phrase: str) -> list[str]:
    letters = [{"'": "['’]", " ": r"\s+"}.get(letter) or re.escape(letter) for letter in phrase]
    # A word of a script with spaces must end where the phrase ends.
    return [*letters, r"(?!\w)"] if phrase[-1:].isalnum() and not _unspaced(phrase[-1]) else letters


def _unspaced(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff"

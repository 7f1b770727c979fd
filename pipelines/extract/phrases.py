"""What pages print around their articles, in many languages: phrases.toml, ready for comparing."""

import re
import tomllib
from functools import lru_cache
from importlib import resources

_OUTER = re.compile(r"^[\s\W_]+|[\s\W_]+$")


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    source = resources.files("pipelines.extract").joinpath("phrases.toml").read_text("utf-8")
    return tomllib.loads(source)


@lru_cache(maxsize=64)
def opening(kind: str, more: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Matches a text that opens with a phrase of a kind, or one of `more`, longest first, up to a word's end."""
    words = sorted({_fold(word) for word in (*_table()[kind], *more)}, key=len, reverse=True)
    return re.compile(r"[\W_]*(?P<phrase>" + "|".join(map(_escaped, words)) + r")", re.IGNORECASE)


@lru_cache(maxsize=4)
def anywhere(kind: str) -> re.Pattern[str]:
    """Finds a phrase of a kind inside a text, on word boundaries."""
    words = sorted({_fold(word) for word in _table()[kind]}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_escaped, words)) + r")", re.IGNORECASE)


@lru_cache(maxsize=16)
def whole(kind: str) -> frozenset[str]:
    """All phrases of a kind, folded, for comparing whole lines."""
    return frozenset(_fold(word) for word in _table()[kind])


def is_whole(kind: str, text: str) -> bool:
    """Whether a text, without outer signs, is a phrase of a kind."""
    return len(text) < 80 and (_fold(text) in whole(kind) or _OUTER.sub("", _fold(text)) in whole(kind))


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _escaped(word: str) -> str:
    # A word of a script with spaces must end where the phrase ends.
    tail = r"(?!\w)" if word[-1:].isalnum() and not _unspaced(word[-1]) else ""
    return re.escape(word).replace("'", "['’]").replace(r"\ ", r"\s+") + tail


def _unspaced(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0eff" or "\u3040" <= letter <= "\u9fff"

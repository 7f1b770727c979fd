"""The words that links carry, in many languages: labels.toml, prepared for comparing."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

_SEPARATOR = re.compile(r"\s*[:|–—»›>→\u2013-]\s*")

_MAX_KEPT = 300
"""Characters of a text whose answer is kept; a label is shorter."""
_OPENING = 4
_SIGNS = "".join(chr(code) for code in range(128) if not chr(code).isalnum())


def normalise(text: str) -> str:
    """A label without case, outer signs and arrows, and doubled white space."""
    text = unicodedata.normalize("NFKC", text[:200]).casefold().replace("’", "'").replace("\u0307", "")
    return " ".join(_trim(text).split())


def _trim(text: str) -> str:
    # Marks of Indic scripts are no word characters for `re`, yet end words.
    start, end = 0, len(text)
    while start < end and not (text[start].isalnum() or unicodedata.category(text[start])[0] == "M"):
        start += 1
    while end > start and not (text[end - 1].isalnum() or unicodedata.category(text[end - 1])[0] == "M"):
        end -= 1
    return text[start:end]


@lru_cache(maxsize=1)
def languages() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The table as written: language → kind → labels."""
    source = resources.files("pipelines").joinpath("labels.toml").read_text("utf-8")
    return {
        language: {kind: tuple(words) for kind, words in kinds.items()}
        for language, kinds in tomllib.loads(source).items()
    }


@lru_cache(maxsize=16)
def labels(kind: str) -> frozenset[str]:
    """All labels of a kind over all languages, normalised."""
    return frozenset(normalise(word) for kinds in languages().values() for word in kinds.get(kind, ()))


def parts(text: str) -> tuple[str, ...]:
    """A text and the pieces before its first separator: "Next post: A headline" also gives "next post"."""
    return _parts(text) if len(text) <= _MAX_KEPT else _parts.__wrapped__(text)


@lru_cache(maxsize=16384)
def _parts(text: str) -> tuple[str, ...]:
    first = _SEPARATOR.split(text.strip(" «»‹›←→<>|:–—-"), maxsplit=1)[0]
    whole = normalise(text)
    before = whole if first == text else normalise(first)
    return (whole,) if before == whole else (whole, before)


class Openings:
    """The first letters of some labels, which most texts on a page do not begin with."""

    def __init__(self, words: Iterable[str]) -> None:
        self._starts = frozenset(word[:_OPENING] for word in words)

    def may_begin(self, text: str) -> bool:
        """False only where none of `parts(text)` can be one of the labels. `text` is one line."""
        start = text.lstrip(_SIGNS)[: _OPENING + 1]  # a mark behind a letter may make another letter of it
        if start.isascii():
            start = start[:_OPENING].lower()
        else:
            start = normalise(text[: 4 * _OPENING])[:_OPENING]
            if len(start) < _OPENING:
                return True
        starts = self._starts
        return start in starts or start[:3] in starts or start[:2] in starts or start[:1] in starts

"""Correction notes: paragraphs with which a newsroom says that its article was wrong. Words in labels.toml."""

import re
from functools import lru_cache

from pipelines.labels import labels, normalise

_LONGEST_LABEL = 60
"""Characters before the first separator; what is longer is a sentence."""
_OPENING = _LONGEST_LABEL + 25
"""Characters in which that separator shows, with what must stand behind it."""
_LONGEST_NOTE = 1200
"""Characters; a longer paragraph that speaks of an earlier version is the news itself."""
_AFTER_LABEL = re.compile(r"[:：|(\[（【\]】)）–—―。\d]|\s-|\.\s|[,،](?=[^.]{0,20}\d)")
"""Where a label ends: at a separator, or before a date."""
_BEYOND_LATIN = re.compile("[\u0370-\u1fff\u2e80-\uffff]")
_LATIN, _OTHERS = "", " "
"""What stands for a word of the phrases that have none inside; no word is like these."""
_BRACKETS = "[](){}（）【】〔〕*＊※■▼●"


def find_correction(body: str) -> str | None:
    """The paragraphs of a text that are correction notes, separated by one blank line; None where there is none."""
    paragraphs = body.split("\n\n")
    # One look at the whole text: few speak of an earlier version of themselves.
    speaks = _speaks(body)
    notes = []
    for number, paragraph in enumerate(paragraphs):
        # A label in a paragraph of its own stands over the note.
        if (is_correction(paragraph) if speaks else _opens_note(paragraph)) or (
            number and _is_label(paragraphs[number - 1])
        ):
            notes.append(paragraph)
    return "\n\n".join(notes) or None


def is_correction(paragraph: str) -> bool:
    """Whether a paragraph opens with the label of a correction note, or says that this article was wrong before."""
    if _opens_note(paragraph):
        return True
    return len(paragraph) <= _LONGEST_NOTE and _speaks(paragraph)


def _opens_note(paragraph: str) -> bool:
    text = paragraph.strip(_BRACKETS + " ")
    return 0 < len(text) <= _LONGEST_NOTE and _is_label(_before_separator(text[:_OPENING]))


def _before_separator(text: str) -> str:
    separator = _AFTER_LABEL.search(text)
    return text[: separator.start()] if separator else text


def _speaks(text: str) -> bool:
    """Whether a text says that an earlier version of it was wrong."""
    words = text.casefold().replace("’", "'").replace("\u0307", "").split()
    said = " ".join(words)
    phrases = _corrected()
    marks = {_LATIN, *words}
    if _BEYOND_LATIN.search(text):
        marks.add(_OTHERS)
    return any(phrase in said for mark in phrases.keys() & marks for phrase in phrases[mark])


@lru_cache(maxsize=1)
def _corrected() -> dict[str, list[str]]:
    """The phrases by the longest word inside each, which a text of it has too; by script those without such a word."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(labels("corrected")):
        script = _OTHERS if _BEYOND_LATIN.search(phrase) else _LATIN
        found.setdefault(max(phrase.split()[1:-1], key=len, default=script), []).append(phrase)
    return found


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and normalise(text) in labels("correction")

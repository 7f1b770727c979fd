"""Correction notes: paragraphs with which a newsroom says that its article was wrong. Words in labels.toml."""

import re
from functools import lru_cache

from pipelines.labels import labels, normalise

_LONGEST_LABEL = 60
"""Characters before the first separator; what is longer is a sentence."""
_LONGEST_NOTE = 1200
"""Characters; a longer paragraph that speaks of an earlier version is the news itself."""
_AFTER_LABEL = re.compile(r"\s*[:：|(\[（【】\])）]\s*|\s+[–—―-]+\s*|[–—―]+|(?=\d)|\.\s|。|[,،]\s*(?=[^.]{0,20}\d)")
_BRACKETS = "[](){}（）【】〔〕*＊※■▼●"


def find_correction(body: str) -> str | None:
    """The paragraphs of a text that are correction notes, separated by one blank line; None where there is none."""
    paragraphs = body.split("\n\n")
    notes = []
    for number, paragraph in enumerate(paragraphs):
        # A label in a paragraph of its own stands over the note.
        if is_correction(paragraph) or (number and _is_label(paragraphs[number - 1])):
            notes.append(paragraph)
    return "\n\n".join(notes) or None


def is_correction(paragraph: str) -> bool:
    """Whether a paragraph opens with the label of a correction note, or says that this article was wrong before."""
    text = paragraph.strip(_BRACKETS + " ")
    if not text or len(text) > _LONGEST_NOTE:
        return False
    if _is_label(_AFTER_LABEL.split(text, maxsplit=1)[0]):
        return True
    said = " ".join(text.casefold().replace("’", "'").replace("\u0307", "").split())
    return _phrases().search(said) is not None


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and normalise(text) in labels("correction")


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    # The longest first only to name the fuller one; what is found is the same.
    words = sorted(labels("corrected"), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, words)))

"""Correction notes: paragraphs with which a newsroom says that its article was wrong. Words in labels.toml."""

import re

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
    # One look at the whole text: few speak of an earlier version of themselves.
    said = _said(body)
    speaks = any(phrase in said for phrase in labels("corrected"))
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
    said = _said(paragraph) if len(paragraph) <= _LONGEST_NOTE else ""
    return any(phrase in said for phrase in labels("corrected"))


def _opens_note(paragraph: str) -> bool:
    text = paragraph.strip(_BRACKETS + " ")
    return 0 < len(text) <= _LONGEST_NOTE and _is_label(_AFTER_LABEL.split(text, maxsplit=1)[0])


def _said(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").replace("\u0307", "").split())


def _is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and normalise(text) in labels("correction")

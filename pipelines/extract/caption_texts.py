"""What the words of a caption say by themselves: that they are a button's, point elsewhere, or name a maker alone."""

import re

from pipelines.extract.photo_credit import credit_of, split_credit
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.text import is_wide

MAX_MAKER = 60
"""Characters of a text that is a maker and no caption."""
_CLOCKED = re.compile(r"\d{1,2}[.:]\d{2}(?!\d)|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_MIN_WITHOUT_NAME = 12
_ENDED = re.compile(r"[.!?。！？।](?:\s|$)")
_ALIKE = 30
"""Characters with which a caption begins twice where the page holds it cut and whole."""
_BUTTON_BEHIND = re.compile(r"(?<=[.!?)”\"])\s\w+$")
_COUNT = re.compile(r"\d{1,3}(?:\s*/\s*\d{1,3})?")
"""Of pictures."""


def is_label(text: str) -> bool:
    """Whether a text is the label of a button or says how many pictures there are: "Enlarge", "6 photos"."""
    return is_whole("line", _COUNT.sub("", text)) or not _COUNT.sub("", text).strip()


def points_elsewhere(text: str) -> bool:
    """Whether a text opens with several words that point to another story, and a colon."""
    label = opening("related").match(text) if ":" in text or "：" in text else None
    return label is not None and " " in label["phrase"].strip() and text[label.end() :].lstrip()[:1] in (":", "：")


def says_something(caption: str) -> bool:
    """Whether a text is more than the label of a credit, a button, a date or a counter."""
    label = opening("photo").match(caption)
    return (
        len(caption) >= (_MIN_WITHOUT_NAME // 2 if is_wide(caption) else _MIN_WITHOUT_NAME)
        and (label is None or label.end() < len(caption) - 3)
        and not is_whole("line", caption)
        and opening("published").match(caption) is None
        and opening("by").match(caption) is None
        and not _CLOCKED.search(caption)
    )


def only_credit(text: str) -> tuple[str | None, str | None]:
    """What an element says that is named a credit: a caption with one, or the maker alone."""
    caption, credit = split_credit(text)
    return (caption, credit) if credit or len(text) > MAX_MAKER or _ENDED.search(text) else (None, credit_of(text))


def once(text: str) -> str:
    """A caption that the page holds twice, cut and whole with a button between, as whole as it is there."""
    second = text.find(text[:_ALIKE], _ALIKE)
    if second < 0.4 * len(text):
        return text
    return max(_BUTTON_BEHIND.sub("", text[:second].rstrip()), text[second:], key=len)

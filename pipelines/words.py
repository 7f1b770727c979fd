"""The words of a text."""

import re

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Scripts written without spaces, as ranges for a regular expression."""
_WORD = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+(?:['’-][^\W{UNSPACED}]+)*")


def words_of(text: str) -> list[str]:
    """The words of a text, in order; each letter of a script written without spaces counts as one."""
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """How many words a text has."""
    return len(words_of(text))

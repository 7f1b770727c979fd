"""Lines that say something else each time the page is looked at: counters of readers, "3 hours ago", clock times."""

import re
import unicodedata

from pipelines.extract.phrases import is_whole

_LONGEST = 90
_NUMBER = r"\d[\d.,'’\u00a0\u202f]*(?:\s?[kKmM]\b|千|万|萬|천|만|тыс\.?|\s?mil\b)?"
_CLOCK = r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)(?:\s?[ap]\.?m\.?)?"
_BETWEEN = re.compile(rf"{_CLOCK}|{_NUMBER}|[^\w\s'’]+", re.IGNORECASE)
_HAS_CLOCK = re.compile(_CLOCK)
_LARGE = re.compile(r"\d{3}|\d[.,]\d|\d\s?[kKmM]\b")


def is_counter(text: str) -> bool:
    """Whether a line is made of numbers and words of counters alone, such as "Post views: 1,204" or "vor 3 Stunden"."""
    if len(text) > _LONGEST or not any(char.isdecimal() for char in text):
        return False
    pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece.strip()]
    if not pieces:
        # A number alone may be a chapter's.
        return bool(_LARGE.search(text)) or any(unicodedata.category(char) == "So" for char in text)
    words = [is_whole("counter", piece) for piece in pieces]
    times = [is_whole("updated", piece) or is_whole("published", piece) for piece in pieces]
    is_known = all(word or time for word, time in zip(words, times, strict=True))
    return is_known and (any(words) or _HAS_CLOCK.search(text) is not None)

"""Lines before the text that say when it was published, where they got into the text."""

from dataclasses import replace
from datetime import datetime

from pipelines.extract.body import Body
from pipelines.extract.phrases import opening
from pipelines.extract.printed_dates import find_dates

_MAX = 120
"""Characters; a longer line is a paragraph."""
_MAX_REST = 60
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", ":")


def without_dateline(body: Body, language: str | None, now: datetime) -> Body:
    """The body without lines at its ends that hold a date and hardly more: "Published 20 May 2026, source: …"."""
    if not body.elements:
        return body  # a text that no element of the page holds
    first, end = 0, len(body.blocks)
    while first < min(2, end - 1) and _is_dateline(body.blocks[first].text, language, now):
        first += 1
    if end - first > 1 and _is_change(body.blocks[-1].text, language, now):
        end -= 1
    if end - first == len(body.blocks):
        return body
    return replace(body, blocks=body.blocks[first:end], elements=body.elements[first:end], first=body.elements[first])


def _is_change(text: str, language: str | None, now: datetime) -> bool:
    """Whether a line is a date and the words for a change of the story: "12 maggio 2026 (modifica il …)"."""
    if not _is_dateline(text, language, now):
        return False
    return any(opening(kind).search(text) is not None for kind in ("updated", "published"))


def _is_dateline(text: str, language: str | None, now: datetime) -> bool:
    if len(text) > _MAX or text.endswith(_SENTENCE_ENDS) or not any(c.isdecimal() for c in text):
        return False
    dates = find_dates(text, language, now)
    if not dates or len(text) - sum(one.end - one.start for one in dates) > _MAX_REST:
        return False
    return dates[0].start <= 3 or any(opening(kind).match(text) for kind in ("published", "updated", "by"))

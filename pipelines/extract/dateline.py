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
    """The body without first lines that hold a date and hardly more: "Published 20 May 2026, source: …"."""
    lines = 0
    while lines < min(2, len(body.blocks) - 1) and _is_dateline(body.blocks[lines].text, language, now):
        lines += 1
    if not lines:
        return body
    return replace(body, blocks=body.blocks[lines:], elements=body.elements[lines:], first=body.elements[lines])


def _is_dateline(text: str, language: str | None, now: datetime) -> bool:
    if len(text) > _MAX or text.endswith(_SENTENCE_ENDS) or not any(c.isdecimal() for c in text):
        return False
    dates = find_dates(text, language, now)
    if not dates or len(text) - sum(one.end - one.start for one in dates) > _MAX_REST:
        return False
    return dates[0].start <= 3 or any(opening(kind).match(text) for kind in ("published", "updated", "by"))

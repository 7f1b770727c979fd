"""Where each value comes from: its source, the sources that agree, and what the others say instead."""

from collections.abc import Iterable
from typing import get_args

from pipelines.article import Doubt, Evidence, WeighedField
from pipelines.draft import Draft, Statement
from pipelines.extract.headline import fold

FIELDS: tuple[WeighedField, ...] = get_args(WeighedField)
_LISTS = frozenset(("authors", "tags"))
_DAYS = frozenset(("date_published", "date_modified"))
_MAX_REJECTED = 4
_MAX_VALUE = 200


def evidence_of(draft: Draft) -> tuple[Evidence, ...]:
    """One entry for each weighed field that has a value, in the order of `FIELDS`."""
    found = []
    for field in FIELDS:
        value = _value(draft, field)
        if value:
            said = [statement for statement in draft.statements if statement.field == field]
            found.append(_weigh(field, value, draft.sources.get(field, ""), said))
    return tuple(found)


def _weigh(field: WeighedField, value: tuple[str, ...], source: str, said: list[Statement]) -> Evidence:
    own = _form(field, value)
    agreeing = [one.source for one in said if _agrees(field, own, one)]
    source = source or next(iter(agreeing), "visible")
    others: dict[tuple[object, str], Doubt] = {}
    for one in said:
        if not _agrees(field, own, one):
            form = _form(field, one.value)
            others.setdefault((form, one.source), Doubt(source=one.source, value="; ".join(one.value)[:_MAX_VALUE]))
    return Evidence(
        field=field,
        source=source,
        agreeing=tuple(dict.fromkeys(name for name in agreeing if name != source)),
        rejected=tuple(others.values())[:_MAX_REJECTED],
    )


def _agrees(field: WeighedField, own: object, statement: Statement) -> bool:
    other = _form(field, statement.value)
    if own == other:
        return True
    if field != "description" or not isinstance(own, str) or not isinstance(other, str):
        return False
    # Many a page cuts its description short for machines.
    short = min(len(own), len(other)) - 12
    return short >= 30 and own[:short] == other[:short]


def _form(field: WeighedField, value: Iterable[str]) -> object:
    """What is compared: folded words; of lists their set; of dates the day."""
    if field in _LISTS:
        return frozenset(fold(item) for item in value)
    text = next(iter(value), "")
    return text[:10] if field in _DAYS else fold(text)


def _value(draft: Draft, field: WeighedField) -> tuple[str, ...]:
    if field == "body":
        return ("body",) if draft.blocks else ()
    value: str | tuple[str, ...] | None = getattr(draft, field)
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()

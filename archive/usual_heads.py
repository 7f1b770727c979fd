"""Heads of records as their program always writes them: read and judged in one go.

A program writes the records of a type with the same fields in the same order. From the second such head on, a pattern
made from the table of fields reads all values at once, and its match says that the head breaks no rule. Whatever does
not match is read and judged line by line as before.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from archive.fields import ANY, OF_IDENTICAL, RULES, check_fields, form_of
from archive.headers import Headers

_LONGEST = 1 << 14
"""Bytes of a head that is looked at."""
_FORMS = 8
"""That are remembered for each beginning of a head."""
_BEGINNINGS = 32
_FIELDS = 40


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a head in their order."""

    version: str
    kind: str
    """The record's type in lower case."""
    pattern: re.Pattern[str]
    """Of the whole head, with a group for each value."""
    asked: tuple[tuple[int, Callable[[str], object]], ...]
    """Values whose form no pattern decides, by their place, and what decides."""
    example: Headers
    place: Mapping[str, int]
    """Where among the values the first one of a field stands, by its name as `archive.fields` has it."""
    is_segment: bool
    """The record is a part of one that was cut into several (ISO 28500 7)."""


class UsualHeads:
    """The forms of heads that a file has shown so far."""

    def __init__(self) -> None:
        self._forms: dict[str, list[Form]] = {}
        self._seen: dict[str, set[tuple[str, ...]]] = {}

    def read(self, buffer: bytes, start: int) -> tuple[Form, tuple[str, ...], int] | None:
        """Form and values of the head that begins at `start`, and where it ends; None if it is not as one before.

        No rule of `archive.fields` is broken by what this returns.
        """
        end = buffer.find(b"\r\n\r\n", start, start + _LONGEST) + 4
        if end < 4:
            return None
        try:
            text = buffer[start:end].decode("ascii")
        except UnicodeDecodeError:
            return None
        forms = self._forms.get(_beginning(text))
        if forms is None:
            return None
        for form in forms:
            match = form.pattern.fullmatch(text)
            if match is not None:
                values = match.groups()
                for place, fits in form.asked:
                    if not fits(values[place]):
                        return None
                return form, values, end
        return None

    def learn(self, raw: bytes, version: str, headers: Headers) -> None:
        """Take in a head that was read line by line, with what was found in it."""
        if len(raw) > _LONGEST or len(headers) > _FIELDS or not raw.isascii() or not _tells_by_names(headers):
            return
        text = raw.decode("ascii")
        beginning = _beginning(text)
        if not beginning.startswith(f"WARC/{version}\r\n"):
            return
        seen = self._seen.get(beginning)
        if seen is None:
            if len(self._seen) >= _BEGINNINGS:
                return
            seen = self._seen[beginning] = set()
        if headers.names not in seen:
            if len(seen) < _FORMS:
                seen.add(headers.names)
            return
        forms = self._forms.setdefault(beginning, [])
        if not any(form.example.names == headers.names for form in forms):
            form = _form(beginning, headers.names)
            match = form.pattern.fullmatch(text)
            if match is not None and match.groups() == headers.values and not any(check_fields(headers)):
                forms.append(form)


def _tells_by_names(headers: Headers) -> bool:
    """Whether all rules but those for single values depend on the type and the names of the fields alone."""
    if not headers or headers.names[0] != "WARC-Type" or "Content-Type" not in headers:
        return False
    match headers.values[0].lower():
        case "warcinfo":
            return False
        case "revisit":
            return all(name in headers for name in OF_IDENTICAL)
    return True


def _beginning(text: str) -> str:
    """The version and the first field, which in most files is the record's type."""
    return text[: text.find("\r\n", text.find("\r\n") + 2)]


@lru_cache(maxsize=128)
def _form(beginning: str, names: tuple[str, ...]) -> Form:
    forms = [form_of(name) for name in names]
    lines = [
        rf"{re.escape(name)}: ({form.usual or ANY.usual})\r\n" for name, form in zip(names[1:], forms[1:], strict=True)
    ]
    version, _, first = beginning.partition("\r\n")
    name, _, kind = first.partition(": ")
    start = re.escape(f"{version}\r\n{name}: ")
    example = Headers((name, "") for name in names)
    return Form(
        version=version.partition("/")[2],
        kind=kind.lower(),
        pattern=re.compile(rf"{start}({re.escape(kind)})\r\n{''.join(lines)}\r\n"),
        asked=tuple((place, form.fits) for place, form in enumerate(forms) if form.usual is None),
        example=example,
        is_segment="WARC-Segment-Number" in example,
        place={rule.name: place for rule in RULES if (place := example.place_of(rule.name)) is not None},
    )

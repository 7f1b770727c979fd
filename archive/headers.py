"""The named fields of a WARC record's head: an ordered list with names that ignore case (ISO 28500 4)."""

from collections.abc import Iterable, Iterator


class Headers:
    """The header fields of one record, in order, repeated ones kept. Read-only."""

    __slots__ = ("_fields", "_first")

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        self._fields = tuple(fields)
        self._first: dict[str, str] = {}
        for name, value in self._fields:
            self._first.setdefault(name.lower(), value)

    def get(self, name: str) -> str | None:
        """The first value of a field, or None."""
        return self._first.get(name.lower())

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self._fields if key.lower() == wanted)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._first

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    def __hash__(self) -> int:
        return hash(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"

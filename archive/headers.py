"""The named fields of a WARC record's head: an ordered list with names that ignore case (ISO 28500 4)."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

_NAMES_REMEMBERED = 64
"""Fields of a head at most whose names are remembered for the heads to come."""


class Headers:
    """The header fields of one record, in order, repeated ones kept. Read-only."""

    __slots__ = ("_first", "names", "values")

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        pairs = tuple(fields)
        self.names = tuple([name for name, _ in pairs])
        self.values = tuple([value for _, value in pairs])
        self._first = _places(self.names)

    def with_values(self, values: tuple[str, ...]) -> "Headers":
        """Fields of the same names with other values, one for each."""
        made = Headers.__new__(Headers)
        made.names, made._first, made.values = self.names, self._first, values
        return made

    def get(self, name: str) -> str | None:
        """The first value of a field, or None."""
        place = self.place_of(name)
        return None if place is None else self.values[place]

    def place_of(self, name: str) -> int | None:
        """Where among the values the first one of a field stands, or None."""
        place = self._first.get(name)
        return self._first.get(name.lower()) if place is None else place

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, in order."""
        wanted = name.lower()
        return tuple(value for key, value in self if key.lower() == wanted)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return zip(self.names, self.values, strict=True)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._first

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.names == other.names and self.values == other.values

    def __hash__(self) -> int:
        return hash((self.names, self.values))

    def __repr__(self) -> str:
        return f"Headers({tuple(self)!r})"


def _places(names: tuple[str, ...]) -> dict[str, int]:
    """Where the first field of each name stands, by the name as written and in lower case."""
    few = len(names) <= _NAMES_REMEMBERED and sum(map(len, names)) < 1 << 12
    return _remembered_places(names) if few else _find_places(names)


def _find_places(names: tuple[str, ...]) -> dict[str, int]:
    first: dict[str, int] = {}
    for place, name in enumerate(names):
        first.setdefault(name.lower(), place)
    return first | {name: first[name.lower()] for name in names}


_remembered_places = lru_cache(maxsize=256)(_find_places)  # records of a type from one program have the same names

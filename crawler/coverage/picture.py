"""The coverage as a drawing: stories a month by source, the parts of the chain below, holes in red. Inline SVG."""

import calendar
from collections.abc import Iterable, Iterator
from html import escape

from crawler.coverage.model import Component, Coverage, Hole, HoleKind, Month, Source
from crawler.coverage.stories import when

_LEFT, _RIGHT, _WIDTH = 110, 24, 1000
_ROW, _BAR = 56, 40
_LANE = 16
_LANES = 12
"""Parts of the chain that are drawn above each other at most; those that follow each other share a lane."""
_FEW_MONTHS = 12
_LINES = 60
"""Holes up to which each gets a line through all rows."""
_WIDEST_BAR = 48.0


def picture(coverage: Coverage) -> str:
    """An SVG element; empty when no story has a date."""
    return _Drawing(coverage).svg() if coverage.months else ""


class _Drawing:
    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self._months = coverage.months
        self._step = (_WIDTH - _LEFT - _RIGHT) / len(self._months)
        self._number = {month.month: number for number, month in enumerate(self._months)}
        self._most = max(month.stories for month in self._months)
        self._sources = [row.source for row in coverage.sources if row.stories]
        self._lanes = _lanes(coverage.chain.components)
        self._chain_top = 24 + _ROW * (1 + len(self._sources))
        self._height = self._chain_top + 30 + _LANE * len(self._lanes) + 34

    def svg(self) -> str:
        label = (
            f"{self._coverage.stories} stories by month and source, {self._months[0].month} to "
            f"{self._months[-1].month}; {len(self._coverage.holes)} holes"
        )
        inside = "\n".join(self._parts())
        return (
            f'<svg viewBox="0 0 {_WIDTH} {self._height}" role="img" aria-label="{escape(label)}"'
            f' xmlns="http://www.w3.org/2000/svg">\n{inside}\n</svg>'
        )

    def _parts(self) -> Iterator[str]:
        yield from self._years()
        yield from self._bars(None, 24)
        for row, source in enumerate(self._sources, start=1):
            yield from self._bars(source, 24 + row * _ROW)
        yield from self._chain()

    def _years(self) -> Iterator[str]:
        """A line where each year begins, its number above; each month where there are few."""
        few = len(self._months) <= _FEW_MONTHS
        every = max(1, len({month.month[:4] for month in self._months}) // 20)
        for month in self._months:
            is_first = month.month.endswith("-01") and int(month.month[:4]) % every == 0
            if not (few or is_first or month is self._months[0]):
                continue
            x = self._x_of_month(month)
            name = month.month if few or not is_first else month.month[:4]
            if month is self._months[0] or few or x > _LEFT + 46:
                yield f'<text class="tick" x="{x:.1f}" y="12">{name}</text>'
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="18" y2="{self._height - 30}"/>'

    def _bars(self, source: Source | None, top: float) -> Iterator[str]:
        """One row: the stories that a source knew, in front of all stories."""
        base = top + _BAR
        known = sum(month.by_source[source.value] if source else month.stories for month in self._months)
        yield f'<text class="row" x="0" y="{base - 14:.0f}">{source.value if source else "all stories"}</text>'
        yield f'<text class="tick" x="0" y="{base:.0f}">{known}</text>'
        yield f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{base:.0f}" y2="{base:.0f}"/>'
        width = min(max(self._step - (1.5 if self._step > 4 else 0.2), 0.8), _WIDEST_BAR)
        for month in self._months:
            x = self._x_of_month(month) + (self._step - width) / 2
            count = month.by_source[source.value] if source else month.stories
            if source is None and month.suspicious:
                yield f'<rect class="thin" x="{x:.1f}" y="{top - 2:.0f}" width="{width:.1f}" height="{_BAR + 2}"/>'
            if month.stories and (source is not None):
                yield self._bar("behind", x, base, width, month.stories, "")
            if count:
                told = f"{month.month}: {count} of {month.stories}" if source else f"{month.month}: {count} stories"
                yield self._bar("source" if source else "all", x, base, width, count, told)

    def _bar(self, kind: str, x: float, base: float, width: float, count: int, told: str) -> str:
        height = max(1.0, _BAR * count / self._most)
        title = f"<title>{escape(told)}</title>" if told else ""
        return (
            f'<rect class="{kind}" x="{x:.1f}" y="{base - height:.1f}" width="{width:.1f}" height="{height:.1f}">'
            f"{title}</rect>"
        )

    def _chain(self) -> Iterator[str]:
        """The parts of the chain, each a line from its first story to its last, and where the holes are."""
        top = self._chain_top + 16
        yield f'<text class="row" x="0" y="{top + 4}">story chain</text>'
        parts = len(self._coverage.chain.components)
        yield f'<text class="tick" x="76" y="{top + 4}">{parts}</text>'
        for lane, row in enumerate(self._lanes):
            y = top + lane * _LANE
            for part in row:
                x1, x2 = self._x(part.begins), self._x(part.ends)
                told = f"{part.stories} stories, {part.begins} to {part.ends}"
                yield (
                    f'<line class="part" x1="{x1:.1f}" x2="{max(x2, x1 + 1):.1f}" y1="{y}" y2="{y}">'
                    f"<title>{escape(told)}</title></line>"
                )
                yield f'<circle class="end" cx="{x1:.1f}" cy="{y}" r="3"/>'
                yield f'<circle class="end" cx="{max(x2, x1 + 1):.1f}" cy="{y}" r="3"/>'
        y = top + max(1, len(self._lanes)) * _LANE + 8
        yield f'<text class="row" x="0" y="{y + 4}">holes</text>'
        for hole in self._coverage.holes:
            x = self._x_of_hole(hole)
            if x is not None:
                yield (
                    f'<path class="hole" d="M{x:.1f} {y - 5}l5 9h-10z">'
                    f"<title>{escape(hole.kind.value)}: {escape(hole.note)}</title></path>"
                )
                if len(self._coverage.holes) <= _LINES:
                    yield f'<line class="gap" x1="{x:.1f}" x2="{x:.1f}" y1="20" y2="{y - 5}"/>'

    def _x_of_month(self, month: Month) -> float:
        return _LEFT + self._number[month.month] * self._step

    def _x(self, date: str | None) -> float:
        """Where a day lies; a day outside the months lies at the edge."""
        date = date or self._months[0].month
        number = self._number.get(date[:7])
        if number is None:
            return float(_LEFT if date < self._months[0].month else _WIDTH - _RIGHT)
        days = calendar.monthrange(int(date[:4]), int(date[5:7]))[1]
        day = int(date[8:10] or 1) - 1
        hour = int(date[11:13] or 0) if len(date) > 10 else 0
        return _LEFT + (number + (day + hour / 24) / days) * self._step

    def _x_of_hole(self, hole: Hole) -> float | None:
        """Between its two sides; a loop's are far apart, and its place is where it begins."""
        sides = [self._x(date) for one in (*hole.before, *hole.after) if (date := when(one.published))]
        return (sides[0] if hole.kind is HoleKind.LOOP else sum(sides) / len(sides)) if sides else None


def _lanes(parts: Iterable[Component]) -> list[list[Component]]:
    """The dated parts, in as few lanes as it takes that none hides another; what needs more lanes is left out."""
    lanes: list[list[Component]] = []
    for part in sorted((one for one in parts if one.begins), key=lambda one: (one.begins or "", -one.stories)):
        free = next((lane for lane in lanes if (lane[-1].ends or "") < (part.begins or "")), None)
        if free is not None:
            free.append(part)
        elif len(lanes) < _LANES:
            lanes.append([part])
    return lanes

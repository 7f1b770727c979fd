"""The dates that a page gives, weighed against each other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from pipelines.extract.printed_dates import make_day

_SHOWN = ("printed", "time element")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date or a moment that a page gives."""

    day: date
    moment: datetime | None
    """With its offset; None where the page gives a day or a time without a zone."""
    weight: float
    source: str
    clock: tuple[int, int] | None = None
    """Hour and minute as printed, of whatever zone."""

    def text(self) -> str:
        """ISO 8601."""
        return self.moment.isoformat() if self.moment else self.day.isoformat()


def choose(published: list[Stamp], modified: list[Stamp], local: Callable[[datetime], datetime | None]) -> Stamp | None:
    """The day with the most weight behind it; of its stamps the most exact one.

    `local` gives a moment on the clock of the page's readers, where that is known.
    """
    if not published:
        return None
    days: dict[date, float] = {}
    seen: set[tuple[date, str]] = set()
    for stamp in published:
        # Elements around a printed date print it again.
        again = stamp.source in _SHOWN and (stamp.day, stamp.source) in seen
        again = again or (stamp.source == "json-ld page" and (stamp.day, "json-ld") in seen)
        bonus = 0.0 if again or stamp.day not in days else 0.12 if stamp.source in _SHOWN else 0.05
        days[stamp.day] = max(days.get(stamp.day, 0.0), stamp.weight) + bonus
        seen.add((stamp.day, stamp.source))
    best = max(days, key=lambda day: (days[day], -day.toordinal()))
    stamps = [stamp for stamp in published if stamp.day == best]
    chosen = max(stamps, key=lambda stamp: (stamp.moment is not None, stamp.weight))
    localised = _localised(chosen, published, local)
    if chosen.source == "labelled":
        return chosen
    # The day in the address is that of the first publication; what is stated moves on when a story is redone.
    for stamp in published:
        if stamp.source == "url" and chosen.day - stamp.day > timedelta(days=1):
            return stamp
    return _shown(published, modified, localised.day) or localised


def _shown(published: list[Stamp], modified: list[Stamp], chosen: date) -> Stamp | None:
    """The date in the dateline, where it is neither the stated day nor the day of the last change.

    Statements for machines are often the day of an import; what readers see is what the publisher means.
    """
    shown = [stamp for stamp in published if stamp.source in _SHOWN and stamp.weight >= 0.57]
    changed = {stamp.day for stamp in modified}
    for stamp in published:
        swapped = make_day(stamp.day.year, stamp.day.day, stamp.day.month)
        if stamp.source in _SHOWN and stamp.weight >= 0.45 and chosen in (stamp.day, swapped):
            return None
    others = [stamp for stamp in shown if stamp.day not in changed]
    # Several days are those of other stories.
    days = {stamp.day for stamp in published if stamp.source in _SHOWN and stamp.weight >= 0.53}
    return others[0] if others and not days - changed - {others[0].day} else None


def _localised(chosen: Stamp, stamps: list[Stamp], local: Callable[[datetime], datetime | None]) -> Stamp:
    """A moment stated in UTC, in the zone of the page where the page prints the day before or after.

    Where the printed time gives the offset, that is used; else only the printed day is sure.
    """
    if chosen.moment is None or chosen.moment.utcoffset():
        return chosen
    confirmed = _is_confirmed(chosen.day, stamps)
    shown = [
        stamp
        for stamp in stamps
        if stamp.weight >= 0.57 and abs((stamp.day - chosen.day).days) == 1 and (stamp.moment is None or stamp.clock)
    ]
    for stamp in stamps:
        if stamp.moment and stamp.moment.utcoffset() and abs(stamp.moment - chosen.moment) < timedelta(minutes=1):
            # Where another day is printed, that is the one readers see.
            return chosen if confirmed and stamp.day != chosen.day else stamp
    if confirmed:
        return chosen
    for stamp in shown:
        if stamp.clock is not None:
            naive = datetime(stamp.day.year, stamp.day.month, stamp.day.day, *stamp.clock, tzinfo=UTC)
            minutes = round((naive - chosen.moment.replace(second=0)).total_seconds() / 60)
            if minutes % 15 == 0 and abs(minutes) <= 14 * 60:
                moment = chosen.moment.astimezone(timezone(timedelta(minutes=minutes)))
                return Stamp(stamp.day, moment, chosen.weight, chosen.source)
    there = local(chosen.moment)
    if shown:
        moment_there = there if there is not None and there.date() == shown[0].day else None
        return Stamp(shown[0].day, moment_there, chosen.weight, shown[0].source)
    # Midnight is a day without a time.
    if there is None or there.date() == chosen.day or (chosen.moment.hour, chosen.moment.minute) == (0, 0):
        return chosen
    return replace(chosen, day=there.date(), moment=there)


def _is_confirmed(day: date, stamps: list[Stamp]) -> bool:
    """Whether the page prints a day, or has it in its address."""
    return any(stamp.day == day and stamp.source in ("printed", "url") and stamp.weight >= 0.45 for stamp in stamps)


def only_day(modified: list[Stamp]) -> list[Stamp]:
    """The stamps of change of a page that names one day and calls it that: its readers take it for publication."""
    return modified if len({stamp.day for stamp in modified}) == 1 else []


def choose_modified(modified: list[Stamp], published: Stamp | None) -> Stamp | None:
    """The best date of change that is not before publication."""
    later = [stamp for stamp in modified if published is None or stamp.day >= published.day]
    if not later:
        return None
    return max(later, key=lambda stamp: (stamp.weight, stamp.moment is not None))

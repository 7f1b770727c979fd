"""What the newspaper does on each day, and what somebody who crawls it once a day must have published by when.

Days count from 0; a negative day lies before the first crawl. Everything happens in the morning, the crawl is at
noon. The expectation is written down beside each act, in days: it follows from how often a known story is asked for
(docs/operations.md), not from what the crawler did.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from samples.chronicle.prose import headline, paragraph, paragraphs

FIRST_DAY = datetime(2026, 12, 1, tzinfo=UTC)
NOON = timedelta(hours=12)
SECTIONS = ("town", "harbour", "letters")


def morning(day: int, minutes: int = 0) -> datetime:
    """Six o'clock of a day, and some minutes."""
    return FIRST_DAY + timedelta(days=day, hours=6, minutes=minutes)


@dataclass(frozen=True, kw_only=True)
class Version:
    """A story as it stands from some day on."""

    number: int
    path: str
    headline: str
    standfirst: str
    text: tuple[str, ...]
    published: datetime
    modified: datetime | None = None
    status: str = "there"
    """ "there", "404", "410", or "front": redirected to the front page."""
    moved_from: str | None = None
    """The address that redirects here."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line that must come out."""

    from_day: int
    by_day: int
    version: Version
    status: str = "published"
    fields: tuple[str, ...] | None = None
    """`changes.fields`; None for the first line."""
    silent: bool = False


@dataclass(frozen=True, kw_only=True)
class Act:
    """What is done to a story on a day; `by_day` is when a crawler must have published it, None where it must not."""

    day: int
    to: Version
    by_day: int | None
    fields: tuple[str, ...] = ()
    silent: bool = False
    status: str = "published"


@dataclass(frozen=True)
class Life:
    """One story from its first day."""

    day: int
    first: Version
    acts: tuple[Act, ...] = ()

    def at(self, day: int) -> Version | None:
        """How it stands on a day; None before it is published."""
        if day < self.day:
            return None
        return next((act.to for act in reversed(self.acts) if act.day <= day), self.first)

    def lines(self) -> Iterator[Line]:
        """What must be published of it, in order."""
        yield Line(from_day=max(self.day, 0), by_day=max(self.day, 0), version=self.first)
        for act in self.acts:
            if act.by_day is not None:
                yield Line(
                    from_day=act.day,
                    by_day=act.by_day,
                    version=act.to,
                    status=act.status,
                    fields=act.fields,
                    silent=act.silent,
                )


def lives(*, old: int, per_day: int, days: int) -> list[Life]:
    """Every story: `old` ones that were there before, two a day; the scripted ones; and `per_day` plain ones a day."""
    found = [
        Life(-(number // 2) - 1, _version(f"old {number}", -(number // 2) - 1, number % 2)) for number in range(old)
    ]
    found += scripted()
    # Two years old, so not due for another year; but each crawl goes round twenty of all stories, after a week's rest.
    aged = _version("an old story", -700, 9)
    turn = 8 + (old + 40 + 12 * per_day) // 20
    edit = Act(day=2, to=replace(aged, text=_edited(aged.text)), by_day=turn, fields=("body",), silent=True)
    found.append(Life(-700, aged, (edit,)))
    found += [
        Life(day, _version(f"day {day} {number}", day, 30 + number)) for day in range(days) for number in range(per_day)
    ]
    found.sort(key=lambda life: (life.first.published, life.first.path))
    return [_numbered(life, number) for number, life in enumerate(found, start=1)]


def scripted() -> list[Life]:
    """The stories to which something happens."""
    found: list[Life] = []

    def story(name: str, day: int, *acts: Act) -> None:
        found.append(Life(day, _version(name, day, 10 + len(found)), acts))

    # A story is asked for in every crawl of its first two days, then at the ages of three, seven and fifteen days.
    v = _version("an edit that says so", 1, 10)
    v = replace(v, modified=morning(2), text=_edited(v.text))
    story("an edit that says so", 1, Act(day=2, to=v, by_day=2, fields=("body",)))

    v = _version("a silent edit", 1, 11)
    story("a silent edit", 1, Act(day=3, to=replace(v, text=_edited(v.text)), by_day=4, fields=("body",), silent=True))

    v = _version("a silent headline", 2, 12)
    new = replace(v, headline=headline("another headline"))
    story("a silent headline", 2, Act(day=4, to=new, by_day=5, fields=("headline",), silent=True))

    v = _version("two edits", 3, 13)
    one = replace(v, standfirst="A standfirst that is new.", modified=morning(4))
    two = replace(one, text=(*one.text[:2], *one.text[3:]))
    story(
        "two edits",
        3,
        Act(day=4, to=one, by_day=4, fields=("description",)),
        Act(day=8, to=two, by_day=10, fields=("body",), silent=True),
    )

    v = _version("a correction", 4, 14)
    note = "Correction: an earlier version of this story named the wrong pier. It is the western one."
    new = replace(v, text=(*v.text, note), modified=morning(5))
    story("a correction", 4, Act(day=5, to=new, by_day=5, fields=("body",)))

    v = _version("an edit taken back", 5, 15)
    new = replace(v, text=(*v.text, paragraph("a word too many")))
    story(
        "an edit taken back",
        5,
        Act(day=6, to=new, by_day=6, fields=("body",), silent=True),
        Act(day=7, to=v, by_day=8, fields=("body",), silent=True),
    )

    v = _version("another date", 6, 16)
    new = replace(v, published=v.published + timedelta(hours=1), modified=morning(7))
    story("another date", 6, Act(day=7, to=new, by_day=7, fields=("date_published",)))

    # Gone: a tombstone after two sightings, in two crawls.
    for name, day, status in (("not found", 2, "404"), ("gone for good", 3, "410"), ("sent to the front", 4, "front")):
        v = replace(_version(name, day, 10 + len(found)), status=status)
        story(name, day, Act(day=day + 1, to=v, by_day=day + 4, fields=("status",), status="gone"))

    v = _version("gone for a day", 6, 20)
    story("gone for a day", 6, Act(day=7, to=replace(v, status="404"), by_day=None), Act(day=8, to=v, by_day=None))

    v = _version("gone and back", 1, 21)
    story(
        "gone and back",
        1,
        Act(day=2, to=replace(v, status="404"), by_day=5, fields=("status",), status="gone"),
        Act(day=8, to=v, by_day=11, fields=("status",)),
    )

    # Moved: the same story, under another address.
    v = _version("moved with a redirect", 4, 22)
    new = replace(v, path="/letters/here-it-is-now/", moved_from=v.path)
    story("moved with a redirect", 4, Act(day=5, to=new, by_day=7, fields=("canonical_url",)))

    v = _version("moved without a word", 5, 23)
    new = replace(v, path="/letters/found-at-last/")
    story("moved without a word", 5, Act(day=6, to=new, by_day=8, fields=("canonical_url",)))
    return found


def _version(name: str, day: int, minutes: int) -> Version:
    slug = name.replace(" ", "-")
    return Version(
        number=0,
        path=f"/{SECTIONS[len(name) % 3]}/{slug}/",
        headline=headline(name),
        standfirst=f"What is known of it, and why it matters to quarter {len(name)} of the town.",
        text=paragraphs(name, 4),
        published=morning(day, minutes),
    )


def _edited(text: tuple[str, ...]) -> tuple[str, ...]:
    return (text[0], text[1] + " A sentence was added here.", *text[2:])


def _numbered(life: Life, number: int) -> Life:
    acts = tuple(replace(act, to=replace(act.to, number=number)) for act in life.acts)
    return Life(life.day, replace(life.first, number=number), acts)

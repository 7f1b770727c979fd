"""The stories of the newsroom, as they stand on its first and on its second day."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

SECTIONS = ("Town", "Harbour", "Business", "Culture", "Sport", "Environment")
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, kw_only=True)
class Story:
    """One story as the newsroom wrote it; what a crawl should find again."""

    number: int
    """Counts from 1 by date; the `?p=` of its short link."""
    slug: str
    headline: str
    standfirst: str
    section: str
    published: datetime | date
    """A date alone where the page prints no time."""
    author: str
    tags: tuple[str, ...]
    body: str
    """Paragraphs separated by blank lines; "## " heads a part, "> " quotes, "- " lists."""
    caption: str | None = None
    credit: str | None = None
    related: str | None = None
    """Slug of the story behind ALSO READ."""
    unlisted: bool = False
    """Named by no section, tag, author, feed or sitemap: only its neighbours in the chain link to it."""
    modified: datetime | None = None

    @property
    def path(self) -> str:
        return f"/{self.section.lower()}/{self.slug}/"

    @property
    def day(self) -> date:
        return self.published.date() if isinstance(self.published, datetime) else self.published

    @property
    def changed(self) -> datetime | date:
        return self.modified or self.published

    @property
    def words(self) -> int:
        return len(self.body.split())


def edition(day: int = 1) -> tuple[Story, ...]:
    """Every story that is online on a day of the newsroom, oldest first: the order of the chain."""
    entries = [
        {"section": texts.get("section"), **entry}
        for file in sorted(_TEXTS.glob("*.toml"))
        if file.stem != "second_day"
        for texts in [_read(file)]
        for entry in texts["story"]
    ]
    second = _read(_TEXTS / "second_day.toml")
    if day >= 2:
        entries += second["story"]
    entries.sort(key=lambda entry: (str(entry["published"]), entry["slug"]))
    stories = {entry["slug"]: _story(number, entry) for number, entry in enumerate(entries, start=1)}
    for edit in second["edit"] if day >= 2 else ():
        old = stories[edit["slug"]]
        if edit["replace"] not in old.body:
            raise ValueError(f"second_day.toml edits what {old.slug} does not say: {edit['replace']}")
        stories[old.slug] = replace(
            old, body=old.body.replace(edit["replace"], edit["with"]), modified=edit.get("modified")
        )
    return tuple(stories.values())


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _story(number: int, entry: dict[str, Any]) -> Story:
    return Story(number=number, **{**entry, "tags": tuple(entry["tags"]), "body": entry["body"].strip()})

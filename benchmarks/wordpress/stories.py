"""The stories of the sample newsroom in the form that fill.php takes: python -m benchmarks.wordpress.stories > FILE."""

import json
import sys
from datetime import UTC, date, datetime, time
from typing import Any

from samples.newsroom.stories import Story, edition


def main() -> None:
    """Write all of them to standard output."""
    stories = edition(2)
    numbers = {story.slug: number for number, story in enumerate(stories)}
    json.dump([_entry(story, numbers) for story in stories], sys.stdout, ensure_ascii=False, indent=1)


def _entry(story: Story, numbers: dict[str, int]) -> dict[str, Any]:
    number = numbers[story.slug]
    blocks = [_block(part) for part in story.body.split("\n\n")]
    if story.caption:
        blocks.insert(2, {"t": "img", "file": _picture(number), "caption": story.caption, "credit": story.credit})
    if story.related in numbers and numbers[story.related] < number:
        blocks.insert(3, {"t": "also", "ref": numbers[story.related], "headline": story.related.replace("-", " ")})
    return {
        "n": number,
        "slug": story.slug,
        "headline": story.headline,
        "standfirst": story.standfirst,
        "lead_mode": ("excerpt", "strong", "both")[number % 3],
        "authors": [story.author],
        "section": story.section,
        "tags": list(story.tags),
        "blocks": blocks,
        "comments": [{"author": "Old Salt", "text": "I was there, and it was not like that."}]
        if number % 4 == 0
        else [],
        "editor": "classic" if number % 2 else "block",
        "featured": number % 5 == 0,
        "featured_file": _picture(number + 7),
        "date": _moment(story.published),
        "modified": _moment(story.changed),
    }


def _block(part: str) -> dict[str, Any]:
    if part.startswith("## "):
        return {"t": "h2", "text": part[3:]}
    if part.startswith("> "):
        return {"t": "quote", "text": part[2:].replace("\n> ", " ")}
    if part.startswith("- "):
        return {"t": "ul", "ordered": False, "items": [line.removeprefix("- ") for line in part.splitlines()]}
    return {"t": "p", "text": part}


def _picture(number: int) -> str:
    return f"picture-{number % 24:02d}.jpg"


def _moment(when: date) -> str:
    moment = when if isinstance(when, datetime) else datetime.combine(when, time(9))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


if __name__ == "__main__":
    main()

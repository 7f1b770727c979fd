"""The next line of a known story: which fields changed, how many paragraphs, and whether the page says so."""

from collections import Counter
from collections.abc import Container
from difflib import SequenceMatcher

import msgspec

from pipelines.article import Article, Changes
from pipelines.story_state import StoryState, instant, paragraphs_of, state_of_line
from pipelines.urls import story_key

_MOST_COMPARED = 250_000
"""Pairs of paragraphs; beyond that they are counted without regard to their order."""
_TEXT = frozenset({"headline", "description", "body"})


def changed_fields(before: StoryState, article: Article, learned: Container[bytes] = ()) -> tuple[str, ...]:
    """The fields that make the article another line than the story's latest, in the order of a line.

    These are headline, standfirst, text and date of publication, the story's address, and whether it is there at
    all. Boxes, counters, tags and the like change daily without the story being another; so do the `learned` blocks
    of the site, given by their hashes: a line may be older than what was learned.
    """
    now = state_of_line(article, (), None)
    changes = {
        "status": before.status != article.status,
        "canonical_url": story_key(before.canonical_url) != story_key(article.canonical_url),
        "headline": before.headline != article.headline,
        "description": before.description != now.description,
        "date_published": instant(before.date_published) != instant(article.date_published),
        "body": before.body_sha256 != article.body_sha256
        and _own_paragraphs(before, learned) != _own_paragraphs(now, learned),
    }
    return tuple(name for name, changed in changes.items() if changed)


def revision_of(
    before: StoryState, article: Article, fields: tuple[str, ...], learned: Container[bytes] = ()
) -> Article:
    """The article as the line that follows `before`, of which `fields` changed; `learned` as in `changed_fields`."""
    now = state_of_line(article, (), None)
    added, removed, edited = compare(_own_paragraphs(before, learned), _own_paragraphs(now, learned))
    unsaid = instant(before.date_modified) == instant(article.date_modified)
    return msgspec.structs.replace(
        article,
        revision=before.revision + 1,
        previous_body_sha256=before.body_sha256,
        changes=Changes(fields=fields, paragraphs_added=added, paragraphs_removed=removed, paragraphs_edited=edited),
        silent_edit=unsaid and not _TEXT.isdisjoint(fields),
    )


def _own_paragraphs(state: StoryState, learned: Container[bytes]) -> list[bytes]:
    return [one for one in paragraphs_of(state) if one not in learned]


def compare(old: list[bytes], new: list[bytes]) -> tuple[int, int, int]:
    """How many paragraphs were added, removed and edited; edited are those that others stand in place of."""
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    if len(old) * len(new) > _MOST_COMPARED:
        gone, fresh = Counter(old) - Counter(new), Counter(new) - Counter(old)
        return _counts([(gone.total(), fresh.total())])
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return _counts([(i2 - i1, j2 - j1) for step, i1, i2, j1, j2 in steps if step != "equal"])


def _counts(places: list[tuple[int, int]]) -> tuple[int, int, int]:
    """Added, removed, edited, from how many paragraphs went and came at each place."""
    edited = sum(min(place) for place in places)
    return sum(came for _, came in places) - edited, sum(went for went, _ in places) - edited, edited

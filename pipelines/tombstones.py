"""Stories that the site took away: two crawls must have found them gone before a tombstone is published."""

import hashlib
from collections.abc import Iterable

import msgspec

from pipelines.article import SCHEMA_VERSION, Article, Changes, Confidence
from pipelines.sightings import Look, Sighting
from pipelines.story_state import StoryState, paragraphs_of

_EMPTY = hashlib.sha256(b"").hexdigest()


def look_at(state: StoryState, sightings: Iterable[Sighting]) -> StoryState:
    """The state after what was seen at the story's address, in order: there since when, or gone since when."""
    for sighting in sightings:
        if sighting.look in (Look.READ, Look.UNCHANGED):
            state = msgspec.structs.replace(state, seen=sighting.crawl, gone=None, gone_since=None)
        elif state.gone is None:
            state = msgspec.structs.replace(state, gone=sighting.crawl, gone_since=sighting.fetched_at)
    return state


def tombstone_of(article_id: str, state: StoryState, sightings: Iterable[Sighting]) -> Article | None:
    """The tombstone that the sightings of one crawl at the story's address ask for, or None.

    Its proof is the first record of this crawl that found the story gone after another crawl had.
    """
    proof: Sighting | None = None
    for sighting in sightings:
        is_there = sighting.look in (Look.READ, Look.UNCHANGED)
        state = look_at(state, [sighting])
        proof = None if is_there or state.gone == sighting.crawl else proof or sighting
    if proof is None or state.status == "gone":
        return None
    return Article(
        id=article_id,
        revision=state.revision + 1,
        status="gone",
        url=state.url,
        canonical_url=state.canonical_url,
        headline=state.headline,
        description=None,
        authors=(),
        credit=None,
        organisations=(),
        agencies=(),
        date_published=None,
        date_modified=None,
        section=None,
        tags=(),
        language=None,
        article_type=None,
        is_paywalled=None,
        is_truncated=None,
        body="",
        body_blocks=(),
        images=(),
        videos=(),
        related=(),
        previous_url=None,
        next_url=None,
        word_count=0,
        fetched_at=proof.fetched_at,
        body_sha256=_EMPTY,
        cluster_id=None,
        previous_body_sha256=state.body_sha256,
        changes=Changes(
            fields=("status", "body"),
            paragraphs_added=0,
            paragraphs_removed=len(paragraphs_of(state)),
            paragraphs_edited=0,
        ),
        silent_edit=False,
        correction=None,
        confidence=Confidence(),
        evidence=(),
        schema_version=SCHEMA_VERSION,
        warc=proof.warc,
    )

"""Judges a draft: an article of the schema, or the reason why it is none."""

import hashlib
from datetime import UTC

from pipelines.article import SCHEMA_VERSION, Article, WarcPointer, body_of
from pipelines.clusters import cluster_id
from pipelines.confidence import confidence_of
from pipelines.corrections import find_correction
from pipelines.dedupe import story_id
from pipelines.draft import Draft
from pipelines.evidence import evidence_of
from pipelines.page import Page
from pipelines.reading import Reason, Rejected
from pipelines.words import count_words

_MIN_BODY = 20
"""Characters; less is a leftover and no text."""


def validate(draft: Draft, page: Page, *, site: str) -> Article | Rejected:
    """The article of a draft, or why there is none: no headline, no body."""
    body = body_of(draft.blocks)
    if not draft.headline:
        return Rejected(reason=Reason.NO_HEADLINE, url=page.url)
    if len(body) < _MIN_BODY:
        return Rejected(reason=Reason.NO_BODY, url=page.url)
    canonical = draft.canonical_url or page.url
    evidence = evidence_of(draft)
    return Article(
        id=story_id(site, canonical),
        revision=1,
        status="published",
        url=page.url,
        canonical_url=canonical,
        headline=draft.headline,
        description=draft.description,
        authors=draft.authors,
        credit=draft.credit,
        organisations=draft.organisations,
        agencies=draft.agencies,
        date_published=draft.date_published,
        date_modified=draft.date_modified,
        section=draft.section,
        tags=draft.tags,
        language=draft.language,
        article_type=draft.article_type,
        is_paywalled=draft.is_paywalled,
        is_truncated=draft.is_truncated,
        body=body,
        body_blocks=draft.blocks,
        images=draft.images,
        videos=draft.videos,
        related=draft.related,
        previous_url=draft.previous_url,
        next_url=draft.next_url,
        word_count=count_words(body),
        fetched_at=page.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        cluster_id=cluster_id(body),
        previous_body_sha256=None,
        changes=None,
        silent_edit=False,
        correction=find_correction(body),
        confidence=confidence_of(draft, evidence),
        evidence=evidence,
        schema_version=SCHEMA_VERSION,
        warc=WarcPointer(
            file=page.warc.file,
            offset=page.warc.offset,
            length=page.warc.length,
            record_id=page.warc.record_id,
            payload_digest=page.warc.payload_digest,
        ),
    )

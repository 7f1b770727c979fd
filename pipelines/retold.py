"""An article with other blocks: everything that is derived from the text follows."""

import hashlib
from collections.abc import Iterable

import msgspec

from pipelines.article import Article, Block, body_of
from pipelines.clusters import cluster_id
from pipelines.corrections import find_correction
from pipelines.words import count_words


def with_blocks(article: Article, blocks: Iterable[Block]) -> Article:
    """The article with these blocks for its text.

    The confidence in the text stays: it was measured on texts as they are chosen on a page.
    """
    kept = tuple(blocks)
    body = body_of(kept)
    return msgspec.structs.replace(
        article,
        body=body,
        body_blocks=kept,
        word_count=count_words(body),
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        cluster_id=cluster_id(body),
        correction=find_correction(body),
    )

"""The article while it is being made: what extract found, before it is cleaned, normalised and judged."""

import msgspec

from pipelines.article import ArticleType, Block, Image, Related, Video


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An article's fields so far. Each step returns a new one."""

    url: str
    canonical_url: str | None = None
    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    organisations: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    article_type: ArticleType | None = None
    is_paywalled: bool | None = None
    is_truncated: bool | None = None
    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    videos: tuple[Video, ...] = ()
    related: tuple[Related, ...] = ()
    previous_url: str | None = None
    next_url: str | None = None

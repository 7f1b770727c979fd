"""The article while it is being made: what extract found, before it is cleaned, normalised and judged."""

import msgspec

from pipelines.article import Image, Related


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of the running text."""

    kind: str
    """"paragraph", "heading", "item" (of a list), "quote", "code" or "row" (of a table)."""
    text: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An article's fields so far. Each step returns a new one."""

    url: str
    canonical_url: str | None = None
    headline: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    credit: str | None = None
    agencies: tuple[str, ...] = ()
    date_published: str | None = None
    date_modified: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    blocks: tuple[Block, ...] = ()
    images: tuple[Image, ...] = ()
    related: tuple[Related, ...] = ()
    previous_url: str | None = None
    next_url: str | None = None

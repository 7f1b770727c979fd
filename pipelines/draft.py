"""The article while it is being made: what extract found, before it is cleaned, normalised and judged."""

import msgspec

from pipelines.article import ArticleType, Block, Image, Related, Video, WeighedField


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What one source of the page says of one field."""

    field: WeighedField
    source: str
    """Short and stable: "json-ld", "og", "meta", "microdata", "title", "html", "url", "visible", "text"."""
    value: tuple[str, ...]
    """The value, or the items of a list; of a date the day."""


class BodySignals(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for the choice of the text."""

    votes: float = 0.0
    """How far the first guess at the text and the chosen text agree: F1 of their characters, 0 to 1."""
    stated_body: str | None = None
    """The text as stated for machines."""


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
    sources: dict[WeighedField, str] = {}
    """Where the value of a field comes from, as far as its finder knows."""
    statements: tuple[Statement, ...] = ()
    """Everything the page says of the weighed fields, the chosen values too."""
    signals: BodySignals = BodySignals()
    previous_url: str | None = None
    next_url: str | None = None

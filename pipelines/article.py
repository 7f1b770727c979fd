"""The published article: the only definition of a line. JSON Schema and docs/articles.md are made from it."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

SCHEMA_VERSION = "2.0.0"


BlockKind = Literal["paragraph", "heading", "item", "quote", "code", "row"]
ArticleType = Literal[
    "news", "opinion", "analysis", "review", "interview", "live", "gallery", "video", "audio", "press_release",
    "sponsored",
]  # fmt: skip


WeighedField = Literal[
    "headline", "description", "authors", "date_published", "date_modified", "section", "tags", "language", "body"
]
"""The fields that are chosen among several sources."""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of the text."""

    kind: Annotated[
        BlockKind,
        Meta(
            description="What it is: a paragraph, a subhead (heading), an item of a list, a quotation, preformatted"
            " text (code) or a row of a table with its cells parted by “ | ”."
        ),
    ]
    text: Annotated[str, Meta(description="One line; of preformatted text several, none of them empty.", min_length=1)]


def body_of(blocks: Iterable[Block]) -> str:
    """The plain text of blocks: no text holds a blank line, so that the body can be cut into its blocks again."""
    return "\n\n".join(block.text for block in blocks)


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of the article."""

    url: Annotated[str, Meta(description="Absolute URL of the picture, as the page names its best version.")]
    caption: Annotated[str | None, Meta(description="The caption without the credit.")] = None
    credit: Annotated[str | None, Meta(description="Who made or supplied the picture, as printed.")] = None


class Video(msgspec.Struct, frozen=True, kw_only=True):
    """A film of the article."""

    url: Annotated[str, Meta(description="Absolute URL of the file, else of the player that shows it.")]
    title: Annotated[str | None, Meta(description="What the page calls it: its name or its caption.")] = None


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """A story that the article's own text points to ("ALSO READ: …")."""

    url: Annotated[str, Meta(description="Absolute URL.")]
    title: Annotated[str, Meta(description="The link's text without its label.")]


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A value that lost."""

    source: Annotated[
        str,
        Meta(description="Who says so; “learned” of a block left out of the text, for many pages of the site have it."),
    ]
    value: Annotated[str, Meta(description="The value, lists joined by “; ”, cut after 200 characters.")]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Where one field's value comes from."""

    field: Annotated[WeighedField, Meta(description="The field.")]
    source: Annotated[
        str,
        Meta(
            description="visible (printed on the page), json-ld, og, meta, microdata, title, html (the lang attribute),"
            " url, text (told from the text), htmldate (a guess over the whole page) or profile (the site's profile)."
        ),
    ]
    agreeing: Annotated[tuple[str, ...], Meta(description="Other sources that say the same.")]
    rejected: Annotated[tuple[Doubt, ...], Meta(description="At most four values of other sources that differ.")]


Share = Annotated[float, Meta(ge=0, le=1)]


class Confidence(msgspec.Struct, frozen=True, kw_only=True):
    """How often values found like these were right on an open set of real pages; null without a value or a measure."""

    headline: Annotated[Share | None, Meta(description="The share of exactly right ones.")] = None
    description: Annotated[Share | None, Meta(description="The same.")] = None
    authors: Annotated[Share | None, Meta(description="The same: all authors and no other.")] = None
    date_published: Annotated[Share | None, Meta(description="The same, of days.")] = None
    date_modified: Annotated[Share | None, Meta(description="The same, of days.")] = None
    section: Annotated[Share | None, Meta(description="The same.")] = None
    tags: Annotated[Share | None, Meta(description="The same: at least nine in ten of them.")] = None
    language: Annotated[Share | None, Meta(description="The same.")] = None
    body: Annotated[
        Share | None,
        Meta(description="The share with hardly a sentence missing or too much (F1 of 4-grams 0.95)."),
    ] = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What a line says otherwise than the line before it."""

    fields: Annotated[tuple[str, ...], Meta(description="Names of the fields that brought the new line.")]
    paragraphs_added: Annotated[int, Meta(description="Paragraphs of `body` that are new.", ge=0)]
    paragraphs_removed: Annotated[int, Meta(description="Paragraphs that are there no longer.", ge=0)]
    paragraphs_edited: Annotated[int, Meta(description="Paragraphs that say something else at the same place.", ge=0)]


class WarcPointer(msgspec.Struct, frozen=True, kw_only=True):
    """The way back from a line to the bytes it was made from."""

    file: Annotated[str, Meta(description="Key of the WARC file in the store.")]
    offset: Annotated[int, Meta(description="Start of the record's gzip member, in bytes.", ge=0)]
    length: Annotated[int, Meta(description="Length of the record's gzip member, in bytes.", ge=1)]
    record_id: Annotated[str, Meta(description="WARC-Record-ID of the response: urn:uuid:…")]
    payload_digest: Annotated[str, Meta(description="WARC-Payload-Digest: sha1:BASE32, transfer coding removed.")]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One news article as one line. Every line has every key; what the page does not say is null or empty."""

    id: Annotated[str, Meta(description="Names the story; the same over crawls.", pattern="^[0-9a-f]{20}$")]
    revision: Annotated[int, Meta(description="1 for the story's first line, one more for each later one.", ge=1)]
    status: Annotated[
        Literal["published", "gone"],
        Meta(description="“gone”: a tombstone; the site took the story away. It keeps the addresses and the headline."),
    ]
    url: Annotated[str, Meta(description="The URL the page was fetched from.")]
    canonical_url: Annotated[str, Meta(description="The address the page gives itself, else `url` without tracking.")]
    headline: Annotated[str, Meta(description="The headline as printed, without the site's name.", min_length=1)]
    description: Annotated[str | None, Meta(description="The standfirst as printed; not repeated in `body`.")]
    authors: Annotated[
        tuple[str, ...],
        Meta(description="Who wrote it, in the order printed: people; where the page names none, `organisations`."),
    ]
    credit: Annotated[str | None, Meta(description="Who the page says reports it, as in “…reports Asian Lite News”.")]
    organisations: Annotated[
        tuple[str, ...],
        Meta(description="Those of `authors` that are no people: a desk, a firm, the outlet where nobody is named."),
    ]
    agencies: Annotated[tuple[str, ...], Meta(description="News agencies that the text credits: DPA, Reuters …")]
    date_published: Annotated[
        str | None,
        Meta(description="ISO 8601: date and time with offset, or the date alone where the page gives only a day."),
    ]
    date_modified: Annotated[str | None, Meta(description="As `date_published`; null where the page names none.")]
    section: Annotated[str | None, Meta(description="The section the page files itself under, as printed.")]
    tags: Annotated[tuple[str, ...], Meta(description="Keywords, in the order printed.")]
    language: Annotated[str | None, Meta(description="BCP 47 primary language of the text, such as “en”.")]
    article_type: Annotated[
        ArticleType | None,
        Meta(description="What the page says it is; “news” only where it says so and nothing says more; else null."),
    ]
    is_paywalled: Annotated[
        bool | None,
        Meta(
            description="Whether readers must pay or sign up, as the page states or shows; null where it does neither."
        ),
    ]
    is_truncated: Annotated[
        bool | None,
        Meta(description="True where the page shows that its text goes on elsewhere or behind a wall; else null."),
    ]
    body: Annotated[
        str,
        Meta(description="Plain text: the texts of `body_blocks`, one blank line between two. Empty when gone."),
    ]
    body_blocks: Annotated[tuple[Block, ...], Meta(description="The text piece by piece, with what each is.")]
    images: Annotated[tuple[Image, ...], Meta(description="Pictures of the article, in order.")]
    videos: Annotated[tuple[Video, ...], Meta(description="Films of the article, in order.")]
    related: Annotated[tuple[Related, ...], Meta(description="Stories that the text points to (ALSO READ …).")]
    previous_url: Annotated[str | None, Meta(description="The previous story in the site's chain, absolute.")]
    next_url: Annotated[str | None, Meta(description="The next story in the site's chain, absolute.")]
    word_count: Annotated[int, Meta(description="Words in `body`.", ge=0)]
    fetched_at: Annotated[str, Meta(description="When the page was fetched: ISO 8601, UTC.")]
    body_sha256: Annotated[str, Meta(description="SHA-256 of `body` as UTF-8, hex.", pattern="^[0-9a-f]{64}$")]
    cluster_id: Annotated[
        str | None,
        Meta(
            description="Equal for near-duplicate texts, such as one agency's report on several sites; else it differs."
        ),
    ]
    previous_body_sha256: Annotated[
        str | None,
        Meta(description="The same of the story's latest line before this one that had a text; null for the first."),
    ]
    changes: Annotated[Changes | None, Meta(description="What changed since that line; null for the first.")]
    silent_edit: Annotated[
        bool, Meta(description="The text changed, and `date_modified` did not: the page does not say that it changed.")
    ]
    correction: Annotated[
        str | None, Meta(description="The correction notes in `body`, as printed, separated by one blank line.")
    ]
    confidence: Confidence
    evidence: Annotated[tuple[Evidence, ...], Meta(description="One entry for each of these fields with a value.")]
    schema_version: Annotated[str, Meta(description="Semantic version of this schema.")]
    warc: WarcPointer

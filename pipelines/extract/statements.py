"""What a page says of an article besides what was chosen: each source's value for each field."""

from collections.abc import Iterable, Iterator

from pipelines.article import WeighedField
from pipelines.draft import BodySignals, Statement
from pipelines.extract.byline import Byline
from pipelines.extract.document import Document
from pipelines.extract.headline import text_of_title, without_site
from pipelines.extract.names import names_in
from pipelines.extract.stamps import Stamp
from pipelines.extract.structured import Structured, first_string, strings

_AUTHOR_META = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "byline", "dc.creator")
_MAX_AUTHORS = 20
_MAX_NAME = 200
"""Characters of one author; more is a text about them."""


def stated_headlines(document: Document, structured: Structured, site: set[str]) -> Iterator[Statement]:
    """Titles without the site's name."""
    article = structured.article
    for source, value in (
        ("json-ld", first_string(article.get("headline")) or first_string(article.get("name"))),
        ("og", structured.first("og:title")),
        ("meta", structured.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title")),
        ("microdata", next(iter(structured.micro.get("headline", ())), None)),
        ("title", text_of_title(document)),
    ):
        if value:
            yield Statement(field="headline", source=source, value=(without_site(value, site),))


def stated_descriptions(structured: Structured) -> Iterator[Statement]:
    """Descriptions for machines."""
    for source, value in (
        ("meta", structured.first("description", "dc.description", "dcterms.description")),
        ("og", structured.first("og:description")),
        ("json-ld", first_string(structured.article.get("description"))),
        ("microdata", next(iter(structured.micro.get("description", ())), None)),
    ):
        if value:
            yield Statement(field="description", source=source, value=(value,))


def stated_authors(structured: Structured, byline: Byline, site: set[str]) -> Iterator[Statement]:
    """Names as stated and as printed, cleaned alike."""
    for names in byline.printed:
        yield Statement(field="authors", source="visible", value=names)
    article = structured.article
    for source, values in (
        ("json-ld", strings(article.get("author")) or strings(article.get("creator"))),
        ("meta", [value for name in _AUTHOR_META for value in structured.meta.get(name, ())]),
        ("microdata", list(structured.micro.get("author", ()))),
    ):
        texts = [value for value in values if len(value) <= _MAX_NAME and not value.startswith(("http", "/", "@"))]
        texts = texts[:_MAX_AUTHORS]
        if texts:
            found = names_in(texts, site, anybody=True) or dict.fromkeys(texts)
            yield Statement(field="authors", source=source, value=tuple(found))


def body_signals(structured: Structured, votes: float) -> BodySignals:
    """What is known of the text besides itself."""
    return BodySignals(votes=votes, stated_body=first_string(structured.article.get("articleBody")))


def stamped(field: WeighedField, stamps: Iterable[Stamp]) -> Iterator[Statement]:
    """Days, as each source gives them."""
    for stamp in stamps:
        yield Statement(field=field, source=source_of(stamp.source), value=(stamp.day.isoformat(),))


def source_of(detail: str) -> str:
    """The short name of a source: "meta article:published_time" is "og", "time element" is "visible"."""
    first, _, rest = detail.partition(" ")
    if first == "meta":
        return "og" if rest.startswith(("og:", "article:", "article.")) else "meta"
    return first if first in ("json-ld", "microdata", "url", "profile", "htmldate") else "visible"

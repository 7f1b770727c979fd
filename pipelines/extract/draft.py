"""Everything an article page says, read off its one tree."""

from datetime import UTC

from pipelines.draft import Draft
from pipelines.extract.agencies import find_agencies
from pipelines.extract.body import find_body
from pipelines.extract.byline import find_byline
from pipelines.extract.dates import find_dates_of
from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline, site_names
from pipelines.extract.structured import read_structured
from pipelines.page import Page
from pipelines.rules import PageRules


def extract(page: Page, document: Document, rules: PageRules) -> Draft:
    """Read every field off the page; nothing is cleaned yet."""
    structured = read_structured(document)
    headline = find_headline(document, structured)
    body = find_body(document, headline)
    language = (document.tree.get("lang") or "").lower() or None
    dates = find_dates_of(
        document,
        structured,
        headline=headline.element if headline else None,
        first_block=body.first,
        language=language,
        zone=rules.timezone,
        now=page.fetched_at.astimezone(UTC),
    )
    site = site_names(document, structured)
    byline = find_byline(document, structured, site, headline.element if headline else None)
    agencies = find_agencies([block.text for block in body.blocks])
    return Draft(
        authors=byline.authors,
        agencies=tuple(dict.fromkeys((*byline.agencies, *agencies))),
        url=page.url,
        headline=headline.text if headline else None,
        date_published=dates.published,
        date_modified=dates.modified,
        blocks=body.blocks,
        language=language,
    )

"""Everything an article page says, read off its one tree."""

from pipelines.draft import Draft
from pipelines.extract.body import find_blocks
from pipelines.extract.dates import find_published
from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline
from pipelines.extract.structured import read_structured
from pipelines.page import Page
from pipelines.rules import PageRules


def extract(page: Page, document: Document, rules: PageRules) -> Draft:
    """Read every field off the page; nothing is cleaned yet."""
    structured = read_structured(document)
    headline = find_headline(document, structured)
    return Draft(
        url=page.url,
        headline=headline.text if headline else None,
        date_published=find_published(document, structured),
        blocks=find_blocks(document, headline),
    )

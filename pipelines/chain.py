"""The steps from a page to its article, in their order, written once."""

from pipelines.article import Article
from pipelines.clean import clean
from pipelines.extract.document import Document, parse
from pipelines.extract.draft import extract
from pipelines.normalise import normalise
from pipelines.page import Page
from pipelines.reading import PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules
from pipelines.validate import validate


def read_page(page: Page, rules: PageRules) -> Reading:
    """Everything that one page yields. Pure: the same page and rules give the same reading."""
    outcome = article_from_page(page, rules)
    if isinstance(outcome, Rejected):
        return Reading(url=page.url, kind=PageKind.OTHER, rejected=outcome)
    return Reading(url=page.url, kind=PageKind.ARTICLE, article=outcome, canonical_url=outcome.canonical_url)


def article_from_page(page: Page, rules: PageRules) -> Article | Rejected:
    """Turn one page into an article, or say why it is none."""
    if page.status != 200:
        return Rejected(reason=Reason.HTTP_STATUS, url=page.url, detail=str(page.status))
    return article_from_document(page, parse(page), rules)


def article_from_document(page: Page, document: Document, rules: PageRules) -> Article | Rejected:
    """Turn the parsed page into an article, whatever kind of page it is."""
    return validate(normalise(clean(extract(page, document, rules))), page, site=rules.site)

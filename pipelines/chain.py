"""The steps from a page to its article, in their order, written once."""

import msgspec

from pipelines.answers import is_piece, with_next_piece
from pipelines.article import Article
from pipelines.classify import classify
from pipelines.clean import clean
from pipelines.extract.document import Document, parse
from pipelines.extract.draft import extract
from pipelines.extract.links import find_links
from pipelines.extract.parts import find_first_page
from pipelines.extract.post_id import find_post_id
from pipelines.extract.requisites import find_requisites
from pipelines.extract.story_links import StoryLinks, find_story_links
from pipelines.normalise import normalise
from pipelines.page import Page
from pipelines.reading import Link, PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules
from pipelines.urls import canonical
from pipelines.validate import validate


def read_page(page: Page, rules: PageRules, *, requisites: bool = False) -> Reading:
    """Everything that one page yields. Pure: the same page and rules give the same reading.

    Its requisites only where the caller asks for them, as a crawl does: they are no part of what a page says.
    """
    if page.status != 200:
        refusal = Rejected(reason=Reason.HTTP_STATUS, url=page.url, detail=str(page.status))
        return Reading(url=page.url, kind=PageKind.OTHER, rejected=refusal)
    document = parse(page)
    neighbours = find_story_links(document, rules)
    links = find_links(document, rules, neighbours)
    if is_piece(document):
        links = with_next_piece(links, page.url)
    classification = classify(document, rules, links)
    if classification.kind is not PageKind.ARTICLE:
        return _no_article(page, classification.kind, classification.reasons, links)
    outcome = article_from_document(page, document, rules, neighbours)
    return Reading(
        url=page.url,
        kind=PageKind.ARTICLE,
        reasons=classification.reasons,
        canonical_url=outcome.canonical_url if isinstance(outcome, Article) else None,
        article=outcome if isinstance(outcome, Article) else None,
        rejected=outcome if isinstance(outcome, Rejected) else None,
        links=links,
        requisites=find_requisites(document) if requisites else (),
        post_id=find_post_id(document),
    )


def article_from_page(page: Page, rules: PageRules) -> Article | Rejected:
    """Turn one page into an article, or say why it is none."""
    reading = read_page(page, rules)
    outcome = reading.article or reading.rejected
    assert outcome is not None
    return outcome


def article_from_document(
    page: Page, document: Document, rules: PageRules, neighbours: StoryLinks | None = None
) -> Article | Rejected:
    """Turn the parsed page into an article, whatever kind of page it is; `neighbours` where they are known already."""
    neighbours = neighbours or find_story_links(document, rules)
    draft = msgspec.structs.replace(
        extract(page, document, rules),
        previous_url=canonical(neighbours.previous) if neighbours.previous else None,
        next_url=canonical(neighbours.next) if neighbours.next else None,
    )
    if (first := find_first_page(document)) is not None:
        # A later page has the address of page 1 for its own, and so its id.
        draft = msgspec.structs.replace(draft, canonical_url=first)
    return validate(normalise(clean(draft)), page, site=rules.site)


def _no_article(page: Page, kind: PageKind, reasons: tuple[str, ...], links: tuple[Link, ...]) -> Reading:
    missing = any(reason.startswith("not found") for reason in reasons)
    refusal = Rejected(
        reason=Reason.NOT_FOUND_PAGE if missing else Reason.NOT_AN_ARTICLE, url=page.url, detail=kind.value
    )
    return Reading(url=page.url, kind=kind, reasons=reasons, rejected=refusal, links=links)

"""What scripts fetch to add to a listing: a piece of HTML, or JSON that lists stories. Never an article."""

import re

import msgspec

from pipelines.extract.document import Document, parse
from pipelines.extract.encoding import decode
from pipelines.extract.json_lists import read_list
from pipelines.extract.links import find_links
from pipelines.foreign_json import loads
from pipelines.page import Page
from pipelines.paging import next_page_of
from pipelines.reading import Link, LinkRole, PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules

_WHOLE = re.compile(r"<(?:!doctype|html|head|body|title|meta)\b", re.IGNORECASE)


def is_piece(document: Document) -> bool:
    """Whether a document is a piece of a page: nothing in it says that it is a page of its own."""
    return _WHOLE.search(document.text) is None


def with_next_piece(links: tuple[Link, ...], url: str) -> tuple[Link, ...]:
    """The links of a piece at a numbered address, with the piece after it, which it need not name itself."""
    shown = sum(link.role is LinkRole.CARD for link in links)
    if not shown or any(link.role in (LinkRole.PAGINATION, LinkRole.MORE) for link in links):
        return links
    following = next_page_of(url, shown)
    return (*links, Link(url=following, role=LinkRole.MORE)) if following else links


def read_answer(page: Page, rules: PageRules) -> Reading | None:
    """Read a JSON answer as a listing; None where it lists no stories. Never raises."""
    _, text = decode(page.body, page.header("content-type"))
    data = read_list(loads(text), page.url)
    links = [Link(url=url, role=LinkRole.CARD, text=headline) for url, headline in data.stories]
    if data.markup:
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        piece = parse(msgspec.structs.replace(page, body=f"<div>{data.markup}</div>".encode(), headers=headers))
        links += find_links(piece, rules)
    if not any(link.role is LinkRole.CARD for link in links):
        return None
    links += [Link(url=url, role=LinkRole.MORE) for url in (*data.following, *data.maybe_following)]
    found = tuple(links) if data.is_last else with_next_piece(tuple(links), page.url)
    return Reading(
        url=page.url,
        kind=PageKind.LISTING,
        reasons=(f"JSON with {sum(link.role is LinkRole.CARD for link in found)} headlines",),
        rejected=Rejected(reason=Reason.NOT_AN_ARTICLE, url=page.url, detail=PageKind.LISTING),
        links=found,
    )

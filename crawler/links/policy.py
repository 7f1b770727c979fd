"""Which links of a page the crawl follows, and how urgently. Pure: a reading and a scope in, candidates out."""

import msgspec

from crawler.links.scope import Scope
from crawler.links.unwanted import is_calendar, is_json, is_service_page, why_unwanted
from crawler.period import NOTHING, Evidence
from pipelines.paging import is_front_listing, page_number, page_of
from pipelines.reading import Link, LinkRole, PageKind, Reading
from pipelines.urls import canonical, is_same_story

CHAIN = frozenset({"previous_story", "next_story"})
"""Roles of the neighbours in the story chain."""
NOT_FOUND = "not found"
"""How the reason of `classify` begins for a page that is not there."""

_ON_ARTICLE = {
    LinkRole.CONTINUATION: 650,
    LinkRole.NEXT_STORY: 620,
    LinkRole.PREVIOUS_STORY: 600,
    LinkRole.NAVIGATION: 400,
    LinkRole.CARD: 350,
    LinkRole.PAGINATION: 320,
    LinkRole.MORE: 320,
    LinkRole.BODY: 250,
    LinkRole.OTHER: 100,
    LinkRole.TAXONOMY: 50,
    LinkRole.ALTERNATE: 40,
}
_ON_LISTING = _ON_ARTICLE | {
    LinkRole.CARD: 500,
    LinkRole.NAVIGATION: 450,
    LinkRole.PAGINATION: 430,
    LinkRole.MORE: 430,
    LinkRole.CONTINUATION: 430,
    LinkRole.BODY: 300,
    # A listing has no neighbours in the chain: its "previous" is a page or a month.
    LinkRole.NEXT_STORY: 60,
    LinkRole.PREVIOUS_STORY: 60,
}
_ON_OTHER = _ON_LISTING | {
    LinkRole.CARD: 200,
    LinkRole.BODY: 150,
    LinkRole.PAGINATION: 60,
    LinkRole.MORE: 60,
    LinkRole.NAVIGATION: 380,
}
_FOLLOWED_ALTHOUGH_NOFOLLOW = CHAIN | {LinkRole.CARD, LinkRole.PAGINATION, LinkRole.MORE, LinkRole.CONTINUATION}
_SERVICE_PRIORITY = 20
_CALENDAR_PRIORITY = 10
_NOFOLLOW_PENALTY = 150
_FEED_PRIORITY = 890
_LATER_FEED_PRIORITY = 55
_FRONT_PRIORITY = 455
_FRONT_PAGES = 20
MAX_FEEDS = 3


class Candidate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An address worth a request. Holds nothing that could refer back to it: the collector need not look."""

    url: str
    """Canonical, in scope."""
    role: str
    """What the link is on its page: a `LinkRole`, or what names it elsewhere ("sitemap", "listed" …)."""
    priority: int
    """Higher is sooner; start pages have 1000."""
    text: str = ""
    lastmod: str | None = None
    """When a sitemap says that the page changed last, as it says it."""
    day: Evidence = NOTHING
    """What the one that names it knows of the day on which it was published."""


def plan(reading: Reading, scope: Scope) -> tuple[Candidate, ...]:
    """The links of a page to follow, each address once, in the order of the page.

    Left out: what is out of scope, files, forms, accounts, searches, feeds, shares, other forms (AMP, print) of what
    is linked anyway, links that say nofollow unless they are headlines or pages, and all links of a page that is
    not there.
    """
    if any(reason.startswith(NOT_FOUND) for reason in reading.reasons):
        return ()
    table = {PageKind.ARTICLE: _ON_ARTICLE, PageKind.LISTING: _ON_LISTING}.get(reading.kind, _ON_OTHER)
    here = canonical(reading.url)
    last_page = max(
        (page_number(link.url) or 0 for link in reading.links if link.role is LinkRole.PAGINATION), default=0
    )
    found: dict[str, Candidate] = {}
    for link in (*_first_page(reading), *reading.links):
        if link.role is LinkRole.FEED or (link.nofollow and link.role not in _FOLLOWED_ALTHOUGH_NOFOLLOW):
            continue
        if link.role is LinkRole.ALTERNATE and _is_there_anyway(link, reading):
            continue
        admitted = scope.admit(link.url)
        url = canonical(admitted) if admitted else None
        if url is None or url == here:
            continue
        if why_unwanted(url) and not (link.role is LinkRole.MORE and is_json(url)):
            continue
        candidate = Candidate(
            url=url, role=_role(link, reading.kind), priority=_priority(link, url, table, last_page), text=link.text
        )
        known = found.get(url)
        if known is None or known.priority < candidate.priority:
            found[url] = candidate
    return tuple(found.values())


def _is_there_anyway(alternate: Link, reading: Reading) -> bool:
    """Whether another form of a story is one of the page itself, or of what it links as well."""
    others = (link.url for link in reading.links if link.role is not LinkRole.ALTERNATE)
    return any(is_same_story(alternate.url, other) for other in (reading.url, *others))


def _first_page(reading: Reading) -> tuple[Link, ...]:
    """Page 1 of an article whose later page this is: what it says stands in the line of page 1, with that page."""
    article = reading.article
    if article is None or page_of(article.canonical_url, article.url) is None:
        return ()
    return (Link(url=article.canonical_url, role=LinkRole.CONTINUATION),)


def declared_feeds(reading: Reading, scope: Scope) -> tuple[Candidate, ...]:
    """The feeds that a page declares, the most general first."""
    found: dict[str, Candidate] = {}
    for link in reading.links:
        admitted = scope.admit(link.url) if link.role is LinkRole.FEED else None
        if admitted:
            url = canonical(admitted)
            found.setdefault(url, Candidate(url=url, role="feed", priority=_FEED_PRIORITY, text=link.text))
    # Most sites have the same stories in several formats: the others come late, and only if the first told of any.
    feeds = sorted(found.values(), key=lambda c: len(c.url))[:MAX_FEEDS]
    later = (msgspec.structs.replace(feed, priority=_LATER_FEED_PRIORITY) for feed in feeds[1:])
    return (*feeds[:1], *later)


def _role(link: Link, kind: PageKind) -> str:
    if link.role in CHAIN and kind is not PageKind.ARTICLE:
        return LinkRole.PAGINATION.value
    return link.role.value


def _priority(link: Link, url: str, table: dict[LinkRole, int], last_page: int) -> int:
    priority = table[link.role]
    if is_calendar(url):
        return _CALENDAR_PRIORITY
    if is_service_page(url):
        return _SERVICE_PRIORITY
    if link.role in (LinkRole.PAGINATION, LinkRole.MORE):
        # Newest first: the second pages of all sections before any third page. The last page comes before all:
        # it shows whether the listing has anything to tell that is not known already.
        number = page_number(url) or 0
        if 0 < number <= _FRONT_PAGES and is_front_listing(url):
            # What the front page goes on to list, sections need not be asked for.
            return _FRONT_PRIORITY
        priority -= 1 if number == last_page else min(number, 100)
    return max(1, priority - (_NOFOLLOW_PENALTY if link.nofollow else 0))

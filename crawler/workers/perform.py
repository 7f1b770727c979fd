"""Reading one response: a pure function, and the only thing that worker processes do."""

from functools import lru_cache

import msgspec

from crawler.discovery import (
    feed_candidates,
    oracle_candidates,
    page_candidates,
    sitemap_candidates,
    stated_candidates,
)
from crawler.links.feeds import parse_feed
from crawler.links.oracle import is_oracle, parse_posts
from crawler.links.scope import Scope
from crawler.links.sitemaps import parse_sitemap
from crawler.links.sniff import sniff
from crawler.workers.task import Result, Task, rejected
from pipelines.answers import read_answer
from pipelines.chain import read_page
from pipelines.extract.requisites import css_requisites
from pipelines.join import later_pages
from pipelines.page import Page, page_from_exchange
from pipelines.reading import PageKind, Reading, Reason, Rejected


def perform(task: Task) -> Result:
    """Read one response. What an outsider's bytes do wrong comes back as a `Rejected`."""
    page = page_from_exchange(task.exchange, task.ref, max_body=task.max_body)
    if isinstance(page, Rejected):
        return rejected(task, page.reason, page.detail)
    scope = _scope(task.origins) if task.origins else None
    if page.status == 200:
        if is_style_sheet(page.header("content-type")):
            return _result(_style_sheet(page), scope)
        if is_oracle(page.url):
            found = stated_candidates(parse_posts(page.body, page.url), scope) if scope else ()
            return Result(reading=_listing(page, PageKind.OTHER), candidates=found)
        match sniff(page.body, page.header("content-type")):
            case "sitemap":
                found = sitemap_candidates(parse_sitemap(page.body, page.url), scope) if scope else ()
                return Result(reading=_listing(page, PageKind.SITEMAP), candidates=found)
            case "feed":
                found = feed_candidates(parse_feed(page.body, page.url), scope) if scope else ()
                return Result(reading=_listing(page, PageKind.FEED), candidates=found)
            case "json":
                answer = read_answer(page, task.rules)
                return _result(answer, scope) if answer else rejected(task, Reason.NOT_HTML, "JSON without stories")
            case "other" if page.header("content-type"):
                # Pictures, fonts, scripts: nothing that a parser of HTML should be fed with.
                return rejected(task, Reason.NOT_HTML, page.header("content-type") or "")
    result = _result(read_page(page, task.rules, requisites=scope is not None), scope)
    oracle = oracle_candidates(page, scope) if scope else ()
    return msgspec.structs.replace(result, candidates=(*result.candidates, *oracle)) if oracle else result


def _result(reading: Reading, scope: Scope | None) -> Result:
    candidates = page_candidates(reading, scope) if scope else ()
    short = msgspec.structs.replace(reading, links=(), requisites=())
    return Result(reading=short, candidates=candidates, later_pages=later_pages(reading))


@lru_cache(maxsize=64)
def _scope(origins: tuple[str, ...]) -> Scope:
    return Scope(origins)


def is_style_sheet(content_type: str | None) -> bool:
    """Whether a response is CSS."""
    return (content_type or "").partition(";")[0].strip().lower() == "text/css"


def _listing(page: Page, kind: PageKind) -> Reading:
    refusal = Rejected(reason=Reason.NOT_AN_ARTICLE, url=page.url, detail=kind)
    return Reading(url=page.url, kind=kind, rejected=refusal)


def _style_sheet(page: Page) -> Reading:
    refusal = Rejected(reason=Reason.NOT_HTML, url=page.url, detail="text/css")
    requisites = css_requisites(page.body.decode("utf-8", "replace"), page.url)
    return Reading(url=page.url, kind=PageKind.OTHER, rejected=refusal, requisites=requisites)

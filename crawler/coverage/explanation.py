"""The history of a URL in words."""

from collections.abc import Iterator, Sequence

from crawler.coverage.history import Fetch, History
from crawler.coverage.model import State
from crawler.coverage.register import moment
from crawler.ledger import Outcome, Visit
from pipelines.reading import PageKind, Reason

_VERDICTS = {
    State.REDIRECTED: "not in the archive under this address: it redirects",
    State.GONE: "not in the archive: the server said that it is gone",
    State.BLOCKED: "not in the archive: the server refused it",
    State.FAILED: "not in the archive: it could not be fetched",
    State.DISALLOWED: "not in the archive: robots.txt forbids it",
    State.OUT_OF_SCOPE: "no line in the archive: it lies outside the site",
    State.OVER_BUDGET: "not in the archive: pages like it had ceased to yield news, or the crawl had a limit",
    State.OUT_OF_PERIOD: "no line in the archive: the crawl that heard of it was restricted to other days",
    State.WAITING: "not in the archive yet: it was heard of, and no crawl has come to it",
    State.UNKNOWN: "not in the archive: nothing in it names this address as one to fetch",
}

_NAMED = {
    "listed": "listed in",
    "card": "a headline on",
    "next_story": "the next story of",
    "previous_story": "the previous story of",
    "navigation": "in the menus of",
    "pagination": "another page of the listing",
    "more": "what a script adds to the listing",
    "continuation": "another page of the article",
    "body": "in the text of",
    "taxonomy": "a tag, author or date on",
    "alternate": "another form of",
    "feed": "the feed of",
    "sitemap": "a sitemap named by",
    "oracle": "the site's own account, named by",
    "stated": "in the site's own account",
    "requisite": "needed by",
    "other": "linked from",
}
"""What an address is on the page that names it, by the role of the link."""
_KINDS = {
    PageKind.ARTICLE: "looks like an article",
    PageKind.LISTING: "is a listing",
    PageKind.FEED: "is a feed",
    PageKind.SITEMAP: "is a sitemap",
    PageKind.OTHER: "is neither an article nor a listing",
}
_REFUSALS: dict[str, str] = {
    Reason.HTTP_STATUS: "its status is not 200",
    Reason.NOT_HTML: "it is no web page",
    Reason.UNDECODABLE: "it cannot be decoded",
    Reason.TOO_LARGE: "it is too large to be read",
    Reason.TRUNCATED: "it broke off",
    Reason.NO_HEADLINE: "no headline was found",
    Reason.NO_BODY: "no text was found",
    Reason.NOT_FOUND_PAGE: "it says that nothing is there",
    Reason.TIMEOUT: "reading it took too long",
    Reason.WORKER_DIED: "reading it crashed the reader",
    Reason.DUPLICATE: "it repeats a story",
}
"""Why a page gave no article, where its kind does not say it."""


def explanation(history: History) -> str:
    """Why the URL is, or is not, in the archive; ends with a line feed."""
    return "\n".join(_lines(history)) + "\n"


def _lines(history: History) -> Iterator[str]:
    yield history.url
    yield f"  {_verdict(history)}"
    if history.line and history.state in (State.STORY, State.DUPLICATE, State.GONE):
        yield f"  story {history.article_id}, newest line in {history.line}"
    if history.evidence:
        yield f"  taken for what it is because: {'; '.join(history.evidence)}"
    yield from _heard(history)
    yield from _fetched(history)
    if history.robots is not None:
        yield f"  the robots.txt in force: {_record(history.robots.visit)}"
    yield from _related(history)


def _verdict(history: History) -> str:
    reads = [one.visit for one in history.fetches if one.visit.outcome is Outcome.ARCHIVED]
    match history.state:
        case State.STORY:
            gone = history.fetches[-1].visit.outcome is Outcome.GONE
            return "in the archive, as a story" + ("; the server says by now that it is gone" if gone else "")
        case State.GONE if any(visit.article_id for visit in reads):
            return "in the archive, as a story that the site took away; its newest line is a tombstone"
        case State.DUPLICATE:
            return "in the archive, as another address of a story"
        case State.PAGE if reads and reads[-1].role == "requisite":
            return "in the archive, as a part of pages (picture, style sheet, font or script)"
        case State.PAGE:
            kind = reads[-1].kind if reads else None
            what = _KINDS[kind] if kind else "was not read"
            return f"in the archive, but no story: its page {what}{_refusal(reads)}"
        case _:
            return _VERDICTS[history.state]


def _refusal(reads: Sequence[Visit]) -> str:
    rejected = next((visit.rejected for visit in reversed(reads) if visit.rejected), None)
    return f", but {_REFUSALS[rejected]}" if rejected and rejected in _REFUSALS else ""


def _heard(history: History) -> Iterator[str]:
    if not history.namings:
        is_start = any(one.visit.role in ("start", "robots") for one in history.fetches)
        yield "  named by no archived page" + (": the crawl begins with it" if is_start else "")
        return
    yield "  heard of:"
    for one in history.namings:
        named = _NAMED.get(one.role, f"as {one.role.replace('_', ' ')} on")
        yield f"    {one.at}  {named} {one.by}  {one.record or 'no record'}"
    if history.namings_in_all > len(history.namings):
        yield f"    … and {history.namings_in_all - len(history.namings)} times more"


def _fetched(history: History) -> Iterator[str]:
    if not history.fetches:
        yield "  never asked for"
        return
    yield "  in each crawl:"
    for one in history.fetches:
        yield f"    {_fetch(one)}"


def _fetch(one: Fetch) -> str:
    visit = one.visit
    told = [moment(visit.fetched_at), f"crawl {one.crawl}:", visit.outcome.replace("_", " ")]
    if visit.status is None and visit.failure is None:
        told.append("(not asked for)")
    if visit.status is not None:
        told.append(f"({visit.status})")
    if visit.kind is not None:
        told.append(f"read as {visit.kind}" + _refusal([visit]))
    if visit.target:
        told.append(f"to {visit.target}")
    if visit.failure:
        told.append(f"[{visit.failure}]")
    return " ".join(told) + (f"  {_place(visit)}" if visit.warc else "")


def _place(visit: Visit) -> str:
    ref = visit.warc
    return f"{ref.record_id} in {ref.file} at {ref.offset}" if ref else "no record"


def _record(visit: Visit) -> str:
    return f"{moment(visit.fetched_at)} {visit.url} {_place(visit)}"


def _related(history: History) -> Iterator[str]:
    for url in history.redirected_from:
        yield f"  redirected here: {url}"
    for one in history.others:
        same = one.visit.article_id == history.article_id
        yield f"  {'the same story' if same else 'where it leads'}: {one.visit.url}, {_fetch(one)}"

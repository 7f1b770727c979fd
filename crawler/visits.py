"""From an archived response and its reading to a line of the ledger and the metadata record that explains it."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.model import CaptureRef, Exchange
from archive.wire import Message
from crawler.discovery import STATED
from crawler.ledger import Heard, Outcome, Visit
from crawler.links.oracle import stated_total
from crawler.links.policy import Candidate
from crawler.workers.task import Result
from pipelines.reading import LinkRole
from pipelines.urls import resolve

REDIRECTS = (301, 302, 303, 307, 308)
RETRYABLE = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530})
"""Answers that say "not now" (RFC 9110 15, and what large CDNs add)."""
CUT = ("time", "disconnect")
"""Why a response is truncated that may come whole the next time."""
_ESCAPED = {0xDC00 + byte: f"%{byte:02X}" for byte in range(0x80, 0x100)}
"""Bytes that are no ASCII, as Python holds them in a text, as they are escaped in an address."""
_MAY_LEAD_TO_STORIES = frozenset(
    {LinkRole.PREVIOUS_STORY, LinkRole.NEXT_STORY, LinkRole.CARD, LinkRole.BODY, LinkRole.OTHER, "listed", STATED}
)
"""Menus and tags stand on every page of a site: naming them again each time would say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What came of asking for a URL once."""

    key: str
    """The URL's canonical form."""
    role: str
    depth: int = 0
    via: str | None = None
    exchange: Exchange
    ref: CaptureRef | None = None
    """The response's record; None where no response came."""
    message: Message | None = None
    outcome: Outcome
    result: Result | None = None
    """What a reader made of the response."""
    candidates: Sequence[Candidate] = ()
    """The URLs that it names and that this run admits."""
    heard: Sequence[Heard] = ()
    """Those of them that are news to this run."""
    failure: str | None = None
    revisit_of: str | None = None


def outcome_of(status: int, truncated: bool) -> Outcome:
    """What a response means for its URL, once nothing more is tried."""
    match status:
        case _ if truncated or status in RETRYABLE - {429}:
            return Outcome.FAILED
        case 304:
            return Outcome.UNCHANGED
        case _ if status in REDIRECTS:
            return Outcome.REDIRECTED
        case 404 | 410:
            return Outcome.GONE
        case 401 | 402 | 403 | 429 | 451:
            return Outcome.BLOCKED
        case _ if 200 <= status < 300:
            return Outcome.ARCHIVED
        case _:
            return Outcome.FAILED


def is_published(outcome: Outcome) -> bool:
    """Whether the article of a page may become a line: not that of a revisit record, nor one outside site or period."""
    return outcome not in (Outcome.UNCHANGED, Outcome.OUT_OF_SCOPE, Outcome.OUT_OF_PERIOD)


def is_to_read(message: Message) -> bool:
    """Whether a response may hold links or an article; pictures and the like are not sent to a reader."""
    kind = (message.header(b"content-type") or b"").lower()
    return not kind.startswith((b"image/", b"font/", b"video/", b"audio/")) and b"javascript" not in kind


def redirect_target(url: str, message: Message) -> str | None:
    """Where a redirect leads, as an absolute URL, or None."""
    location = message.header(b"location")
    if message.status not in REDIRECTS or location is None:
        return None
    return resolve(url, _address(location))


def _address(location: bytes) -> str:
    """A header as an address. Only ASCII may stand there; other bytes are meant as they are, as browsers take them."""
    try:
        return location.decode("utf-8")
    except UnicodeDecodeError:
        return location.decode("ascii", "surrogateescape").translate(_ESCAPED)


def visit_of(fetch: Fetch) -> Visit:
    """One line of the ledger."""
    exchange, message = fetch.exchange, fetch.message
    reading = fetch.result.reading if fetch.result else None
    article = reading.article if reading else None
    line = article if is_published(fetch.outcome) else None
    return Visit(
        url=fetch.key,
        outcome=fetch.outcome,
        fetched_at=exchange.started,
        role=fetch.role,
        depth=fetch.depth,
        via=fetch.via,
        status=message.status if message else None,
        warc=fetch.ref,
        revisit_of=fetch.revisit_of,
        kind=reading.kind if reading else None,
        etag=_text(message, b"etag"),
        last_modified=_text(message, b"last-modified"),
        article_id=line.id if line else None,
        post_id=reading.post_id if reading and line else None,
        rejected=reading.rejected.reason if reading and reading.rejected else None,
        previous_url=line.previous_url if line else None,
        next_url=line.next_url if line else None,
        published=article.date_published if article else None,
        target=redirect_target(exchange.url, message) if message else None,
        failure=fetch.failure,
        stated=stated_total(exchange.url, _text(message, b"x-wp-total")),
        heard=tuple(fetch.heard),
        named=_named_again(fetch),
    )


def metadata_of(visit: Visit, fetch: Fetch) -> list[tuple[str, str]]:
    """The fields of the metadata record: what the crawl decided, in the terms of ISO 28500 C.8 where it has them."""
    fields = [("hopsFromSeed", str(visit.depth)), ("newswarc-role", visit.role), ("newswarc-outcome", visit.outcome)]
    if visit.via:
        fields.insert(0, ("via", visit.via))
    if fetch.result is not None:
        reading = fetch.result.reading
        fields.append(("newswarc-kind", reading.kind))
        fields += [("newswarc-evidence", reason) for reason in reading.reasons]
        if reading.rejected is not None:
            fields.append(("newswarc-rejected", f"{reading.rejected.reason} {reading.rejected.detail}".strip()))
        if reading.article is not None:
            fields.append(("newswarc-article", reading.article.id))
    if visit.target:
        fields.append(("outlink", f"{visit.target} redirect"))
    fields += [("outlink", f"{candidate.url} {candidate.role}") for candidate in fetch.candidates]
    return fields


def _named_again(fetch: Fetch) -> dict[str, tuple[str, ...]]:
    """The candidates that were no news to this run, by role, in the order of the page."""
    fresh = {one.url for one in fetch.heard}
    named: dict[str, list[str]] = {}
    for candidate in fetch.candidates:
        if candidate.role in _MAY_LEAD_TO_STORIES and candidate.url not in fresh:
            named.setdefault(candidate.role, []).append(candidate.url)
    return {role: tuple(urls) for role, urls in named.items()}


def _text(message: Message | None, name: bytes) -> str | None:
    value = message.header(name) if message else None
    return value.decode("latin-1") if value else None

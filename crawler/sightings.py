"""From a line of the ledger to what it says of the stories of its site, and back with their ids."""

from collections.abc import Mapping
from datetime import UTC

import msgspec

from archive.model import Capture
from archive.wire import Message
from crawler.ledger import Outcome, Visit
from crawler.visits import CUT, outcome_of, redirect_target
from crawler.workers.task import Result
from pipelines.article import WarcPointer
from pipelines.reading import Reason
from pipelines.sightings import Look, Sighting
from pipelines.urls import canonical


def sighting_of(visit: Visit, later_pages: tuple[int, ...] = ()) -> Sighting | None:
    """What a visit says of a story, or None where it says nothing."""
    look = _look(visit)
    if look is None or visit.warc is None:
        return None
    return Sighting(
        look=look,
        url=visit.url,
        warc=WarcPointer(
            file=visit.warc.file,
            offset=visit.warc.offset,
            length=visit.warc.length,
            record_id=visit.warc.record_id,
            payload_digest=visit.warc.payload_digest,
        ),
        fetched_at=visit.fetched_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        target=visit.target,
        article_id=visit.article_id,
        address_id=visit.address_id,
        post_id=visit.post_id,
        later_pages=later_pages,
    )


def sighting_of_capture(capture: Capture, message: Message | None, result: Result | None) -> Sighting | None:
    """The same from the archive alone; `message` is its response, taken apart, `result` what was read of it."""
    exchange = capture.exchange
    outcome, target = Outcome.UNCHANGED, None
    if capture.revisit_of is None:
        if message is None:
            return None
        outcome = outcome_of(message.status, exchange.truncated in CUT)
        target = redirect_target(exchange.url, message)
    article = result.reading.article if result else None
    visit = Visit(
        url=canonical(exchange.url),
        outcome=outcome,
        fetched_at=exchange.started,
        role="",
        warc=capture.ref,
        rejected=result.reading.rejected.reason if result and result.reading.rejected else None,
        article_id=article.id if article else None,
        post_id=result.reading.post_id if result and article else None,
        target=target,
    )
    return sighting_of(visit, result.later_pages if result else ())


def with_story_id(visit: Visit, ids: Mapping[str, str]) -> Visit:
    """The visit with the id of its story, where that is another than its own address makes."""
    if visit.article_id is None or visit.article_id not in ids:
        return visit
    return msgspec.structs.replace(visit, article_id=ids[visit.article_id], address_id=visit.article_id)


def _look(visit: Visit) -> Look | None:
    if visit.outcome is Outcome.GONE or visit.rejected == Reason.NOT_FOUND_PAGE:
        return Look.GONE
    if visit.outcome is Outcome.UNCHANGED:
        return Look.UNCHANGED
    if visit.outcome is Outcome.REDIRECTED and visit.target is not None:
        return Look.REDIRECTED
    return Look.READ if visit.article_id is not None else None

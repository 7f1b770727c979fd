"""The page: what every later step sees. It comes from an archived exchange and from nothing else."""

from datetime import datetime

import msgspec

from archive.coding import CodingError, DecodedTooLarge, content_codings, decode_content
from archive.model import CaptureRef, Exchange
from archive.wire import WireError, parse_message
from pipelines.reading import Reason, Rejected


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One archived response, its codings removed. Cannot exist without the record that holds it."""

    url: str
    """The target URI of the record, without fragment."""
    status: int
    headers: tuple[tuple[str, str], ...]
    """As received, names in their own case, Latin-1."""
    body: bytes
    """Transfer and content coding removed."""
    fetched_at: datetime
    """UTC; the record's WARC-Date."""
    warc: CaptureRef

    def header(self, name: str) -> str | None:
        """The first value of a header, by its case-insensitive name, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


def page_from_exchange(exchange: Exchange, ref: CaptureRef, *, max_body: int) -> Page | Rejected:
    """The page of an archived exchange, or why there is none: the only way to make one.

    `max_body` limits the body after its codings are removed, in bytes. A response that broke off is rejected:
    half a page looks like a whole one with a short article.
    """
    url = exchange.url.partition("#")[0]
    if exchange.truncated is not None:
        return Rejected(reason=Reason.TRUNCATED, url=url, detail=exchange.truncated)
    try:
        message = parse_message(exchange.response, request_method=exchange.method)
    except WireError as error:
        return Rejected(reason=Reason.UNDECODABLE, url=url, detail=str(error))
    if not message.complete:
        return Rejected(reason=Reason.TRUNCATED, url=url, detail="the message ends before its framing says")
    try:
        body = decode_content(message.body, content_codings(message.headers), limit=max_body)
    except DecodedTooLarge as error:
        return Rejected(reason=Reason.TOO_LARGE, url=url, detail=str(error))
    except CodingError as error:
        return Rejected(reason=Reason.UNDECODABLE, url=url, detail=str(error))
    if not body.complete:
        return Rejected(reason=Reason.TRUNCATED, url=url, detail="the content coding ends early")
    return Page(
        url=url,
        status=message.status,
        headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in message.headers),
        body=body.data,
        fetched_at=exchange.started,
        warc=ref,
    )

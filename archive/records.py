"""What bytes go into a WARC: an exchange becomes WARC/1.1 records (ISO 28500:2017), each one gzip member.

A block is what crossed the wire and nothing else. warcio writes the heads of records; blocks and members are put
together here, because its record builder rewrites odd HTTP heads, hashes chunk framing into payload digests and
compresses at the slowest level only. Time and record ids are parameters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from urllib.parse import quote

import msgspec
from warcio.statusandheaders import StatusAndHeaders

from archive.dates import format_date
from archive.digest import sha1_base32
from archive.fields import INTERIM_FIELD, UNREAD_FIELD, WARC_FIELDS
from archive.gzipping import gzip_member
from archive.headers import Headers
from archive.model import Exchange
from archive.wire import WireError, parse_message, parse_request

Fields = Sequence[tuple[str, str]]

HTTP_RESPONSE = "application/http;msgtype=response"
HTTP_REQUEST = "application/http;msgtype=request"

PROFILE_URI = "http://netpreserve.org/warc/1.1/revisit/"
"""The profiles of revisit records begin so (ISO 28500 6.7.2 and 6.7.3)."""

NO_RESPONSE_FIELD = "captureFailed"
"""Of a metadata record: why a request has no response record."""

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class Revisited(msgspec.Struct, frozen=True, kw_only=True):
    """The record that a revisit record stands for."""

    record_id: str
    url: str
    date: datetime
    payload_digest: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """One record, ready to be compressed."""

    type: str
    id: str
    """Without angle brackets."""
    date: datetime
    headers: Headers
    block: bytes

    def plain(self) -> bytes:
        """The record as it is before compression."""
        return b"".join(self._parts())

    def member(self) -> bytes:
        """The record as one gzip member."""
        return gzip_member(*self._parts())

    def _parts(self) -> tuple[bytes, ...]:
        head: bytes = StatusAndHeaders("", list(self.headers), protocol="WARC/1.1").to_bytes()
        return head, self.block, b"\r\n\r\n"


def format_fields(fields: Iterable[tuple[str, str]]) -> bytes:
    """A block of application/warc-fields. Line breaks and other control characters in values become a space."""
    rows = list(fields)
    if _UNSAFE.search("".join(map("".join, rows))):  # one look at all of them: a page names hundreds of links
        rows = [(_UNSAFE.sub("", name), _UNSAFE.sub(" ", value)) for name, value in rows]
    return "".join([f"{name}: {value.strip()}\r\n" for name, value in rows]).encode()


def warcinfo(info: Fields, *, record_id: str, date: datetime, filename: str) -> Draft:
    """The first record of a file: who made it, with what (ISO 28500 6.2)."""
    block = format_fields(info)
    return _record(
        "warcinfo",
        record_id,
        date,
        [("WARC-Filename", filename), ("Content-Type", WARC_FIELDS)],
        block,
    )


def request_and_response(
    exchange: Exchange, *, new_id: Callable[[], str], warcinfo_id: str
) -> tuple[Draft, Draft | None, Draft | None]:
    """The records of one exchange: request, response, metadata.

    Without a response there is a metadata record that says so; otherwise metadata only holds interim responses.
    """
    request_id, response_id = new_id(), new_id() if exchange.response else None
    request = _request(exchange, request_id, response_id, warcinfo_id)
    if response_id is None:
        reason = exchange.truncated or "unspecified"
        fields = [(NO_RESPONSE_FIELD, f"no HTTP response came ({reason})"), *_fields_of_bytes(exchange)]
        return request, None, _exchange_metadata(fields, exchange, new_id(), request_id, warcinfo_id)
    payload_digest = payload_digest_of(exchange)
    response = _record(
        "response",
        response_id,
        exchange.started,
        [
            *_exchange_fields(exchange, warcinfo_id),
            ("WARC-Concurrent-To", f"<{request_id}>"),
            *([("WARC-Payload-Digest", payload_digest)] if payload_digest else []),
            *([("WARC-Truncated", exchange.truncated)] if exchange.truncated else []),
            ("Content-Type", HTTP_RESPONSE),
        ],
        exchange.response,
    )
    if not exchange.interim:
        return request, response, None
    interim = _exchange_metadata(_fields_of_bytes(exchange), exchange, new_id(), response_id, warcinfo_id)
    return request, response, interim


def revisit(
    exchange: Exchange,
    of: Revisited,
    *,
    new_id: Callable[[], str],
    warcinfo_id: str,
) -> tuple[Draft, Draft, Draft | None]:
    """The records of an exchange whose payload an earlier record holds (ISO 28500 6.7): request, revisit, metadata.

    The block is the head of the response, verbatim. Where that leaves a payload out, the record says so with
    "WARC-Truncated: length", as 6.7.2 asks. The profile says how it is known: by a 304, or by an identical digest.
    """
    message = parse_message(exchange.response, request_method=exchange.method)
    profile = "server-not-modified" if message.status == 304 else "identical-payload-digest"
    request_id, revisit_id = new_id(), new_id()
    request = _request(exchange, request_id, revisit_id, warcinfo_id)
    head = exchange.response[: message.head_size]
    cut = "length" if len(head) < len(exchange.response) else exchange.truncated
    record = _record(
        "revisit",
        revisit_id,
        exchange.started,
        [
            *_exchange_fields(exchange, warcinfo_id),
            ("WARC-Concurrent-To", f"<{request_id}>"),
            ("WARC-Profile", PROFILE_URI + profile),
            ("WARC-Refers-To", f"<{of.record_id}>"),
            ("WARC-Refers-To-Target-URI", target_uri(of.url)),
            ("WARC-Refers-To-Date", format_date(of.date)),
            ("WARC-Payload-Digest", of.payload_digest),
            *([("WARC-Truncated", cut)] if cut else []),
            ("Content-Type", HTTP_RESPONSE),
        ],
        head,
    )
    if not exchange.interim:
        return request, record, None
    interim = _exchange_metadata(_fields_of_bytes(exchange), exchange, new_id(), revisit_id, warcinfo_id)
    return request, record, interim


def metadata(
    content: Iterable[tuple[str, str]] | bytes,
    *,
    content_type: str = WARC_FIELDS,
    record_id: str,
    date: datetime,
    url: str,
    refers_to: str,
    warcinfo_id: str,
) -> Draft:
    """What a crawl decided about a record (ISO 28500 6.6), as named fields; or as a document, which an index lists."""
    return _record(
        "metadata",
        record_id,
        date,
        [
            ("WARC-Target-URI", target_uri(url)),
            ("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),
            ("WARC-Concurrent-To", f"<{refers_to}>"),
            ("WARC-Refers-To", f"<{refers_to}>"),
            ("Content-Type", content_type),
        ],
        content if isinstance(content, bytes) else format_fields(content),
    )


def payload_digest_of(exchange: Exchange) -> str | None:
    """Over the entity body: transfer coding removed, content coding kept (ISO 28500 5.9, RFC 2616 entity-body).

    None for a response that cannot be read as HTTP, which has no well-defined payload.
    """
    try:
        message = parse_message(exchange.response, request_method=exchange.method)
    except WireError:
        return None
    return sha1_base32(message.body)


def target_uri(url: str) -> str:
    """A URL as it may stand in a record's head: a URI has neither white space nor control characters (RFC 3986)."""
    return _NO_URI.sub(lambda match: quote(match[0], safe=""), url)


_NO_URI = re.compile(r"[\x00-\x20\x7f-\xa0<>\u2028\u2029]")


def _request(exchange: Exchange, request_id: str, response_id: str | None, warcinfo_id: str) -> Draft:
    payload = _request_payload(exchange.request)
    return _record(
        "request",
        request_id,
        exchange.started,
        [
            *_exchange_fields(exchange, warcinfo_id),
            *([("WARC-Concurrent-To", f"<{response_id}>")] if response_id else []),
            *([("WARC-Payload-Digest", sha1_base32(payload))] if payload else []),
            ("Content-Type", HTTP_REQUEST),
        ],
        exchange.request,
    )


def _request_payload(request: bytes) -> bytes:
    try:
        return parse_request(request).body
    except WireError:
        return b""


def _exchange_fields(exchange: Exchange, warcinfo_id: str) -> list[tuple[str, str]]:
    return [
        ("WARC-Target-URI", target_uri(exchange.url)),
        ("WARC-Warcinfo-ID", f"<{warcinfo_id}>"),
        *([("WARC-IP-Address", exchange.ip)] if exchange.ip else []),
        *(("WARC-Protocol", protocol) for protocol in exchange.protocols),
        *([("WARC-Cipher-Suite", exchange.cipher)] if exchange.cipher else []),
    ]


def _fields_of_bytes(exchange: Exchange) -> list[tuple[str, str]]:
    """What came beside a response or instead of one: on one line each, and still there byte for byte."""
    came = ((INTERIM_FIELD, exchange.interim), (UNREAD_FIELD, exchange.unread))
    return [(name, quote(data, safe="!\"#$&'()*+,/:;<=>?@[]^`{|}")) for name, data in came if data]


def _exchange_metadata(fields: Fields, exchange: Exchange, record_id: str, refers_to: str, warcinfo_id: str) -> Draft:
    return metadata(
        fields,
        record_id=record_id,
        date=exchange.started,
        url=exchange.url,
        refers_to=refers_to,
        warcinfo_id=warcinfo_id,
    )


def _record(kind: str, record_id: str, date: datetime, fields: Fields, block: bytes) -> Draft:
    headers = Headers(
        [
            ("WARC-Type", kind),
            ("WARC-Record-ID", f"<{record_id}>"),
            ("WARC-Date", format_date(date)),
            *fields,
            ("WARC-Block-Digest", sha1_base32(block)),
            ("Content-Length", str(len(block))),
        ]
    )
    return Draft(type=kind, id=record_id, date=date, headers=headers, block=block)

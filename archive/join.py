"""Request, response and metadata records that stand near each other become exchanges."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import cast, get_args
from urllib.parse import unquote_to_bytes

from archive.digest import sha1_base32
from archive.fields import INTERIM_FIELD, WARC_FIELDS
from archive.model import Capture, CaptureRef, Exchange, Record, Truncation
from archive.wire import Headers, WireError, first_value, parse_message, parse_request

_RESPONSES = 8
_OTHERS = 256
_BYTES = 8 << 20
"""How much is held back while the other half of an exchange may still come."""


_NO_DATE = datetime.fromtimestamp(0, UTC)
"""Stands in where a foreign record has no date that can be read."""


class Joiner:
    """Takes records in the order of their file and gives captures in the order of their responses.

    Our own files, wget and Common Crawl write the request first, pywb and Heritrix the response; files of
    several writers at once mix exchanges. A response therefore waits for its request through a few records.
    """

    def __init__(self, file: str, resolve: Callable[[Record], Exchange | None] | None) -> None:
        self._file = file
        self._resolve = resolve
        self._waiting: deque[tuple[Record, Record | None]] = deque()
        self._waiting_bytes = 0
        self._requests: OrderedDict[str, Record] = OrderedDict()
        self._requests_bytes = 0
        self._partners: dict[str, str] = {}
        self._interims: OrderedDict[str, bytes] = OrderedDict()

    def add(self, record: Record) -> Iterator[Capture]:
        """Take the next record; give every capture that is now complete."""
        if record.type == "metadata":
            self._add_interim(record)
        elif record.type == "request":
            self._add_request(record)
        elif _is_http(record.block):
            self._waiting.append((record, self._take_request(record)))
            self._waiting_bytes += len(record.block)
        while self._waiting and (
            self._waiting[0][1] is not None or len(self._waiting) > _RESPONSES or self._waiting_bytes > _BYTES
        ):
            yield self._next()

    def rest(self) -> Iterator[Capture]:
        """The file has ended: give what is still waiting."""
        while self._waiting:
            yield self._next()

    def _next(self) -> Capture:
        record, request = self._waiting.popleft()
        self._waiting_bytes -= len(record.block)
        return _capture(record, request, self._interims.pop(record.id, b""), self._file, self._resolve)

    def _add_request(self, request: Record) -> None:
        partners = _partners(request)
        for index, (response, known) in enumerate(self._waiting):
            if known is None and (response.id in partners or request.id in _partners(response)):
                self._waiting[index] = (response, request)
                return
        self._requests[request.id] = request
        self._requests_bytes += len(request.block)
        for partner in partners:
            self._partners[partner] = request.id
        while len(self._requests) > _OTHERS or self._requests_bytes > _BYTES:
            self._forget(next(iter(self._requests)))

    def _take_request(self, response: Record) -> Record | None:
        by_response = self._partners.get(response.id)
        for request_id in (by_response, *_partners(response)):
            if request_id is not None and request_id in self._requests:
                return self._forget(request_id)
        return None

    def _forget(self, request_id: str) -> Record:
        request = self._requests.pop(request_id)
        self._requests_bytes -= len(request.block)
        for partner in _partners(request):
            self._partners.pop(partner, None)
        return request

    def _add_interim(self, record: Record) -> None:
        if record.headers.get("Content-Type") != WARC_FIELDS:
            return
        prefix = f"{INTERIM_FIELD}: ".encode()
        for line in record.block.split(b"\r\n"):
            if line.startswith(prefix):
                refers_to = (record.headers.get("WARC-Refers-To") or "").strip("<>")
                self._interims[refers_to] = unquote_to_bytes(line.removeprefix(prefix))
                if len(self._interims) > _OTHERS:
                    self._interims.popitem(last=False)


def _is_http(block: bytes) -> bool:
    return block.lstrip(b"\r\n")[:5].upper() == b"HTTP/"


def _partners(record: Record) -> tuple[str, ...]:
    return tuple(value.strip("<> ") for value in record.headers.all("WARC-Concurrent-To"))


def _capture(
    record: Record,
    request: Record | None,
    interim: bytes,
    file: str,
    resolve: Callable[[Record], Exchange | None] | None,
) -> Capture:
    method = _method(request.block) if request is not None else "GET"
    response, truncated = record.block, _truncation(record)
    digest = record.headers.get("WARC-Payload-Digest")
    revisit_of = None
    if record.type == "revisit":
        revisit_of = (record.headers.get("WARC-Refers-To") or "").strip("<> ")
        original = resolve(record) if resolve is not None else None
        if original is not None and not _has_no_payload(response, method):
            response, truncated = _with_payload(response, original), original.truncated
    exchange = Exchange(
        url=record.url,
        request=request.block if request is not None else b"",
        response=response,
        started=record.date or _NO_DATE,
        method=method,
        ip=record.headers.get("WARC-IP-Address"),
        truncated=truncated,
        interim=interim,
        protocols=record.headers.all("WARC-Protocol"),
        cipher=record.headers.get("WARC-Cipher-Suite"),
    )
    ref = CaptureRef(
        file=file,
        offset=record.offset,
        length=record.length,
        record_id=record.id,
        payload_digest=digest or sha1_base32(_payload(exchange)),
    )
    return Capture(exchange=exchange, ref=ref, revisit_of=revisit_of)


def _truncation(record: Record) -> Truncation | None:
    if record.block_size > len(record.block):
        return "length"
    reason = record.headers.get("WARC-Truncated")
    if reason is None:
        return None
    return cast(Truncation, reason) if reason in get_args(Truncation) else "unspecified"


def _method(request: bytes) -> str:
    try:
        return parse_request(request).method.decode("latin-1").upper()
    except WireError:
        return "GET"


def _payload(exchange: Exchange) -> bytes:
    try:
        return parse_message(exchange.response, request_method=exchange.method).body
    except WireError:
        return exchange.response


def _has_no_payload(head: bytes, method: str) -> bool:
    try:
        return method == "HEAD" or parse_message(head).status in (204, 304)
    except WireError:
        return True


def _with_payload(head: bytes, original: Exchange) -> bytes:
    """The head of a revisit and the payload it stands for, framed as the head says."""
    body = _payload(original)
    if _is_chunked(parse_message(head).headers):
        return b"%b%x\r\n%b\r\n0\r\n\r\n" % (head, len(body), body) if body else head + b"0\r\n\r\n"
    return head + body


def _is_chunked(headers: Headers) -> bool:
    value = first_value(headers, b"transfer-encoding") or b""
    return value.split(b",")[-1].strip().lower() == b"chunked"

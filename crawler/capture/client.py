"""An HTTP/1.1 client that returns exchanges: every byte sent and received, and nothing interpreted away."""

import asyncio
import contextlib
import ssl
from collections import defaultdict
from urllib.parse import urlsplit

import certifi
import msgspec

from archive import clock
from archive.model import Exchange, Truncation
from archive.wire import MAX_HEAD, ResponseReader
from crawler.capture.addresses import AddressBook
from crawler.capture.connection import Connection, Ending
from crawler.capture.errors import ConnectFailed, FetchFailed, FetchTimeout, NoResponse

IDLE_SECONDS = 30.0
"""How long a connection without work is kept; many servers close theirs after 5 to 60 seconds."""

Origin = tuple[str, str, int]


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What a fetch brought: the exchange, and why it is not whole if it is not."""

    exchange: Exchange
    failure: FetchFailed | None
    latency: float | None
    """Seconds from sending the request to the first byte of the answer."""
    stale: bool
    """The server had closed the kept connection: that says nothing about this request, which may be sent again."""


class WireClient:
    """Fetches with one request on a connection at a time and keeps connections alive between fetches."""

    def __init__(self, addresses: AddressBook, *, max_response: int, verify_certificates: bool = True) -> None:
        """`max_response` bounds a response's bytes on the wire, its head apart; a cut is recorded."""
        self._addresses = addresses
        self._max_response = max_response
        self._tls = _tls_context(verify_certificates)
        self._idle: defaultdict[Origin, list[Connection]] = defaultdict(list)

    async def fetch(
        self, url: str, request: bytes, *, method: str = "GET", timeout: float, fresh: bool = False
    ) -> Fetched:
        """Send `request`, the bytes of a whole HTTP/1.1 message, to the host of `url`.

        Returns an exchange whenever anything was sent, with `failure` set when the answer is missing or cut.
        `timeout` in seconds covers the whole fetch, connecting included; `fresh` takes no kept connection.
        Raises `FetchFailed` when no connection came about, so that nothing crossed the wire.
        """
        origin = _origin(url)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        try:
            async with asyncio.timeout_at(deadline):
                connection = (None if fresh else self._take_idle(origin)) or await self._connect(origin)
        except TimeoutError as error:
            raise FetchTimeout(f"{url}: no connection within {timeout:g} seconds") from error
        fetched = await self._send(connection, url, request, method, deadline)
        if connection.alive:
            connection.rest(IDLE_SECONDS)
            self._idle[origin].append(connection)
        return fetched

    async def close(self) -> None:
        """Close all kept connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()

    def _take_idle(self, origin: Origin) -> Connection | None:
        kept = self._idle[origin]
        while kept:
            connection = kept.pop()
            if connection.alive and not connection.has_news():
                return connection
            connection.close()
        return None

    async def _connect(self, origin: Origin) -> Connection:
        scheme, host, port = origin
        secure = scheme == "https"
        problem = "no address"
        for address in await self._addresses.addresses(host, port):
            try:
                _, connection = await asyncio.get_running_loop().create_connection(
                    Connection,
                    address,
                    port,
                    ssl=self._tls if secure else None,
                    server_hostname=host if secure else None,
                )
            except (OSError, ssl.SSLError, ssl.CertificateError) as error:
                problem = f"{address}: {error}"
                continue
            return connection
        raise ConnectFailed(f"{host}:{port}: cannot connect ({problem})")

    async def _send(self, connection: Connection, url: str, request: bytes, method: str, deadline: float) -> Fetched:
        reader = ResponseReader(request_method=method)
        reused = connection.used > 0
        now, sent_at = clock.utc_now(), asyncio.get_running_loop().time()
        # No finer than a WARC-Date says it: a crawl must see the same moment as who reads its records later.
        started = now.replace(microsecond=now.microsecond // 1000 * 1000)
        peer, tls = connection.peer, connection.tls
        ending: Ending | None = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                ending = await connection.send(request, reader, self._max_response)
        if ending != "whole" or not reader.reusable:
            connection.close()
        truncated, failure = _judge(ending, reader, url, connection.failure)
        exchange = Exchange(
            url=url,
            method=method,
            request=request,
            response=_kept(reader, ending, self._max_response),
            started=started,
            ip=peer,
            truncated=truncated,
            interim=reader.interim,
            unread=bytes(reader.raw) if reader.head is None else b"",
            protocols=_protocols(tls),
            # Only TLS 1.3 suites have the same name at IANA and in OpenSSL; a wrong name is worse than none.
            cipher=tls[1] if tls and tls[1].startswith("TLS_") else None,
        )
        first = connection.first_byte_at
        return Fetched(
            exchange=exchange,
            failure=failure,
            latency=first - sent_at if first is not None else None,
            stale=reused and ending == "disconnect" and first is None,
        )


def _judge(
    ending: Ending | None, reader: ResponseReader, url: str, problem: str | None
) -> tuple[Truncation | None, FetchFailed | None]:
    if reader.head is None:
        if ending is None:
            return "time", FetchTimeout(f"{url}: no answer in time")
        failure = NoResponse(f"{url}: {problem or 'no answer'}")
        if ending == "disconnect":
            return "disconnect", failure
        return "length" if len(reader.raw) > MAX_HEAD else "unspecified", failure
    match ending:
        case None:
            return "time", FetchTimeout(f"{url}: the answer did not end in time")
        case "length":
            return "length", None
        case "whole":
            return None, None
        case _:
            return "disconnect", None


def _kept(reader: ResponseReader, ending: Ending | None, limit: int) -> bytes:
    if reader.head is None:
        return b""
    return bytes(memoryview(reader.raw)[: max(limit, reader.head.size)]) if ending == "length" else bytes(reader.raw)


def _protocols(tls: tuple[str, str] | None) -> tuple[str, ...]:
    if tls is None:
        return ("http/1.1",)
    return ("http/1.1", tls[0].lower().replace("tlsv", "tls/"))


def _origin(url: str) -> Origin:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConnectFailed(f"{url}: not an http or https URL")
    host = parts.hostname
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode() if not host.isascii() else host
    return parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80)


def _tls_context(verify: bool) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    # HTTP/2 has no byte-exact record; offering only 1.1 keeps the record equal to the wire.
    context.set_alpn_protocols(["http/1.1"])
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context

"""The download handler: sends a request, archives the exchange, and only then answers."""

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import Headers, Response

from archive.digest import sha1_base32
from archive.model import Exchange
from archive.records import Revisited
from archive.wire import parse_message
from crawler.capture.client import Fetched
from crawler.capture.errors import AddressRefused, ConnectFailed, FetchFailed, FetchTimeout, HostNotFound, NoResponse
from crawler.capture.request import request_bytes
from crawler.session import session_of

_SCRAPY_NAMES: dict[type[FetchFailed], type[Exception]] = {
    HostNotFound: CannotResolveHostError,
    AddressRefused: CannotResolveHostError,
    ConnectFailed: DownloadConnectionRefusedError,
    FetchTimeout: DownloadTimeoutError,
    NoResponse: DownloadFailedError,
}


class ArchivingHandler(BaseDownloadHandler):
    """Fetches over our own client. `request.meta` names the site and gets `warc` and `exchange`."""

    lazy = True

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = session_of(crawler)
        # Scrapy makes one handler a scheme; they share the session's client, and with it the connections.
        self._client = self._session.client
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")

    async def download_request(self, request: Request) -> Response:
        """Archive the exchange and answer with its response.

        Raises Scrapy's download errors when no response came, `ArchiveError` when it could not be archived.
        """
        # Scrapy copies meta to follow-up requests: an old pointer must never pass for the new one.
        request.meta.pop("warc", None)
        request.meta.pop("exchange", None)
        timeout: float = request.meta.get("download_timeout", self._timeout)
        try:
            fetched = await self._fetch(request, timeout)
            if fetched.stale:
                await self._session.record(request.meta["site"], fetched.exchange)
                fetched = await self._fetch(request, timeout, fresh=True)
        except FetchFailed as error:
            raise _as_scrapy_names(error) from error
        return await self._archived(request, fetched)

    async def _fetch(self, request: Request, timeout: float, *, fresh: bool = False) -> Fetched:
        return await self._client.fetch(
            request.url, request_bytes(request), method=request.method, timeout=timeout, fresh=fresh
        )

    async def _archived(self, request: Request, fetched: Fetched) -> Response:
        exchange = fetched.exchange
        of: Revisited | None = request.meta.get("known_as")
        ref = await self._session.record(request.meta["site"], exchange, of if _repeats(exchange, of) else None)
        request.meta["exchange"] = exchange
        if fetched.latency is not None:
            request.meta["download_latency"] = fetched.latency
        if ref is None:
            assert fetched.failure is not None
            raise _as_scrapy_names(fetched.failure) from fetched.failure
        request.meta["warc"] = ref
        message = parse_message(exchange.response, request_method=exchange.method)
        request.meta["message"] = message
        headers = Headers()
        for name, value in message.headers:
            headers.appendlist(name, value)
        return Response(
            request.url,
            status=message.status,
            headers=headers,
            body=message.body,
            flags=["truncated"] if exchange.truncated else [],
            protocol=exchange.protocols[0],
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _repeats(exchange: Exchange, of: Revisited | None) -> bool:
    """Whether the store holds this payload of this URL already (ISO 28500 6.7: a revisit record will do)."""
    if of is None or not exchange.response or exchange.truncated:
        return False
    message = parse_message(exchange.response, request_method=exchange.method)
    if message.status == 304:
        return True
    return message.status == 200 and sha1_base32(message.body) == of.payload_digest


def _as_scrapy_names(error: FetchFailed) -> Exception:
    return _SCRAPY_NAMES.get(type(error), DownloadFailedError)(str(error))

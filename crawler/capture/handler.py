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
from archive.model import CaptureRef, Exchange
from archive.records import Revisited
from archive.wire import Message, parse_message
from crawler.capture.client import Fetched
from crawler.capture.errors import AddressRefused, ConnectFailed, FetchFailed, FetchTimeout, HostNotFound, NoResponse
from crawler.capture.request import request_bytes
from crawler.session import session_of
from crawler.site_session import SiteSession
from crawler.visits import is_to_read

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
                exchange = fetched.exchange
                await self._session.record(request.meta["site"], lambda site: site.spool.write(exchange, None))
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

        def write(site: SiteSession) -> tuple[CaptureRef | None, Message | None, Revisited | None]:
            message = parse_message(exchange.response, request_method=exchange.method) if exchange.response else None
            of = self._repeated(request, exchange, message, site)
            return site.spool.write(exchange, of), message, of

        ref, message, of = await self._session.record(request.meta["site"], write)
        request.meta["revisit_of"] = of.record_id if of else None
        request.meta["exchange"] = exchange
        if fetched.latency is not None:
            request.meta["download_latency"] = fetched.latency
        if ref is None or message is None:
            assert fetched.failure is not None
            raise _as_scrapy_names(fetched.failure) from fetched.failure
        request.meta["warc"] = ref
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

    @staticmethod
    def _repeated(request: Request, exchange: Exchange, message: Message | None, site: SiteSession) -> Revisited | None:
        """The record in the store that holds this payload already: a revisit record will do (ISO 28500 6.7)."""
        if message is None or exchange.truncated:
            return None
        known: Revisited | None = request.meta.get("known_as")
        if message.status == 304:
            return known
        # A page is read again at each of its addresses; a picture is the same picture wherever it lies.
        wanted = known is not None or not is_to_read(message)
        if message.status != 200 or not message.body or not wanted:
            return None
        digest = sha1_base32(message.body)
        if known is not None and known.payload_digest == digest:
            return known
        return None if is_to_read(message) else site.holder_of(digest)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _as_scrapy_names(error: FetchFailed) -> Exception:
    return _SCRAPY_NAMES.get(type(error), DownloadFailedError)(str(error))

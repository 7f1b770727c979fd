"""One TCP or TLS connection that carries one exchange at a time and keeps every byte of it."""

import asyncio
import select
from typing import Literal, cast

from archive.wire import ResponseReader, WireError

Ending = Literal["whole", "disconnect", "length", "garbage"]


class Connection(asyncio.Protocol):
    """Sends a request and hands what comes back to a `ResponseReader`, unread and unchanged."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._reader: ResponseReader | None = None
        self._limit = 0
        self._ended: asyncio.Future[Ending] | None = None
        self._rest: asyncio.TimerHandle | None = None
        self.first_byte_at: float | None = None
        """Loop time of the first byte of the current response."""
        self.used = 0
        self.failure: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._reader is None:
            self.close()  # bytes nobody asked for: such a connection cannot be trusted with another exchange
            return
        if self.first_byte_at is None:
            self.first_byte_at = asyncio.get_running_loop().time()
        try:
            self._reader.feed(data)
        except WireError as error:
            self.failure = str(error)
            self._end("garbage")
            return
        if self._reader.head is not None and len(self._reader.raw) > max(self._limit, self._reader.head.size):
            self._end("length")
        elif self._reader.done:
            self._end("whole")

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._reader is not None and not self._reader.done:
            self._reader.close()
            # A reset is no orderly end: a body whose length nobody told may lack its tail.
            orderly = exc is None and self._reader.complete
            self.failure = str(exc) if exc else "the peer closed the connection"
            self._end("whole" if orderly else "disconnect")

    async def send(self, request: bytes, reader: ResponseReader, limit: int) -> Ending:
        """Send one request and wait until its response has ended, and say how.

        `limit` is the size in bytes after which a response is cut, but not in its head. Cancelling leaves what came in
        `reader`.
        """
        assert self._transport is not None
        if self._rest is not None:
            self._rest.cancel()
        self._reader, self._limit, self.first_byte_at = reader, limit, None
        self._ended = asyncio.get_running_loop().create_future()
        self.used += 1
        self._transport.write(request)
        try:
            return await self._ended
        finally:
            self._reader = self._ended = None

    def rest(self, seconds: float) -> None:
        """Wait for the next request, and close if none comes in this time: a crawl meets thousands of hosts once."""
        self._rest = asyncio.get_running_loop().call_later(seconds, self.close)

    def _end(self, ending: Ending) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(ending)
        if ending != "whole":
            self.close()

    @property
    def alive(self) -> bool:
        """Whether another request can be sent on it."""
        return self._transport is not None and not self._transport.is_closing()

    def has_news(self) -> bool:
        """Whether the peer has sent or closed something that was not read yet.

        On a connection without a request under way it can be no answer, but would pass for that of the next request.
        """
        socket = self._transport.get_extra_info("socket") if self._transport else None
        if socket is None:
            return True
        poll = select.poll()
        poll.register(socket.fileno(), select.POLLIN)
        return bool(poll.poll(0))

    @property
    def peer(self) -> str | None:
        """The address of the other side."""
        name = self._transport.get_extra_info("peername") if self._transport else None
        return str(name[0]).partition("%")[0] if name else None

    @property
    def tls(self) -> tuple[str, str] | None:
        """Protocol version and cipher suite as OpenSSL names them, such as ("TLSv1.3", "TLS_AES_256_GCM_SHA384")."""
        cipher = self._transport.get_extra_info("cipher") if self._transport else None
        return (cipher[1], cipher[0]) if cipher else None

    def close(self) -> None:
        """Close at once; nothing more is read."""
        if self._rest is not None:
            self._rest.cancel()
        if self._transport is not None:
            self._transport.abort()

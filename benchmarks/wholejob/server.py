"""A web server that costs next to nothing, in a process of its own, so that only its clients are measured."""

import asyncio
import json
import multiprocessing
import socket
import time
import urllib.request
from collections.abc import Callable
from typing import Any, Self, cast

import msgspec

_TAKE = b"/.benchmark/take"
_FIRST = b"/.benchmark/first"
_KINDS = {b"xml": b"application/xml", b"txt": b"text/plain"}

FindPage = Callable[[str], bytes | None]
"""From a path to a whole page in gzip, or None."""


class Served(msgspec.Struct, frozen=True):
    """What a server was asked since it was asked for this last."""

    pages: int
    """Different paths that it answered with 200, robots.txt left out."""
    repeated: int
    """Answers with 200 beyond the first of their path."""
    missing: int
    """Answers with 404."""


class _Log:
    """What was asked."""

    def __init__(self) -> None:
        self.asked: dict[bytes, int] = {}
        self.first: float | None = None
        """When the first request came, on the clock of `time.monotonic`."""


class _Connection(asyncio.Protocol):
    """Answers GET requests without a body, one after another."""

    def __init__(self, find: FindPage, latency: float, log: _Log) -> None:
        self._find, self._latency, self._log = find, latency, log
        self._heard = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        *heads, self._heard = (self._heard + data).split(b"\r\n\r\n")
        for head in heads:
            answer = self._answer(head.split(b" ", 2)[1])
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._transport.write, answer)
            else:
                self._transport.write(answer)

    def _answer(self, path: bytes) -> bytes:
        if path == _FIRST:
            return _response(b"200 OK", b"application/json", json.dumps(self._log.first).encode())
        if path == _TAKE:
            taken = json.dumps({path.decode(): count for path, count in self._log.asked.items()}).encode()
            self._log.asked, self._log.first = {}, None
            return _response(b"200 OK", b"application/json", taken)
        if self._log.first is None:
            self._log.first = time.monotonic()
        page = self._find(path.decode("latin-1"))
        if path == b"/robots.txt" and page is None:
            return _response(b"200 OK", b"text/plain", b"User-agent: *\nDisallow:\n")
        kept = path if page is not None else b""
        self._log.asked[kept] = self._log.asked.get(kept, 0) + 1
        if page is None:
            return _response(b"404 Not Found", b"text/html; charset=utf-8", b"<h1>Not found</h1>")
        kind = _KINDS.get(path.rpartition(b".")[2], b"text/html; charset=utf-8")
        return _response(b"200 OK", kind, page, b"Content-Encoding: gzip\r\n")


def _response(status: bytes, kind: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\nContent-Type: %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, kind, more, len(body), body)


class LocalServer:
    """Serves pages on 127.0.0.1 until the `with` block ends."""

    def __init__(self, open_site: Callable[[str], FindPage], *, port: int = 0, latency: float = 0.0) -> None:
        """`open_site` is called in the server's process with the server's URL; `latency` is in seconds."""
        ready: multiprocessing.Queue[int] = multiprocessing.Queue()
        self._process = multiprocessing.Process(
            target=_serve, args=(open_site, port, latency, ready), daemon=True, name="server"
        )
        self._process.start()
        self.url = f"http://127.0.0.1:{ready.get()}/"

    def take(self) -> Served:
        """What was asked since the last call, and forget it."""
        asked: dict[str, int] = self._ask(_TAKE)
        missing = asked.pop("", 0)
        return Served(pages=len(asked), repeated=sum(asked.values()) - len(asked), missing=missing)

    def first_request(self) -> float | None:
        """When the first request since the last `take` came, on the clock of `time.monotonic`."""
        came: float | None = self._ask(_FIRST)
        return came

    def _ask(self, path: bytes) -> Any:
        with urllib.request.urlopen(self.url.rstrip("/") + path.decode()) as answer:
            return json.load(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def _serve(
    open_site: Callable[[str], FindPage], port: int, latency: float, ready: "multiprocessing.Queue[int]"
) -> None:
    async def work() -> None:
        log = _Log()
        listener = socket.create_server(("127.0.0.1", port))
        bound = listener.getsockname()[1]
        find = open_site(f"http://127.0.0.1:{bound}/")
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(find, latency, log), sock=listener)
        ready.put(bound)
        await server.serve_forever()

    asyncio.run(work())

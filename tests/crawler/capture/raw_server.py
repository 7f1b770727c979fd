"""A server that answers with given bytes, and a client that asks it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from crawler.capture.addresses import AddressBook
from crawler.capture.client import WireClient


class RawServer:
    """Answers each request with given bytes and logs both sides, byte for byte."""

    def __init__(self, answer: Callable[[bytes], tuple[list[bytes], bool]], pause: float = 0.0) -> None:
        self.answer = answer
        self.pause = pause
        self.requests: list[bytes] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                self.requests.append(request)
                pieces, keep = self.answer(request)
                for piece in pieces:
                    writer.write(piece)
                    await writer.drain()
                    if self.pause:
                        await asyncio.sleep(self.pause)
                if not keep:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(server: RawServer, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
    finally:
        listener.close()
        await asyncio.sleep(0.01)


def run(
    server: RawServer,
    work: Callable[[WireClient, str], Awaitable[object]],
    *,
    tls: ssl.SSLContext | None = None,
    max_response: int = 1_000_000,
) -> None:
    async def main() -> None:
        client = WireClient(AddressBook(["127.0.0.1"]), max_response=max_response, verify_certificates=False)
        try:
            async with serving(server, tls) as url:
                await work(client, url)
                await client.close()
        finally:
            await client.close()

    asyncio.run(main())


def request_for(url: str, method: str = "GET", path: str = "/") -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: {url.split('/')[2]}\r\nX-oDd: 1\r\n\r\n".encode()


def split(wire: bytes, size: int) -> list[bytes]:
    return [wire[at : at + size] for at in range(0, len(wire), size)]

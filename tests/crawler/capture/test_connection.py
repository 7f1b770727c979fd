"""What a connection keeps of a response, and how long it is kept itself."""

import asyncio

import pytest

from crawler.capture.client import WireClient
from tests.crawler.capture.raw_server import RawServer, request_for, run, split
from tests.crawler.capture.shapes import sized

TEXT = b"<html><h1>Harbour</h1></html>" * 40


@pytest.mark.parametrize("size", [7, 100_000])
def test_a_head_is_never_cut(size: int) -> None:
    """However small the limit is: without its head what came could not be read as a response at all."""
    wire = sized(b"x" * 5000)
    server = RawServer(lambda request: (split(wire, size), True))

    async def work(client: WireClient, url: str) -> None:
        fetched = await client.fetch(url, request_for(url), timeout=10)
        head, _, _ = wire.partition(b"\r\n\r\n")
        assert fetched.exchange.response == head + b"\r\n\r\n"
        assert (fetched.exchange.truncated, fetched.failure) == ("length", None)

    run(server, work, max_response=5)


def test_a_connection_without_work_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether or not its host is ever asked again: pictures lie on thousands of hosts, and files are few."""
    monkeypatch.setattr("crawler.capture.client.IDLE_SECONDS", 0.05)
    ended = asyncio.Event()

    class Watching(RawServer):
        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await super().serve(reader, writer)
            ended.set()

    server = Watching(lambda request: ([sized(TEXT)], True))

    async def work(client: WireClient, url: str) -> None:
        for _ in range(3):
            await client.fetch(url, request_for(url), timeout=10)
        assert server.connections == 1
        async with asyncio.timeout(5):
            await ended.wait()
        await client.fetch(url, request_for(url), timeout=10)
        assert server.connections == 2

    run(server, work)

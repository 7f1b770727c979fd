"""Reader processes: what hangs or dies costs one page."""

import asyncio
import datetime as dt
import shutil
import sys
from collections.abc import Awaitable, Callable

import msgspec
import pytest

from archive.model import CaptureRef, Exchange
from crawler.workers.perform import perform
from crawler.workers.pool import WorkerPool
from crawler.workers.task import Result, Task
from pipelines.reading import PageKind, Reason
from pipelines.rules import PageRules

PAGE = (
    b"<html lang=en><head><title>Ferry back in service</title></head><body><article><h1>Ferry back in service</h1>"
    b"<p>The night ferry between the islands sails again from Monday, the harbour authority said on Friday.</p>"
    b"<p>It had been laid up since March, when divers found a crack in the starboard shaft of the old ship.</p>"
    b"</article></body></html>"
)


def task(
    body: bytes = PAGE, content_type: bytes = b"text/html", url: str = "http://h.example/2026/ferry-back/"
) -> Task:
    response = b"HTTP/1.1 200 OK\r\nContent-Type: " + content_type + b"\r\n\r\n" + body
    exchange = Exchange(url=url, request=b"", response=response, started=dt.datetime(2026, 11, 23, tzinfo=dt.UTC))
    ref = CaptureRef(file="w.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    return Task(
        exchange=exchange, ref=ref, rules=PageRules(site="h"), max_body=1_000_000, origins=("http://h.example",)
    )


def with_pool(work: Callable[[WorkerPool], Awaitable[object]], timeout: float = 20.0) -> None:
    async def main() -> None:
        pool = WorkerPool(1, timeout=timeout)
        try:
            await work(pool)
        finally:
            await pool.close()

    asyncio.run(main())


def test_process_reads_what_the_function_reads() -> None:
    """A result from a worker equals the function's own, to the byte."""
    expected = perform(task())

    async def work(pool: WorkerPool) -> None:
        assert msgspec.msgpack.encode(await pool.read(task())) == msgspec.msgpack.encode(expected)

    with_pool(work)


def test_a_large_sitemap_comes_back_whole() -> None:
    """Whatever the number of pieces in which it is handed over."""
    places = "".join(f"<url><loc>http://h.example/{number}/</loc></url>" for number in range(3_000))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'.encode()

    async def work(pool: WorkerPool) -> None:
        found = await pool.read(task(sitemap, b"application/xml", "http://h.example/sitemap.xml"))
        assert [one.url for one in found.candidates] == [f"http://h.example/{number}/" for number in range(3_000)]

    with_pool(work)


def test_what_broke_off_needs_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is rejected whatever it holds: no process is started for it."""
    monkeypatch.setattr(sys, "executable", "/nowhere")
    whole = task()
    cut = msgspec.structs.replace(whole, exchange=msgspec.structs.replace(whole.exchange, truncated="length"))

    async def work(pool: WorkerPool) -> None:
        assert await pool.read(cut) == perform(cut)

    with_pool(work)


def test_page_that_hangs_its_reader_is_rejected() -> None:
    """A reader that is stopped is killed after the time limit; the next page finds a fresh one."""

    async def work(pool: WorkerPool) -> None:
        await pool.read(task())
        worker = pool._idle.get_nowait()
        assert worker is not None
        worker._process.send_signal(19)  # SIGSTOP: alive, and doing nothing
        pool._idle.put_nowait(worker)
        hung = await pool.read(task())
        assert hung.reading.rejected is not None
        assert hung.reading.rejected.reason is Reason.TIMEOUT
        assert (await pool.read(task())).reading.kind is expected_kind()

    with_pool(work, timeout=1.5)


def test_reader_that_is_killed_costs_time_only() -> None:
    """The page of a killed reader is read again, by a fresh one."""

    async def work(pool: WorkerPool) -> None:
        await pool.read(task())
        worker = pool._idle.get_nowait()
        assert worker is not None
        worker._process.kill()
        pool._idle.put_nowait(worker)
        assert (await pool.read(task())).reading.kind is expected_kind()

    with_pool(work)


def test_page_that_kills_two_readers_is_set_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is rejected with that reason instead of being tried for ever; the pool goes on."""

    async def work(pool: WorkerPool) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", shutil.which("false"))  # readers that are dead before they read
            dead = await pool.read(task())
        assert dead.reading.rejected is not None
        assert dead.reading.rejected.reason is Reason.WORKER_DIED
        assert (await pool.read(task())).reading.kind is expected_kind()

    with_pool(work)


def test_sitemap_and_feed_come_back_as_lists() -> None:
    """What lists stories is read as a list, whatever the server calls it."""
    sitemap = b"<urlset><url><loc>http://h.example/a/</loc></url></urlset>"
    found: Result = perform(task(sitemap, b"text/html"))
    assert found.reading.kind is PageKind.SITEMAP
    assert [candidate.url for candidate in found.candidates] == ["http://h.example/a/"]
    feed = b"<rss version='2.0'><channel><title>t</title><item><link>http://h.example/b/</link></item></channel></rss>"
    read = perform(task(feed, b"application/rss+xml"))
    assert read.reading.kind is PageKind.FEED
    assert [candidate.url for candidate in read.candidates] == ["http://h.example/b/"]


def expected_kind() -> PageKind:
    return perform(task()).reading.kind

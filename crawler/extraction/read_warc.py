"""The map step: one WARC file in, one sealed object of readings out. It may run on any machine, and again."""

import asyncio
import gzip
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import msgspec

from archive.digest import sha256_of_stream
from archive.errors import ObjectConflict, StoreError, WarcError
from archive.gzipping import GzipWriter
from archive.hashing import HashingReader
from archive.model import Capture, Exchange
from archive.reader import read_captures
from archive.store import Store, open_store
from archive.wire import Message, WireError, parse_message
from crawler.errors import BadArguments
from crawler.extraction.decisions import Decisions
from crawler.extraction.extractor import Extractor
from crawler.extraction.readers import Readers, readers_of_thread
from crawler.extraction.readings import Account, Seen, SetAside, Taught, Withheld, encode_line, readings_key
from crawler.inputs import WarcInput
from crawler.plan import site_name
from crawler.sightings import sighting_of_capture
from crawler.visits import is_to_read
from crawler.workers.task import Result, Task
from pipelines.learner import Learner
from pipelines.reading import Reason

_HEADS = 1 << 20
"""Bytes that the head of a response and the framing of its body may take beyond the body itself."""
_UNDER_WAY = 32 << 20
"""Bytes of responses from which on no further one is taken up until those before it are read."""
_SET_ASIDE = (Reason.TIMEOUT, Reason.WORKER_DIED)


class WarcJob(msgspec.Struct, frozen=True, kw_only=True):
    """One call of `read_warc`, as plain data that can be sent anywhere."""

    warc: WarcInput
    extractor: Extractor
    version: str
    """Of the extractor, where the job was made."""
    readings: str
    """URL of the store that takes the readings; every machine must reach it under this name."""
    readers: int = 1
    """Processes that read its pages."""


def read_warc(job: WarcJob) -> str:
    """Read a WARC file and seal its readings, unless they are there already; their key.

    A pure function of the file's bytes and the extractor: whoever calls it, and however often, the object under its
    key has the same contents. Damage in the file is noted in the account of the readings. Raises `BadArguments` where
    the code is another than the one that made the job, `StoreError` and `OSError` when the file cannot be read or the
    readings not be stored.
    """
    here = job.extractor.version
    if here != job.version:
        raise BadArguments(
            f"the extractor here is {here}, where the job was made it is {job.version}: install the same"
        )
    store = open_store(job.readings)
    sha256 = job.warc.sha256 or _sha256_of(job.warc)
    key = readings_key(job.version, sha256)
    if store.stat(key) is None:
        with tempfile.TemporaryDirectory(prefix="newswarc-readings-") as folder:
            file = Path(folder) / "readings.jsonl.gz"
            with file.open("wb") as raw, GzipWriter(raw) as out:
                _read(job, sha256, out)
            _seal(store, key, file)
    return key


def _sha256_of(warc: WarcInput) -> str:
    with closing(warc.open()) as stream:
        return sha256_of_stream(stream)


def _seal(store: Store, key: str, file: Path) -> None:
    try:
        store.put(key, file, content_type="application/gzip")
    except ObjectConflict:
        # Somebody else sealed them first. Another build of zlib packs the same lines into other bytes.
        with gzip.open(file) as ours, closing(store.open(key)) as stream, gzip.GzipFile(fileobj=stream) as theirs:
            if sha256_of_stream(cast(BinaryIO, ours)) != sha256_of_stream(cast(BinaryIO, theirs)):
                raise


def _read(job: WarcJob, sha256: str, out: GzipWriter) -> None:
    readers = readers_of_thread(job.readers, job.extractor.timeout)
    with HashingReader(job.warc.open()) as stream:
        readers.run(_write_lines(job, readers, stream, f"sha256:{sha256}", out))
        stream.read_to_end()
    if stream.sha256 != sha256:
        raise StoreError(f"{job.warc.name}: has SHA-256 {stream.sha256}, not {sha256} as it should")


async def _write_lines(job: WarcJob, readers: Readers, stream: HashingReader, file: str, out: GzipWriter) -> None:
    read = 0
    rejected: Counter[str] = Counter()
    damage: WarcError | None = None
    decisions = Decisions()
    learner = Learner()
    limit = job.extractor.max_body + _HEADS
    every = read_captures(cast(BinaryIO, stream), file=file, notice=decisions.notice, block_limit=limit)
    captures = (one for one in every if not _is_robots(one))
    try:
        async for capture, message, result in _in_order(job, readers, captures):
            if (sighting := sighting_of_capture(capture, message, result)) is not None:
                site = job.extractor.site or site_name(capture.exchange.url)
                article = result.reading.article if result else None
                if article is not None:
                    learner.note(article)
                out.write(encode_line(Seen(site=site, sighting=sighting, article=article)))
            if result is None:
                continue
            read += 1
            if (refusal := result.reading.rejected) is not None:
                rejected[refusal.reason] += 1
                if refusal.reason in _SET_ASIDE:
                    out.write(encode_line(_set_aside(capture, refusal.reason, refusal.detail)))
    except WarcError as error:
        damage = error
    for record_id in decisions.withheld:
        out.write(encode_line(Withheld(record_id=record_id)))
    archived = decisions.learned
    taught = Taught(learned=archived or learner.table(), archived=archived is not None)
    if taught.archived or taught.learned.blocks:
        out.write(encode_line(taught))
    account = Account(
        read=read,
        rejected=dict(sorted(rejected.items())),
        damage=damage.message if damage else None,
        damage_offset=damage.offset if damage else 0,
    )
    out.write(encode_line(account))


def _task(job: WarcJob, capture: Capture) -> Task:
    rules = job.extractor.rules_for(capture.exchange.url, capture.exchange.started.date())
    return Task(exchange=capture.exchange, ref=capture.ref, rules=rules, max_body=job.extractor.max_body)


async def _in_order(
    job: WarcJob, readers: Readers, captures: Iterator[Capture]
) -> AsyncIterator[tuple[Capture, Message | None, Result | None]]:
    """Captures in their order with what was read of them, with every reader busy and few pages in memory."""
    under_way: deque[tuple[Capture, Message | None, asyncio.Task[Result] | None]] = deque()
    size = 0
    damage: WarcError | None = None
    try:
        while True:
            try:
                capture = next(captures, None)
            except WarcError as error:
                damage, capture = error, None
            if capture is None:
                break
            message = _message(capture.exchange)
            reading = (
                asyncio.create_task(readers.pool.read(_task(job, capture))) if _is_read(capture, message) else None
            )
            under_way.append((capture, message, reading))
            size += len(capture.exchange.response)
            while len(under_way) > 2 * readers.pool.size or size > _UNDER_WAY:
                done, answer, result = under_way.popleft()
                size -= len(done.exchange.response)
                yield done, answer, await result if result else None
        while under_way:
            done, answer, result = under_way.popleft()
            yield done, answer, await result if result else None
        if damage is not None:
            raise damage
    finally:
        for _, _, left in under_way:
            if left is not None:
                left.cancel()


def _message(exchange: Exchange) -> Message | None:
    try:
        return parse_message(exchange.response, request_method=exchange.method)
    except WireError:
        return None


def _is_read(capture: Capture, message: Message | None) -> bool:
    """Whether a reader looks at a response, as in a crawl.

    A revisit stands for a page that was read when its payload came first; pictures and the like are never read.
    """
    return capture.revisit_of is None and (message is None or is_to_read(message))


def _set_aside(capture: Capture, reason: Reason, detail: str) -> SetAside:
    return SetAside(url=capture.exchange.url, offset=capture.ref.offset, reason=reason, detail=detail)


def _is_robots(capture: Capture) -> bool:
    # Read by the crawl alone.
    return urlsplit(capture.exchange.url).path == "/robots.txt"

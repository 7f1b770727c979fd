"""Finishes what a killed crawl left in the spool: nothing that was written is lost, nothing comes out twice.

The WARC file is the truth. It is cut after its last whole record; a response without a reading is read again from
it; then the batch is sealed and published like any other, under the name it would have had.
"""

import logging
import os
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec

from archive import clock
from archive.errors import StoreError
from archive.manifest import commit_key, list_places, manifest_key, read_commit
from archive.model import Capture
from archive.reader import read_captures, read_records
from archive.store import Store
from archive.wire import Message, WireError, parse_message
from archive.writer import OPEN_SUFFIX, WarcWriter
from crawler.capture.batch import (
    BatchName,
    Line,
    SealedBatch,
    forget,
    forget_uncommitted,
    publish_sealed,
    put_missing,
    read_lines,
    readings_file,
    seal,
    warc_file,
)
from crawler.capture.spool import SpooledCrawl, SpoolError, write_crawl
from crawler.crawl_id import new_crawl_id
from crawler.discovery import heard_of
from crawler.exit_codes import ExitCode
from crawler.ledger import Outcome
from crawler.links.policy import Candidate
from crawler.links.scope import Scope
from crawler.manifests import close_account
from crawler.period import period_of_info
from crawler.plan import SitePlan
from crawler.restrictions import is_page_of
from crawler.visits import CUT, Fetch, metadata_of, outcome_of, redirect_target, visit_of
from crawler.workers.task import Result, Task
from pipelines.article import Article
from pipelines.learner import Learner
from pipelines.story_state import Published
from pipelines.urls import canonical

logger = logging.getLogger(__name__)

REDIRECT_PRIORITY = 500
CUT_OFF = "cut off"
"""Why a crawl ended that did not live to say it."""

Reader = Callable[[Task], Awaitable[Result]]


class Recovery:
    """Goes through the spool folders of a site. The caller holds the site's lease."""

    def __init__(
        self,
        plan: SitePlan,
        store: Store,
        published: Published,
        read: Reader,
        *,
        max_body: int,
        new_id: Callable[[], str],
        learner: Callable[[], Learner],
        hold: Callable[[], None],
        on_commit: Callable[[], None],
    ) -> None:
        self._plan = plan
        self._store = store
        self._published = published
        self._read = read
        self._max_body = max_body
        self._new_id = new_id
        self._learner = learner
        self._hold = hold
        self._on_commit = on_commit

    async def recover(self, site_folder: Path) -> list[str]:
        """Publish every batch that lies in the folders of earlier crawls; returns the ids of these crawls.

        Raises `ArchiveError` when the store or the spool fails; what is left then waits for the next run.
        """
        crawls = []
        for folder in sorted(path for path in site_folder.glob("*") if path.is_dir()):
            crawl = _read_crawl(folder)
            if crawl is None:
                shutil.rmtree(folder)
                continue
            crawl = self._in_order(folder, crawl)
            for serial in _serials(folder):
                await self._finish(folder, crawl, _name(crawl, serial))
            for crawl_id in filter(None, (crawl.crawl_id, crawl.committed_as)):
                self._close(msgspec.structs.replace(crawl, crawl_id=crawl_id), is_renamed=bool(crawl.committed_as))
            shutil.rmtree(folder)
            crawls.append(crawl.crawl_id)
        return crawls

    def _in_order(self, folder: Path, crawl: SpooledCrawl) -> SpooledCrawl:
        """The crawl, under an id of today where another was committed after it began.

        What is committed now must come after that: a reader that has read so far would never see it, and what it
        says was decided in the knowledge of the other's lines. The new id is in the spool before it is in the store.
        """
        own = (crawl.crawl_id, crawl.committed_as)
        places = list_places(self._store, crawl.site, since=crawl.crawl_id)
        latest = max((one for one, _ in places if one not in own), default="")
        if latest < (crawl.committed_as or crawl.crawl_id):
            return crawl
        for serial in _serials(folder):
            self._clear_away(_name(crawl, serial))
        crawl = msgspec.structs.replace(crawl, committed_as=new_crawl_id(clock.utc_now(), latest))
        write_crawl(folder, crawl)
        logger.warning("crawl %s is published as %s: later ones were before it", crawl.crawl_id, crawl.committed_as)
        return crawl

    def _clear_away(self, name: BatchName) -> None:
        """Remove what was put under the old name before the kill, unless it counts."""
        if self._store.stat(commit_key(name.site, name.commit_id, name.serial)) is not None:
            return
        try:
            forget_uncommitted(name, self._store)
        except StoreError as error:
            if error.retryable:
                raise
            logger.warning("%s: uncommitted lines or ledger stay in the store, named by nothing: %s", name, error)

    def _close(self, crawl: SpooledCrawl, *, is_renamed: bool) -> None:
        """Write the manifest, unless it is there, or the id has become that of nothing."""
        if self._store.stat(manifest_key(crawl.site, crawl.crawl_id)) is not None:
            return
        places = list_places(self._store, crawl.site, since=crawl.crawl_id)
        if is_renamed and all(one != crawl.crawl_id for one, _ in places):
            return
        close_account(self._store, crawl, settings={}, statistics={}, reason=CUT_OFF, exit_code=ExitCode.CUT_SHORT)

    async def _finish(self, folder: Path, crawl: SpooledCrawl, name: BatchName) -> None:
        places = {commit_key(name.site, crawl_id, name.serial) for crawl_id in (name.crawl_id, name.commit_id)}
        committed = [read_commit(self._store, place) for place in places if self._store.stat(place) is not None]
        for commit in committed:
            put_missing(folder, name, commit, self._store)
        if not committed:
            sealed = None
            if not warc_file(folder, name).exists():
                sealed = await self._complete(folder, crawl, name)
                if sealed is None:
                    forget(folder, name)
                    return
            publish_sealed(folder, name, sealed, self._store, self._published, clock.utc_now(), self._hold)
            logger.info("recovered %s", name)
        self._on_commit()
        forget(folder, name)

    async def _complete(self, folder: Path, crawl: SpooledCrawl, name: BatchName) -> SealedBatch | None:
        """Cut, read again what has no reading, and seal; None when no exchange is left in the file."""
        path = warc_file(folder, name)
        writer = WarcWriter(
            path, key=name.warc_key, info=crawl.info, created=clock.utc_now(), new_id=self._new_id, resume=True
        )
        open_path = path.with_name(path.name + OPEN_SUFFIX)
        responses: set[str] = set()
        exchanges = 0
        with open_path.open("rb") as stream:
            for record in read_records(stream, file=name.warc_key):
                exchanges += record.type in ("request", "response", "revisit")
                if record.type in ("response", "revisit"):
                    responses.add(record.id)
        if not exchanges:
            writer.close()
            return None
        kept = [line for line in read_lines(readings_file(folder, name)) if _belongs(line, responses)]
        done = {line.visit.warc.record_id for line in kept if line.visit.warc}
        with open_path.open("rb") as stream:
            for capture in read_captures(stream, file=name.warc_key):
                if capture.ref.record_id not in done:
                    kept.append(await self._read_again(writer, crawl, capture))
        _replace(readings_file(folder, name), kept)
        learner = self._learner()
        for line in kept:
            if line.article is not None:
                learner.note(line.article)
        return seal(writer, name, learner)

    async def _read_again(self, writer: WarcWriter, crawl: SpooledCrawl, capture: Capture) -> Line:
        exchange, ref = capture.exchange, capture.ref
        result: Result | None = None
        outcome = Outcome.UNCHANGED
        try:
            message = parse_message(exchange.response, request_method=exchange.method)
        except WireError:
            message = None
        if message is not None and capture.revisit_of is None:
            outcome = outcome_of(message.status, exchange.truncated in CUT)
            if outcome is Outcome.ARCHIVED:
                rules = self._plan.rules_at(exchange.started.date())
                result = await self._read(
                    Task(exchange=exchange, ref=ref, rules=rules, max_body=self._max_body, origins=crawl.starts)
                )
        candidates = result.candidates if result else _redirect(exchange.url, message, Scope(crawl.starts))
        article = result.reading.article if result else None
        plan = msgspec.structs.replace(self._plan, starts=crawl.starts)
        if article is not None and not is_page_of(exchange.url, plan):
            outcome, article = Outcome.OUT_OF_SCOPE, None
        elif article is not None and self._withholds(article, crawl):
            outcome, article = Outcome.OUT_OF_PERIOD, None
        fetch = Fetch(
            key=canonical(exchange.url),
            role="recovered",
            exchange=exchange,
            ref=ref,
            message=message,
            outcome=outcome,
            result=result,
            candidates=candidates,
            heard=heard_of(candidates),
            revisit_of=capture.revisit_of,
        )
        visit = visit_of(fetch)
        writer.write_metadata(metadata_of(visit, fetch), url=visit.url, refers_to=ref.record_id, date=visit.fetched_at)
        return Line(
            visit=visit,
            article=article,
            later_pages=result.later_pages if result else (),
        )

    def _withholds(self, article: Article, crawl: SpooledCrawl) -> bool:
        """As the crawl would have done it, but for what its operator named."""
        if period_of_info(crawl.info).holds(article.date_published):
            return False
        return self._published.get(article.id) is None


def _redirect(url: str, message: Message | None, scope: Scope) -> tuple[Candidate, ...]:
    """Where a redirect leads is heard of nowhere else."""
    target = redirect_target(url, message) if message else None
    admitted = scope.admit(target) if target else None
    return (Candidate(url=canonical(admitted), role="card", priority=REDIRECT_PRIORITY),) if admitted else ()


def _belongs(line: Line, responses: set[str]) -> bool:
    return line.visit.warc is None or line.visit.warc.record_id in responses


def _read_crawl(folder: Path) -> SpooledCrawl | None:
    file = folder / "crawl.json"
    if not any(folder.glob("*.warc.gz*")):
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=SpooledCrawl)
    except (OSError, msgspec.DecodeError) as error:
        raise SpoolError(f"{file}: {error}") from error


def _name(crawl: SpooledCrawl, serial: int) -> BatchName:
    return BatchName(
        site=crawl.site,
        crawl_id=crawl.crawl_id,
        serial=serial,
        started=crawl.started,
        committed_as=crawl.committed_as,
    )


def _serials(folder: Path) -> list[int]:
    names = {path.name.partition(".warc.gz")[0] for path in folder.glob("*.warc.gz*")}
    return sorted(int(name.rpartition("-")[2]) for name in names)


def _replace(file: Path, lines: list[Line]) -> None:
    """Write the readings anew, whole, or leave the old file."""
    fresh = file.with_name(file.name + ".new")
    with fresh.open("wb") as out:
        out.writelines(msgspec.json.encode(line) + b"\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
    fresh.rename(file)

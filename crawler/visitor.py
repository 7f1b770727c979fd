"""What happens to every answer: read it, keep what became of it, and queue what it makes us hear of."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from scrapy.crawler import Crawler
from scrapy.http import Response

from archive.errors import ArchiveError
from archive.model import CaptureRef, Exchange
from archive.wire import Message
from crawler.capture.spool import Note
from crawler.discovery import ORACLE, REQUISITE, STATED, changed_since
from crawler.frontier import Entry
from crawler.ledger import Heard, Outcome
from crawler.links.policy import CHAIN, Candidate
from crawler.period import Evidence, Side, evidence_of_neighbour, evidence_of_url
from crawler.restrictions import is_page_of
from crawler.robots import Disallowed
from crawler.seeding import BY_NAME
from crawler.session import CrawlSession
from crawler.site_session import SiteSession
from crawler.state import KnownPage
from crawler.throttle import retry_after_seconds
from crawler.visits import (
    CUT,
    RETRYABLE,
    Fetch,
    is_published,
    is_to_read,
    metadata_of,
    outcome_of,
    redirect_target,
    visit_of,
)
from crawler.workers.task import Result, Task
from pipelines.reading import LinkRole, PageKind
from pipelines.urls import canonical

logger = logging.getLogger(__name__)

FIRST_WAIT = 2.0
"""Seconds before the first retry; each further one waits twice as long."""
PAUSE_STATUS = (429, 503)
"""Answers whose Retry-After is meant for all requests to the host (RFC 9110 15.6.4, RFC 6585 4)."""
WITHOUT_DAY = frozenset({*BY_NAME, REQUISITE, "feed", "continuation"})
"""Roles of what is needed whatever its day is."""
STORY_ROLES = CHAIN | {"card", "listed"}
"""Roles of links that lead to stories and to nothing else."""


class Visitor:
    """The consequences of one fetch, in order: archive what became of it, then queue what follows."""

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        self._stats = crawler.stats
        self._session = session

    async def received(self, entry: Entry, response: Response) -> None:
        """A response came and is archived. Raises `ArchiveError`, which ends the crawl."""
        assert response.request is not None
        meta = response.request.meta
        exchange: Exchange = meta["exchange"]
        ref: CaptureRef = meta["warc"]
        message: Message = meta["message"]
        site = self._session.sites[entry.site]
        cut = exchange.truncated in CUT
        self._stats.inc_value(f"news/status/{message.status}")
        fetch = _fetch(entry, exchange, outcome_of(message.status, cut))
        fetch = replace(fetch, ref=ref, message=message, revisit_of=meta["revisit_of"])
        if (cut or message.status in RETRYABLE) and self._try_again(entry, message, exchange):
            await self._keep(entry.site, replace(fetch, outcome=Outcome.FAILED, failure="tried again"))
            return
        outcome = fetch.outcome
        known = site.known(entry.key)
        is_same = known is not None and known.payload_digest == ref.payload_digest
        if outcome is Outcome.ARCHIVED and is_same and entry.role != LinkRole.CONTINUATION:
            outcome = Outcome.UNCHANGED
        full = self._session.restrictions.full
        result: Result | None = None
        if is_to_read(message) and (
            outcome is Outcome.ARCHIVED
            or (outcome is Outcome.FAILED and cut)
            or (outcome is Outcome.UNCHANGED and full and message.status == 200)
        ):
            result = await self._read(site, exchange, ref)
        candidates = self._candidates(site, entry, exchange.url, message, result)
        heard = await self._queue(site, entry, candidates, result)
        article = result.reading.article if result else None
        if article is not None and outcome is Outcome.ARCHIVED:
            if entry.role == REQUISITE and not is_page_of(exchange.url, site.plan):
                outcome = Outcome.OUT_OF_SCOPE  # where a picture should be, another site shows a page of its own
            elif site.withholds(article, entry.key, entry.role):
                outcome = Outcome.OUT_OF_PERIOD
            elif self._session.restrictions.max_articles is not None and site.state.get(article.id) is None:
                site.new_articles.add(article.id)
        fetch = replace(fetch, outcome=outcome, result=result, candidates=candidates, heard=heard)
        await self._keep(entry.site, fetch)
        # The frontier is asked at the end what was never fetched; this was.
        self._session.frontier.done(entry, Outcome.ARCHIVED if outcome is Outcome.OUT_OF_SCOPE else outcome)
        target = redirect_target(exchange.url, message)
        if entry.role == "start" and target is not None:
            self._judge_redirected_start(site, entry, target, is_admitted=bool(candidates))
        else:
            self._judge_start(entry, outcome, f"answered {message.status}")
        self._session.end_if_enough()

    async def failed(self, entry: Entry, error: BaseException, exchange: Exchange | None) -> None:
        """No response came. Raises `ArchiveError`, which ends the crawl."""
        if isinstance(error, ArchiveError):
            raise error
        if isinstance(error, Disallowed):
            self._stats.inc_value("news/disallowed")
            self._session.frontier.done(entry, Outcome.DISALLOWED)
            self._judge_start(entry, Outcome.DISALLOWED, str(error))
            return
        problem = str(error) or type(error).__name__
        self._stats.inc_value(f"news/failure/{type(error).__name__}")
        if exchange is not None:
            await self._keep(entry.site, replace(_fetch(entry, exchange, Outcome.FAILED), failure=problem))
        if entry.attempts < self._session.options.news_retries:
            self._session.frontier.retry(entry, time.time() + FIRST_WAIT * 2**entry.attempts)
            return
        logger.warning("%s: %s", entry.key, problem)
        self._session.frontier.done(entry, Outcome.FAILED)
        self._judge_start(entry, Outcome.FAILED, problem)

    async def _read(self, site: SiteSession, exchange: Exchange, ref: CaptureRef) -> Result:
        rules = site.plan.rules_at(exchange.started.date())
        task = Task(
            exchange=exchange,
            ref=ref,
            rules=rules,
            max_body=self._session.options.news_max_body,
            origins=site.scope.origins,
        )
        result = await self._session.pool.read(task)
        if result.reading.rejected is not None:
            self._stats.inc_value(f"article/rejected/{result.reading.rejected.reason}")
        else:
            site.articles += 1
            self._stats.inc_value("article/read")
        return result

    async def _keep(self, site: str, fetch: Fetch) -> None:
        def write_down() -> Note:
            visit = visit_of(fetch)
            result = fetch.result
            return Note(
                visit=visit,
                article=result.reading.article if result and is_published(fetch.outcome) else None,
                metadata=metadata_of(visit, fetch),
                later_pages=result.later_pages if result else (),
            )

        await self._session.note(site, write_down)

    def _try_again(self, entry: Entry, message: Message, exchange: Exchange) -> bool:
        """Queue the URL for later, when it may be tried once more and the server does not want us to wait too long."""
        asked = retry_after_seconds(message, exchange.started)
        now = time.time()
        if asked is not None and message.status in PAUSE_STATUS:
            self._pause(entry, now, asked)
        if entry.attempts >= self._session.options.news_retries:
            return False
        if asked is not None and asked > self._session.options.news_retry_after:
            return False
        wait = asked if asked is not None else FIRST_WAIT * 2**entry.attempts
        # The clock of the server may run ahead of ours by a fraction: a retry exactly on time would be early.
        self._session.frontier.retry(entry, now + wait + 0.1)
        self._stats.inc_value("news/retries")
        return True

    def _pause(self, entry: Entry, now: float, asked: float) -> None:
        """Leave the site alone for as long as its server asks; a host that only lends pictures cannot end a crawl."""
        longest = self._session.options.news_retry_after
        if entry.role == REQUISITE:
            asked = min(asked, longest)
        elif asked > longest:
            logger.warning("%s: asks to wait %.0f seconds; what is left is the next run's", entry.key, asked)
        self._session.frontier.pause(entry.site, now + asked)

    def _candidates(
        self, site: SiteSession, entry: Entry, url: str, message: Message, result: Result | None
    ) -> tuple[Candidate, ...]:
        target = redirect_target(url, message)
        if target is not None and entry.role == REQUISITE:
            return (Candidate(url=canonical(target), role=REQUISITE, priority=entry.priority),)
        if target is not None:
            if entry.role == "start":
                site.scope.extend(target)
            admitted = site.scope.admit(target)
            return (Candidate(url=canonical(admitted), role=entry.role, priority=entry.priority),) if admitted else ()
        if result is None:
            return ()
        wanted = self._session.options.news_requisites
        oracle = self._session.options.news_oracle
        return tuple(
            candidate
            for candidate in result.candidates
            # Feeds are declared on every page; those of the start pages are the site's. A picture's page is no page.
            if (candidate.role not in ("feed", ORACLE) or entry.role == "start")
            and (candidate.role != ORACLE or oracle)
            and (candidate.role != REQUISITE or wanted)
            and (entry.role != REQUISITE or candidate.role == REQUISITE)
        )

    async def _queue(
        self, site: SiteSession, entry: Entry, candidates: Sequence[Candidate], result: Result | None
    ) -> list[Heard]:
        """Queue what is worth fetching; returns what this run hears of for the first time."""
        fresh: list[Heard] = []
        new_stories = 0
        for number, candidate in enumerate(candidates):
            if number % 50 == 49:
                await asyncio.sleep(0)  # a sitemap names fifty thousand: others want their turn
            key = candidate.url
            if candidate.lastmod is None and site.recently_heard(key, candidate.role, entry.role):
                continue
            known = site.known(key)
            site.budget.hear(key, candidate.role, is_dated=candidate.day.earliest is not None)
            if known is None and candidate.role not in BY_NAME and site.waits(key):
                continue
            if not self._is_wanted(site, candidate, known, entry):
                continue
            day = self._day(candidate, result)
            side = self._outside(candidate, day)
            if side is None:
                added = self._session.frontier.add(
                    key,
                    site=entry.site,
                    role=candidate.role,
                    priority=candidate.priority,
                    depth=entry.depth + 1,
                    via=entry.key,
                    # The pages of an article are joined out of one WARC file, which must hold them all.
                    revisit=known is not None and candidate.role != LinkRole.CONTINUATION,
                )
            else:
                added = self._session.frontier.leave_out(
                    key,
                    site=entry.site,
                    role=candidate.role,
                    depth=entry.depth + 1,
                    via=entry.key,
                    outcome=Outcome.OUT_OF_PERIOD,
                )
            # Newest first: after what is too new comes what lies in the period, after what is too old nothing.
            new_stories += added and side != "before" and candidate.role in STORY_ROLES
            if added:
                fresh.append(Heard(url=key, role=candidate.role, priority=candidate.priority, day=day))
        site.chain_links += sum(candidate.role in CHAIN for candidate in candidates)
        is_known = site.known(entry.key) is not None and not self._session.restrictions.full
        is_news = result is not None and result.reading.article is not None and not is_known
        cards = sum(candidate.role == LinkRole.CARD for candidate in candidates)
        is_feed = result is not None and result.reading.kind is PageKind.FEED
        site.budget.report(entry.key, new_stories + is_news, cards, is_feed=is_feed)
        self._stats.inc_value("news/stories_heard", new_stories)
        return fresh

    def _is_wanted(self, site: SiteSession, candidate: Candidate, known: KnownPage | None, entry: Entry) -> bool:
        if self._session.restrictions.full and candidate.role not in (REQUISITE, STATED):
            return True
        return _worth_fetching(candidate, known, entry) or self._is_due(site, candidate, known)

    def _outside(self, candidate: Candidate, day: Evidence) -> Side | None:
        """On which side of the run's period an address lies for certain."""
        if candidate.role in WITHOUT_DAY:
            return None
        return self._session.restrictions.period.misses(day.narrowed(evidence_of_url(candidate.url)))

    def _day(self, candidate: Candidate, result: Result | None) -> Evidence:
        """What the page that names an address tells of its day; the chain is asked where there is a period."""
        article = result.reading.article if result else None
        if article is None or not self._session.restrictions.period:
            return candidate.day
        return candidate.day.narrowed(evidence_of_neighbour(candidate.role, article.date_published))

    def _is_due(self, site: SiteSession, candidate: Candidate, known: KnownPage | None) -> bool:
        """Whether a known page is named as changed, or a story that was gone is named again.

        Believed only so often in one crawl: some sites call every page changed, and link what they have taken down.
        """
        if known is None:
            return False
        if not changed_since(candidate.lastmod, known.fetched_at) and not (
            candidate.role in STORY_ROLES and known.article_id is None and site.may_be_back(known.key)
        ):
            return False
        site.rechecks += 1
        return site.rechecks <= self._session.options.news_recheck

    def _judge_redirected_start(self, site: SiteSession, entry: Entry, target: str, *, is_admitted: bool) -> None:
        if not is_admitted:
            self._judge_start(entry, Outcome.OUT_OF_SCOPE, f"leads to {target}, which is not of this site")
        elif entry.depth == 0:
            site.redirected_starts[entry.key] = target

    def _judge_start(self, entry: Entry, outcome: Outcome, problem: str) -> None:
        if entry.role != "start":
            return
        self._session.sites[entry.site].start_ended = True
        if outcome not in (Outcome.ARCHIVED, Outcome.UNCHANGED):
            self._session.unreached[entry.key] = problem
            logger.error("start page %s: %s", entry.key, problem)


def _fetch(entry: Entry, exchange: Exchange, outcome: Outcome) -> Fetch:
    return Fetch(key=entry.key, role=entry.role, depth=entry.depth, via=entry.via, exchange=exchange, outcome=outcome)


def _worth_fetching(candidate: Candidate, known: KnownPage | None, entry: Entry) -> bool:
    """Whether a URL that a page names is to be fetched, given what earlier crawls know of it."""
    if known is None:
        return candidate.role != STATED
    if candidate.role == REQUISITE:
        return False
    if candidate.role == LinkRole.CONTINUATION:
        return known.kind is PageKind.ARTICLE
    if known.kind is PageKind.LISTING:
        # Sections are read anew in every crawl; deeper pages only as far as the pages before them held news.
        return candidate.role in (LinkRole.PAGINATION, LinkRole.MORE) or (
            candidate.role == LinkRole.NAVIGATION and entry.role == "start"
        )
    if known.kind is PageKind.SITEMAP and candidate.lastmod is not None:
        # Else an index of ten years would have all of them read in every crawl.
        return changed_since(candidate.lastmod, known.fetched_at, same_day=True)
    return known.kind in (PageKind.SITEMAP, PageKind.FEED) or candidate.role in BY_NAME

"""robots.txt by RFC 9309: who may be asked for what, how often, and where the sitemaps are."""

import asyncio
import logging
from urllib.parse import urlsplit

import msgspec
from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK

from archive.errors import ArchiveError
from archive.model import CaptureRef, Exchange
from archive.wire import Message
from crawler.capture.spool import Note
from crawler.ledger import Outcome
from crawler.session import CrawlSession, session_of
from crawler.site_session import revisited
from crawler.throttle import retry_after_seconds
from crawler.user_agent import PRODUCT
from crawler.visits import RETRYABLE, Fetch, metadata_of, outcome_of, redirect_target, visit_of
from pipelines.page import page_from_exchange
from pipelines.reading import Rejected
from pipelines.urls import resolve

logger = logging.getLogger(__name__)

MAX_BYTES = 512 * 1024
"""RFC 9309 2.5: at least 500 KiB must be read; more is nobody's honest robots.txt."""
LONG = 16 * 1024
"""Characters of a robots.txt from which on it is asked for one address at a time."""
MAX_REDIRECTS = 5
"""RFC 9309 2.3.1.2."""


class Disallowed(IgnoreRequest):
    """robots.txt forbids the URL, or cannot be had for a reason that means the same."""


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What one origin's robots.txt says."""

    parsed: Protego | None
    """None: everything is allowed."""
    closed: str | None = None
    """Why nothing is allowed."""
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    size: int = 0
    """Of the text, in characters."""


class RobotsMiddleware:
    """Asks the origin's robots.txt before the first request to it, once in a run."""

    def __init__(self, crawler: Crawler, session: CrawlSession) -> None:
        self._crawler = crawler
        self._session = session
        self._obey = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self._rules: dict[str, asyncio.Task[Rules]] = {}
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        return cls(crawler, session_of(crawler))

    async def process_request(self, request: Request) -> None:
        """Let an allowed request pass. Raises `Disallowed`."""
        if request.meta.get("is_robots"):
            return
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            coroutine = self._learn(origin, request.meta["site"])
            self._rules[origin] = asyncio.get_running_loop().create_task(coroutine)
        # Shielded: one cancelled request must not take the answer from the others.
        rules = await asyncio.shield(self._rules[origin])
        if not self._obey:
            return
        if rules.closed is not None:
            raise Disallowed(rules.closed)
        if not await self._allows(rules, request.url):
            raise Disallowed("forbidden by robots.txt")

    async def _allows(self, rules: Rules, url: str) -> bool:
        if rules.parsed is None:
            return True
        if rules.size < LONG:
            return rules.parsed.can_fetch(url, PRODUCT)
        async with self._turn:
            await asyncio.sleep(0)  # eight thousand rules take milliseconds: the network comes between two such checks
            return rules.parsed.can_fetch(url, PRODUCT)

    async def _learn(self, origin: str, site: str) -> Rules:
        rules = await self._fetch(f"{origin}/robots.txt", site)
        if rules.crawl_delay is not None and self._obey:
            self._session.crawl_delays[urlsplit(origin).hostname or ""] = rules.crawl_delay
        self._session.hear_sitemaps(site, rules.sitemaps or (f"{origin}/sitemap.xml",))
        return rules

    async def _fetch(self, url: str, site: str) -> Rules:
        problem = "no answer"
        redirects = attempts = 0
        while attempts <= self._session.options.news_retries and redirects <= MAX_REDIRECTS:
            known = self._session.sites[site].known(url)
            # Not a conditional request: the rules are in the body. But the same body need not be stored twice.
            meta = {"is_robots": True, "site": site, "known_as": revisited(known) if known else None}
            request = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta, priority=1000)
            try:
                response = await self._crawler.engine.download_async(request)
            except (ArchiveError, asyncio.CancelledError):
                raise
            except Exception as error:  # noqa: BLE001 - whatever keeps robots.txt from us means the same
                problem, wait = str(error), 0.0
            else:
                message: Message = request.meta["message"]
                await self._note(request, message, site)
                if (target := redirect_target(url, message)) is not None:
                    url, redirects = target, redirects + 1
                    continue
                if not (message.status in RETRYABLE or "truncated" in response.flags):
                    # In a thread: half a megabyte of rules takes a while, and others want their turn.
                    return await asyncio.to_thread(self._rules_from, request, message)
                problem = f"robots.txt answered {message.status}"
                wait = retry_after_seconds(message, request.meta["exchange"].started) or 0.0
            attempts += 1
            await asyncio.sleep(min(max(wait, 0.5 * 2**attempts), self._session.options.news_retry_after))
        if redirects > MAX_REDIRECTS:
            return Rules(parsed=None)  # RFC 9309 2.3.1.2: may be taken as unavailable
        # RFC 9309 2.3.1.4: a server that cannot answer must be taken to forbid everything.
        logger.warning("%s: %s; nothing of this site may be fetched", url, problem)
        return Rules(parsed=None, closed=f"robots.txt cannot be read ({problem})")

    def _rules_from(self, request: Request, message: Message) -> Rules:
        if message.status >= 500:
            return Rules(parsed=None, closed=f"robots.txt answered {message.status}")
        if not 200 <= message.status < 300:
            return Rules(parsed=None)  # RFC 9309 2.3.1.3: unavailable, everything is allowed
        page = page_from_exchange(request.meta["exchange"], request.meta["warc"], max_body=MAX_BYTES * 4)
        if isinstance(page, Rejected):
            return Rules(parsed=None, closed=f"robots.txt cannot be read ({page.reason})")
        text = page.body[:MAX_BYTES].decode("utf-8", "replace")
        parsed = Protego.parse(text)
        delay = parsed.crawl_delay(PRODUCT)
        return Rules(
            parsed=parsed,
            crawl_delay=float(delay) if delay is not None else None,
            sitemaps=tuple(url for sitemap in parsed.sitemaps if (url := resolve(request.url, sitemap))),
            size=len(text),
        )

    async def _note(self, request: Request, message: Message, site: str) -> None:
        exchange: Exchange = request.meta["exchange"]
        ref: CaptureRef = request.meta["warc"]
        revisit_of: str | None = request.meta["revisit_of"]
        outcome = outcome_of(message.status, exchange.truncated is not None)
        fetch = Fetch(
            key=request.url,
            role="robots",
            exchange=exchange,
            ref=ref,
            message=message,
            outcome=Outcome.UNCHANGED if revisit_of else outcome,
            revisit_of=revisit_of,
        )
        visit = visit_of(fetch)
        note = Note(visit=visit, article=None, metadata=metadata_of(visit, fetch))
        await self._session.note(site, lambda: note)

"""Articles from WARC files without a crawl: the same functions, so the same bytes as the crawl wrote."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import date
from urllib.parse import urlsplit

from archive.errors import WarcError
from archive.model import Capture
from archive.reader import read_captures
from crawler.inputs import WarcInput
from crawler.plan import site_name
from crawler.workers.pool import WorkerPool
from crawler.workers.task import Result, Task
from pipelines.article import Article
from pipelines.news_of_batch import news_of_batch
from pipelines.rules import PageRules

RulesFor = Callable[[str, date], PageRules]
"""The rules of a site, by its name, at a day."""


class Reextraction:
    """Reads WARC files one after the other and gives the lines that a crawl would have published for them."""

    def __init__(self, pool: WorkerPool, rules_for: RulesFor, *, max_body: int) -> None:
        self._pool = pool
        self._rules_for = rules_for
        self._max_body = max_body
        self._published: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        """Pages read, and rejected by reason."""

    async def articles(self, warc: WarcInput) -> tuple[list[Article], WarcError | None]:
        """The lines of one WARC file, in the order of its records, and its first damage if it has one."""
        found: list[Article] = []
        linked: dict[str, tuple[int, ...]] = {}
        damage: WarcError | None = None
        with closing(warc.open()) as stream:
            captures = (one for one in read_captures(stream, file=warc.key) if _is_page(one))
            try:
                async for result in self._in_order(self._task(warc, capture) for capture in captures):
                    self.counts["read"] += 1
                    if result.reading.article is not None:
                        found.append(result.reading.article)
                        linked[result.reading.article.warc.record_id] = result.later_pages
                    elif result.reading.rejected is not None:
                        self.counts[result.reading.rejected.reason] += 1
            except WarcError as error:
                damage = error
        return news_of_batch(found, self._published, linked), damage

    def _task(self, warc: WarcInput, capture: Capture) -> Task:
        site = warc.site or site_name(capture.exchange.url)
        rules = self._rules_for(site, capture.exchange.started.date())
        return Task(exchange=capture.exchange, ref=capture.ref, rules=rules, max_body=self._max_body)

    async def _in_order(self, tasks: Iterator[Task]) -> AsyncIterator[Result]:
        """Results in the order of the tasks, with every process busy and few pages in memory."""
        under_way: deque[asyncio.Task[Result]] = deque()
        damage: WarcError | None = None
        try:
            while True:
                try:
                    task = next(tasks, None)
                except WarcError as error:
                    damage, task = error, None
                if task is None:
                    break
                under_way.append(asyncio.create_task(self._pool.read(task)))
                if len(under_way) > 2 * self._pool.size:
                    yield await under_way.popleft()
            while under_way:
                yield await under_way.popleft()
            if damage is not None:
                raise damage
        finally:
            for left in under_way:
                left.cancel()


def _is_page(capture: Capture) -> bool:
    # A revisit stands for a page that was read when its payload came first; robots.txt is read by the crawl alone.
    return capture.revisit_of is None and urlsplit(capture.exchange.url).path != "/robots.txt"

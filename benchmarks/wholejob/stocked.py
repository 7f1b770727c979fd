"""Makes a store that holds many pages of a site, with the product's own writers and without fetching anything."""

from datetime import UTC, datetime

import msgspec
from scrapy.settings import Settings

from archive.model import CaptureRef, Exchange
from benchmarks.wholejob.made_pages import MadePages, path_of
from benchmarks.wholejob.run import settings_of
from crawler.capture.spool import Note
from crawler.ledger import Outcome, Visit
from crawler.opening import open_session
from crawler.options import Options
from crawler.plan import plan_crawl
from crawler.restrictions import FINISHED, Restrictions
from crawler.workers.perform import perform
from crawler.workers.task import Task
from pipelines.article import Article
from pipelines.dedupe import story_id
from pipelines.reading import PageKind
from pipelines.rules import PageRules


def stock(folder: str, url: str, pages: int) -> None:
    """A finished crawl of the stories of a `MadePages` of so many pages, in `folder` as `settings_of` has it."""
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    for setting in settings_of(folder, 1):
        name, _, value = setting.partition("=")
        settings.set(name, value, priority="cmdline")
    options = Options.from_settings(settings)
    plans = plan_crawl("news", {"url": url}, None)
    session = open_session(
        plans, options, Restrictions(), user_agent="benchmark", robots="obey", verify_certificates=True
    )
    [site] = session.sites.values()
    made, now = MadePages(pages), datetime.now(UTC)
    pattern = _article(url, made)
    for number in range(pages):
        exchange = _exchange(url, made, number, now)
        ref = site.spool.write(exchange, None)
        assert ref is not None
        article = msgspec.structs.replace(
            pattern,
            id=story_id(site.plan.name, exchange.url),
            headline=f"{pattern.headline} {number}",  # with all the same in them they would be one story that moves
            url=exchange.url,
            canonical_url=exchange.url,
            previous_url=url.rstrip("/") + path_of(number - 1) if number else None,
            next_url=url.rstrip("/") + path_of(number + 1) if number + 1 < pages else None,
            warc=ref,
        )
        site.spool.note(Note(visit=_visit(exchange, ref, article), article=article, metadata=[]))
        session.counts["exchanges"] += 1
    site.outcomes[Outcome.ARCHIVED] = pages
    session.reason = FINISHED
    site.finish(session, {})
    session.close()


def _exchange(url: str, made: MadePages, number: int, now: datetime) -> Exchange:
    body = made.page(number)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
    return Exchange(
        url=url.rstrip("/") + path_of(number),
        request=b"GET %b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" % path_of(number).encode(),
        response=head + b"Content-Length: %d\r\n\r\n" % len(body) + body,
        started=now,
    )


def _article(url: str, made: MadePages) -> Article:
    """What is read from the first story; the others are like it."""
    exchange = _exchange(url, made, 0, datetime.now(UTC))
    ref = CaptureRef(file="", offset=0, length=0, record_id="", payload_digest="")
    task = Task(exchange=exchange, ref=ref, rules=PageRules(site="127.0.0.1"), max_body=1 << 20)
    article = perform(task).reading.article
    assert article is not None
    return article


def _visit(exchange: Exchange, ref: CaptureRef, article: Article) -> Visit:
    return Visit(
        url=exchange.url,
        outcome=Outcome.ARCHIVED,
        fetched_at=exchange.started,
        role="card",
        depth=1,
        status=200,
        kind=PageKind.ARTICLE,
        warc=ref,
        article_id=article.id,
        previous_url=article.previous_url,
        next_url=article.next_url,
        published=article.date_published,
    )

"""All that the archive says about one URL: who named it, each fetch, redirects, other addresses of the same story."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice

import msgspec

from archive.manifest import committed_files
from archive.model import CaptureRef
from archive.reader import read_records
from archive.store import Store
from archive.stored_lines import stored_lines
from crawler.coverage.model import State
from crawler.coverage.register import Asked, ledgers, moment
from crawler.coverage.states import is_buried, rank, state_of
from crawler.ledger import Visit, read_ledger
from crawler.links.policy import CHAIN
from pipelines.dedupe import story_id
from pipelines.reading import Reason
from pipelines.urls import canonical, origin

_NAMINGS = 10
"""Pages that name the URL are listed up to here; the first ones, which is why a crawl heard of it at all."""
_RECORDS = 500
"""How far behind a response its metadata record is looked for: other exchanges may stand between."""


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """A page, sitemap or feed that names the URL."""

    crawl: str
    at: str
    """UTC."""
    by: str
    role: str
    record: str | None
    """WARC-Record-ID of the capture that names it."""


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a ledger about the URL: a fetch, or that none was made."""

    crawl: str
    visit: Visit


class History(msgspec.Struct, frozen=True, kw_only=True):
    """What the committed files of one site say about one URL."""

    site: str
    url: str
    """In canonical form."""
    state: State
    namings: tuple[Naming, ...]
    namings_in_all: int
    fetches: tuple[Fetch, ...]
    redirected_from: tuple[str, ...]
    others: tuple[Fetch, ...]
    """Other addresses of the same story, or of the page that it redirects to: the latest capture of each."""
    article_id: str
    """Of the story that the URL gave, or would give."""
    line: str | None
    """Key of the newest file with the story's line."""
    evidence: tuple[str, ...]
    """Why its last page was taken for what it is, as kept in its metadata record."""
    robots: Fetch | None
    """The robots.txt that was in force when it was last left out because of one."""


def history_of(store: Store, site: str, url: str) -> History:
    """Read the history of a URL out of a store; twice over its ledgers. Raises `ArchiveError`."""
    url = canonical(url)
    search = _Search(url)
    for crawl, visit in _lines(store, site):
        search.meet(crawl, visit)
    # A batch lists its lines by their records: what brought none comes first, whenever it was.
    fetches = sorted(search.fetches, key=lambda one: (one.crawl, one.visit.fetched_at))
    article = next((one.visit.article_id for one in reversed(fetches) if one.visit.article_id), None)
    target = next((one.visit.target for one in reversed(fetches) if one.visit.target), None)
    article_id = article or story_id(site, url)
    others: dict[str, Fetch] = {}
    wanted = canonical(target) if target else None
    for crawl, visit in _lines(store, site):
        if visit.url != url and (visit.article_id == article_id or visit.url == wanted):
            others[visit.url] = Fetch(crawl=crawl, visit=visit)
    return History(
        site=site,
        url=url,
        state=_state(site, url, article, fetches, others, is_named=bool(search.namings)),
        namings=tuple(search.namings),
        namings_in_all=search.namings_in_all,
        fetches=tuple(fetches),
        redirected_from=tuple(sorted(search.redirected_from)),
        others=tuple(others[one] for one in sorted(others)),
        article_id=article_id,
        line=_line_of(store, site, article_id) if article or others else None,
        evidence=_evidence(store, fetches),
        robots=search.robots,
    )


class _Search:
    def __init__(self, url: str) -> None:
        self._url = url
        self._origin = origin(url)
        self._crawl = ""
        self._told: set[tuple[str, str]] = set()
        """Who named the URL in the crawl that is read, and as what."""
        self._robots: Fetch | None = None
        self.namings: list[Naming] = []
        self.namings_in_all = 0
        self.fetches: list[Fetch] = []
        self.redirected_from: set[str] = set()
        self.robots: Fetch | None = None

    def meet(self, crawl: str, visit: Visit) -> None:
        """Take from one line what concerns the URL. The lines of a crawl come together."""
        if crawl != self._crawl:
            self._crawl = crawl
            self._told.clear()
        if visit.role == "robots" and origin(visit.url) == self._origin:
            self._robots = Fetch(crawl=crawl, visit=visit)
        if visit.url == self._url:
            self.fetches.append(Fetch(crawl=crawl, visit=visit))
            if visit.outcome == "disallowed":
                self.robots = self._robots
        for role in _roles(visit, self._url):
            if (visit.url, role) in self._told:
                continue
            self._told.add((visit.url, role))
            self.namings_in_all += 1
            if len(self.namings) < _NAMINGS:
                record = visit.warc.record_id if visit.warc else None
                at = moment(visit.fetched_at)
                self.namings.append(Naming(crawl=crawl, at=at, by=visit.url, role=role, record=record))
        if visit.target and canonical(visit.target) == self._url and visit.url != self._url:
            self.redirected_from.add(visit.url)


def _state(
    site: str, url: str, article: str | None, fetches: list[Fetch], others: dict[str, Fetch], *, is_named: bool
) -> State:
    """As the coverage would say it."""
    if article is not None:
        same = [one.visit for one in (*fetches, *others.values()) if one.visit.article_id == article]
        main = max(same, key=lambda visit: rank(site, article, visit.url, moment(visit.fetched_at)))
        if main.url != url:
            return State.DUPLICATE
        return State.GONE if is_buried(_asked(fetches)) else State.STORY
    if not fetches and not is_named:
        return State.UNKNOWN
    return state_of(_asked(fetches))


def _asked(fetches: list[Fetch]) -> list[Asked]:
    """Lines of ledgers in the form in which states are judged."""
    numbers = {crawl: number for number, crawl in enumerate(dict.fromkeys(one.crawl for one in fetches))}
    return [_asked_of(one.visit, numbers[one.crawl]) for one in fetches]


def _asked_of(visit: Visit, crawl: int) -> Asked:
    return Asked(
        crawl=crawl,
        at=moment(visit.fetched_at),
        outcome=visit.outcome,
        asked=visit.status is not None or visit.failure is not None,
        status=visit.status,
        failure=visit.failure,
        kind=visit.kind,
        target=visit.target,
    )


def _lines(store: Store, site: str) -> Iterator[tuple[str, Visit]]:
    for crawl, keys in ledgers(store, site):
        for key in keys:
            for visit in read_ledger(store, key):
                yield crawl.crawl, visit


def _roles(visit: Visit, url: str) -> Iterator[str]:
    """The roles under which a page names the URL."""
    yield from (heard.role for heard in visit.heard if heard.url == url)
    yield from (role for role, urls in visit.named.items() if url in urls)
    named = {one.url for one in visit.heard if one.role in CHAIN}
    named |= {one for role, urls in visit.named.items() if role in CHAIN for one in urls}
    for role, neighbour in (("previous_story", visit.previous_url), ("next_story", visit.next_url)):
        if neighbour is not None and neighbour not in named and canonical(neighbour) == url:
            yield role


class _Line(msgspec.Struct):
    """Of an article line, what lines of every schema have."""

    id: str


_LINE = msgspec.json.Decoder(_Line)


def _line_of(store: Store, site: str, article_id: str) -> str | None:
    """The newest file of lines that has the story."""
    for file in reversed(list(committed_files(store, site, "articles"))):
        if any(line.id == article_id for line in stored_lines(store, file.key, _LINE)):
            return file.key
    return None


def _evidence(store: Store, fetches: list[Fetch]) -> tuple[str, ...]:
    ref: CaptureRef | None = next((one.visit.warc for one in reversed(fetches) if one.visit.kind), None)
    if ref is None:
        return ()
    with closing(store.open(ref.file, ref.offset)) as stream:
        for record in islice(read_records(stream, file=ref.file, start=ref.offset), _RECORDS):
            if record.type == "metadata" and (record.headers.get("WARC-Refers-To") or "").strip("<>") == ref.record_id:
                lines = record.block.decode("utf-8", "replace").splitlines()
                wanted = ("newswarc-evidence:", "newswarc-rejected:")
                told = (line.partition(":")[2].strip() for line in lines if line.startswith(wanted))
                # That a page is no article follows from its kind, and needs no evidence of its own.
                return tuple(one for one in told if not one.startswith(Reason.NOT_AN_ARTICLE))
    return ()

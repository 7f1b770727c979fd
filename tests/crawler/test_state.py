"""What a store holds of a site, made from its ledgers."""

import datetime as dt
import gzip
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from archive.errors import StoreError
from archive.manifest import BatchCommit, CommittedFile, CrawlManifest, write_commit, write_manifest
from archive.model import CaptureRef
from archive.store import open_store
from archive.store.contract import Store
from archive.writer import WarcWriter
from crawler.learned import write_learned
from crawler.ledger import Heard, Outcome, Visit, write_ledger
from crawler.period import Evidence
from crawler.state import SiteState
from pipelines.learned import Learned, LearnedBlock
from pipelines.reading import PageKind
from pipelines.story_state import KeptLine

NOW = dt.datetime(2026, 11, 23, 12, 0, 0, tzinfo=dt.UTC)


def visit(url: str, **changes: object) -> Visit:
    ref = CaptureRef(file="w", offset=0, length=1, record_id=f"urn:{url}", payload_digest="sha1:A")
    values = {"url": url, "outcome": Outcome.ARCHIVED, "fetched_at": NOW, "role": "card", "warc": ref}
    return Visit(**{**values, **changes})  # type: ignore[arg-type]


def commit(store: Store, crawl_id: str, serial: int, *visits: Visit) -> None:
    out = BytesIO()
    write_ledger(visits, out)
    stored = store.put(f"ledger/h/{crawl_id}-{serial}.jsonl.gz", out.getvalue())
    assert stored.sha256 is not None
    file = CommittedFile(key=stored.key, size=stored.size, sha256=stored.sha256, kind="ledger", count=len(visits))
    write_commit(store, BatchCommit(site="h", crawl_id=crawl_id, serial=serial, files=(file,), created=NOW))


def manifest(store: Store, crawl_id: str, reason: str) -> None:
    write_manifest(
        store,
        CrawlManifest(
            site="h", crawl_id=crawl_id, files=(), batches=1, versions={}, settings={}, statistics={},
            started=NOW, finished=NOW, reason=reason, exit_code=0,
        ),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Store:
    one = open_store(str(tmp_path / "store"))
    one.probe()
    return one


def days(earliest: str, latest: str) -> Evidence:
    return Evidence(dt.date.fromisoformat(earliest), dt.date.fromisoformat(latest))


@pytest.fixture
def state(tmp_path: Path) -> SiteState:
    return SiteState(tmp_path / "state.db")


def test_committed_pages_are_known(store: Store, state: SiteState) -> None:
    """After a commit the state knows a page with its validators and the record that holds it."""
    commit(store, "c1", 1, visit("http://h/a", etag='"x"', kind=PageKind.ARTICLE, article_id="0" * 20))
    state.sync(store, "h")
    page = state.page("http://h/a")
    assert page is not None
    assert (page.etag, page.record_id, page.record_date, page.outcome) == ('"x"', "urn:http://h/a", NOW, "archived")
    assert state.page("http://h/b") is None
    assert state.latest_crawl == "c1"


def test_unchanged_page_keeps_its_record(store: Store, state: SiteState) -> None:
    """A page met unchanged refers to the record that holds its payload, with that record's date."""
    later = NOW + dt.timedelta(days=1)
    commit(store, "c1", 1, visit("http://h/a"))
    commit(store, "c2", 1, visit("http://h/a", outcome=Outcome.UNCHANGED, fetched_at=later))
    state.sync(store, "h")
    page = state.page("http://h/a")
    assert page is not None
    assert (page.record_date, page.fetched_at) == (NOW, later)


def test_open_ends_of_a_cut_crawl_are_known_until_one_ends(store: Store, state: SiteState) -> None:
    """What a killed crawl heard of and did not fetch is left open; a crawl that comes to its end closes it."""
    heard = (Heard(url="http://h/b", role="card", priority=5), Heard(url="http://h/c", role="card", priority=9))
    commit(store, "c1", 1, visit("http://h/a", heard=heard), visit("http://h/b"))
    state.sync(store, "h")
    assert [(left.heard.url, left.via) for left in state.open_ends()] == [("http://h/c", "http://h/a")]
    assert not state.is_settled
    commit(store, "c2", 1, visit("http://h/a"))
    manifest(store, "c2", "finished")
    state.sync(store, "h")
    assert (list(state.open_ends()), state.is_settled) == ([], True)


def test_failure_in_a_cut_crawl_stays_open(store: Store, state: SiteState) -> None:
    """A URL whose last answer was an error when the crawl was killed is asked again by the next."""
    heard = (Heard(url="http://h/b", role="card", priority=5),)
    commit(store, "c1", 1, visit("http://h/a", heard=heard), visit("http://h/b", outcome=Outcome.FAILED))
    state.sync(store, "h")
    assert [left.heard.url for left in state.open_ends()] == ["http://h/b"]


def test_manifest_after_the_last_commit_is_noticed(store: Store, state: SiteState) -> None:
    """The manifest is written after the last batch was taken in, and still counts at the next start."""
    commit(store, "c1", 1, visit("http://h/a", heard=(Heard(url="http://h/b", role="card", priority=1),)))
    state.sync(store, "h")
    manifest(store, "c1", "finished")
    state.sync(store, "h")
    assert list(state.open_ends()) == []


def test_damaged_cache_is_built_again(store: Store, tmp_path: Path) -> None:
    """The cache may be lost or spoiled at any time: the store is the state."""
    commit(store, "c1", 1, visit("http://h/a"))
    file = tmp_path / "state.db"
    for spoiled in (None, b"no database", b"SQLite format 3\x00" + b"\x01" * 4000):
        if spoiled is not None:
            file.write_bytes(spoiled)
        state = SiteState(file)
        state.sync(store, "h")
        assert state.page("http://h/a") is not None
        state.close()


def test_chain_ends_and_sections(store: Store, state: SiteState) -> None:
    """Articles without a next story, once each, and listings of the navigation, are where news will show."""
    commit(
        store, "c1", 1,
        visit("http://h/new", kind=PageKind.ARTICLE, article_id="1" * 20),
        visit("http://h/old", kind=PageKind.ARTICLE, article_id="2" * 20, next_url="http://h/new"),
        visit("http://h/new/2/", kind=PageKind.ARTICLE, article_id="1" * 20),
        visit("http://h/old/2/", kind=PageKind.ARTICLE, article_id="2" * 20),
        visit("http://h/sport/", kind=PageKind.LISTING, role="navigation"),
        visit("http://h/sport/page/2/", kind=PageKind.LISTING, role="pagination"),
    )  # fmt: skip
    state.sync(store, "h")
    assert (state.chain_ends(5), state.sections(5)) == (["http://h/new"], ["http://h/sport/"])


def test_sitemaps_are_asked_again_ever_more_rarely_while_they_stay_the_same(store: Store, state: SiteState) -> None:
    """One that was the same for ten hours is due after five more; one that has just changed is due at once."""
    hour = dt.timedelta(hours=1)
    one, other = "http://h/sitemap-1.xml", "http://h/sitemap-2.xml"
    commit(
        store, "c1", 1,
        visit(one, kind=PageKind.SITEMAP, role="sitemap", fetched_at=NOW - 11 * hour),
        visit(one, outcome=Outcome.UNCHANGED, role="sitemap", fetched_at=NOW - hour),
        visit(other, kind=PageKind.SITEMAP, role="sitemap"),
    )  # fmt: skip
    state.sync(store, "h")
    assert state.due_sitemaps(NOW, 9) == [other]
    assert state.due_sitemaps(NOW + 3.9 * hour, 9) == [other]
    assert state.due_sitemaps(NOW + 4.1 * hour, 9) == [one, other]
    assert state.due_sitemaps(NOW + 4.1 * hour, 1) == [one]


def test_a_site_without_a_chain_has_no_ends(store: Store, state: SiteState) -> None:
    """Where no article names a next story, none is asked again for it in each crawl."""
    commit(store, "c1", 1, *(visit(f"http://h/{n}", kind=PageKind.ARTICLE, article_id=str(n) * 20) for n in range(3)))
    state.sync(store, "h")
    assert state.chain_ends(5) == []


@pytest.mark.parametrize(
    ("published", "hours_since_check", "hot", "due"),
    [
        ("2026-11-23T06:00:00+00:00", 0.5, 2.0, False),
        ("2026-11-23T06:00:00+00:00", 1.5, 2.0, True),
        ("2026-11-13", 24.0, 2.0, False),
        ("2026-11-13", 24.0, 30.0, True),
        ("2026-11-13", 24.0 * 6, 2.0, True),
        ("2016-11-23", 24.0 * 365, 2.0, False),
        (None, 1.5, 2.0, True),
    ],
)
def test_articles_are_due_ever_more_rarely(
    store: Store, state: SiteState, published: str | None, hours_since_check: float, hot: float, due: bool
) -> None:
    """Hourly in the first days, so many as the operator wants, then after half of an article's age."""
    checked = NOW - dt.timedelta(hours=hours_since_check)
    article = visit("http://h/a", kind=PageKind.ARTICLE, article_id="1" * 20, published=published, fetched_at=checked)
    commit(store, "c1", 1, article)
    state.sync(store, "h")
    assert state.due(NOW, 10, hot=hot) == (["http://h/a"] if due else [])


def test_failures_are_tried_again_ever_more_rarely(store: Store, state: SiteState) -> None:
    """What failed is due at the next crawl, then after half of the time it has been failing; success ends it."""
    commit(store, "c1", 1, visit("http://h/a", outcome=Outcome.BLOCKED))
    state.sync(store, "h")
    assert [left.heard.url for left in state.failed(NOW, 10)] == ["http://h/a"]
    later = NOW + dt.timedelta(days=10)
    commit(store, "c2", 1, visit("http://h/a", outcome=Outcome.FAILED, fetched_at=later, warc=None))
    state.sync(store, "h")
    assert state.waits("http://h/a", later + dt.timedelta(days=4))
    assert not state.waits("http://h/a", later + dt.timedelta(days=6))
    commit(store, "c3", 1, visit("http://h/a"))
    state.sync(store, "h")
    assert state.failed(later + dt.timedelta(days=99), 10) == []


def test_failure_of_a_known_page_forgets_nothing(store: Store, state: SiteState) -> None:
    """A page that cannot be fetched today keeps what is known of it."""
    commit(store, "c1", 1, visit("http://h/a", etag='"x"'), visit("http://h/a", outcome=Outcome.FAILED))
    state.sync(store, "h")
    page = state.page("http://h/a")
    assert page is not None
    assert (page.etag, page.outcome) == ('"x"', Outcome.ARCHIVED)


def test_ledger_bytes_are_repeatable() -> None:
    """The same visits give the same object, so that a batch published twice is the same batch."""
    first, second = BytesIO(), BytesIO()
    assert write_ledger([visit("http://h/a")], first) == write_ledger([visit("http://h/a")], second) == 1
    assert first.getvalue() == second.getvalue()
    assert gzip.decompress(first.getvalue()).count(b"\n") == 1


def test_a_crawl_of_a_period_closes_nothing(store: Store, state: SiteState) -> None:
    """What it heard of stays open with its day, and so does what it fetched and found to lie outside."""
    heard = (
        Heard(url="http://h/b", role="listed", priority=300, day=days("2026-10-01", "2026-10-01")),
        Heard(url="http://h/c", role="card", priority=500),
    )
    outside = visit("http://h/c", outcome=Outcome.OUT_OF_PERIOD, published="2026-10-02T10:00:00Z", depth=2)
    commit(store, "c1", 1, visit("http://h/", heard=heard), outside)
    manifest(store, "c1", "finished in period")
    state.sync(store, "h")
    left = {one.heard.url: one.heard.day for one in state.open_ends()}
    assert left == {"http://h/b": days("2026-10-01", "2026-10-01"), "http://h/c": days("2026-10-02", "2026-10-02")}
    assert state.page("http://h/c") is None
    assert not state.is_settled
    commit(store, "c2", 1, visit("http://h/b"), visit("http://h/c"))
    manifest(store, "c2", "finished")
    state.sync(store, "h")
    assert list(state.open_ends()) == []
    assert state.is_settled


def test_what_a_clock_that_was_ahead_wrote_is_due_at_once(store: Store, state: SiteState) -> None:
    """A crawl whose clock ran a month ahead has seen and failed in the future; the next one asks again at once."""
    ahead = NOW + dt.timedelta(days=30)
    commit(
        store, "c1", 1,
        visit("http://h/a", article_id="0" * 20, fetched_at=ahead, published="2026-10-01T00:00:00Z"),
        visit("http://h/b", outcome=Outcome.FAILED, fetched_at=ahead, warc=None, failure="no answer"),
    )  # fmt: skip
    state.sync(store, "h")
    assert state.due(NOW, 9, hot=2.0) == ["http://h/a"]
    assert [one.heard.url for one in state.failed(NOW, 9)] == ["http://h/b"]
    assert not state.waits("http://h/b", NOW)


def test_everything_is_each_story_and_listing_once(store: Store, state: SiteState) -> None:
    """What `--full` asks for whether it is named or not; not what redirects, and what is no page."""
    commit(
        store, "c1", 1,
        visit("http://h/old", kind=PageKind.ARTICLE, article_id="1" * 20, published="2020-01-01"),
        visit("http://h/new", kind=PageKind.ARTICLE, article_id="2" * 20, published="2026-11-20"),
        visit("http://h/sport/page/2/", kind=PageKind.LISTING, role="pagination"),
        visit("http://h/moved", outcome=Outcome.REDIRECTED, target="http://h/new"),
        visit("http://h/sitemap.xml", kind=PageKind.SITEMAP, role="sitemap"),
    )  # fmt: skip
    state.sync(store, "h")
    assert list(state.everything()) == ["http://h/sport/page/2/", "http://h/new", "http://h/old"]


def test_a_store_that_lost_its_batches_is_not_taken_for_an_empty_one(store: Store, state: SiteState) -> None:
    """A volume that is not mounted leaves an empty folder: crawling into it would begin all over again."""
    commit(store, "c1", 1, visit("http://h/a"))
    state.sync(store, "h")
    store.delete("crawls/h/c1/00001.json")
    with pytest.raises(StoreError, match=r"batch c1/1 of h was there .* remove .*state\.db"):
        state.sync(store, "h")


def test_every_story_gets_its_turn(store: Store, state: SiteState) -> None:
    """Those asked for longest ago come first, however old they are; what was asked for this week rests."""
    days = {"a": 8, "b": 6, "c": 40, "d": 9}
    commit(
        store, "c1", 1,
        *(
            visit(f"http://h/{name}", article_id=name * 20, published="2001-01-01", fetched_at=NOW - dt.timedelta(ago))
            for name, ago in days.items()
        ),
    )  # fmt: skip
    state.sync(store, "h")
    assert state.due(NOW, 9, hot=2.0) == []
    assert state.longest_unasked(NOW, 2) == ["http://h/c", "http://h/d"]
    assert state.longest_unasked(NOW, 9) == ["http://h/c", "http://h/d", "http://h/a"]


def test_what_the_last_batch_had_learned_is_known(state: SiteState, store: Store, tmp_path: Path) -> None:
    """Read from its WARC file by its index, also where a kill came between the batch and the table."""
    table = Learned(
        blocks=(LearnedBlock(host="h", where="end", sha256="00" * 16, stories=7, seen="2026-11-01", text="Thanks"),)
    )
    name = "h-20261123T120000Z-aaaaaa-00001"
    ids = iter(("urn:uuid:1", "urn:uuid:2"))
    writer = WarcWriter(tmp_path / f"{name}.warc.gz", key="w", info=(), created=NOW, new_id=lambda: next(ids))
    write_learned(writer, "h", table)
    sealed = writer.seal()
    files = []
    for kind, path in (("warc", sealed.path), ("index", sealed.cdxj)):
        stored = store.put(f"{kind}/h/{path.name}", path)
        assert stored.sha256 is not None
        files.append(CommittedFile(key=stored.key, size=stored.size, sha256=stored.sha256, kind=kind, count=1))
    batch = BatchCommit(site="h", crawl_id="20261123T120000Z-aaaaaa", serial=1, files=tuple(files), created=NOW)
    write_commit(store, batch)
    state.sync(store, "h")
    assert state.learner().table() == table
    state._db.execute("DELETE FROM learned")
    state.sync(store, "h")
    assert state.learner().table() == table


def test_a_story_revised_all_day_is_one_of_the_latest(state: SiteState, store: Store) -> None:
    """A live blog with three hundred lines must not take the place of every other story that could teach something."""
    for serial, story in enumerate(["a", *"bbbbbbbbb", "c"], 1):
        line = KeptLine(
            id=story * 20, url=f"http://h/{story}", canonical_url=f"http://h/{story}", headline=f"Version {serial}",
            description=None, date_published=None, date_modified=None, body="Text.", body_sha256=f"{serial:064x}",
        )  # fmt: skip
        stored = store.put(f"articles/h-{serial}.jsonl.gz", gzip.compress(msgspec.json.encode(line) + b"\n"))
        assert stored.sha256 is not None
        file = CommittedFile(key=stored.key, size=stored.size, sha256=stored.sha256, kind="articles", count=1)
        write_commit(store, BatchCommit(site="h", crawl_id="c1", serial=serial, files=(file,), created=NOW))
    state.sync(store, "h")
    latest = state._db.execute("SELECT story FROM recent ORDER BY place").fetchall()
    assert latest == [("a" * 20,), ("b" * 20,), ("c" * 20,)]


def test_a_batch_without_a_table_has_learned_nothing(state: SiteState, store: Store) -> None:
    """As those of the time before there were tables, or one whose WARC file has gone to cheaper storage."""
    commit(store, "20261123T120000Z-aaaaaa", 1, visit("http://h/1"))
    state.sync(store, "h")
    assert state.learner().table() == Learned()

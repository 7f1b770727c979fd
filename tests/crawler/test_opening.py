"""A run is opened, and what it holds is given back however it ends."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from scrapy.settings import Settings

from archive.errors import ArchiveError, StoreError
from archive.lease import Lease, LeaseState, holder_of
from archive.store import open_store
from crawler import opening
from crawler import settings as ours
from crawler.commands import crawl
from crawler.options import Options
from crawler.plan import plan_crawl
from crawler.restrictions import Restrictions
from crawler.session import CrawlSession

SITE = "h.example"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Of the store."""
    return str(tmp_path / "store")


def opened(store: str) -> CrawlSession:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict({"ARCHIVE_STORE": store, "ARCHIVE_SPOOL": f"{store}.spool", "ARTICLE_WORKERS": 1}, "cmdline")
    return opening.open_session(
        plan_crawl("news", {"url": f"http://{SITE}/"}, None),
        Options.from_settings(settings),
        Restrictions(),
        user_agent="test",
        robots="obey",
        verify_certificates=True,
    )


def test_nothing_is_held_after_a_run_that_did_not_open(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the very last thing that is asked of the store fails."""

    def fail(*values: object) -> None:
        raise StoreError("the bucket is gone")

    monkeypatch.setattr(opening, "known_holes", fail)
    with pytest.raises(StoreError, match="the bucket is gone"):
        opened(folder)
    assert holder_of(open_store(folder), SITE) is None


def test_what_went_wrong_first_is_told(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that is away cannot take the lease back either; that is not what the operator must know."""

    def fail(*values: object) -> None:
        raise StoreError("the bucket is gone")

    def lose(lease: Lease) -> None:
        raise StoreError("the lease cannot be given back")

    monkeypatch.setattr(opening, "known_holes", fail)
    monkeypatch.setattr(Lease, "release", lose)
    with pytest.raises(StoreError, match="the bucket is gone"):
        opened(folder)


def test_the_lease_is_held_as_long_as_a_batch_is_being_published(folder: str) -> None:
    """Where the spool fails meanwhile, too: another crawl could begin before a commit of this one."""
    session, begun = opened(folder), threading.Event()
    holders: list[LeaseState | None] = []

    def publish() -> None:
        begun.set()
        time.sleep(0.2)
        holders.append(holder_of(open_store(folder), SITE))

    session._publisher.publish(publish)
    begun.wait(10)
    session.reason = "archive_failed"
    session.fail(ArchiveError("the disk is full"))
    asyncio.run(session.finish("archive_failed", {}))
    session.close()
    assert [holder and holder.site for holder in holders] == [SITE]
    assert holder_of(open_store(folder), SITE) is None


def test_the_lease_is_given_back_where_the_end_fails(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not published waits in the spool; the next run, or another machine's, need not wait for the lease."""

    def fail() -> None:
        raise StoreError("the server is not able to answer now")

    session = opened(folder)
    monkeypatch.setattr(session.sites[SITE].spool, "finish", fail)
    asyncio.run(session.finish("finished", {}))
    session.close()
    assert (str(session.failure), session.exit_code()) == ("the server is not able to answer now", 3)
    assert holder_of(open_store(folder), SITE) is None


def test_a_store_that_goes_away_after_the_end_changes_no_exit_status(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The account for people is read from the store when all is over."""

    def fail(session: CrawlSession) -> str:
        raise StoreError("the server was not reached")

    session, command = opened(folder), crawl.Command()
    asyncio.run(session.finish("shutdown", {}))
    monkeypatch.setattr(crawl, "account", fail)
    command._tell(session)
    assert command.exitcode == 6
    assert capsys.readouterr().err == "newswarc: what was published cannot be listed: the server was not reached\n"

"""A crawl that is killed and run again leaves what an undisturbed one leaves."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.lease import holder_of
from archive.manifest import list_manifests, list_places, list_sites
from archive.store import open_store

ROOT = Path(__file__).parent.parent.parent


def start(runner, newsroom) -> subprocess.Popen[bytes]:
    """A crawl in the background, of a newsroom that takes its time."""
    newsroom.latency = 0.05
    command = runner.command("crawl", "news", "-a", f"url={newsroom.url}")
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def wait_for_requests(newsroom, count: int, process: subprocess.Popen[bytes]) -> None:
    while len(newsroom.requests) < count:
        assert process.poll() is None, "the crawl ended before it could be killed"
        time.sleep(0.01)


@pytest.mark.parametrize("requests", [8, 40, 75])
def test_killed_and_run_again_every_story_comes_out_once(runner, newsroom, requests: int) -> None:
    """After kill -9 in the middle, the same command gives each story exactly once, with its record."""
    process = start(runner, newsroom)
    wait_for_requests(newsroom, requests, process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    newsroom.latency = 0
    result = runner.crawl(newsroom.url)
    assert result.returncode == 0, result.stderr[-3000:]
    lines = runner.lines()
    assert Counter(line["url"] for line in lines) == Counter(
        {newsroom.absolute(story): 1 for story in newsroom.stories}
    )
    warcs = runner.files("*.warc.gz")
    for line in lines:
        at = line["warc"]
        record = next(ArchiveIterator(io.BytesIO(warcs[at["file"]][at["offset"] : at["offset"] + at["length"]])))
        assert record.rec_headers["WARC-Record-ID"] == f"<{at['record_id']}>"
    assert list((runner.folder / "spool").rglob("*.warc.gz*")) == []


def test_what_a_machine_brings_that_comes_back_late_comes_last(runner, newsroom) -> None:
    """A crawl is killed; another machine crawls to the end; then the first one publishes what it had, after that."""
    process = start(runner, newsroom)
    wait_for_requests(newsroom, 40, process)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (killed,) = (path.name for path in (runner.folder / "spool").glob("*/*/*Z-*"))
    (site,) = (path.name for path in (runner.folder / "spool").glob("*/*"))
    left = f"articles/site={site}/crawl_date={killed[:4]}-{killed[4:6]}-{killed[6:8]}/{site}-{killed}-00001.jsonl.gz"
    open_store(runner.store).put(left, b"put before the kill, and never committed")
    newsroom.latency = 0
    other = type(runner)(runner.folder / "other", store=runner.store)
    assert other.crawl(newsroom.url).returncode == 0
    store = open_store(runner.store)
    (site,) = list_sites(store)
    before = list_places(store, site)
    result = runner.crawl(newsroom.url)
    assert result.returncode == 0, result.stderr[-3000:]
    assert list_places(store, site)[: len(before)] == before
    assert [one.reason for one in list_manifests(store, site)] == ["finished", "cut off", "finished"]
    assert Counter(line["url"] for line in runner.lines()) == Counter(
        {newsroom.absolute(story): 1 for story in newsroom.stories}
    )
    command = [sys.executable, "-m", "archive", "verify", runner.store]
    verdict = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (verdict.returncode, "file-unlisted" in verdict.stdout) == (0, False)


def test_sigterm_publishes_what_was_fetched_and_says_so(runner, newsroom) -> None:
    """SIGTERM ends a crawl with its own exit code; what was fetched is published, and the next run goes on."""
    process = start(runner, newsroom)
    wait_for_requests(newsroom, 40, process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 6
    newsroom.latency = 0
    before = {line["url"] for line in runner.lines()}
    assert before
    assert runner.crawl(newsroom.url).returncode == 0
    assert Counter(line["url"] for line in runner.lines()) == Counter(
        {newsroom.absolute(story): 1 for story in newsroom.stories}
    )


def test_a_signal_between_the_lease_and_the_first_request(runner, newsroom) -> None:
    """Whenever it comes while Scrapy comes up, the run ends; nothing is asked for, and the lease is given back."""
    site = newsroom.url.removeprefix("http://").rstrip("/").replace(":", "_")
    store, ended = open_store(runner.store), []
    for pause in (0.0, 0.05, 0.1):
        before = set(runner.root.glob("leases/*/*.json"))
        process = start(runner, newsroom)
        while set(runner.root.glob("leases/*/*.json")) == before:
            assert process.poll() is None, "the crawl ended before it could be stopped"
            time.sleep(0.005)
        time.sleep(pause)
        process.send_signal(signal.SIGINT)
        ended.append(process.wait(timeout=60))
        assert holder_of(store, site) is None
    assert ended == [6, 6, 6]


def test_two_crawls_of_a_site_do_not_meet(runner, newsroom, complaint) -> None:
    """A second crawl of the same site on the same store ends at once and names the holder of the lease."""
    process = start(runner, newsroom)
    try:
        wait_for_requests(newsroom, 5, process)
        result = runner.crawl(newsroom.url)
        assert result.returncode == 7
        assert f"process {process.pid}" in complaint(result)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_a_second_signal_ends_it_at_once(runner, newsroom) -> None:
    """Two signals end a crawl with the same status; the next run publishes what they cut off."""
    process = start(runner, newsroom)
    wait_for_requests(newsroom, 40, process)
    os.kill(process.pid, signal.SIGSTOP)  # so that both are there before the first is heard
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    os.kill(process.pid, signal.SIGCONT)
    assert process.wait(timeout=60) == 6
    newsroom.latency = 0
    assert [*(runner.folder / "spool").rglob("*.warc.gz*")] != []
    assert runner.crawl(newsroom.url).returncode == 0
    assert Counter(line["url"] for line in runner.lines()) == Counter(
        {newsroom.absolute(story): 1 for story in newsroom.stories}
    )


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_before_anything_was_asked_for(runner, newsroom, name: str) -> None:
    """While a crawl still watches the lease of a machine that is gone, a signal ends it as any other, in one line."""
    store = open_store(runner.store)
    store.probe()
    site = newsroom.url.removeprefix("http://").rstrip("/").replace(":", "_")
    lease = {
        "site": site, "crawl_id": "c0", "owner": {"host": "elsewhere", "pid": 1}, "token": "theirs",
        "since": "2026-01-01T00:00:00Z", "expires": "2026-01-01T00:01:00Z", "seconds": 60.0,
    }  # fmt: skip
    store.put(f"leases/{site}/00000001.json", json.dumps(lease).encode())
    changed = runner.root.stat().st_mtime_ns
    command = runner.command("crawl", "news", "-a", f"url={newsroom.url}")
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # As from a script that starts it in the background: its shell has SIGINT ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    while runner.root.stat().st_mtime_ns == changed:  # it tries the store, then looks for the lease
        assert process.poll() is None, "the crawl ended before it could be stopped"
        time.sleep(0.01)
    time.sleep(1)
    process.send_signal(getattr(signal, name))
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (6, "newswarc: stopped before anything was asked for\n")
    assert newsroom.requests == []

"""Leases: of many crawls of one site exactly one runs."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archive.errors import LeaseHeld, LeaseLost, StoreError
from archive.lease import Lease, LeaseState, acquire, break_lease, holder_of
from archive.model import StoredObject
from archive.owner import Owner, is_dead, this_process
from archive.store import Store
from archive.store.memory import MemoryStore

ROOT = Path(__file__).parents[2]
SITE = "127.0.0.1_8712"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ELSEWHERE = Owner(host="elsewhere", pid=7, machine="another boot", born="1")


class Clock:
    """A clock that the test sets; sleeping moves it and calls `during`."""

    def __init__(self, time: datetime = NOON) -> None:
        self.time = time
        self.slept = 0.0
        self.during: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.time += timedelta(seconds=seconds)
        self.during()


def take(store: Store, clock: Clock, crawl_id: str = "c1") -> Lease:
    """Take the site's lease by a clock of the test."""
    return acquire(store, SITE, crawl_id, now=clock.now, sleep=clock.sleep)


def names(store: Store) -> list[str]:
    """The numbers that the store holds."""
    return [stored.key.removeprefix(f"leases/{SITE}/") for stored in store.list("leases/")]


def held_elsewhere(store: Store, number: int = 5, expires: datetime = NOON + timedelta(seconds=60)) -> LeaseState:
    """Write a lease that a process of another machine holds."""
    state = LeaseState(
        site=SITE, crawl_id="c0", owner=ELSEWHERE, token="theirs", since=NOON, expires=expires, seconds=60.0
    )
    store.put(f"leases/{SITE}/{number:08d}.json", msgspec.json.encode(state, order="sorted"))
    return state


def test_a_lease_is_taken_renewed_and_given_back() -> None:
    """One object a number; the highest stays for good, and says that the lease is free."""
    store, clock = MemoryStore(), Clock()
    lease = take(store, clock)
    assert names(store) == ["00000001.json"]
    lease.renew()
    lease.renew()
    assert names(store) == ["00000002.json", "00000003.json"]
    assert holder_of(store, SITE) == lease.state
    lease.release()
    assert names(store) == ["00000004.json"]
    assert holder_of(store, SITE) is None
    take(store, clock)
    assert names(store) == ["00000004.json", "00000005.json"]


def test_a_held_lease_says_who_since_when_until_when_and_how_to_break_it() -> None:
    """The error carries everything a person needs, in one line."""
    store, clock = MemoryStore(), Clock()
    held_elsewhere(store)
    clock.time += timedelta(seconds=30)
    with pytest.raises(LeaseHeld) as caught:
        take(store, clock)
    assert str(caught.value) == (
        "lease of 127.0.0.1_8712 on memory:: held by crawl c0, process 7 on elsewhere, since 2026-11-23 12:00:00 UTC, "
        "until 12:01:00 unless renewed; if that process is gone for good: "
        "python -m archive unlock memory: 127.0.0.1_8712"
    )
    assert caught.value.holder == "crawl c0, process 7 on elsewhere"
    assert caught.value.since == NOON
    assert caught.value.expires == NOON + timedelta(seconds=60)
    assert clock.slept == 0.0


def test_two_sites_do_not_meet() -> None:
    """Each site has its own lease."""
    store = MemoryStore()
    acquire(store, "a.example", "c1")
    acquire(store, "b.example", "c2")
    with pytest.raises(LeaseHeld):
        acquire(store, "a.example", "c3")


def test_a_lease_whose_time_is_over_is_watched_and_then_taken() -> None:
    """The holder, gone with its machine, does not renew for a whole length of the lease: it is dead."""
    store, clock = MemoryStore(), Clock(NOON + timedelta(seconds=61))
    held_elsewhere(store)
    lease = take(store, clock)
    assert clock.slept == 60.0
    assert lease.state.crawl_id == "c1"
    assert names(store) == ["00000005.json", "00000006.json"]


def test_a_living_holder_is_safe_from_a_clock_that_is_a_month_ahead() -> None:
    """To a fast clock every lease looks over, but it sees the holder renew and keeps away."""
    store, clock = MemoryStore(), Clock(NOON + timedelta(days=30))
    held_elsewhere(store)

    def renew_after_twenty_seconds() -> None:
        if clock.slept == 20.0:
            held_elsewhere(store, 6)

    clock.during = renew_after_twenty_seconds
    with pytest.raises(LeaseHeld):
        take(store, clock)
    assert clock.slept == 20.0


def test_a_lease_from_a_clock_that_was_a_month_ahead_is_not_for_ever() -> None:
    """An end in a month cannot be right; it is watched like one that is over."""
    store, clock = MemoryStore(), Clock()
    held_elsewhere(store, expires=NOON + timedelta(days=30))
    lease = take(store, clock)
    assert clock.slept == 60.0
    assert lease.state.expires == NOON + timedelta(seconds=120)


@pytest.mark.parametrize(
    ("ended", "message", "left"),
    [
        (False, "held by crawl c2", ["00000004.json", "00000005.json"]),
        (True, "another crawl was faster", ["00000006.json"]),
    ],
)
def test_a_crawl_that_slept_while_others_came_and_went_does_not_win(ended: bool, message: str, left: list[str]) -> None:
    """Its number is free again by then, but there are higher ones: what it wrote means nothing and goes."""
    store = MemoryStore()
    acquire(store, SITE, "c0").release()

    def sleep_over_another_crawl() -> datetime:
        # Asked for between looking at the lease and writing it.
        other = acquire(store, SITE, "c2")
        other.renew()
        other.renew()
        if ended:
            other.release()
        return NOON

    with pytest.raises(LeaseHeld, match=message):
        acquire(store, SITE, "c1", now=sleep_over_another_crawl)
    assert names(store) == left


def test_a_broken_lease_ends_its_holder() -> None:
    """Breaking frees the lease at once; the holder hears of it at its next renewal."""
    store, clock = MemoryStore(), Clock()
    lease = take(store, clock)
    broken = break_lease(store, SITE)
    assert broken == lease.state
    assert holder_of(store, SITE) is None
    assert break_lease(store, SITE) is None
    with pytest.raises(LeaseLost, match="taken or broken by somebody else"):
        lease.renew()
    other = take(store, clock, "c2")
    with pytest.raises(LeaseLost):
        lease.release()
    other.renew()


def test_a_lease_is_lost_with_its_store() -> None:
    """An empty mount point, or a bucket that was made anew, holds no lease; nothing is written there."""
    store, clock = MemoryStore(), Clock()
    lease = take(store, clock)
    for number in names(store):
        store.delete(f"leases/{SITE}/{number}")
    with pytest.raises(LeaseLost, match="not there any more: is this the same store"):
        lease.renew()
    assert names(store) == []


def test_breaking_what_nobody_holds_does_nothing() -> None:
    """No lease object is made by asking."""
    store = MemoryStore()
    assert break_lease(store, SITE) is None
    assert names(store) == []


@pytest.fixture
def uptime(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that a lease reckons its age by; the test sets the one item."""
    seconds = [1000.0]
    monkeypatch.setattr("archive.lease._monotonic", lambda: seconds[0])
    return seconds


def test_ensure_renews_when_a_third_of_the_time_is_gone(uptime: list[float]) -> None:
    """Before that it asks the store nothing."""
    store = MemoryStore()
    lease = acquire(store, SITE, "c1")
    uptime[0] += 19.9
    lease.ensure()
    assert names(store) == ["00000001.json"]
    uptime[0] += 0.1
    lease.ensure()
    assert names(store) == ["00000001.json", "00000002.json"]
    assert lease.age == 0.0


def test_a_thread_keeps_the_lease_through_long_work() -> None:
    """It is renewed again and again without a call of the crawl, and can then be given back."""
    store = MemoryStore()
    lease = acquire(store, SITE, "c1", duration=timedelta(seconds=0.3))
    lease.renew_in_background()
    while "00000004.json" not in names(store):
        time.sleep(0.01)
    lease.ensure()
    state = holder_of(store, SITE)
    assert state is not None
    assert state.token == lease.state.token
    lease.release()
    assert holder_of(store, SITE) is None


def test_what_the_thread_meets_is_raised_by_ensure(uptime: list[float]) -> None:
    """A lease that was broken meanwhile ends the crawl at its next look, however fresh the last renewal is."""
    store = MemoryStore()
    lease = acquire(store, SITE, "c1", duration=timedelta(seconds=0.3))
    break_lease(store, SITE)
    uptime[0] += 0.1
    lease.renew_in_background()
    while lease._lost is None:
        time.sleep(0.01)
    uptime[0] -= 0.1
    with pytest.raises(LeaseLost, match="taken or broken by somebody else"):
        lease.ensure()


class FailingStore(MemoryStore):
    """A store whose puts fail on demand: before, or after the object was really stored."""

    fails = ""

    def put(self, key: str, source: Path | bytes, **options: Any) -> StoredObject:
        if self.fails == "before":
            raise StoreError("down", key=key, retryable=True)
        stored = super().put(key, source, **options)
        if self.fails == "after":
            raise StoreError("reply lost", key=key, retryable=True)
        return stored


def test_ensure_bears_a_failing_store_until_the_time_is_over(uptime: list[float]) -> None:
    """A short outage costs nothing; one as long as the lease means that somebody may have taken it."""
    store = FailingStore()
    lease = acquire(store, SITE, "c1")
    store.fails = "before"
    uptime[0] += 59.9
    lease.ensure()
    uptime[0] += 0.1
    with pytest.raises(LeaseLost, match="not renewed in time: down"):
        lease.ensure()


def test_a_renewal_whose_reply_was_lost_is_our_own() -> None:
    """The next renewal finds the number taken, by itself."""
    store, clock = FailingStore(), Clock()
    lease = take(store, clock)
    store.fails = "after"
    with pytest.raises(StoreError, match="reply lost"):
        lease.renew()
    store.fails = ""
    clock.time += timedelta(seconds=1)
    lease.renew()
    assert names(store) == ["00000002.json", "00000003.json"]
    lease.release()


def test_many_threads_may_renew_one_lease() -> None:
    """A crawl renews from a timer and before each commit; they do not take the lease from each other."""
    store = MemoryStore()
    lease = acquire(store, SITE, "c1")
    errors: list[BaseException] = []

    def renew() -> None:
        try:
            for _ in range(20):
                lease.renew()
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [threading.Thread(target=renew) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert names(store) == ["00000160.json", "00000161.json"]


def test_a_lease_object_of_another_format_is_an_error() -> None:
    """What cannot be read is never taken for free."""
    store = MemoryStore()
    store.put(f"leases/{SITE}/00000003.json", b'{"format": 9}')
    with pytest.raises(StoreError, match=r"00000003\.json: no lease of this format"):
        acquire(store, SITE, "c1")


@pytest.mark.parametrize("site", ["a/b", "", "..", ".hidden"])
def test_a_site_is_one_part_of_a_key(site: str) -> None:
    """A site name cannot reach another site's lease."""
    with pytest.raises(ValueError, match=r"."):
        acquire(MemoryStore(), site, "c1")


def test_a_process_is_told_dead_only_when_that_is_sure() -> None:
    """Ended or its pid used again: dead. Another machine, boot or name space: unknown, so not dead."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    me = this_process()
    other = msgspec.structs.replace(me, pid=child.pid)
    assert is_dead(me) is False
    assert is_dead(other) is True, "same pid, but born at another time"
    assert is_dead(msgspec.structs.replace(me, pid=1)) is True
    child.kill()
    child.wait()
    assert is_dead(other) is True
    assert is_dead(msgspec.structs.replace(other, machine="another boot")) is False
    assert is_dead(msgspec.structs.replace(other, machine="")) is False


class Interrupted(MemoryStore):
    """A store at which a signal comes once: when something is written, or when the store is looked at after that."""

    at: str | None = None

    def put(self, key: str, source: Path | bytes, **more: Any) -> StoredObject:
        """Put, and be interrupted."""
        stored = super().put(key, source, **more)
        self._interrupt("put")
        self.at = "list" if self.at == "after put" else self.at
        return stored

    def list(self, prefix: str = "", *, after: str = "") -> Iterator[StoredObject]:
        """List, and be interrupted."""
        self._interrupt("list")
        return super().list(prefix, after=after)

    def _interrupt(self, at: str) -> None:
        if self.at == at:
            self.at = None
            raise KeyboardInterrupt


@pytest.mark.parametrize("at", ["put", "after put"])
def test_a_signal_while_the_lease_is_taken_leaves_none(at: str) -> None:
    """Nobody is told of a lease that was just written: it would keep other machines waiting for a minute."""
    store, clock = Interrupted(), Clock()
    take(store, clock).release()
    store.at = at
    with pytest.raises(KeyboardInterrupt):
        take(store, clock)
    assert store.at is None
    assert holder_of(store, SITE) is None

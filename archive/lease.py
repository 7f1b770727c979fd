"""One crawl at a time of a site on a store.

The lease of a site is a row of numbered objects, and the highest number is what holds. Taking, renewing and
giving back each write the next number "only if absent", which is the one thing that every kind of store can
do atomically; so of many that reach for a lease exactly one gets it. The highest number is never deleted,
so that a process which slept over many renewals cannot mistake an old state for the current one.
"""

import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from archive import clock
from archive.errors import LeaseHeld, LeaseLost, ObjectConflict, ObjectMissing, StoreError
from archive.owner import Owner, is_dead, this_process
from archive.store import Store, read_object
from archive.store.contract import check_key

DURATION = timedelta(seconds=60)
"""How long a lease holds without being renewed."""
SETTLE_SECONDS = 3.0
"""How long to wait before reading back where the store cannot write only if absent."""
_POLL_SECONDS = 1.0
_monotonic = time.monotonic
"""A clock that nobody sets."""

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Clock = Callable[[], datetime]


class LeaseState(msgspec.Struct, frozen=True, kw_only=True):
    """What one numbered object says."""

    site: str
    crawl_id: str
    owner: Owner
    token: str
    """Random, one a holder."""
    since: _Moment
    expires: _Moment
    seconds: float
    """How long the lease lasts without a renewal."""
    released: bool = False


class Lease:
    """A held lease; made by `acquire`. Its methods may be called from any thread."""

    def __init__(self, store: Store, number: int, state: LeaseState, *, conditional: bool, now: _Clock) -> None:
        self.state = state
        self._store = store
        self._number = number
        self._conditional = conditional
        self._now = now
        self._renewed = _monotonic()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._lost: LeaseLost | None = None

    @property
    def age(self) -> float:
        """Seconds since the last renewal, by a clock that nobody sets."""
        return _monotonic() - self._renewed

    def ensure(self) -> None:
        """Renew when a third of the time is gone; call it often, and before whatever must not be done twice.

        Raises LeaseLost when somebody else has taken the lease, or when the store could not be reached for
        so long that somebody may have. A store that fails for a shorter time is no error yet.
        """
        if self._lost is not None:
            raise self._lost
        if self.age < self.state.seconds / 3:
            return
        try:
            self.renew()
        except LeaseLost:
            raise
        except StoreError as error:
            if self.age >= self.state.seconds:
                raise LeaseLost(f"{_where(self._store, self.state.site)}: not renewed in time: {error}") from error

    def renew_in_background(self) -> None:
        """Call `ensure` from a thread until the lease is given back, so that long work cannot lose it.

        What the thread meets is raised by the next `ensure`. It ends with the process, so a killed crawl does
        not hold on.
        """
        threading.Thread(target=self._keep, name=f"lease of {self.state.site}", daemon=True).start()

    def _keep(self) -> None:
        while not self._stop.wait(self.state.seconds / 6):
            try:
                self.ensure()
            except LeaseLost as error:
                self._lost = error
                return

    def renew(self) -> None:
        """Hold the lease for another full time. Raises LeaseLost, or StoreError when the store fails."""
        with self._lock:
            before = _monotonic()
            self._advance(released=False)
            self._renewed = before
            _tidy(self._store, self.state.site, self._number - 1)

    def release(self) -> None:
        """Give the lease back; a second time does nothing. Raises LeaseLost when it was no longer ours."""
        self._stop.set()
        with self._lock:
            if not self.state.released:
                self._advance(released=True)
                _tidy(self._store, self.state.site, self._number)

    def _advance(self, *, released: bool) -> None:
        """Write the next number."""
        length = timedelta(0) if released else timedelta(seconds=self.state.seconds)
        state = msgspec.structs.replace(self.state, expires=self._now() + length, released=released)
        lost = LeaseLost(f"{_where(self._store, state.site)}: the lease was taken or broken by somebody else")
        gone = LeaseLost(f"{_where(self._store, state.site)}: the lease is not there any more: is this the same store?")
        if self.state.released:
            raise LeaseLost(f"{_where(self._store, self.state.site)}: the lease was given back")
        # Where a volume was unmounted, the next number could be written into its empty mount point.
        if not _is_ours(current := _read(self._store, state.site, self._number), state):
            raise gone if current is None and not _numbers(self._store, state.site) else lost
        while not _write(self._store, self._number + 1, state, conditional=self._conditional):
            # The next number may be our own, of a renewal whose reply was lost.
            if not _is_ours(_read(self._store, state.site, self._number + 1), state):
                raise lost
            self._number += 1
        self._number += 1
        self.state = state


def acquire(
    store: Store,
    site: str,
    crawl_id: str,
    *,
    conditional: bool = True,
    duration: timedelta = DURATION,
    settle: float = SETTLE_SECONDS,
    now: _Clock = clock.utc_now,
    sleep: Callable[[float], None] = time.sleep,
) -> Lease:
    """Take the lease of `site`, or raise LeaseHeld that says who has it, since when and until when.

    `conditional` is what `store.probe()` said. A lease whose time is over, or that ends so late that its
    holder's clock and ours cannot both be right, is watched for its full length before it is taken: clocks
    differ, but a living holder renews. That of a dead process of this machine is taken at once.
    """
    number, held = _current(store, site)
    if held is not None and not _is_free(store, number, held, now, sleep):
        raise _held(store, held)
    start = now()
    state = LeaseState(
        site=site,
        crawl_id=crawl_id,
        owner=this_process(),
        token=secrets.token_hex(8),
        since=start,
        expires=start + duration,
        seconds=duration.total_seconds(),
    )
    lease = Lease(store, number + 1, state, conditional=conditional, now=now)
    try:
        _reach_for(lease, store, number + 1, settle=None if conditional else settle, sleep=sleep)
    except LeaseHeld:
        raise
    except BaseException:  # a signal among them: what was written by then would hold on
        with suppress(StoreError):
            lease.release()
        raise
    return lease


def _reach_for(
    lease: Lease, store: Store, number: int, *, settle: float | None, sleep: Callable[[float], None]
) -> None:
    """Write the lease's first number, or raise LeaseHeld; `settle` where the store cannot write only if absent."""
    state, site = lease.state, lease.state.site
    won = _write(store, number, state, conditional=settle is None)
    if won and settle is not None:
        # Whoever writes last stays; we can only wait for the others and look whose it is.
        sleep(settle)
        won = _is_ours(_read(store, site, number), state)
    latest, holder = _current(store, site)
    if won and latest == number:
        _tidy(store, site, number - 1)
        return
    if won and latest > number:
        # We wrote below numbers that came and went since we looked: ours means nothing.
        store.delete(_key(site, number))
    if holder is None or holder.released:
        raise LeaseHeld(f"{_where(store, site)}: another crawl was faster; run the command again")
    raise _held(store, holder)


def holder_of(store: Store, site: str) -> LeaseState | None:
    """Who holds the lease of a site; None when nobody does. Its time may be over."""
    _, held = _current(store, site)
    return None if held is None or held.released else held


def break_lease(store: Store, site: str, *, now: _Clock = clock.utc_now) -> LeaseState | None:
    """Take a lease from its holder, whoever that is; returns what was broken, None when nothing was held.

    The holder, if it lives, ends with LeaseLost at its next renewal. Raises StoreError when it renewed the
    lease at this very moment.
    """
    number, held = _current(store, site)
    if held is None or held.released:
        return None
    state = msgspec.structs.replace(held, token="", released=True, expires=now())
    if not _write(store, number + 1, state, conditional=True):
        raise StoreError(f"{_where(store, site)}: renewed just now, so its holder lives; try again", retryable=True)
    return held


def _is_free(store: Store, number: int, held: LeaseState, now: _Clock, sleep: Callable[[float], None]) -> bool:
    """Whether a lease may be taken; may watch it for a while."""
    if held.released or is_dead(held.owner):
        return True
    left = (held.expires - now()).total_seconds()
    if 0 < left <= held.seconds * 2:
        return False
    waited = 0.0
    while waited < held.seconds:
        sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS
        latest, _ = _current(store, held.site)
        if latest != number:
            return False
    return True


def _held(store: Store, held: LeaseState) -> LeaseHeld:
    holder = f"crawl {held.crawl_id}, process {held.owner.pid} on {held.owner.host}"
    return LeaseHeld(
        f"{_where(store, held.site)}: held by {holder}, since {held.since:%Y-%m-%d %H:%M:%S} UTC, until "
        f"{held.expires:%H:%M:%S} unless renewed; if that process is gone for good: "
        f"python -m archive unlock {store.url} {held.site}",
        holder=holder,
        since=held.since,
        expires=held.expires,
    )


def _where(store: Store, site: str) -> str:
    return f"lease of {site} on {store.url}"


def _prefix(site: str) -> str:
    if "/" in check_key(site):
        raise ValueError(f"{site!r} may not contain a slash")
    return f"leases/{site}/"


def _key(site: str, number: int) -> str:
    return f"{_prefix(site)}{number:08d}.json"


def _numbers(store: Store, site: str) -> list[int]:
    """The numbers of a site's lease objects, rising."""
    names = (stored.key.rpartition("/")[2].removesuffix(".json") for stored in store.list(_prefix(site)))
    return sorted(int(name) for name in names if name.isascii() and name.isdigit())


def _current(store: Store, site: str) -> tuple[int, LeaseState | None]:
    """The highest number and what it says; (0, None) when there was never a lease."""
    while numbers := _numbers(store, site):
        if (state := _read(store, site, numbers[-1])) is not None:
            return numbers[-1], state
        # Deleted since it was listed, so there is a higher one: look again.
    return 0, None


def _read(store: Store, site: str, number: int) -> LeaseState | None:
    """What one number says; None when there is no such object."""
    key = _key(site, number)
    try:
        return msgspec.json.decode(read_object(store, key), type=LeaseState)
    except ObjectMissing:
        return None
    except msgspec.DecodeError as error:
        raise StoreError(f"{store.url}: {key}: no lease of this format ({error})", key=key) from None


def _write(store: Store, number: int, state: LeaseState, *, conditional: bool) -> bool:
    """Write a number; False when it was there. Without `conditional` of two writers both may hear True."""
    try:
        store.put(_key(state.site, number), msgspec.json.encode(state, order="sorted"), content_type="application/json")
    except ObjectConflict:
        return False
    return conditional or _is_ours(_read(store, state.site, number), state)


def _is_ours(found: LeaseState | None, state: LeaseState) -> bool:
    return found is not None and found.token == state.token


def _tidy(store: Store, site: str, below: int) -> None:
    """Delete the numbers under `below`; the one before the highest stays while listings may run beside us."""
    for number in _numbers(store, site):
        if number < below:
            store.delete(_key(site, number))

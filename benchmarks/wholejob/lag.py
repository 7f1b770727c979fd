"""How long the reactor is blocked during a crawl, and by what: an add-on of Scrapy for `scrapy crawl`.

    scrapy crawl … -s ADDONS='{"benchmarks.wholejob.lag.LagAddon": 0}' -s LAG_REPORT=FILE

A machine that has other things to do makes every clock run late, so three measures are kept apart:

    callback   CPU time of the reactor's thread within one callback of the event loop: what it computes itself
    tick cpu   CPU time of all threads between two ticks of a timer of five milliseconds: bounds what a thread that
               holds the interpreter's lock can keep the reactor from doing
    tick wall  wall time between two ticks beyond their five milliseconds and beyond the time that the reactor's
               thread stood in the scheduler's queue (/proc/self/task/…/schedstat): everything, disks included
"""

import asyncio
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

TICK = 0.005
WORST = 8
"""How many of each measure are kept."""
SUSPICIOUS = 0.02
"""Seconds a callback may run before its stack is noted."""


class Lag(msgspec.Struct, frozen=True, order=True):
    """One time that the reactor was kept busy."""

    milliseconds: float
    after: float
    """Seconds since the spider was opened."""
    what: str
    """Where the threads were."""


class Report(msgspec.Struct):
    """The worst of each measure, the worst first."""

    callback: list[Lag] = []
    tick_cpu: list[Lag] = []
    tick_wall: list[Lag] = []
    ticks: int = 0


class LagAddon:
    """Brings the extension in beside those of the project."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"][LagMeter] = 0


class LagMeter:
    """Measures from the opening of the spider until it is closed: after that nothing waits for the reactor."""

    def __init__(self, crawler: Crawler) -> None:
        self._file = Path(str(crawler.settings["LAG_REPORT"]))
        self.report = Report()
        self._running: tuple[asyncio.Handle, float] | None = None
        self._ended = False
        crawler.signals.connect(self._open, signals.spider_opened)
        crawler.signals.connect(self._write, signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "LagMeter":
        return cls(crawler)

    def _open(self) -> None:
        self._begun = time.monotonic()
        self._stacks: dict[int, str] = {}
        self._seen = ""
        self._reactor = threading.get_ident()
        self._schedstat = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._measure_callbacks()
        self._now = (time.monotonic(), time.process_time(), self._queued())
        threading.Thread(target=self._watch, daemon=True).start()
        self._ticks = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _write(self) -> None:
        self._ended = True
        self._ticks.cancel()
        self._file.write_bytes(msgspec.json.encode(self.report))

    def _tick(self) -> None:
        wall, cpu, queued = time.monotonic(), time.process_time(), self._queued()
        before = self._now
        self.report.ticks += 1
        seen, self._seen = self._seen, ""
        self._keep(self.report.tick_cpu, cpu - before[1], seen)
        self._keep(self.report.tick_wall, wall - before[0] - TICK - (queued - before[2]), seen)
        self._now = (wall, cpu, queued)
        self._ticks = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _queued(self) -> float:
        return int(self._schedstat.read_text().split()[1]) / 1e9

    def _keep(self, worst: list[Lag], seconds: float, what: str) -> None:
        milliseconds = round(1000 * seconds, 1)
        if len(worst) < WORST or milliseconds > worst[-1].milliseconds:
            worst.append(Lag(milliseconds, round(time.monotonic() - self._begun, 1), what))
            worst.sort(reverse=True)
            del worst[WORST:]

    def _measure_callbacks(self) -> None:
        plain = asyncio.Handle._run
        meter = self

        def run(handle: asyncio.Handle) -> None:
            begun = time.thread_time()
            meter._running = (handle, time.monotonic())
            plain(handle)
            meter._running = None
            seconds = time.thread_time() - begun
            stack = meter._stacks.pop(id(handle), "")
            worst = meter.report.callback
            if len(worst) < WORST or 1000 * seconds > worst[-1].milliseconds:
                meter._keep(worst, seconds, f"{_name(handle)} {stack}".strip())

        asyncio.Handle._run = run  # type: ignore[method-assign, assignment]

    def _watch(self) -> None:
        """Note where the reactor's thread is when a callback runs long, and where all are when a tick is late."""
        while not self._ended:
            time.sleep(SUSPICIOUS / 2)
            running, now = self._running, time.monotonic()
            late = now - self._now[0] > TICK + SUSPICIOUS
            if late or (running is not None and now - running[1] > SUSPICIOUS):
                stacks = {
                    thread: _short(traceback.extract_stack(frame))
                    for thread, frame in sys._current_frames().items()
                    if thread != threading.get_ident()
                }
                if running is not None:
                    self._stacks[id(running[0])] = stacks[self._reactor]
                if late:
                    self._seen = "; ".join(stacks.values())


def _name(handle: asyncio.Handle) -> str:
    callback: Any = handle._callback  # type: ignore[attr-defined]
    owner = getattr(callback, "__self__", None)
    if isinstance(owner, asyncio.Task):
        return str(getattr(owner.get_coro(), "__qualname__", owner))
    return str(getattr(callback, "__qualname__", callback))


def _short(stack: traceback.StackSummary) -> str:
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in stack if "asyncio" not in frame.filename]
    return "< " + " < ".join(reversed(places[-6:]))

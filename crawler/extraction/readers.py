"""Reader processes that outlive a call: those of a thread are started for its first WARC file and kept for the next."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from crawler.workers.pool import WorkerPool

_T = TypeVar("_T")


class Readers:
    """A pool of reader processes with the event loop that it belongs to."""

    def __init__(self, size: int, timeout: float) -> None:
        self.timeout = timeout
        self.pool = WorkerPool(size, timeout=timeout)
        self._runner = asyncio.Runner()

    def run(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Run to the end what reads pages with this pool."""
        return self._runner.run(work)

    def close(self) -> None:
        """Let the processes go."""
        self._runner.run(self.pool.close())
        self._runner.close()


_of_threads: dict[int, Readers] = {}


def readers_of_thread(size: int, timeout: float) -> Readers:
    """The readers of the calling thread, fresh ones if it had none or others."""
    thread = threading.get_ident()
    readers = _of_threads.get(thread)
    if readers is None or (readers.pool.size, readers.timeout) != (size, timeout):
        if readers is not None:
            readers.close()
        readers = _of_threads[thread] = Readers(size, timeout)
    return readers


@atexit.register
def close_readers() -> None:
    """Let all readers of this process go; only when no thread uses them any more."""
    while _of_threads:
        _of_threads.popitem()[1].close()

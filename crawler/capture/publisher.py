"""Publishes sealed batches beside the crawl, one after the other: a slow store must not keep it from archiving."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

MAX_WAITING = 2
"""Batches that may wait for the store; with more, archiving waits too, or the spool would fill the disk."""


class Publisher:
    """A thread that works off what it is given, in order, until something fails.

    After a failure nothing more is published: what a batch says depends on those before it. Everything that was not
    published is still in the spool, and the next run publishes it.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="publish")
        self._places = threading.Semaphore(MAX_WAITING)
        self._last: Future[None] | None = None
        self._failure: BaseException | None = None
        self._is_stopped = False

    def publish(self, work: Callable[[], None]) -> None:
        """Have `work` done when everything before it is. Raises the failure of an earlier one."""
        self.check()
        self._places.acquire()
        self._last = self._thread.submit(self._do, work)

    def check(self) -> None:
        """Raises the failure of something that was to be published, if there was one."""
        if self._failure is not None:
            raise self._failure

    def wait(self) -> None:
        """Wait until all is published. Raises the first failure."""
        if self._last is not None:
            self._last.result()
        self.check()

    def stop(self) -> None:
        """Wait for what is being published, and begin nothing more. Raises nothing."""
        self._is_stopped = True
        self._thread.shutdown()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            if self._failure is None and not self._is_stopped:
                work()
        except BaseException as error:  # noqa: BLE001 - raised again where the crawl can hear it
            self._failure = error
        finally:
            self._places.release()

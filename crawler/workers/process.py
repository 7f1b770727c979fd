"""The worker's main loop: a task on standard input, its result on standard output, until the input ends (frames.py)."""

import gc
import resource
import signal
import sys
from typing import BinaryIO

from crawler.workers.frames import read_task, result_frames
from crawler.workers.perform import perform

MEMORY_LIMIT = 3 * 1024**3
"""Bytes of address space: a page that wants more kills its worker, not the machine."""

COLLECTOR = (50_000, 20, 100)
"""Thresholds of the garbage collector: a page goes away as a whole once it is read, and looking at it while it grows
takes 1.2 ms of it."""


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Answer tasks until the input ends, which it does when the crawl goes away, however it goes."""
    while (task := read_task(source)) is not None:
        target.writelines(result_frames(perform(task)))
        target.flush()


def main() -> None:
    """Run as `python -m crawler.workers.process`."""
    # Ctrl-C and a service manager signal the whole group; the crawl decides when its workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    # The libraries stay to the end: the collector need not walk through them again and again.
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    # Whatever a library prints must not get among the frames.
    frames = sys.stdout.buffer
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, frames)


if __name__ == "__main__":
    main()

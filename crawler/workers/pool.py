"""A pool of reader processes with a time limit a page: what hangs is killed, what dies is replaced."""

import asyncio
import contextlib
import logging
import os
import sys

import msgspec

from crawler.workers.frames import LENGTH, Candidates, First, task_frames
from crawler.workers.task import Result, Task, rejected
from pipelines.reading import Reason

logger = logging.getLogger(__name__)

RECYCLE_AFTER = 5000
"""Pages a process reads before a fresh one takes over: C libraries leak a little."""
START_SECONDS = 60.0
"""The first page of a process may take this much longer, for its imports."""


class WorkerPool:
    """Reads pages in `size` processes, started when first needed."""

    def __init__(self, size: int, *, timeout: float) -> None:
        """`size` 0 means one process a core; `timeout` is the seconds that reading one page may take."""
        self.size = size or os.cpu_count() or 2
        self._timeout = timeout
        self._idle: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(self.size):
            self._idle.put_nowait(None)
        self._closed = False

    async def read(self, task: Task) -> Result:
        """Read one response. A page that hangs its reader, or crashes two of them, comes back as rejected with that
        reason: one may have been killed for something else."""
        if task.exchange.truncated is not None:
            # Rejected whatever it holds (pipelines/page.py): its bytes need not be carried anywhere.
            return rejected(task, Reason.TRUNCATED, task.exchange.truncated)
        result = await self._read_once(task)
        if result.reading.rejected is not None and result.reading.rejected.reason is Reason.WORKER_DIED:
            return await self._read_once(task)
        return result

    async def _read_once(self, task: Task) -> Result:
        worker = await self._idle.get()
        try:
            if worker is None or worker.pages >= RECYCLE_AFTER:
                if worker is not None:
                    await worker.stop()
                worker = None
                worker = await _Worker.start()
            limit = self._timeout + (START_SECONDS if worker.pages == 0 else 0)
            async with asyncio.timeout(limit):
                return await worker.perform(task)
        except TimeoutError:
            logger.warning("reading %s took longer than %g s; its reader is killed", task.exchange.url, self._timeout)
            await _kill(worker)
            worker = None
            return rejected(task, Reason.TIMEOUT, f"{self._timeout:g} s")
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
            logger.warning("the reader of %s died", task.exchange.url)
            await _kill(worker)
            worker = None
            return rejected(task, Reason.WORKER_DIED)
        except BaseException:
            await _kill(worker)
            worker = None
            raise
        finally:
            self._idle.put_nowait(worker)

    async def close(self) -> None:
        """Let every process go that is not at work."""
        while not self._idle.empty():
            worker = self._idle.get_nowait()
            if worker is not None:
                await worker.stop()


async def _kill(worker: "_Worker | None") -> None:
    if worker is not None:
        await worker.kill()


class _Worker:
    """One process and its two pipes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._first = msgspec.msgpack.Decoder(First)
        self._candidates = msgspec.msgpack.Decoder(Candidates)
        self.pages = 0

    @classmethod
    async def start(cls) -> "_Worker":
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "crawler.workers.process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1024 * 1024,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        return cls(process)

    async def perform(self, task: Task) -> Result:
        for piece in task_frames(task):
            self._stdin.write(piece)
            await self._stdin.drain()
        first = self._first.decode(await self._frame())
        self.pages += 1
        if not first.more:
            return first.result
        candidates = list(first.result.candidates)
        for _ in range(first.more):
            candidates += self._candidates.decode(await self._frame())
            await asyncio.sleep(0)  # where all of it is there already, others still want their turn
        return msgspec.structs.replace(first.result, candidates=tuple(candidates))

    async def _frame(self) -> bytes:
        size = int.from_bytes(await self._stdout.readexactly(LENGTH), "big")
        return await self._stdout.readexactly(size)

    async def stop(self) -> None:
        """End of input is its sign to go."""
        self._stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            await self.kill()

    async def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

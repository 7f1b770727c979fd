"""How tasks go to a worker and results come back: over pipes, in pieces that keep nobody waiting for long.

A frame is a length (4 bytes, big-endian) and so many bytes of MessagePack. A task is one frame without the response,
and then the response as it is. A result is one frame with its first candidates, and the others in further frames: a
sitemap names fifty thousand, which no event loop should have to decode in one go.
"""

from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from crawler.links.policy import Candidate
from crawler.workers.task import Result, Task

LENGTH = 4
"""Bytes that say how long a frame is."""
_PIECE = 1 << 20
_CANDIDATES = 1_000
"""Of one frame."""


class _Handed(msgspec.Struct, frozen=True, array_like=True):
    task: Task
    response: int
    """Bytes of the response, which follow the frame."""


class First(msgspec.Struct, frozen=True, array_like=True):
    """The first frame of a result."""

    result: Result
    more: int
    """Frames with candidates that follow."""


Candidates = tuple[Candidate, ...]
_ENCODER = msgspec.msgpack.Encoder()
_HANDED = msgspec.msgpack.Decoder(_Handed)


def task_frames(task: Task) -> Iterator[bytes | memoryview]:
    """What a worker is to be sent, in pieces."""
    response = task.exchange.response
    bare = msgspec.structs.replace(task, exchange=msgspec.structs.replace(task.exchange, response=b""))
    yield _frame(_Handed(bare, len(response)))
    view = memoryview(response)
    for start in range(0, len(response), _PIECE):
        yield view[start : start + _PIECE]


def read_task(source: BinaryIO) -> Task | None:
    """The next task; None when the other side has gone."""
    if not (head := source.read(LENGTH)):
        return None
    handed = _HANDED.decode(source.read(int.from_bytes(head, "big")))
    exchange = msgspec.structs.replace(handed.task.exchange, response=source.read(handed.response))
    return msgspec.structs.replace(handed.task, exchange=exchange)


def result_frames(result: Result) -> Iterator[bytes]:
    """What a worker answers."""
    candidates = result.candidates
    rest = range(_CANDIDATES, len(candidates), _CANDIDATES)
    yield _frame(First(msgspec.structs.replace(result, candidates=candidates[:_CANDIDATES]), len(rest)))
    for start in rest:
        yield _frame(candidates[start : start + _CANDIDATES])


def _frame(value: object) -> bytes:
    data = _ENCODER.encode(value)
    return len(data).to_bytes(LENGTH, "big") + data

"""Runs a command and tells what its whole process tree took."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from benchmarks.wholejob.split import Split

ROOT = Path(__file__).parents[2]


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """What a process and all processes that it waited for took."""

    cpu: float
    """User and system seconds."""
    wall: float
    """Seconds."""
    peak: int
    """Bytes of memory of the largest of the processes."""
    output: str
    """Standard output and error."""
    main: Split | None = None
    """The process itself, where it told."""


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Usage:
    """Run a command to its end. Raises `subprocess.CalledProcessError`, and shows what it said, when it fails."""
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=said, stderr=said, env={**os.environ, **(environment or {})}
        )
        # Not `process.wait`: the usage of this child alone, with that of its own children.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        output = said.read()
    if process.returncode:
        print(output, file=sys.stderr)
        raise subprocess.CalledProcessError(process.returncode, command)
    return Usage(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=wall,
        peak=usage.ru_maxrss * 1024,
        output=output,
    )

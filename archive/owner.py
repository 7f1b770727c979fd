"""Which process holds something, in a way that another process of the same machine can check."""

import os
import socket
from pathlib import Path

import msgspec

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """A process on a machine."""

    host: str
    pid: int
    machine: str = ""
    """Boot id and process namespace: two processes that share it see each other's pid; "" where unknown."""
    born: str = ""
    """Start of the process in clock ticks since boot, so that a pid used again is told apart."""


def this_process() -> Owner:
    """The calling process."""
    return Owner(host=socket.gethostname(), pid=os.getpid(), machine=_machine(), born=_born(os.getpid()) or "")


def is_dead(owner: Owner) -> bool:
    """Whether the process is known to be gone; False where that cannot be known from here."""
    if not owner.machine or owner.machine != _machine():
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        # It lives and is another user's; /proc may hide it.
        pass
    born = _born(owner.pid)
    return born is not None and born != owner.born


def _machine() -> str:
    """The boot and the process namespace that pids are counted in; "" where the system does not tell."""
    try:
        return f"{_BOOT.read_text().strip()} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _born(pid: int) -> str | None:
    """When the process started (field 22 of proc(5) stat); "" of one that has ended, None when hidden."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # The second field is the command in brackets and may contain anything, brackets too.
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[18]

"""Leases among real processes, on a folder and on a real S3 server."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from archive.errors import LeaseHeld, LeaseLost
from archive.lease import Lease, acquire, holder_of
from archive.store import Store, open_store
from archive.store.s3 import S3Store

ROOT = Path(__file__).parents[2]
SITE = "127.0.0.1_8712"


def names(store: Store) -> list[str]:
    """The numbers that the store holds."""
    return [stored.key.removeprefix(f"leases/{SITE}/") for stored in store.list("leases/")]


_CHILD = """
import os, sys, time
from pathlib import Path
from archive.errors import LeaseHeld
from archive.lease import acquire
from archive.store import open_store
url, site, name, folder = sys.argv[1:]
store = open_store(url)
list(store.list("leases/"))
for turn in range(3):
    Path(folder, f"ready{turn}-{name}").touch()
    while not Path(folder, f"go{turn}").exists():
        time.sleep(0.005)
    try:
        lease = acquire(store, site, name)
    except LeaseHeld as error:
        print("held", flush=True)
    else:
        print("won", flush=True)
        while not Path(folder, f"end{turn}").exists():
            time.sleep(0.01)
        lease.renew()
        if turn == 1:
            os._exit(0)
        lease.release()
"""


@pytest.fixture(params=["local", "s3"])
def shared_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store that several processes can open."""
    opened = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    opened.probe()
    return opened


def test_of_sixteen_processes_one_wins_again_and_again(shared_store: Store, tmp_path: Path) -> None:
    """A fresh lease, one that was given back, and one whose holder died: each time exactly one winner."""
    with contextlib.ExitStack() as stack:
        arguments = [sys.executable, "-c", _CHILD, shared_store.url, SITE]
        children = [
            stack.enter_context(
                subprocess.Popen([*arguments, f"c{number}", str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            )
            for number in range(16)
        ]
        running = list(children)
        for turn in range(3):
            while len(list(tmp_path.glob(f"ready{turn}-*"))) < len(running):
                assert [child.returncode for child in running if child.poll()] == []
                time.sleep(0.01)
            (tmp_path / f"go{turn}").touch()
            # Nobody gives the lease back before all have reached for it.
            said = [child.stdout.readline() for child in running if child.stdout]
            assert sorted(said) == ["held\n"] * (len(running) - 1) + ["won\n"]
            (tmp_path / f"end{turn}").touch()
            if turn == 1:
                assert running.pop(said.index("won\n")).wait() == 0
        assert [child.wait() for child in children] == [0] * 16
    assert holder_of(shared_store, SITE) is None
    assert names(shared_store) == ["00000008.json"]


_HOLDER = """
import sys, time
from archive.lease import acquire
from archive.store import open_store
acquire(open_store(sys.argv[1]), sys.argv[2], "killed")
print("held", flush=True)
time.sleep(60)
"""


def test_a_killed_crawl_of_this_machine_leaves_the_lease_free(shared_store: Store) -> None:
    """After SIGKILL the same command can be run again at once; while the process lives it cannot."""
    child = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, shared_store.url, SITE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    with pytest.raises(LeaseHeld, match=f"crawl killed, process {child.pid} on "):
        acquire(shared_store, SITE, "c1")
    child.send_signal(signal.SIGSTOP)
    with pytest.raises(LeaseHeld):
        acquire(shared_store, SITE, "c1")
    child.kill()
    child.communicate()
    acquire(shared_store, SITE, "c1").release()


def test_without_the_condition_one_wins_by_reading_back(s3_url: str) -> None:
    """Where the server ignores If-None-Match, eight crawls write, wait, read back: the last writer holds."""
    prefix = s3_url.rpartition("/")[2]
    barrier = threading.Barrier(8)
    won: list[Lease] = []
    held: list[str] = []

    def strip(params: dict[str, Any], **_: Any) -> None:
        params["headers"].pop("If-None-Match", None)

    def reach(number: int) -> None:
        store = S3Store("news", prefix)
        store.client.meta.events.register("before-call.s3.PutObject", strip)
        conditional = store.probe().conditional
        assert conditional is False
        barrier.wait()
        try:
            won.append(acquire(store, SITE, f"c{number}", conditional=conditional, settle=1.0))
        except LeaseHeld as error:
            held.append(error.holder)

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert len(held) == 7
    won[0].renew()
    won[0].release()
    with pytest.raises(LeaseLost, match="the lease was given back"):
        won[0].renew()

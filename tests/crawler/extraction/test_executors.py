"""The map step on this machine and on a Dask cluster: the same readings, whatever dies on the way."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from crawler.errors import BadArguments
from crawler.extraction import executors
from crawler.extraction.executors import open_executor
from crawler.extraction.read_warc import WarcJob
from crawler.extraction.seal import seal_all

ROOT = Path(__file__).parent.parent.parent.parent
SHIPS = ("Aurora", "Borealis", "Cassiopeia", "Doria", "Europa", "Fregatte")


@pytest.fixture
def jobs(make_warc: Callable[..., Path], make_job: Callable[[Path], WarcJob]) -> list[WarcJob]:
    """Six WARC files to read, three ships each."""
    return [make_job(make_warc(f"{name}.warc.gz", name, f"{name}II", f"{name}III")) for name in SHIPS]


def readings(jobs: list[WarcJob], executor: str, folder: Path) -> dict[str, bytes]:
    """The objects that an executor makes of the jobs."""
    with open_executor(executor, 0) as workers:
        keys = seal_all([msgspec.structs.replace(job, readings=str(folder)) for job in jobs], workers)
    assert len(set(keys)) == len(jobs)
    return {key: (folder / key).read_bytes() for key in keys}


@pytest.mark.parametrize("name", ["", "local:0", "local:x", "dask://", "dask://host", "ray://h:1"])
def test_what_is_no_executor_is_refused(name: str) -> None:
    """In one line that says what there is."""
    with pytest.raises(BadArguments, match="there are local, local:N and dask"), open_executor(name, 0):
        pass


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its address is named."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(executors, "CONNECT_SECONDS", 0.5)
    with pytest.raises(BadArguments, match=r"127\.0\.0\.1:9"), open_executor("dask://127.0.0.1:9", 0):
        pass


def test_readers_here_that_are_killed_cost_time_only(jobs: list[WarcJob], tmp_path: Path) -> None:
    """Each reader process is killed once while it reads: the readings are those of an undisturbed run."""
    quiet = readings(jobs, "local:1", tmp_path / "quiet")
    killed: set[int] = set()
    over = threading.Event()

    def kill_each_once() -> None:
        # Both at once: a page whose second reader is killed as well is set aside.
        while not over.is_set() and not killed:
            if len(found := children_of(os.getpid())) == 2:
                killed.update(found)
                for pid in found:
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)

    killer = threading.Thread(target=kill_each_once)
    killer.start()
    try:
        assert readings(jobs, "local:2", tmp_path / "disturbed") == quiet
    finally:
        over.set()
        killer.join()
    assert len(killed) == 2


def children_of(parent: int) -> set[int]:
    """The reader processes of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent and b"crawler.workers.process" in (stat.parent / "cmdline").read_bytes():
                found.add(int(stat.parent.name))
        except OSError:
            continue
    return found


CLUSTER = """
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        print(cluster.scheduler_address.removeprefix("tcp://"), flush=True)
        sys.stdin.read()
"""


def test_a_dask_cluster_and_a_worker_of_it_that_is_killed(jobs: list[WarcJob], tmp_path: Path) -> None:
    """A real scheduler with two worker processes, one of them killed as soon as it has work: the local bytes."""
    distributed = pytest.importorskip("distributed")
    quiet = readings(jobs, "local:1", tmp_path / "quiet")
    script = tmp_path / "cluster.py"
    script.write_text(CLUSTER)
    cluster = subprocess.Popen(
        [sys.executable, str(script)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path,
    )  # fmt: skip
    assert cluster.stdout is not None
    address = cluster.stdout.readline().strip()
    try:
        with distributed.Client(f"tcp://{address}") as client:
            victim, pid = next(iter(client.run(os.getpid).items()))

            def kill_when_at_work() -> None:
                while not client.processing()[victim]:
                    time.sleep(0.01)
                os.kill(pid, signal.SIGKILL)

            killer = threading.Thread(target=kill_when_at_work)
            killer.start()
            assert readings(jobs, f"dask://{address}", tmp_path / "dask") == quiet
            killer.join()
            assert pid not in client.run(os.getpid).values()
    finally:
        cluster.communicate()

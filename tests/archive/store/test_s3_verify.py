"""`python -m archive verify` of a store on a real S3 server, in one process and in several."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from archive.manifest import BatchCommit
from archive.store import Store, open_store

ROOT = Path(__file__).parents[3]


def verify(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "archive", "verify", url, *arguments]
    return subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120)


def test_the_same_in_one_process_and_in_several(s3_url: str, fill: Callable[[Store], list[BatchCommit]]) -> None:
    """WARC files are read from the server at the same time, and what is said of them stays the same."""
    store = open_store(s3_url)
    first, second = fill(store)
    damaged = next(file.key for file in second.files if file.kind == "warc")
    data = store.open(damaged).read()
    store.delete(damaged)
    store.put(damaged, data[:-1])
    assert next(file.key for file in first.files if file.kind == "warc") != damaged
    one, two = verify(s3_url, "--processes", "1"), verify(s3_url, "--processes", "2")
    assert (one.returncode, two.returncode) == (1, 1)
    assert f"error: torn {damaged}" in one.stdout
    assert one.stdout == two.stdout

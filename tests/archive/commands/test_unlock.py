"""`python -m archive unlock`: a person takes a lease from a holder that is gone."""

import subprocess
import sys
from pathlib import Path

import pytest

from archive.errors import LeaseLost
from archive.lease import acquire, holder_of
from archive.store import Store, open_store

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["local", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store that a command can open."""
    opened = open_store(str(tmp_path / "store") if request.param == "local" else request.getfixturevalue("s3_url"))
    opened.probe()
    return opened


def unlock(store: str, site: str) -> tuple[int, str, str]:
    """Exit status and what was said."""
    run = subprocess.run(
        [sys.executable, "-m", "archive", "unlock", store, site], cwd=ROOT, capture_output=True, text=True
    )
    return run.returncode, run.stdout, run.stderr


def test_a_held_lease_is_broken(store: Store) -> None:
    """It says whose lease it was; the holder ends at its next renewal, and another crawl may begin."""
    lease = acquire(store, "news.example", "c1")
    status, said, error = unlock(store.url, "news.example")
    assert (status, error) == (0, "")
    assert said.startswith("broken: the lease of news.example that crawl c1, process ")
    assert holder_of(store, "news.example") is None
    with pytest.raises(LeaseLost):
        lease.renew()
    acquire(store, "news.example", "c2").release()


def test_a_lease_that_nobody_holds(store: Store) -> None:
    """Nothing to break is no error, and makes nothing."""
    assert unlock(store.url, "news.example") == (0, "nobody holds the lease of news.example\n", "")
    assert list(store.list()) == []


def test_what_cannot_be_unlocked(store: Store, tmp_path: Path) -> None:
    """A name that is none, and a store that is not there, are one line each."""
    status, _, error = unlock(store.url, "../x")
    assert (status, error) == (2, "unlock: key '../x' has a part that begins with a dot\n")
    status, _, error = unlock(str(tmp_path / "nowhere"), "news.example")
    assert (status, error) == (3, f"error: {tmp_path}/nowhere: no such folder, so there is no store\n")

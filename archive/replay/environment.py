"""The environment of its own that pywb runs in: its pins contradict ours."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from archive.errors import ArchiveError

_PINS = "requirements-replay.lock.txt"


def cache_folder() -> Path:
    """Where what can be made again is kept: XDG_CACHE_HOME, or .cache in the home folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "newswarc"


def find_wayback(folder: Path | None = None) -> Path | None:
    """pywb's server in `folder`, in the .venv-replay of a checkout, or in our cache; None when it is in none."""
    checkout = Path(__file__).parents[2]
    places = [folder] if folder else [checkout / ".venv-replay", cache_folder() / "pywb"]
    for place in places:
        wayback = place / "bin" / "wayback"
        # The copy of the pins is written when everything is installed.
        if wayback.is_file() and (place / _PINS).is_file():
            return wayback
    return None


def make_environment(folder: Path | None = None) -> Path:
    """Install pywb, at the pinned versions, into an environment in `folder` (default: our cache); its server.

    Raises ArchiveError with the last line that pip said.
    """
    folder = folder or cache_folder() / "pywb"
    pins = _pins()
    if folder.exists() and any(folder.iterdir()) and not (folder / "pyvenv.cfg").is_file():
        raise ArchiveError(f"{folder}: holds something else than an environment; name another folder")
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)], folder)
    python = str(folder / "bin" / "python")
    _run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", str(pins)], folder)
    shutil.copy(pins, folder / _PINS)
    return folder / "bin" / "wayback"


def _pins() -> Path:
    """The pinned requirements: in the package when it is installed, at the root of a checkout."""
    for place in (Path(__file__).parent, Path(__file__).parents[2]):
        if (place / _PINS).is_file():
            return place / _PINS
    raise ArchiveError(f"{_PINS} is missing: install newswarc again, or name an environment that has pywb")


def _run(command: list[str], folder: Path) -> None:
    run = subprocess.run(  # noqa: S603 (our own words, and no shell)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if run.returncode:
        last = (run.stdout.strip().splitlines() or ["no message"])[-1]
        raise ArchiveError(f"no environment for pywb in {folder}: {last}")

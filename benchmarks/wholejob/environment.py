"""The peer's own environment: its pins contradict ours."""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = ("scrapy<2.12", "w3lib<2.2", "twisted<24.8", "scrapy-webarchive", "trafilatura", "lxml_html_clean")
"""scrapy-webarchive 0.5.3 needs names that later versions of these dropped."""
CHOSEN = ("Scrapy", "Twisted", "w3lib", "scrapy-webarchive", "warcio", "trafilatura")


def python_of_peer(folder: Path) -> Path:
    """The interpreter of the environment in `folder`, which is made first when it is not there."""
    python = folder / "bin" / "python"
    done = folder / "requirements.txt"
    wanted = "\n".join(REQUIREMENTS)
    if not done.exists() or done.read_text() != wanted:
        print(f"making {folder} with {' '.join(REQUIREMENTS)}", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        subprocess.run([python, "-m", "pip", "install", "-qq", "--prefer-binary", *REQUIREMENTS], check=True)
        done.write_text(wanted)
    return python


def versions_of_peer(python: Path) -> str:
    """What is installed there, for the report."""
    code = f"from importlib.metadata import version; print(', '.join(f'{{n}} {{version(n)}}' for n in {CHOSEN!r}))"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()

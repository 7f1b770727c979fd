"""pywb as a process of its own, over the merged index and the WARC ranges that our front serves."""

import os
import subprocess
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from archive.errors import ArchiveError

COLLECTION = "news"


class Pywb:
    """pywb's server; `start` returns when it answers. `stop` ends it, by its own id."""

    def __init__(self, wayback: Path, folder: Path, port: int, *, index: Path, warcs: str) -> None:
        """`folder` is its working folder, `index` a sorted CDXJ file, `warcs` the URL prefix of WARC files."""
        self.address = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._command = [str(wayback), "-b", "127.0.0.1", "-p", str(port), "-d", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "config.yaml").write_text(
            f"collections:\n  {COLLECTION}:\n    index: '{index}'\n    archive_paths: '{warcs}'\n"
        )

    def start(self, seconds: float = 120.0) -> None:
        """Raises ArchiveError with what pywb said last when it ends or does not answer in `seconds`."""
        # requests, which pywb uses, would go through a proxy even to this machine.
        environment = {**os.environ, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        log = self._folder / "pywb.log"
        with log.open("wb") as out:
            self._process = subprocess.Popen(  # noqa: S603 (our own words, and no shell)
                self._command, stdout=out, stderr=out, env=environment
            )
        opener = build_opener(ProxyHandler({}))
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                opener.open(f"{self.address}/", timeout=5).close()
            except (URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
            else:
                return
        self.stop()
        last = (log.read_text(errors="replace").strip().splitlines() or ["nothing"])[-1]
        raise ArchiveError(f"pywb does not run; it said last: {last}")

    def wait(self) -> int:
        """Until pywb ends, which it does not by itself; its exit status."""
        assert self._process is not None
        return self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

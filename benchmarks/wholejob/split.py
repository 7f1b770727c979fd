"""What a crawl's main process took, its workers apart: an add-on of Scrapy that writes it down at the end."""

import resource
from pathlib import Path

import msgspec
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings


class Split(msgspec.Struct, frozen=True):
    """What the main process took."""

    cpu: float
    """User and system seconds."""
    peak: int
    """Bytes of memory."""


class SplitAddon:
    """Brings the extension in beside those of the project."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"][MainProcess] = 0


class MainProcess:
    """Writes a `Split` into the file that SPLIT_REPORT names."""

    def __init__(self, crawler: Crawler) -> None:
        self._file = Path(str(crawler.settings["SPLIT_REPORT"]))
        crawler.signals.connect(self._write, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "MainProcess":
        return cls(crawler)

    def _write(self) -> None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        split = Split(cpu=usage.ru_utime + usage.ru_stime, peak=usage.ru_maxrss * 1024)
        self._file.write_bytes(msgspec.json.encode(split))

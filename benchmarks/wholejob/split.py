"""What of a crawl's CPU its main process took: an add-on of Scrapy that writes it down when the crawl has ended."""

import resource
from pathlib import Path

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings


class SplitAddon:
    """Brings the extension in beside those of the project."""

    def update_settings(self, settings: BaseSettings) -> None:
        settings["EXTENSIONS"][MainProcess] = 0


class MainProcess:
    """Writes the CPU seconds of this process, user and system, into the file that SPLIT_REPORT names."""

    def __init__(self, crawler: Crawler) -> None:
        self._file = Path(str(crawler.settings["SPLIT_REPORT"]))
        crawler.signals.connect(self._write, signals.engine_stopped)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "MainProcess":
        return cls(crawler)

    def _write(self) -> None:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        self._file.write_text(str(usage.ru_utime + usage.ru_stime))

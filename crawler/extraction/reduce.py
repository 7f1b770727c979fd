"""The reduce step: article lines out of the sealed readings of WARC files, in the order of the files."""

from collections import Counter

import msgspec

from archive.errors import WarcError
from archive.store import Store
from crawler.extraction.readings import Account, PageRead, SetAside, read_readings
from crawler.inputs import WarcInput
from pipelines.article import Article
from pipelines.news_of_batch import news_of_batch


class Reduction:
    """Takes readings one WARC file after the other and gives the lines that a crawl would have published for them."""

    def __init__(self, readings: Store) -> None:
        self._readings = readings
        self._published: dict[str, str] = {}
        self.read = 0
        """Responses."""
        self.rejected: Counter[str] = Counter()
        """Those without an article, by reason."""
        self.set_aside: list[str] = []
        """Pages that no reader could finish: URL, place and reason in one line each."""

    def articles(self, warc: WarcInput, key: str) -> tuple[list[Article], WarcError | None]:
        """The lines of one WARC file, in the order of its records, and its first damage if it has one.

        `key` is that of its readings. Raises `StoreError`.
        """
        found: list[Article] = []
        linked: dict[str, tuple[int, ...]] = {}
        damage: WarcError | None = None
        for line in read_readings(self._readings, key):
            match line:
                case PageRead():
                    pointer = msgspec.structs.replace(line.article.warc, file=warc.key)
                    found.append(msgspec.structs.replace(line.article, warc=pointer))
                    linked[pointer.record_id] = line.later_pages
                case SetAside():
                    why = f"{line.reason} {line.detail}".rstrip()
                    self.set_aside.append(f"{line.url} ({warc.name} at byte {line.offset}): {why}")
                case Account():
                    self.read += line.read
                    self.rejected.update(line.rejected)
                    if line.damage is not None:
                        damage = WarcError(line.damage, file=warc.name, offset=line.damage_offset)
        return news_of_batch(found, self._published, linked), damage

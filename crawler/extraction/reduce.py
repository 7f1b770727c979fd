"""The reduce step: article lines out of the sealed readings of WARC files, in the order of the files."""

from collections import Counter

import msgspec

from archive.errors import WarcError
from archive.store import Store
from crawler.extraction.readings import Account, Seen, SetAside, Withheld, read_readings
from crawler.inputs import WarcInput
from pipelines.article import Article
from pipelines.news_of_batch import news_of_batch, take_in, with_story_ids
from pipelines.sightings import Sighting
from pipelines.story_state import MemoryBook


class Reduction:
    """Takes readings one WARC file after the other and gives the lines that a crawl would have published for them."""

    def __init__(self, readings: Store) -> None:
        self._readings = readings
        self._published = MemoryBook()
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
        seen: dict[str, list[Sighting]] = {}
        withheld: set[str] = set()
        damage: WarcError | None = None
        for line in read_readings(self._readings, key):
            match line:
                case Seen():
                    seen.setdefault(line.site, []).append(_in_file(line.sighting, warc.key))
                case Withheld():
                    withheld.add(line.record_id)
                case SetAside():
                    why = f"{line.reason} {line.detail}".rstrip()
                    self.set_aside.append(f"{line.url} ({warc.name} at byte {line.offset}): {why}")
                case Account():
                    self.read += line.read
                    self.rejected.update(line.rejected)
                    if line.damage is not None:
                        damage = WarcError(line.damage, file=warc.name, offset=line.damage_offset)
        lines: list[Article] = []
        for site, every in sorted(seen.items()):
            sightings = [one for one in every if one.warc.record_id not in withheld]
            news = news_of_batch(site, sightings, self._published)
            take_in(site, news.lines, with_story_ids(sightings, news), self._published)
            lines += news.lines
        return sorted(lines, key=lambda line: line.warc.offset), damage


def _in_file(sighting: Sighting, key: str) -> Sighting:
    """The sighting with the name of its WARC file, which readings do not know."""
    article = sighting.article
    if article is not None:
        article = msgspec.structs.replace(article, warc=msgspec.structs.replace(article.warc, file=key))
    warc = msgspec.structs.replace(sighting.warc, file=key)
    return msgspec.structs.replace(sighting, warc=warc, article=article)

"""The reduce step: article lines out of the sealed readings of WARC files, in the order of the files."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from archive.errors import WarcError
from archive.store import Store
from crawler.extraction.readings import Account, Seen, SetAside, Taught, Withheld, read_readings
from crawler.extraction.shelf import Shelf
from crawler.inputs import WarcInput
from pipelines.article import Article
from pipelines.jsonl import to_line
from pipelines.learned import Learned
from pipelines.news_of_batch import news_of_batch, take_in, with_story_ids
from pipelines.sightings import Sighting
from pipelines.story_state import MemoryBook


class Reduction:
    """Takes readings one WARC file after the other and gives the lines that a crawl would have published for them."""

    def __init__(self, readings: Store) -> None:
        self._readings = readings
        self._published = MemoryBook()
        self._learned: dict[str, Learned] = {}
        """What files without a table of their own taught, by site."""
        self.read = 0
        """Responses."""
        self.rejected: Counter[str] = Counter()
        """Those without an article, by reason."""
        self.set_aside: list[str] = []
        """Pages that no reader could finish: URL, place and reason in one line each."""

    def lines(
        self, warc: WarcInput, key: str, out: BinaryIO, *, keep_going: bool = False
    ) -> tuple[int, WarcError | None]:
        """Write the lines of one WARC file, in the order of its records; how many, and its first damage if it has one.

        `key` is that of its readings. Articles wait on the disk and not in memory. Raises `StoreError`, and for a
        damaged file, unless it is to `keep_going`, `WarcError` before anything is written.
        """
        with Shelf() as articles, tempfile.TemporaryFile(prefix="newswarc-lines-") as unordered:
            seen, taught, damage = self._take_in(warc, key, articles)
            if damage is not None and not keep_going:
                raise damage
            learned = taught.learned
            if warc.site is not None and not taught.archived:
                # An old file of the store, which does not say what was known by then: what those before taught holds.
                before = self._learned.get(warc.site, Learned())
                learned = self._learned[warc.site] = before.with_blocks_of(learned)
            places: list[tuple[int, int, int]] = []
            for site, sightings in sorted(seen.items()):
                news = news_of_batch(site, sightings, articles, self._published, learned)
                made = _written(news.lines, unordered, places)
                take_in(site, made, with_story_ids(sightings, news), self._published)
            for _, start, length in sorted(places):
                unordered.seek(start)
                out.write(unordered.read(length))
        return len(places), damage

    def _take_in(
        self, warc: WarcInput, key: str, articles: Shelf
    ) -> tuple[dict[str, list[Sighting]], Taught, WarcError | None]:
        """What the readings say, by site, what was learned, and the first damage of the WARC file."""
        seen: dict[str, list[Sighting]] = {}
        withheld: set[str] = set()
        taught = Taught(learned=Learned(), archived=False)
        damage: WarcError | None = None
        for line in read_readings(self._readings, key):
            match line:
                case Seen():
                    seen.setdefault(line.site, []).append(_in_file(line.sighting, warc.key))
                    if line.article is not None:
                        articles.put(line.sighting.warc.offset, _in_file(line.article, warc.key))
                case Withheld():
                    withheld.add(line.record_id)
                case Taught():
                    taught = line
                case SetAside():
                    why = f"{line.reason} {line.detail}".rstrip()
                    self.set_aside.append(f"{line.url} ({warc.name} at byte {line.offset}): {why}")
                case Account():
                    self.read += line.read
                    self.rejected.update(line.rejected)
                    if line.damage is not None:
                        damage = WarcError(line.damage, file=warc.name, offset=line.damage_offset)
        wanted = {site: [one for one in every if one.warc.record_id not in withheld] for site, every in seen.items()}
        return wanted, taught, damage


def _written(lines: Iterable[Article], target: BinaryIO, places: list[tuple[int, int, int]]) -> Iterator[Article]:
    """The same lines, each written down on its way, with the place in `places`: offset of its record, start, length."""
    for article in lines:
        line = to_line(article)
        places.append((article.warc.offset, target.tell(), len(line)))
        target.write(line)
        yield article


T = TypeVar("T", Article, Sighting)


def _in_file(value: T, key: str) -> T:
    """An article or a sighting with the name of its WARC file, which readings do not know."""
    return msgspec.structs.replace(value, warc=msgspec.structs.replace(value.warc, file=key))

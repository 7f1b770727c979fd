"""Later pages of articles that a batch waits for: pages are joined within one WARC file, so it should hold them all."""

from collections.abc import Iterable

from pipelines.article import Article
from pipelines.dedupe import story_id
from pipelines.paging import as_part

PATIENCE = 200
"""So many more answers are taken into a file that is due to be closed, at most, until the pages have come."""


class AwaitedPages:
    """What pages of articles have named and no answer has settled; whatever the answer is, it settles."""

    def __init__(self, site: str) -> None:
        self._site = site
        self._settled: set[tuple[str, int]] = set()
        self._awaited: set[tuple[str, int]] = set()
        self._patience = PATIENCE

    def note(self, url: str, article: Article | None, later_pages: Iterable[int]) -> None:
        """Tell of an answer: its address, its article, and the numbers of the later pages that it links."""
        part = as_part(url)
        if part is not None:
            self._settled.add((story_id(self._site, part.first), part.number))
        if article is not None:
            story = story_id(self._site, article.canonical_url)
            self._awaited.update((story, number) for number in later_pages)

    def are_on_their_way(self) -> bool:
        """Whether a page is missing that may still come; asked for each answer once the file is due to be closed."""
        if self._awaited <= self._settled or self._patience <= 0:
            return False
        self._patience -= 1
        return True

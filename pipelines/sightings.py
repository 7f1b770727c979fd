"""What one archived response says of a story: here is its text, it is as before, it is gone, or it stands elsewhere."""

import enum
import re
from urllib.parse import urlsplit

import msgspec

from pipelines.article import WarcPointer
from pipelines.urls import canonical, story_key

_LANGUAGE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_SERIAL = re.compile(r"[-_.]\d+$")


class Look(enum.StrEnum):
    """What was found at an address."""

    READ = "read"
    """A page that gave an article."""
    UNCHANGED = "unchanged"
    GONE = "gone"
    """404, 410, or a page that says so."""
    REDIRECTED = "redirected"


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One response, as far as the stories of a site care."""

    look: Look
    url: str
    """Canonical form of the URL that was asked for."""
    warc: WarcPointer
    fetched_at: str
    """ISO 8601, UTC, as lines have it."""
    target: str | None = None
    """Where a redirect leads, absolute."""
    article_id: str | None = None
    """Of the story that the page belongs to; in a batch that is not reduced yet, the one its own address makes."""
    address_id: str | None = None
    """The one its own address makes, where the story has its id from another address."""
    post_id: str | None = None
    """The publishing system's own number of the article."""
    later_pages: tuple[int, ...] = ()
    """Numbers of the later pages of the article that the page links."""

    @property
    def crawl(self) -> str:
        """The crawl that saw it."""
        return crawl_of(self.warc.file)


def crawl_of(file: str) -> str:
    """What the files of one crawl have in common: the name of a WARC file without its serial number."""
    return _SERIAL.sub("", file.rpartition("/")[2].removesuffix(".gz").removesuffix(".warc"))


def is_front_page(url: str) -> bool:
    """Whether an address is the front page of a site, or of one of its languages.

    With parameters it is not: "/?p=7" is a story, "/?consent=1" a wall before all stories.
    """
    split = urlsplit(canonical(url))
    parts = [part for part in urlsplit("//" + story_key(url)).path.split("/") if part]
    return not split.query and (not parts or (len(parts) == 1 and _LANGUAGE.fullmatch(parts[0]) is not None))

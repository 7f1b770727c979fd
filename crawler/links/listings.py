"""Which further pages of a site's listings are worth a request, by what its listings have brought so far. Pure.

Each listing is read while it brings news. When the site's listings have brought none for a while, the question is what
they may still hide: that is judged by what they announce (so many pages, so many stories on each) and by whether the
sitemaps name what the listings show.
"""

import msgspec

from pipelines.extract.link_targets import TAXONOMY_PATH
from pipelines.paging import is_front_listing, page_number, series

MAX_LISTINGS = 50_000
"""Listings that are counted; what comes later is neither counted nor limited."""
ROLES = ("pagination", "taxonomy", "navigation")
"""Roles of addresses that are listings, or pages of them."""
_SERIES_LIMIT = 3
"""Pages in a row of one listing without a new story, those apart that show where it ends."""
_ENDS_LIMIT = 2
"""Barren pages that close a listing when its last page is one of them."""
_DRY = 4
"""Barren pages of any listings in a row after which the site seems to have nothing more to tell. From then on only so
many may be barren in a row of each role, all listings together; one more for each so many stories that are known."""
_TAXONOMY = (1, 200)
_NAVIGATION = (6, 20)
_NUMBERED = (2, 100)
"""Pages of listings that say how long they are, which is not longer than what is known."""
_NAMED_ELSEWHERE = (2, 20)
"""Pages of listings that do not say so, where the sitemaps have named all that the listings show."""
_SUSPICIOUS = (4, 15)
"""Pages of listings that announce more than is known, or that show what no sitemap names."""
_NEWEST_A_PAGE = 8
"""Feeds name the newest stories only; the pages of the front page's listing that show the same ones, so many on each,
are barren and yet lead to older ones."""
_MOST_PROBES = 60
"""Barren pages in a row, however much is known."""


class Listing(msgspec.Struct):
    """What the pages of one listing have brought."""

    pages: int = 0
    stories: int = 0
    barren: int = 0
    """Pages in a row, up to the latest, without a new story."""
    last_number: int = 0
    """The highest page number in its addresses."""
    end_is_barren: bool = False
    """Whether the page with that number was fetched and brought nothing."""
    is_numbered: bool = False
    """Whether it tells where it ends, and not only what comes next."""
    cards: int = 0
    """Stories on its fullest page."""

    @property
    def announced(self) -> int:
        """Stories that it has at least, as far as it says so."""
        return (self.last_number - 1) * self.cards + 1 if self.is_numbered and self.cards else 0


class Listings(msgspec.Struct):
    """All listings of a site."""

    by_stem: dict[str, Listing] = {}
    announced: dict[str, int] = {}
    """Stories that the listings of one folder announce together: the sections of a site lie in one."""
    dry: int = 0
    """Pages of any listing in a row that brought no new story."""
    dry_roles: dict[str, int] = {}
    """The same for each role."""
    taxonomies_yield: bool = False
    """Whether tag and author pages have brought any story that was not known from elsewhere."""
    known: int = 0
    """Stories that this crawl has heard of."""
    listed: int = 0
    """Addresses that sitemaps and feeds named …"""
    newest: int = 0
    """… with the day on which they were published, as feeds and news sitemaps do."""
    settled: bool = False
    """Whether an earlier crawl has seen every listing to its end."""

    def hear(self, url: str) -> None:
        """Tell of the address of a listing's page when it is found."""
        self._listing(url)

    def report(self, url: str, role: str, new_stories: int, cards: int) -> None:
        """Tell what an address brought that was fetched in `role`, and how many stories it shows in all."""
        if role in ROLES:
            self.dry = 0 if new_stories else self.dry + 1
            self.dry_roles[role] = 0 if new_stories else self.dry_roles.get(role, 0) + 1
        if new_stories and role == "taxonomy":
            self.taxonomies_yield = True
        stem = series(url).stem
        if role != "pagination" and stem not in self.by_stem:
            return
        listing = self._listing(url)
        listing.pages += 1
        listing.stories += new_stories
        listing.barren = 0 if new_stories else listing.barren + 1
        if cards > listing.cards:
            self._change(stem, listing, cards=cards)
        if (page_number(url) or 0) >= max(listing.last_number, 1):
            listing.end_is_barren = new_stories == 0

    def room(self, url: str, role: str) -> int:
        """How many more barren answers in a row the site's listings may bring in this role."""
        if self.dry < _DRY or (self.settled and role == "navigation"):
            return _MOST_PROBES
        if (
            role == "pagination"
            and (known := self.by_stem.get(series(url).stem))
            and known.stories
            and not known.barren
        ):
            return _MOST_PROBES
        return min(self._limit(url, role), _MOST_PROBES) - self.dry_roles.get(role, 0)

    def admits_page(self, url: str) -> bool:
        """Whether the listing that a numbered page belongs to still has something to tell."""
        listing = self._listing(url)
        if self.settled or (TAXONOMY_PATH.search(url) and not self.taxonomies_yield):
            return listing.barren < 1
        is_dry = self.dry >= _DRY
        if listing.end_is_barren and listing.barren >= (1 if is_dry else _ENDS_LIMIT):
            return False
        if page_number(url) == listing.last_number and not listing.end_is_barren:
            return True
        return listing.barren < (1 if is_dry and listing.is_numbered else _SERIES_LIMIT)

    def _limit(self, url: str, role: str) -> int:
        if role == "taxonomy":
            return self._at_least(_TAXONOMY)
        if role == "navigation":
            return self._at_least(_NAVIGATION)
        listing = self._listing(url)
        if listing.is_numbered:
            is_more = self.announced.get(_folder(series(url).stem), 0) > self.known
            return self._at_least(_SUSPICIOUS if is_more else _NUMBERED)
        newest = self.newest // _NEWEST_A_PAGE if is_front_listing(url) else 0
        is_more = self.known > self.listed + max(3, self.listed // 20)
        return newest + self._at_least(_SUSPICIOUS if is_more else _NAMED_ELSEWHERE)

    def _at_least(self, rule: tuple[int, int]) -> int:
        least, stories_for_one_more = rule
        return least + self.known // stories_for_one_more

    def _listing(self, url: str) -> Listing:
        stem, number = series(url).stem, page_number(url) or 0
        listing = self.by_stem.get(stem)
        if listing is None:
            listing = Listing()
            if len(self.by_stem) < MAX_LISTINGS:
                self.by_stem[stem] = listing
        if number > listing.last_number:
            # Its first page names more than the one page that comes next.
            tells = number > max(listing.last_number, 1) + 1 or (listing.pages == 0 and listing.last_number > 1)
            self._change(stem, listing, last_number=number, is_numbered=listing.is_numbered or tells)
            listing.end_is_barren = False
        return listing

    def _change(self, stem: str, listing: Listing, **fields: int) -> None:
        """Set fields of a listing, and what its folder announces with them."""
        before = listing.announced
        for name, value in fields.items():
            setattr(listing, name, value)
        if stem in self.by_stem:
            folder = _folder(stem)
            self.announced[folder] = self.announced.get(folder, 0) + listing.announced - before


def _folder(stem: str) -> str:
    """Where a listing lies; the front page's, which lists all, in a place of its own."""
    path = stem.partition("?")[0]
    return path.rpartition("/")[0]

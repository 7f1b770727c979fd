"""Which story a page belongs to, where its address alone does not say it: stories move, and stand at two addresses.

A page at an address that is new to the archive is an older story when an old address redirects to it, when the
publishing system gives it the same number, or when headline, date and text are the same.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from pipelines.article import Article
from pipelines.dedupe import story_id
from pipelines.paging import page_of
from pipelines.sightings import Look, Sighting, is_front_page
from pipelines.story_state import KeptLine, Published, StoryState, instant, pack, paragraphs_of, state_of_line, unpack

_IsSame = Callable[[StoryState, StoryState], bool]
_NEAR = 0.5
"""Share of common paragraphs from which two texts with the same headline and date are one story."""
_WORDS_WITHOUT_DATE = 30
"""Words that a text must have to be recognised by itself, where no date helps."""


def address_name(own_id: str) -> str:
    """The name under which the id that an address makes leads to the story that stands there."""
    return f"address:{own_id}"


def fetched_name(own_id: str) -> str:
    """The same for the address of a page that names another one as its own."""
    return f"fetched:{own_id}"


def redirect_name(own_id: str) -> str:
    """The name of an address that an address of a story redirects to."""
    return f"redirect:{own_id}"


def post_name(site: str, post_id: str) -> str:
    """The name of an article in its publishing system."""
    return f"post:{site} {post_id}"


def looks_name(site: str, line: Article | KeptLine) -> str | None:
    """Equal for articles that may be one: headline and date, or headline and text. None where that is too little."""
    date = instant(line.date_published)
    if date is None and len(line.body.split()) < _WORDS_WITHOUT_DATE:
        return None
    looks = "\n".join((site, line.headline, date or line.body_sha256))
    return f"looks:{hashlib.sha256(looks.encode()).hexdigest()[:20]}"


def story_at(known: Published, own_id: str) -> str | None:
    """The story that stands at an address, given the id that the address makes."""
    if known.get(own_id) is not None:
        return own_id
    return known.find(address_name(own_id)) or known.find(fetched_name(own_id))


def redirects_of(site: str, sightings: Iterable[Sighting], known: Published) -> dict[str, str]:
    """Stories by the ids that the addresses make to which their own addresses redirect."""
    found: dict[str, str] = {}
    for one in sightings:
        if one.look is not Look.REDIRECTED or one.target is None or is_front_page(one.target):
            continue
        source, target = story_id(site, one.url), story_id(site, one.target)
        story = story_at(known, source) or found.get(source) or known.find(redirect_name(source))
        if story is not None and target not in (source, story):
            found.setdefault(target, story)
    return found


class Identities:
    """The stories of one batch's pages."""

    def __init__(
        self,
        site: str,
        sightings: Iterable[Sighting],
        pages: Iterable[tuple[Sighting, Article]],
        known: Published,
    ) -> None:
        """`sightings` are all, `pages` those with an article, each in the order of their records."""
        self._site = site
        self._known = known
        self.redirects = redirects_of(site, sightings, known)
        self._fresh: dict[str, bytes] = {}
        """Packed states of the stories that are new."""
        self._names: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        """Story ids by the ids that the pages' own addresses make."""
        later = []
        for page, article in pages:
            if _is_later(article):
                later.append(article.id)
            elif article.id not in self.ids:
                self.ids[article.id] = self._identify(page, article)
        for own in later:
            if own not in self.ids:
                self.ids[own] = known.find(address_name(own)) or own

    def story_at(self, own_id: str) -> str | None:
        """As `story_at`, this batch included."""
        return self.ids.get(own_id) or story_at(self._known, own_id)

    def is_redirected(self, own_id: str, story: str) -> bool:
        """Whether an address of the story is known to redirect to this one."""
        return story in (self.redirects.get(own_id), self._known.find(redirect_name(own_id)))

    def _identify(self, page: Sighting, article: Article) -> str:
        own = article.id
        if self._known.get(own) is not None:
            return own
        if (bound := self._known.find(address_name(own))) is not None:
            return bound
        new = state_of_line(article, (), None)
        for story, is_same in self._candidates(page, article):
            state = self._known.get(story) or self._new_state(story)
            if state is not None and is_same(state, new):
                return story
        self._fresh[own] = pack(new)
        for name in _names(self._site, page, article):
            self._names.setdefault(name, own)
        return own

    def _candidates(self, page: Sighting, article: Article) -> Iterator[tuple[str, _IsSame]]:
        """Stories that the page may belong to, the surest first, each with what must be true of the two."""
        for own in (story_id(self._site, page.url), article.id):
            if (story := self.redirects.get(own) or self._known.find(redirect_name(own))) is not None:
                yield story, _is_related
        if page.post_id and (story := self._find(post_name(self._site, page.post_id))) is not None:
            yield story, _is_same_post
        if (name := looks_name(self._site, article)) and (story := self._find(name)) is not None:
            yield story, _is_near

    def _new_state(self, story: str) -> StoryState | None:
        packed = self._fresh.get(story)
        return unpack(packed) if packed is not None else None

    def _find(self, name: str) -> str | None:
        return self._known.find(name) or self._names.get(name)


def names_of(site: str, line: Article | KeptLine) -> list[str]:
    """The names by which a line's story can be recognised elsewhere."""
    name = looks_name(site, line)
    return [name] if name else []


def _names(site: str, page: Sighting, article: Article) -> list[str]:
    post = [post_name(site, page.post_id)] if page.post_id else []
    return post + names_of(site, article)


def _is_later(article: Article) -> bool:
    return page_of(article.canonical_url, article.url) is not None


def _is_same_day(one: StoryState, other: StoryState) -> bool:
    return one.date_published is not None and instant(one.date_published) == instant(other.date_published)


def _common(one: StoryState, other: StoryState) -> float:
    """The share of their paragraphs that two texts have in common."""
    old, new = Counter(paragraphs_of(one)), Counter(paragraphs_of(other))
    return 2 * (old & new).total() / (old.total() + new.total())


def _is_related(one: StoryState, other: StoryState) -> bool:
    """Enough where a redirect says it as well; a redirect to whatever stands in place of the story is no move."""
    return one.headline == other.headline or _is_same_day(one, other) or _common(one, other) > 0


def _is_same_post(one: StoryState, other: StoryState) -> bool:
    """A number is given once a publishing system: a site may have several, or print the same on every page."""
    return one.headline == other.headline or (_is_same_day(one, other) and _common(one, other) > 0)


def _is_near(one: StoryState, other: StoryState) -> bool:
    """With the same headline; and the same date, or none and the same text."""
    if one.headline != other.headline or instant(one.date_published) != instant(other.date_published):
        return False
    if one.date_published is None:
        return one.body_sha256 == other.body_sha256
    return _common(one, other) >= _NEAR or (one.cluster_id is not None and one.cluster_id == other.cluster_id)

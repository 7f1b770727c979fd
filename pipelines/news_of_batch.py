"""Which articles of a batch are news to a store: one line a story, and none for what it holds already.

The reduce step. `news_of_batch` decides, given what was published before; `take_in` makes of that, of the lines and
of what was seen, what was published before the next batch. Both are functions of WARC files in the order of their
commits and of nothing else, so that a crawl, a re-extraction and a machine that begins with the ledgers agree.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import urlsplit

import msgspec

from pipelines.article import Article
from pipelines.dedupe import Outline, outline_of, reduce_lines, story_id
from pipelines.identity import (
    Identities,
    address_name,
    fetched_name,
    names_of,
    post_name,
    redirect_name,
    redirects_of,
    story_at,
)
from pipelines.join import group_pages, joined, pages_of
from pipelines.learned import Boilerplate, Learned, WithoutLearned
from pipelines.paging import as_part
from pipelines.revisions import changed_fields, revision_of
from pipelines.sightings import Look, Sighting, crawl_of, is_front_page
from pipelines.story_state import KeptLine, Published, StoryBook, StoryState, state_of_line
from pipelines.tombstones import look_at, tombstone_of
from pipelines.urls import canonical, story_key


class _Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is still to be made."""

    story: str
    offset: int
    """Of the record of its first page."""
    later: dict[int, int]
    """Of the records of its later pages, by their numbers."""
    before: StoryState | None = None
    """The story's latest line, where there is one …"""
    fields: tuple[str, ...] = ()
    """… what of it changed …"""
    learned: frozenset[bytes] = frozenset()
    """… and the hashes of the blocks that do not count."""


class Lines:
    """The lines of a batch in the order of their records. Each is made when it is asked for, and let go."""

    def __init__(self, lines: Iterable[_Draft | Article], articles: Mapping[int, Article]) -> None:
        self._lines = sorted(lines, key=lambda one: one.offset if isinstance(one, _Draft) else one.warc.offset)
        self._articles = articles

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Article]:
        for one in self._lines:
            yield _line(one, self._articles) if isinstance(one, _Draft) else one


class News(msgspec.Struct, frozen=True):
    """What one batch has to say."""

    lines: Lines
    ids: dict[str, str]
    """Story ids by the ids that the pages' own addresses make, where they differ."""


def news_of_batch(
    site: str,
    sightings: Iterable[Sighting],
    articles: Mapping[int, Article],
    known: Published,
    learned: Learned | None = None,
) -> News:
    """The lines to publish for the responses of one WARC file.

    `articles` are those that the responses gave, by the offsets of their records; one at a time is looked up and let
    go again, so they need not be in memory. `learned` is the file's table of blocks that are no text of a story.
    A line with several pages is not replaced by one with fewer as long as the missing ones are still linked: they were
    met unchanged.
    """
    ordered = sorted(sightings, key=lambda one: one.warc.offset)
    boilerplate = Boilerplate(learned or Learned())
    if learned and learned.blocks:
        articles = WithoutLearned(articles, boilerplate)
    outlines: list[Outline] = []

    def pages() -> Iterator[tuple[Sighting, Article]]:
        for one in ordered:
            if one.warc.offset in articles:
                article = articles[one.warc.offset]
                outlines.append(outline_of(article))
                yield one, article

    identities = Identities(site, ordered, pages(), known)
    outlines = [msgspec.structs.replace(one, id=identities.ids[one.id]) for one in outlines]
    linked_on = {one.warc.offset: one.later_pages for one in ordered if one.later_pages}
    still_linked: dict[str, set[int]] = {}
    for one in outlines:
        still_linked.setdefault(one.id, set()).update(linked_on.get(one.warc.offset, ()))
    there = pages_of(outlines)
    looks = _looks(site, ordered, identities, known)
    lines: dict[str, _Draft | Article] = {}
    for draft in _drafts(outlines, articles, lambda one: _may_stand_for(site, one, identities, looks, known)):
        before = known.get(draft.story)
        if before is None:
            lines[draft.story] = draft
            continue
        missing = set(before.pages) - there.get(draft.story, set())
        article = _line(draft, articles)
        hashes = boilerplate.hashes(article.url)
        fields = changed_fields(before, article, hashes)
        if fields and not missing & still_linked[draft.story]:
            lines[draft.story] = msgspec.structs.replace(draft, before=before, fields=fields, learned=hashes)
    for story, seen in looks.items():
        before = known.get(story)
        if story not in lines and before is not None and (stone := tombstone_of(story, before, seen)) is not None:
            lines[story] = stone
    return News(
        Lines(lines.values(), articles),
        {own: story for own, story in identities.ids.items() if own != story},
    )


def _drafts(
    outlines: Iterable[Outline], articles: Mapping[int, Article], accepts: Callable[[Outline], bool]
) -> list[_Draft]:
    """One a story: of its best copy, with its later pages."""
    drafts: dict[int, _Draft] = {}
    accepted = []
    for first, later in group_pages(outlines):
        if not accepts(first):
            continue
        offset = first.warc.offset
        places = {number: page.warc.offset for number, page in later.items()}
        drafts[offset] = _Draft(story=first.id, offset=offset, later=places)
        if later:
            first = msgspec.structs.replace(first, word_count=_line(drafts[offset], articles).word_count)
        accepted.append(first)
    return [drafts[one.warc.offset] for one in reduce_lines(accepted)]


def _line(draft: _Draft, articles: Mapping[int, Article]) -> Article:
    later = {number: articles[offset] for number, offset in draft.later.items()}
    article = joined(msgspec.structs.replace(articles[draft.offset], id=draft.story), later)
    return article if draft.before is None else revision_of(draft.before, article, draft.fields, draft.learned)


def take_in(site: str, lines: Iterable[Article | KeptLine], sightings: Iterable[Sighting], book: StoryBook) -> None:
    """Bring the book up to date with the lines of a batch and with all that was seen in it.

    `sightings` come with the ids of their stories, as `with_story_ids` gives them.
    """
    ordered = sorted(sightings, key=lambda one: one.warc.offset)
    pages: dict[str, set[int]] = {}
    for one in ordered:
        if one.article_id and (number := _later_page(site, one)):
            pages.setdefault(one.article_id, set()).add(number)
    for line in lines:
        before = book.get(line.id)
        book.put(line.id, state_of_line(line, pages.get(line.id, ()), before))
        if line.status == "published":
            for name in names_of(site, line):
                book.bind(name, line.id)
    for one in ordered:
        if one.article_id is not None:
            _bind_names(site, one, one.article_id, book)
    for target, story in redirects_of(site, ordered, book).items():
        book.bind(redirect_name(target), story)
    for one in ordered:
        story_here = one.article_id or story_at(book, story_id(site, one.url))
        state = book.get(story_here) if story_here else None
        if story_here and state and _tells(site, one, story_here, state, partial(story_at, book)):
            book.put(story_here, look_at(state, [one]))


def with_story_ids(sightings: Iterable[Sighting], news: News) -> list[Sighting]:
    """The sightings as `take_in` wants them: with the ids of their stories."""
    found = []
    for one in sightings:
        own = one.article_id
        if own is not None and own in news.ids:
            one = msgspec.structs.replace(one, article_id=news.ids[own], address_id=own)
        found.append(one)
    return found


def _bind_names(site: str, sighting: Sighting, story: str, book: StoryBook) -> None:
    if sighting.address_id is not None:
        book.bind(address_name(sighting.address_id), story)
    if (fetched := story_id(site, sighting.url)) not in (story, sighting.address_id):
        book.bind(fetched_name(fetched), story)
    if sighting.post_id is not None:
        book.bind(post_name(site, sighting.post_id), story)


def _looks(
    site: str, sightings: Iterable[Sighting], identities: Identities, known: Published
) -> dict[str, list[Sighting]]:
    """What the batch says of whether known stories are there, by story."""
    found: dict[str, list[Sighting]] = {}
    for one in sightings:
        story = identities.story_at(one.article_id or story_id(site, one.url))
        state = known.get(story) if story else None
        if story and state and _tells(site, one, story, state, identities.story_at):
            found.setdefault(story, []).append(one)
    return found


def _tells(site: str, sighting: Sighting, story: str, state: StoryState, at: Callable[[str], str | None]) -> bool:
    """Whether a sighting says that a story is there, or that it is gone.

    It is there when any of its addresses is; it can be gone only from that of its latest line. A redirect elsewhere
    than to the story, to the front page or to another story, takes it away.
    """
    if sighting.look in (Look.READ, Look.UNCHANGED):
        return True
    if canonical(state.url) != sighting.url:
        return False
    if sighting.look is Look.GONE or sighting.target is None:
        return sighting.look is Look.GONE
    return is_front_page(sighting.target) or at(story_id(site, sighting.target)) not in (None, story)


def _may_stand_for(
    site: str, article: Outline, identities: Identities, looks: dict[str, list[Sighting]], known: Published
) -> bool:
    """Whether a page may give its story's next line: not a copy, beside the page that gave the latest one."""
    before = known.get(article.id)
    if before is None or canonical(article.url) == canonical(before.url):
        return True
    own_id = story_id(site, article.canonical_url)
    seen = looks.get(article.id, ())
    was_gone = before.gone is not None or any(one.look in (Look.GONE, Look.REDIRECTED) for one in seen)
    if was_gone or before.status == "gone" or identities.is_redirected(own_id, article.id):
        return True
    is_own, was_own = article.url == article.canonical_url, before.url == before.canonical_url
    if is_own != was_own:
        return is_own
    there = [one for one in seen if one.url == canonical(before.url)]
    if there or before.seen == crawl_of(article.warc.file):
        return False
    if story_key(article.url) == story_key(before.url):
        return urlsplit(article.url).path.rstrip("/") == urlsplit(before.url).path.rstrip("/")
    return own_id != article.id and known.find(address_name(own_id)) is None


def _later_page(site: str, sighting: Sighting) -> int | None:
    """The number of the page where a sighting is of a later page of its article, told as `pages_of` does."""
    part = as_part(sighting.url)
    if part is None or story_id(site, part.first) not in (sighting.article_id, sighting.address_id):
        return None
    return part.number

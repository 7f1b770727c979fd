"""Sources against each other: which of them knew which story, what each alone knew, and months that look too thin."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from crawler.coverage.model import Month, Overlap, Source, SourceAccount, State, Unarchived
from crawler.coverage.register import BIT, Register, sources_of
from crawler.coverage.stories import Stories, Story
from crawler.links.unwanted import is_list_address, is_sitemap_of_lists

_NOT_THERE = frozenset(State) - {State.STORY, State.DUPLICATE, State.PAGE, State.REDIRECTED}
_LISTS_STORIES = BIT[Source.CHAIN] | BIT[Source.SITEMAP] | BIT[Source.FEED] | BIT[Source.ORACLE]
"""Sources whose word counts as "there is a story"; a section names all sorts of pages."""
_AROUND = 6
"""Months on either side that say what is usual."""
_THIN = 0.25
"""Of the usual: a month with fewer stories is suspicious …"""
_BUSY = 4
"""… where so many stories a month are usual at least."""
_CENTURY = 1200
"""Months."""


def knowledge(register: Register, stories: Stories) -> "array[int]":
    """Source bits of each story by its number, over all its addresses and the redirects to it."""
    bits = array("H", bytes(2 * (stories.highest + 1)))
    for url, named, requisite, _ in register.urls():
        if named and not requisite:
            bits[stories.number_of(register.story_at(url))] |= named
    for neighbours in stories.links():
        for number, neighbour in enumerate(neighbours):
            if neighbour != number:
                bits[neighbour] |= BIT[Source.CHAIN]
    return bits[1 : len(stories) + 1]


def account_of(knowledge: Sequence[int], unarchived: Iterable[Unarchived]) -> tuple[SourceAccount, ...]:
    """What each source knew, all sources in their order; `knowledge` has the source bits of each story."""
    absent = Counter(source for one in unarchived for source in one.named_by)
    return tuple(
        SourceAccount(
            source=source,
            stories=sum(bool(bits & BIT[source]) for bits in knowledge),
            alone=sum(bits == BIT[source] for bits in knowledge),
            unarchived=absent[source],
        )
        for source in Source
    )


def overlaps_of(knowledge: Iterable[int]) -> tuple[Overlap, ...]:
    """How many stories exactly which sources named, most first."""
    found = Counter(knowledge)
    return tuple(
        Overlap(sources=sources_of(bits), stories=stories)
        for bits, stories in sorted(found.items(), key=lambda item: (-item[1], item[0]))
    )


def unarchived_of(rows: Iterable[tuple[str, int, State, str | None]]) -> tuple[Unarchived, ...]:
    """What chain, sitemaps and feeds name and the archive has not, in order of URL.

    `rows` are URL, source bits, state, and who named it first. Sitemaps name sections, tags and authors too, and
    sitemaps of these: those that the crawl's budget left out are no stories that the archive lacks.
    """
    return tuple(
        Unarchived(url=url, state=state, named_by=sources_of(bits), first_named_by=named_by)
        for url, bits, state, named_by in rows
        if bits & _LISTS_STORIES
        and state in _NOT_THERE
        and not (state is State.OVER_BUDGET and bits & _LISTS_STORIES == BIT[Source.SITEMAP] and _is_list(url))
    )


def _is_list(url: str) -> bool:
    return is_list_address(url) or is_sitemap_of_lists(url)


def months_of(stories: Iterable[Story], knowledge: Iterable[int]) -> tuple[Month, ...]:
    """Every month from the first story to the last, those without any included.

    `knowledge` has the source bits of each story, in their order.
    """
    counts: Counter[str] = Counter()
    by_source: dict[str, Counter[str]] = {}
    for one, bits in zip(stories, knowledge, strict=True):
        if one.published is None or one.date is None:
            continue
        month = one.published[:7]
        counts[month] += 1
        by_source.setdefault(month, Counter()).update(sources_of(bits))
    names = _months_between(counts)
    months = []
    for number, month in enumerate(names):
        around = [counts[name] for name in names[max(0, number - _AROUND) : number + _AROUND + 1] if name != month]
        usual = float(median(around)) if around else None
        # The first and the last month may be parts of months.
        is_inner = 0 < number < len(names) - 1
        months.append(
            Month(
                month=month,
                stories=counts[month],
                by_source={source.value: by_source.get(month, Counter())[source] for source in Source},
                usual=usual,
                suspicious=is_inner and usual is not None and usual >= _BUSY and counts[month] < _THIN * usual,
            )
        )
    return tuple(months)


def _months_between(counts: Mapping[str, int]) -> list[str]:
    """Every month from the first to the last; where a wrong date makes this absurdly many, those with stories only."""
    if not counts:
        return []
    first, last = min(counts), max(counts)
    begin, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    if end - begin > _CENTURY:
        return sorted(counts)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(begin, end + 1)]

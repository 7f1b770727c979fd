"""The coverage as text for a terminal."""

from collections import Counter
from collections.abc import Iterator, Sequence

from crawler.coverage.model import Chain, Component, Coverage, Hole, State
from crawler.coverage.notes import account_sentence
from crawler.restrictions import FINISHED

_SHOWN = 40
"""Holes, and unarchived URLs, that the text lists; the JSON has all of them."""
_COMPONENTS = 6
_URLS = 3


def report(coverage: Coverage) -> str:
    """Everything that matters, a screen or two; ends with a line feed."""
    parts = [
        _head(coverage),
        _states(coverage),
        _chain(coverage.chain),
        _holes(coverage.holes),
        _sources(coverage),
        _unarchived(coverage),
        _months(coverage),
    ]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part))) + "\n"


def verdict(coverage: Coverage) -> str:
    """The result in one sentence."""
    if not coverage.stories:
        return "no story is archived"
    if coverage.holes:
        kinds = Counter(hole.kind.value.replace("_", " ") for hole in coverage.holes)
        counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        return f"{len(coverage.holes)} {_plural('hole', len(coverage.holes))}: {counted}"
    if not coverage.chain.linked:
        return "no hole is known, but no story names a neighbour: there is no chain that could show one"
    return "no holes"


def _head(coverage: Coverage) -> Iterator[str]:
    crawls = coverage.crawls
    yield f"{coverage.site}: {coverage.stories} stories from {len(crawls)} {_plural('crawl', len(crawls))}"
    if crawls:
        yield f"  {crawls[0].crawl} to {crawls[-1].crawl}" if len(crawls) > 1 else f"  {crawls[0].crawl}"
    cut = [crawl for crawl in crawls if crawl.ended != FINISHED]
    if cut:
        yield f"  {len(cut)} did not come to the end: " + ", ".join(
            f"{crawl.crawl} ({crawl.ended or 'no manifest'})" for crawl in cut[-3:]
        )
    yield verdict(coverage)


def _states(coverage: Coverage) -> Iterator[str]:
    yield "Every URL that was heard of has exactly one state:"
    yield f"  {'':<14}{'pages':>8}{'requisites':>12}"
    for row in coverage.states:
        if row.pages or row.requisites:
            yield f"  {row.state.value.replace('_', ' '):<14}{row.pages:>8}{row.requisites:>12}"
    pages = sum(row.pages for row in coverage.states)
    requisites = sum(row.requisites for row in coverage.states)
    yield f"  {'together':<14}{pages:>8}{requisites:>12}   = {coverage.urls} URLs"


def _chain(chain: Chain) -> Iterator[str]:
    yield f"Story chain: {chain.linked} stories name a neighbour, {chain.unlinked} stand in no chain"
    yield f"  {chain.confirmed} neighbouring pairs, where both pages name each other"
    if chain.unconfirmed:
        yield (
            f"  {len(chain.unconfirmed)} {_plural('pair', len(chain.unconfirmed))} of which one page was fetched before"
            " the other was there"
        )
    if chain.same_time:
        count = len(chain.same_time)
        yield f"  {count} {_plural('pair', count)} that only one page names, as stories of one time have no order"
    if chain.components:
        yield f"  {len(chain.components)} connected {_plural('part', len(chain.components))}:"
        for component in chain.components[:_COMPONENTS]:
            yield from _component(component)
        if len(chain.components) > _COMPONENTS:
            yield f"    … and {len(chain.components) - _COMPONENTS} smaller ones"


def _component(component: Component) -> Iterator[str]:
    begins, ends = (component.begins or "undated")[:10], (component.ends or "undated")[:10]
    yield f"    {component.stories} {_plural('story', component.stories)}, {begins} to {ends}"
    yield f"      oldest {component.oldest.url}{_end(component.oldest_names)}"
    yield f"      newest {component.newest.url}{_end(component.newest_names)}"


def _end(names: str | None) -> str:
    return f", names {names}, which is not archived" if names else ""


def _holes(holes: Sequence[Hole]) -> Iterator[str]:
    yield f"Holes: {len(holes) or 'none'}"
    for hole in holes[:_SHOWN]:
        what = hole.kind.value.replace("_", " ") + (f", {hole.state.value.replace('_', ' ')}" if hole.state else "")
        more = f" and {len(hole.urls) - _URLS} more" if len(hole.urls) > _URLS else ""
        yield f"  {what}: {', '.join(hole.urls[:_URLS])}{more}" if hole.urls else f"  {what}"
        yield f"    {hole.note}"
        for attempt in hole.attempts[-2:]:
            answer = attempt.status or attempt.failure
            yield f"    tried {attempt.at} {attempt.url}: {attempt.outcome} ({answer})"
    if len(holes) > _SHOWN:
        yield f"  … and {len(holes) - _SHOWN} more; --json FILE has all of them"


def _sources(coverage: Coverage) -> Iterator[str]:
    yield "Who knew the stories:"
    yield f"  {'':<10}{'stories':>9}{'alone':>8}{'named, not archived':>21}"
    for row in coverage.sources:
        yield f"  {row.source.value:<10}{row.stories:>9}{row.alone:>8}{row.unarchived:>21}"
    if coverage.stated is not None:
        yield f"  {account_sentence(coverage.stated)}"
    yield "  by exactly these:"
    for overlap in coverage.overlaps[:10]:
        names = " + ".join(source.value for source in overlap.sources) or "none of them (start pages, crawls cut short)"
        yield f"  {overlap.stories:>9}  {names}"


def _unarchived(coverage: Coverage) -> Iterator[str]:
    rows = coverage.unarchived
    if not rows:
        return
    counts = Counter(row.state for row in rows)
    told = ", ".join(f"{counts[state]} {state.value.replace('_', ' ')}" for state in State if counts[state])
    yield f"Named by chain, sitemap, feed or oracle, and not archived: {told}"
    for row in rows[:_SHOWN]:
        yield f"  {row.state.value.replace('_', ' '):<13} {row.url} ({', '.join(one.value for one in row.named_by)})"
    if len(rows) > _SHOWN:
        yield f"  … and {len(rows) - _SHOWN} more; --json FILE has all of them"


def _months(coverage: Coverage) -> Iterator[str]:
    if not coverage.months:
        return
    first, last = coverage.months[0], coverage.months[-1]
    yield f"Months: {first.month} to {last.month}" + (f"; {coverage.undated} undated" if coverage.undated else "")
    thin = [month for month in coverage.months if month.suspicious]
    if not thin:
        yield "  none has suspiciously few stories"
    for month in thin:
        yield f"  {month.month} has {month.stories} {_plural('story', month.stories)}, where {month.usual:g} are usual"


def _plural(word: str, count: int) -> str:
    if count == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"

"""The coverage as one HTML page that needs nothing else: no script, no request."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from crawler.coverage.model import Coverage, Hole, HoleKind
from crawler.coverage.notes import account_sentence
from crawler.coverage.picture import picture
from crawler.coverage.report import verdict

_ROWS = 1000
"""Rows of a table at most; the JSON has everything."""
_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6570; --paper: #fff; --line: #d8dde3;
  --all: #8a94a0; --behind: #e3e7ec; --source: #2f6fb3; --hole: #c62f2f; --thin: #f6d79a; --part: #1f8a70; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7eaee; --soft: #9aa5b1; --paper: #14181d; --line: #333c46;
  --all: #8a94a0; --behind: #2a323b; --source: #6fa8e6; --hole: #ff6b6b; --thin: #6b4f13; --part: #4fc3a1; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 1040px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .5rem; }
p { margin: .3rem 0 .8rem; } .soft { color: var(--soft); } .bad { color: var(--hole); font-weight: 600; }
.figures { display: flex; flex-wrap: wrap; gap: 2.2rem; margin: 1.2rem 0; }
.figures b { display: block; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
/* On a narrow screen wide things scroll by themselves; shrunk, the picture could not be read. */
.wide { overflow-x: auto; } svg { width: 100%; min-width: 44rem; height: auto; display: block; }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); } svg .tick { fill: var(--soft); font-size: 11px; }
.grid { stroke: var(--line); stroke-width: .6; } .axis { stroke: var(--line); }
.all { fill: var(--all); } .behind { fill: var(--behind); } .source { fill: var(--source); }
.thin { fill: var(--thin); } .part { stroke: var(--part); stroke-width: 3; } .end { fill: var(--part); }
.hole { fill: var(--hole); } .gap { stroke: var(--hole); stroke-width: .8; stroke-dasharray: 2 3; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td { overflow-wrap: anywhere; min-width: 6.4em; } td.n { min-width: 0; }
.entry { white-space: nowrap; } .key { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(coverage: Coverage) -> str:
    """The whole document. Nothing of the site can become markup in it."""
    return "\n".join(_document(coverage)) + "\n"


def _document(coverage: Coverage) -> Iterator[str]:
    site = escape(coverage.site)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield f"<title>Coverage of {site}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>Coverage of {site}</h1>"
    crawls = coverage.crawls
    span = " to ".join(dict.fromkeys((crawls[0].crawl, crawls[-1].crawl))) if crawls else "none"
    yield f'<p class="soft">{len(crawls)} {"crawl" if len(crawls) == 1 else "crawls"}, {escape(span)}</p>'
    yield f'<p class="{"bad" if coverage.holes else ""}">{escape(verdict(coverage))}</p>'
    yield from _figures(coverage)
    yield from _drawing(coverage)
    yield from _holes(coverage.holes)
    yield from _chain(coverage)
    yield from _sources(coverage)
    yield from _states(coverage)
    yield from _unarchived(coverage)
    yield "</body>\n</html>"


def _figures(coverage: Coverage) -> Iterator[str]:
    figures = [
        (coverage.stories, "stories"),
        (coverage.chain.confirmed, "pairs both sides agree on"),
        (len(coverage.chain.components), "parts of the chain"),
        (len(coverage.holes), "holes"),
        (coverage.urls, "URLs heard of"),
    ]
    yield '<div class="figures">'
    yield from (f"<div><b>{value}</b>{label}</div>" for value, label in figures)
    yield "</div>"


def _drawing(coverage: Coverage) -> Iterator[str]:
    drawing = picture(coverage)
    if not drawing:
        return
    yield "<h2>Stories by month and source</h2>"
    yield '<p class="soft">Each row: what one source knew, in front of all stories.'
    keys = (("source", "known to the source"), ("behind", "all stories"), ("part", "chain"), ("hole", "hole"))
    for name, label in (*keys, ("thin", "suspiciously few")):
        yield f'<span class="entry"><span class="key" style="background:var(--{name})"></span>{label}</span>'
    yield f'</p>\n<div class="wide">{drawing}</div>'


def _holes(holes: Sequence[Hole]) -> Iterator[str]:
    yield f"<h2>Holes: {len(holes)}</h2>"
    rows = (
        [
            hole.kind.value.replace("_", " ") + (f", {hole.state.value.replace('_', ' ')}" if hole.state else ""),
            f"{' '.join(hole.urls)}: {hole.note}" if hole.urls and hole.kind is HoleKind.MISSED else hole.note,
            ", ".join(source.value for source in hole.named_by),
            str(hole.tried_in),
        ]
        for hole in holes[:_ROWS]
    )
    if holes:
        yield from _table(["kind", "what and where", "named by", "crawls that tried"], rows, numbers={3})
        yield from _rest(len(holes))


def _chain(coverage: Coverage) -> Iterator[str]:
    chain = coverage.chain
    yield "<h2>Story chain</h2>"
    yield (
        f"<p>{chain.linked} stories name a neighbour, {chain.unlinked} stand in no chain; {chain.confirmed} pairs name"
        f" each other, {len(chain.unconfirmed)} wait to be confirmed; {len(chain.same_time)} are named by one page"
        " only, as stories of one time have no order.</p>"
    )
    rows = (
        [str(part.stories), (part.begins or "—")[:10], (part.ends or "—")[:10], part.oldest.url, part.newest.url]
        for part in chain.components[:_ROWS]
    )
    if chain.components:
        yield from _table(["stories", "from", "to", "oldest", "newest"], rows, numbers={0})
        yield from _rest(len(chain.components))


def _sources(coverage: Coverage) -> Iterator[str]:
    yield "<h2>Who knew the stories</h2>"
    if coverage.stated is not None:
        yield f"<p>{escape(account_sentence(coverage.stated))}</p>"
    rows = ([row.source.value, str(row.stories), str(row.alone), str(row.unarchived)] for row in coverage.sources)
    yield from _table(["source", "stories", "it alone knew", "named, not archived"], rows, numbers={1, 2, 3})
    yield "<p></p>"
    together = (
        [" + ".join(source.value for source in one.sources) or "none of them", str(one.stories)]
        for one in coverage.overlaps
    )
    yield from _table(["exactly these", "stories"], together, numbers={1})


def _states(coverage: Coverage) -> Iterator[str]:
    yield "<h2>Every URL has one state</h2>"
    rows = [
        [row.state.value.replace("_", " "), str(row.pages), str(row.requisites)]
        for row in coverage.states
        if row.pages or row.requisites
    ]
    pages = sum(row.pages for row in coverage.states)
    requisites = sum(row.requisites for row in coverage.states)
    rows.append([f"together {coverage.urls}", str(pages), str(requisites)])
    yield from _table(["state", "pages", "pictures, styles, scripts"], rows, numbers={1, 2})


def _unarchived(coverage: Coverage) -> Iterator[str]:
    if not coverage.unarchived:
        return
    yield f"<h2>Named by chain, sitemap, feed or oracle, and not archived: {len(coverage.unarchived)}</h2>"
    rows = (
        [row.state.value.replace("_", " "), row.url, ", ".join(source.value for source in row.named_by)]
        for row in coverage.unarchived[:_ROWS]
    )
    yield from _table(["state", "URL", "named by"], rows)
    yield from _rest(len(coverage.unarchived))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Iterable[int] = ()) -> Iterator[str]:
    right = set(numbers)

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(
            f"<{tag}{' class=n' if column in right else ''}>{escape(cell)}</{tag}>" for column, cell in enumerate(row)
        )

    yield f'<div class="wide"><table>\n<tr>{cells("th", head)}</tr>'
    yield from (f"<tr>{cells('td', row)}</tr>" for row in rows)
    yield "</table></div>"


def _rest(rows: int) -> Iterator[str]:
    if rows > _ROWS:
        yield f'<p class="soft">… and {rows - _ROWS} more; the JSON has all of them.</p>'

"""What a short crawl of an unknown site found, and the profile that follows from it."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from archive.manifest import committed_files
from archive.store import Store
from archive.stored_lines import stored_lines
from crawler.ledger import Outcome, Visit, read_ledger
from pipelines.article import Article
from pipelines.reading import PageKind

_ARTICLE = msgspec.json.Decoder(Article)
FIELDS = ("description", "authors", "date_published", "section", "tags", "images", "previous_url", "next_url")


class Survey(msgspec.Struct, frozen=True, kw_only=True):
    """The findings."""

    starts: tuple[str, ...]
    visits: tuple[Visit, ...]
    articles: tuple[Article, ...]

    @property
    def language(self) -> str | None:
        """The language of most articles."""
        found = Counter(article.language for article in self.articles if article.language)
        return found.most_common(1)[0][0] if found else None

    @property
    def sections(self) -> list[str]:
        """Listings that the navigation names."""
        return [visit.url for visit in self.visits if visit.kind is PageKind.LISTING and visit.role == "navigation"]

    def report(self) -> list[str]:
        """What was found, a line each."""
        outcomes = Counter(visit.outcome for visit in self.visits if visit.role != "robots")
        robots = [f"{visit.status}" for visit in self.visits if visit.role == "robots"]
        maps = [visit.url for visit in self.visits if visit.kind is PageKind.SITEMAP]
        feeds = [visit.url for visit in self.visits if visit.kind is PageKind.FEED]
        lines = [
            f"pages      {', '.join(f'{count} {outcome}' for outcome, count in outcomes.most_common()) or 'none'}",
            f"robots.txt {', '.join(robots) or 'no answer'}",
            f"sitemaps   {', '.join(maps) or 'none'}",
            f"feeds      {', '.join(feeds) or 'none'}",
            f"sections   {', '.join(self.sections) or 'none'}",
            f"articles   {len(self.articles)}, language {self.language or 'unknown'}",
        ]
        if self.articles:
            share = {name: sum(bool(getattr(one, name)) for one in self.articles) for name in FIELDS}
            lines.append("fields     " + ", ".join(f"{name} {count}" for name, count in share.items()))
        lines += [f"example    {article.headline} <{article.url}>" for article in self.articles[:3]]
        return lines

    def profile(self) -> str:
        """The profile as TOML, with the findings as comments."""
        lines = ["# Written by `scrapy newsite`. What it found:"]
        lines += [f"#   {line}" for line in self.report()]
        lines.append(f"start = {_array(self.starts)}")
        lines.append(f'language = "{self.language}"' if self.language else '# language = "en"')
        lines += [
            '# timezone = "Europe/London"    # for times that the pages print without an offset',
            "# Only where the general rules miss (docs/sites.md):",
            "# [labels]",
            '# previous = ["Older story"]',
            "# [selectors]",
            '# headline = "h1.title"',
        ]
        return "\n".join(lines) + "\n"


def survey_of(store: Store, site: str, starts: Sequence[str]) -> Survey:
    """Read what a crawl left in a store."""
    visits: list[Visit] = []
    articles: list[Article] = []
    for file in committed_files(store, site):
        if file.kind == "ledger":
            visits += read_ledger(store, file.key)
        elif file.kind == "articles":
            articles += stored_lines(store, file.key, _ARTICLE)
    return Survey(starts=tuple(starts), visits=tuple(visits), articles=tuple(articles))


def reached(survey: Survey) -> bool:
    """Whether any page at all could be read."""
    return any(visit.outcome is Outcome.ARCHIVED and visit.role != "robots" for visit in survey.visits)


def _array(values: Iterable[str]) -> str:
    return "[" + ", ".join(msgspec.json.encode(value).decode() for value in values) + "]"

"""Everything an article page says, read off its one tree."""

from datetime import UTC
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.draft import Draft
from pipelines.extract import overrides
from pipelines.extract.access import blocks_behind, find_access
from pipelines.extract.agencies import find_agencies, named_as_source
from pipelines.extract.article_type import find_article_type
from pipelines.extract.body import find_body, without_element
from pipelines.extract.byline import find_byline, named_in
from pipelines.extract.dateline import without_dateline
from pipelines.extract.dates import find_dates_of
from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline, site_names
from pipelines.extract.images import find_images
from pipelines.extract.language import find_language
from pipelines.extract.related import find_related
from pipelines.extract.standfirst import find_credit, find_standfirst
from pipelines.extract.stated_text import with_stated_text
from pipelines.extract.statements import (
    body_signals,
    source_of,
    stamped,
    stated_authors,
    stated_descriptions,
    stated_headlines,
)
from pipelines.extract.structured import Structured, read_structured
from pipelines.extract.taxonomy import find_section, find_tags
from pipelines.extract.videos import find_videos
from pipelines.page import Page
from pipelines.rules import PageRules
from pipelines.urls import canonical, resolve


def extract(page: Page, document: Document, rules: PageRules) -> Draft:
    """Read every field off the page; nothing is cleaned yet."""
    document = overrides.without_dropped(document, rules)
    structured = read_structured(document)
    site = site_names(document, structured)
    headline = overrides.headline(document, rules) or find_headline(document, structured)
    title = headline.element if headline else None
    body = overrides.body(document, rules) or find_body(document, headline, rules.labels.get("related", ()))
    standfirst = overrides.standfirst(document, rules) or find_standfirst(
        document, structured, headline, body.first, [block.text for block in body.blocks]
    )
    if standfirst is not None and standfirst.element is not None:
        body = without_element(body, standfirst.element, standfirst.text)
    body = with_stated_text(body, structured)
    texts = [block.text for block in body.blocks]
    spoken = find_language(document, structured, "\n".join(texts), rules.language)
    language = spoken.name
    now = page.fetched_at.astimezone(UTC)
    dates = find_dates_of(
        document,
        structured,
        headline=title,
        first_block=body.first,
        language=_dialect(document.tree, language),
        zone=rules.timezone,
        now=now,
        of_profile=overrides.date_published(document, rules),
    )
    filed = overrides.section(document, rules) or find_section(document, structured, title, site)
    section = next(iter(filed.names), None)
    byline = named_in(overrides.authors(document, rules), site) or find_byline(
        document, structured, site, title, body.elements, section
    )
    body = without_dateline(body, language, now)
    tags = find_tags(document, structured, section)
    description = standfirst.text if standfirst else None
    behind = [block.text for block in blocks_behind(document, body.elements)]
    access = find_access(document, structured, body.elements)
    return Draft(
        url=page.url,
        canonical_url=_canonical(document, structured),
        headline=headline.text if headline else None,
        description=description,
        authors=byline.authors,
        credit=find_credit(description),
        organisations=byline.organisations,
        agencies=tuple(dict.fromkeys((*byline.agencies, *find_agencies(texts), *named_as_source(behind)))),
        date_published=dates.published,
        date_modified=dates.modified,
        section=section,
        tags=tags.names,
        language=language,
        article_type=find_article_type(structured, page.url, title, headline.text if headline else None, section),
        is_paywalled=access.is_paywalled,
        is_truncated=access.is_truncated,
        blocks=body.blocks,
        images=find_images(document, structured, title, body.elements),
        videos=find_videos(document, structured, title, body.elements),
        related=find_related(body.pointers, document.base_url, rules.labels.get("related", ())),
        sources={
            "headline": headline.source if headline else "",
            "description": standfirst.source if standfirst else "",
            "authors": source_of(byline.source),
            "date_published": source_of(dates.source),
            "section": filed.source,
            "tags": tags.source,
            "body": body.source,
        },
        statements=(
            *stated_headlines(document, structured, site),
            *stated_descriptions(structured),
            *stated_authors(structured, byline, site),
            *stamped("date_published", dates.stamps),
            *stamped("date_modified", dates.changes),
            *filed.statements,
            *tags.statements,
            *spoken.statements,
        ),
        signals=body_signals(structured, body.votes),
    )


def _dialect(tree: HtmlElement, language: str | None) -> str | None:
    """The declared language with its region, where the text is in it: "en-us" writes the month first."""
    declared = (tree.get("lang") or "").lower().replace("_", "-")
    return declared if language and declared.split("-")[0] == language else language


def _canonical(document: Document, structured: Structured) -> str:
    """The address the page gives itself, if it is on the same site; else the one fetched. Without tracking."""
    own = urlsplit(document.url)
    for link in document.all("link"):
        if "canonical" not in (link.get("rel") or "").lower().split():
            continue
        url = resolve(document.base_url, link.get("href") or "")
        if url and _same_site(url, own.hostname or "") and (urlsplit(url).path.strip("/") or not own.path.strip("/")):
            return canonical(url)
        break
    stated = structured.first("og:url")
    url = resolve(document.base_url, stated) if stated else None
    if url and _same_site(url, own.hostname or "") and urlsplit(url).path.strip("/"):
        return canonical(url)
    return canonical(document.url)


def _same_site(url: str, host: str) -> bool:
    """Whether an address is on a host or on one beside it, such as www.example.org for amp.example.org."""
    other = urlsplit(url).hostname or ""
    return other == host or other.split(".")[-2:] == host.split(".")[-2:]

"""What a site profile tells the extraction: plain data, no code."""

import msgspec


class PageRules(msgspec.Struct, frozen=True, kw_only=True):
    """Facts about one site which the general rules cannot see. Every field may stay empty."""

    site: str
    """The name of the site, the partition its articles land in."""
    language: str | None = None
    """BCP 47 tag used where a page declares none or where its declaration contradicts its text."""
    timezone: str | None = None
    """IANA name, for times that the page prints without an offset."""
    labels: dict[str, tuple[str, ...]] = {}
    """More link or line labels by kind: "previous", "next", "related", "older"."""
    selectors: dict[str, str] = {}
    """CSS selectors that overrule the general rule of a field: "headline", "standfirst", "body", "authors",
    "date_published", "section", "previous", "next"; "drop" names what is no content."""

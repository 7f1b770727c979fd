"""What one page yields: its kind, its article or why there is none, and its links."""

import enum

import msgspec

from pipelines.article import Article


class PageKind(enum.StrEnum):
    """What a page is for a reader of news."""

    ARTICLE = "article"
    LISTING = "listing"
    """Front page, section, tag, author, archive, search results."""
    FEED = "feed"
    SITEMAP = "sitemap"
    OTHER = "other"


class Reason(enum.StrEnum):
    """Why a page gave no article; each is counted under `article/rejected/<reason>`."""

    NOT_AN_ARTICLE = "not_an_article"
    HTTP_STATUS = "http_status"
    NOT_HTML = "not_html"
    UNDECODABLE = "undecodable"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    NOT_FOUND_PAGE = "not_found_page"
    TIMEOUT = "timeout"
    WORKER_DIED = "worker_died"
    DUPLICATE = "duplicate"


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """Why a page gave no article. A value, not an exception."""

    reason: Reason
    url: str
    detail: str = ""


class LinkRole(enum.StrEnum):
    """What a link is on its page."""

    PREVIOUS_STORY = "previous_story"
    NEXT_STORY = "next_story"
    PAGINATION = "pagination"
    """To another page of the same listing."""
    MORE = "more"
    """What a script fetches to add to the listing."""
    CONTINUATION = "continuation"
    """To another page of the same article."""
    NAVIGATION = "navigation"
    """Menus, breadcrumbs, section labels."""
    CARD = "card"
    """A headline in a listing or a box of teasers."""
    BODY = "body"
    """Inside the article's own text."""
    TAXONOMY = "taxonomy"
    """Tag, author or date archive."""
    FEED = "feed"
    ALTERNATE = "alternate"
    """Another form of this page: AMP, print, another language."""
    OTHER = "other"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One link of a page, as the page has it."""

    url: str
    """Absolute, http or https, without fragment."""
    role: LinkRole
    text: str = ""
    nofollow: bool = False


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the crawl and the archive want to know of one page. Exactly one of `article` and `rejected` is set."""

    url: str
    kind: PageKind
    reasons: tuple[str, ...] = ()
    """The evidence for `kind`, strongest first."""
    canonical_url: str | None = None
    post_id: str | None = None
    """The publishing system's own number of the article."""
    article: Article | None = None
    rejected: Rejected | None = None
    links: tuple[Link, ...] = ()
    requisites: tuple[str, ...] = ()
    """What an article page, or a style sheet, needs to look like itself: pictures, style sheets, fonts, scripts.

    Empty where the caller asked for none.
    """

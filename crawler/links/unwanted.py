"""Addresses that a crawl for news does not ask for: files, forms, accounts, shares, calendars. By the address alone."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from pipelines.extract.link_targets import CATEGORY_PATH, TAXONOMY_PATH

_FILES = frozenset(
    """
    jpg jpeg png gif webp avif svg svgz ico bmp tif tiff heic psd pdf doc docx xls xlsx ppt pptx odt ods odp rtf
    epub mobi zip gz tgz bz2 xz rar 7z tar exe dmg msi apk ipa iso mp3 m4a ogg oga opus wav flac aac mp4 m4v
    webm mov avi mkv mpg mpeg wmv flv m3u8 ts ics vcf css js mjs json jsonld xml xsl rss atom rdf woff woff2
    ttf otf eot swf csv txt map wasm md markdown rst adoc ipynb py sh yaml yml toml ini log bib tex diff patch
    """.split()  # noqa: SIM905 -- one name a word, easy to add to
)
_SEGMENTS = frozenset(
    """
    wp-admin wp-login.php wp-json wp-content wp-includes xmlrpc.php wp-cron.php wp-signup.php wp-trackback.php
    admin administrator login logout signin sign-in signout signup sign-up register registration password lost-password
    reset-password my-account myaccount cart basket checkout warenkorb wishlist anmelden registrieren abmelden connexion
    inscription iniciar-sesion cgi-bin trackback oembed search suche recherche buscar busqueda busca pesquisa
    cerca ricerca zoeken sok sog szukaj ara arama cari cdn-cgi captcha unsubscribe autodiscover share
    addtoany print-friendly
    """.split()  # noqa: SIM905 -- one name a word, easy to add to
)
_QUERY = re.compile(
    r"(?:^|&)(?:s|q|query|search|keywords?|replytocom|share|ical|outlook-ical|add-to-cart|redirect_to|redirect|"
    r"returnurl|return_to|login|logout|unapproved|moderation-hash|like_comment|attachment_id|sort|sortby|orderby|order|"
    r"action=(?:log|regist|edit|lost|post|rp|share|print|add)\w*|filter|eventdisplay|tribe[-_]\w+|feed|rest_route|tmpl|format|preview|customize_\w+|download)(?:=|&|$|\[|%5b)",
    re.IGNORECASE,
)
_FEED = re.compile(r"/(?:feed|rss|atom|rdf)(?:/|/(?:rss2?|atom|rdf))?$", re.IGNORECASE)
_SHARE_HOSTS = re.compile(r"/(?:sharer(?:\.php)?|intent/tweet|shareArticle|share-offsite)(?:/|\?|$)", re.IGNORECASE)
# One day of a calendar; a day's archive of stories lies under the same dates, but without a word for events.
_EVENT_DAY = re.compile(
    r"/(?:calendar|events?|agenda|kalender|kalendarz|calendario|calendrier|veranstaltungen|termine|eventos|whats-on)/"
    r"(?:.*/)?(?:19|20)?\d{2,5}[/-]\d{1,2}[/-]\d{1,2}(?:/|$)",
    re.IGNORECASE,
)
CALENDAR = re.compile(
    r"/(?:calendar|events?|agenda|kalender|kalendarz|calendario|calendrier|veranstaltungen|termine|eventos|whats-on)/.*\d",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"/comment-page-\d+(?:/|$)|[?&]cpage=\d", re.IGNORECASE)
_SERVICE = re.compile(
    r"/(?:about(?:-us)?|contact(?:-us)?|imprint|impressum|datenschutz\w*|privacy(?:-\w+)*|terms(?:-\w+)*|cookies?(?:-\w+)*|"
    r"advertis\w*|mediadaten|jobs|careers?|karriere|subscribe|subscription\w*|newsletters?|abo|faq|help|hilfe|sitemap|kontakt|"
    r"ueber-uns|mentions-legales|aviso-legal|quienes-somos|contacto|chi-siamo|disclaimer|agb|nutzungsbedingungen|rss|team)"
    r"(?:\.html?|\.php)?/?$",
    re.IGNORECASE,
)

_LISTS_OF_LISTS = re.compile(
    r"(?:^|[-_.])(?:taxonom(?:y|ies)|categor(?:y|ies)|tags?|authors?|users?|topics?|profiles?|people)(?:$|[-_.\d])",
    re.IGNORECASE,
)
_SHORT_NAME = re.compile(r"/[^/-]+(?:-[^/-]+){0,2}(?:/page/\d+)?/?")
"""Up to three words: a story's slug has more."""


@lru_cache(maxsize=8192)
def why_unwanted(url: str) -> str | None:
    """Why an address is not fetched as a page, in a word, or None when it may be."""
    split = urlsplit(url)
    segments = [segment.lower() for segment in split.path.split("/") if segment]
    if segments:
        ending = segments[-1].rpartition(".")[2]
        if "." in segments[-1] and ending in _FILES:
            return "file"
        # Not the last one of several: "search" may be a word at the end of a story's address.
        if any(segment in _SEGMENTS for segment in segments[:2]):
            return "service"
    if _FEED.search(split.path):
        return "feed"
    if _EVENT_DAY.search(split.path):
        return "calendar day"
    if _COMMENTS.search(url):
        return "comments"
    if _SHARE_HOSTS.search(split.path):
        return "share"
    if split.query and _QUERY.search(split.query):
        return "query"
    return None


def is_json(url: str) -> bool:
    """Whether an address is that of a JSON file: no page, but a listing may go on in one."""
    return urlsplit(url).path.lower().endswith(".json")


@lru_cache(maxsize=8192)
def is_calendar(url: str) -> bool:
    """Whether an address names a time in a calendar of events."""
    return CALENDAR.search(urlsplit(url).path) is not None


@lru_cache(maxsize=8192)
def is_service_page(url: str) -> bool:
    """Whether an address names a page about the site itself: contact, imprint, terms."""
    return _SERVICE.search(urlsplit(url).path) is not None


def is_sitemap_of_lists(url: str) -> bool:
    """Whether a sitemap names sections, tags or authors and no stories, by the name of its file."""
    name = urlsplit(url).path.rpartition("/")[2]
    return "sitemap" in name.lower() and _LISTS_OF_LISTS.search(name) is not None


def is_list_address(url: str) -> bool:
    """Whether an address is that of a section, tag or author by its shape: a telling word and a short name."""
    path = urlsplit(url).path
    found = TAXONOMY_PATH.search(path) or CATEGORY_PATH.search(path)
    return found is not None and _SHORT_NAME.fullmatch(path[path.index("/", found.start() + 1) :]) is not None

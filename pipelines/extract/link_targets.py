"""What an address alone says of the links to it: other forms and pages of this page, sections, tags, feeds."""

import re

import msgspec

from pipelines.paging import begins_alike, is_comment_page, is_later_page, is_numbered_part_of, is_other_page_of
from pipelines.reading import LinkRole
from pipelines.urls import canonical, is_same_story

_TAXONOMY = """tag tags etiqueta etiquetas etichetta schlagworte schlagwort stichwort stichworte stichworter mot-cle
mot-cles mots-cle mots-cles motcle nuage topic topics theme themen thema tema temas etiket etiketter stitek znacky
author authors autor autore autores auteur auteurs autoren yazar by profile people contributor contributors redakteur
journalist keyword keywords label""".split()  # noqa: SIM905 -- one name a word, easy to add to
_CATEGORIES = """category categories categoria categorias categorie kategorie kategorien rubrique rubrik rubriken
section sections ressort""".split()  # noqa: SIM905 -- the same
_FEEDS = ("feed", "rss", "atom")
_OTHER_FORMS = ("print", "amp")

TAXONOMY_PATH = re.compile(
    rf"/(?:{'|'.join(_TAXONOMY)})/[^/]|[?&](?:tag|author|label|keyword)=",
    re.IGNORECASE,
)
CATEGORY_PATH = re.compile(rf"/(?:{'|'.join(_CATEGORIES)})/(?=[^/])", re.IGNORECASE)
_CATEGORY = re.compile(CATEGORY_PATH.pattern + r"(?:[^/-]+(?:-[^/-]+){0,2}/?){1,2}$", re.IGNORECASE)
DATE_ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?/?$")
_FEED_PATH = re.compile(
    rf"/(?:{'|'.join(_FEEDS)})(?:/|/(?:rss|rss2|atom|rdf))?$|\.(?:rss|atom|rdf)$|/(?:rss|feed|atom|index)\.xml$"
    r"|[?&]feed=",
    re.IGNORECASE,
)
_PRINT = re.compile(
    rf"(?:[?&](?:print|printable|amp|outputtype)(?:=|&|$))|/(?:{'|'.join(_OTHER_FORMS)})/?$", re.IGNORECASE
)

_STEPS = frozenset((*_TAXONOMY, *_CATEGORIES, *_FEEDS, *_OTHER_FORMS))
_ENDINGS = (".rss", ".atom", ".rdf", ".xml")


class Target(msgspec.Struct, frozen=True):
    """What an address says of the links to it."""

    role: LinkRole | None = None
    """Set where it settles the role."""
    is_other_page: bool = False
    is_part: bool = False
    is_later: bool = False
    is_category: bool = False
    is_taxonomy: bool = False


def target_of(here: str, url: str) -> Target:
    """What the address `url` says on the page at `here`."""
    path = url.partition("?")[0]
    # Most addresses have none of the steps that the expressions look for.
    lower = path.lower()
    is_named = path != url or lower.endswith(_ENDINGS) or not _STEPS.isdisjoint(lower.split("/"))
    if is_comment_page(url):
        return Target(role=LinkRole.OTHER)
    if is_same_story(here, url) or (is_named and _PRINT.search(url)):
        return Target(role=LinkRole.ALTERNATE if canonical(url) != canonical(here) else LinkRole.OTHER)
    if is_named and _FEED_PATH.search(url):
        return Target(role=LinkRole.FEED)
    may_be_page = begins_alike(here, url)
    return Target(
        is_other_page=may_be_page and is_other_page_of(here, url),
        is_part=may_be_page and is_numbered_part_of(here, url),
        is_later=is_later_page(url),
        is_category=is_named and _CATEGORY.search(path) is not None,
        is_taxonomy=(is_named and TAXONOMY_PATH.search(url) is not None) or DATE_ARCHIVE.search(path) is not None,
    )

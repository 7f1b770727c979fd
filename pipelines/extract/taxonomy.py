"""Where the page files itself: its section and its tags."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.draft import Statement
from pipelines.extract.anchors import anchors_of
from pipelines.extract.document import Document, in_order
from pipelines.extract.furniture import words_of
from pipelines.extract.headline import fold, overlap, text_of_title
from pipelines.extract.named import named as elements_named
from pipelines.extract.phrases import is_whole
from pipelines.extract.structured import Structured, first_string, strings, types_of
from pipelines.extract.text import squeeze, text_of

# An entry-footer, post-footer or article-footer is the article's own and holds its tags in many themes.
_FOREIGN = re.compile(
    r"(?<!-entry)(?<!-post)(?<!-article)(?<!-item)(?<!-story)(?<!-news)-footer-|-(?:related|recommend\w*|sidebar|most-read|popular|latest|trending|nav|navbar|menu|tagcloud|tag-cloud|teasers?|cards?|next|prev|carousel)-"
)
_ELSEWHERE = re.compile(
    r"-(?:related|recommend\w*|sidebar|most-read|popular|latest|trending|nav|navbar|menu|tagcloud|tag-cloud|teasers?|next|prev|carousel|widget)-"
)
_TAG_NAMES = re.compile(
    r"-(?:tags?|tag-?list|taglist|post-?tags|article-?tags|entry-?tags|keywords?|topics?|hashtags?|etiquetas?|schlagw\w+|tematy|themen|sujets|mots-cles|labels?|teme|schlagworte|cimk[eé]k?|taguri|etiket(?:ler)?|emneord|ämnesord|emner|nyckelord|avainsanat|onderwerpen|trefwoorden|stitky|oznake|tagovi|metki|tagi|tagy|temata|taglar|parole-chiave|palabras-clave|palavras-chave|assuntos)-"
)
_TAG_LIST = re.compile(
    r"(?:^|[\s_-])(?:article|story|post|entry|news|text|content|single)?[_-]{0,2}m?(?:tags|keywords|hashtags|etiquetas)(?:[_-]{1,2}(?:list|items?|container|wrap(?:per)?|box))?(?:$|\s)"
)
"""How the list of an article's tags is called, by one of a few names that nothing else has."""
_MOST_LISTED = 15
_CATEGORY_NAMES = re.compile(
    r"-(?:taxonomy-category|cat-links|(?:post|entry|article)-(?:category|categories|cats?|section))-"
)
_TAG_STEPS = frozenset(
    ("tag", "tags", "topic", "topics", "tema", "temas", "themen", "thema", "keyword", "keywords", "schlagwort",
     "schlagworte", "schlagworter", "schlagwörter", "schlagwoerter", "hashtag", "hashtags", "etiqueta", "tagged",
     "label", "labels", "sujet", "sujets", "tegi", "temy", "stichwort", "motcle", "mot-cle", "mots-cles", "aiheet",
     "aihe", "etiketler", "etiket", "emne", "emner", "emneord", "ämne", "amne", "nyckelord", "avainsana", "avainsanat",
     "cimke", "cimkek", "eticheta", "etichete", "oznaka", "oznake", "štítky", "stitky", "stitek", "tagi", "metka",
     "metki", "topik", "chu-de", "tu-khoa", "trefwoord", "trefwoorden", "onderwerp", "onderwerpen", "argomento",
     "argomenti", "palabras-clave", "palavra-chave", "palavras-chave", "assunto", "assuntos", "tagging")
)  # fmt: skip
"""Steps of an address before the name of a tag."""
_SECTION_STEPS = frozenset(
    ("category", "categories", "categoria", "categorias", "categorie", "kategorie", "kategorien", "kategoria", "rubrik",
     "rubriken", "rubrique", "rubriques", "rubrica", "rubricas", "section", "sections", "seccion", "sección", "seccao",
     "sezion", "sezioni", "ressort")
)  # fmt: skip
"""Steps of an address before the name of a section."""
_OUTER = re.compile(r"^[\s#\-–—|:•·»>\"“„]+|[\s\-–—|:•·,;»>\"”“]+$")
_MAX_TAGS = 40
_OF_MACHINES = re.compile(
    r"[{}<>=]|https?:|\w:\w|^(?!(?:19|20)\d\d$)\d+$|^@|^(?i:free|premium)\d*$|^\w+_\w+$|\b[A-Z]+_[A-Z]+\b|^\[|(?<![A-Z.])\b[a-z][\w-]*\.(?:com|org|net|info)$|^\w+_\w+/|"
    r"^(?i:\w*id|length|source|type|topic|target|content|section|author)/"
)
_SAME_TITLE = 0.8
"""Overlap from which a step of the path is the article itself, under a shorter title."""
_HOME = frozenset(("home", "startseite", "start", "accueil", "inicio", "início", "homepage", "news", "главная", "home page", "ana sayfa", "strona główna", "beranda", "trang chủ", "ホーム", "首页", "홈", "الرئيسية", "صفحه اصلی", "होम"))  # fmt: skip  # noqa: E501


_NO_SECTION = _HOME | frozenset(("allgemein", "articles", "article", "detail", "latest", "posts", "all", "uncategorized", "uncategorised", "featured", "unkategorisiert", "nicht kategorisiert", "ohne kategorie", "non classé", "sin categoría", "sin categorizar", "sem categoria", "senza categoria", "geen categorie", "okategoriserade", "ukategorisert", "ikke kategoriseret", "bez kategorii", "nezařazené", "nezaradené", "egyéb kategória", "fără categorie", "nekategorizirano", "без рубрики", "без категории", "без категорії", "некатегоризирано", "genel", "χωρίς κατηγορία", "ללא קטגוריה", "غير مصنف", "دسته‌بندی نشده", "अवर्गीकृत", "tak berkategori", "chưa phân loại", "未分類", "未分类", "미분류"))  # fmt: skip  # noqa: E501
"""What a page says that files itself nowhere, and its home."""
_JOINED = re.compile(r"\s(?:&|and|und|et|y|e|en|och|og|i|и)\s")


@dataclass(frozen=True, slots=True)
class Filing:
    """Where a page files itself, and what each of its sources says."""

    names: tuple[str, ...] = ()
    source: str = ""
    statements: tuple[Statement, ...] = ()


def find_section(document: Document, structured: Structured, headline: HtmlElement | None, site: set[str]) -> Filing:
    """The section, as the page states it, files it in its breadcrumbs or prints it by the headline."""
    candidates = [
        ("json-ld", first_string(structured.article.get("articleSection"))),
        ("og", structured.first("article:section", "og:article:section")),
        ("meta", structured.first("cxenseparse:category", "parsely-section", "section", "dc.subject.section")),
        ("visible", _category_link(document)),
        ("json-ld", _breadcrumb(document, structured, headline)),
        ("meta", structured.first("category")),
    ]
    found = []
    for source, value in candidates:
        name = clean_name(_first_part(value or ""))
        if name and len(name) <= 60 and fold(name) not in site | _NO_SECTION and not name.isdigit():
            found.append(Statement(field="section", source=source, value=(name,)))
    return _first_of(found)


def find_tags(document: Document, structured: Structured, section: str | None) -> Filing:
    """The keywords: those the page links, else those it states."""
    keywords = [part for value in strings(structured.article.get("keywords")) for part in _split(value)]
    candidates = [
        ("visible", _linked(document)),
        ("og", _listed(structured, "article:tag")),
        ("json-ld", keywords),
        ("meta", _listed(structured, "news_keywords", "parsely-tags", "sailthru.tags")),
        ("meta", _listed(structured, "keywords")),
    ]
    if not any(names for _, names in candidates):
        candidates = [("visible", _in_a_tag_list(document))]
    # A tag that readers can follow is one, whatever the section is called; in a list of words the section is no news.
    cleaned = ((source, _cleaned(names, None if source == "visible" else section)) for source, names in candidates)
    found = [Statement(field="tags", source=source, value=names) for source, names in cleaned if names]
    # One link may be to the first of the tags that the page states.
    if (
        len(found) > 1
        and len(found[0].value) == 1
        and found[1].source != "meta"
        and set(found[0].value) < set(found[1].value)
    ):
        found[:2] = [found[1], found[0]]
    return _first_of(found)


def _first_part(name: str) -> str:
    """The first of several sections in one string; "Arts, Food & Books" is one section."""
    first, *others = re.split(r"\s*[,;，、|]\s*", name)
    return first if others and first and not _JOINED.search(others[-1]) else name


def _first_of(statements: list[Statement]) -> Filing:
    if not statements:
        return Filing()
    return Filing(statements[0].value, statements[0].source, tuple(statements))


def _listed(structured: Structured, *names: str) -> list[str]:
    return [part for name in names for value in structured.meta.get(name, ()) for part in _split(value)]


def clean_name(text: str) -> str:
    """A label without the signs around it."""
    return _OUTER.sub("", text.strip())


def _cleaned(names: list[str], section: str | None) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        name = clean_name(name)
        # "section:world", "nyt_geo" and the like are for the machines of the house.
        if 1 < len(name) <= 80 and len(name.split()) <= 8 and not _OF_MACHINES.search(name):
            found.setdefault(fold(name), name)
    if section is not None:
        found.pop(fold(section), None)
    return tuple(found.values())[:_MAX_TAGS]


def _split(value: str) -> list[str]:
    separator = ";" if value.count(";") > value.count(",") else "|" if "|" in value and "," not in value else ","
    return [part for part in re.split(rf"\s*[{re.escape(separator)}，、]\s*", value) if part.strip()]


def _linked(document: Document) -> list[str]:
    """Texts of links marked as tags, or standing in a list that is named so."""
    marked: list[str] = []
    named: list[str] = []
    place: list[HtmlElement] | None = None
    for anchor in anchors_of(document):
        is_marked = "tag" in anchor.rel and "category" not in anchor.rel
        # A block theme marks sections as tags too.
        if _TAG_STEPS.isdisjoint(anchor.steps) and (not is_marked or not _SECTION_STEPS.isdisjoint(anchor.steps)):
            continue
        link = anchor.element
        holders = _above(link)
        above = [words_of(a) for a in holders]
        foreign = _ELSEWHERE if is_marked else _FOREIGN
        if any(foreign.search(words) and not _TAG_NAMES.search(words) for words in above):
            continue
        # One article, one list of tags: those of the teasers below stand elsewhere.
        if place is not None and not any(holder in place for holder in holders[:4]):
            continue
        text = anchor.text
        if not 1 < len(text) <= 60:
            continue
        is_named = any(_TAG_NAMES.search(words) for words in [words_of(link), *above])
        is_named = is_named or is_whole("tags", _label_before(link))
        if is_marked or is_named:
            place = place or holders[:4]
        if is_marked:
            marked.append(text)
        elif is_named:
            named.append(text)
        if len(marked) + len(named) > 60:
            break
    return marked or named


def _in_a_tag_list(document: Document) -> list[str]:
    """Texts of the links in the first element that is named as the list of an article's tags, whatever they lead to."""
    own = {anchor.element: anchor for anchor in anchors_of(document)}
    for holder in in_order(document, elements_named(document, _TAG_LIST)):
        if any(_FOREIGN.search(words_of(a)) for a in (holder, *_above(holder))):
            continue
        texts = [own[link].text for link in holder.iter("a") if link in own]
        if 0 < len(texts) <= _MOST_LISTED and all(1 < len(text) <= 40 and len(text.split()) <= 5 for text in texts):
            return texts
    return []


def _category_link(document: Document) -> str | None:
    """The text of the first link marked as a category, else of one in a list that is named or labelled so."""
    named: str | None = None
    for anchor in anchors_of(document):
        is_marked = "category" in anchor.rel
        is_address = not _SECTION_STEPS.isdisjoint(anchor.steps)
        if not is_marked and (named is not None or ("tag" not in anchor.rel and not is_address)):
            continue
        link = anchor.element
        above = [words_of(a) for a in _above(link)]
        if any(_FOREIGN.search(words) for words in above):
            continue
        if is_marked:
            return anchor.text
        if any(_CATEGORY_NAMES.search(words) for words in above[:3]) or (
            is_address and is_whole("section", _label_before(link))
        ):
            named = anchor.text
    return named


def _label_before(link: HtmlElement) -> str:
    """What the element around a link says before its first link: "Tags:"."""
    parent = link.getparent()
    if parent is None:
        return ""
    parts = [parent.text or ""]
    for child in parent:
        if child.tag == "a" or len(parts) > 6:
            break
        parts += [text_of(child), child.tail or ""]
    return squeeze(" ".join(parts))


def _breadcrumb(document: Document, structured: Structured, headline: HtmlElement | None) -> str | None:
    """The last step of the path that is not the article itself."""
    titles = {
        fold(title)
        for title in (
            text_of(headline) if headline is not None else "",
            first_string(structured.article.get("headline")) or "",
            structured.first("og:title") or "",
            text_of_title(document),
        )
    }
    for node in structured.nodes:
        if "breadcrumblist" in types_of(node):
            items = node.get("itemListElement")
            names = [
                name
                for item in (items if isinstance(items, list) else [])
                if isinstance(item, dict)
                for name in (strings(item.get("name")) or strings(item.get("item")))[:1]
            ]
            names = [
                name
                for name in names
                if not any(overlap(name, title) > _SAME_TITLE for title in titles)
                and fold(name) not in _HOME
                and not name.startswith("http")
                and len(name) < 60
            ]
            if names:
                return names[-1]
    return None


def _above(element: HtmlElement) -> list[HtmlElement]:
    found: list[HtmlElement] = []
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html") or len(found) == 5:
            break
        found.append(ancestor)
    return found

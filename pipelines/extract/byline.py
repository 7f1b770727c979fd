"""Who wrote the article: names from what the page states and prints. Agencies and organisations are told apart."""

import re
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import HtmlElement

from pipelines.extract.agencies import in_byline
from pipelines.extract.anchors import Anchor, anchors_of
from pipelines.extract.captions import is_captions_box
from pipelines.extract.document import Document, in_order
from pipelines.extract.furniture import words_of
from pipelines.extract.headline import fold
from pipelines.extract.named import named
from pipelines.extract.names import is_collective, is_desk, looks_like_person, names_in, names_site
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.signatures import signatures
from pipelines.extract.structured import Structured, strings, types_of, with_itemprop
from pipelines.extract.text import SILENT, line_of, squeeze, text_within

_ORGANISATIONS = frozenset(("organization", "newsmediaorganization", "corporation"))
_NEAR = 3
"""Elements around a name that may be a picture's caption."""
_MAX_BESIDE = 120
"""Characters of a paragraph beside a link to an author; in more, a sentence speaks of the linked."""
_MAX_COMPLETED = 8
"""Authors of one article; more are its references."""
_BYLINE_NAMES = re.compile(
    r"-(?:by-?lines?|authors?|auteurs?|autor(?:en|es|a|in)?|autore|writers?|posted-by|writtenby|credits?-author|article-author|entry-author|vcard|signature|firma|verfasser|reporter|journalist(?:en|e|a|in)?|giornalista|created-?by|szerz[oő]|redactor|penulis|muhabir|yazar|tac-?gia|wartawan|skribent|forfatter|pisac|avtor|kirjoittaja|toimittaja)-"
)
_HINT = re.compile(
    "by|aut(?:hor|eur|or)|writ(?:er|ten)|posted|vcard|signature|firma|verfasser|reporter|journalist|giornalist|szerz|redactor|penulis|muhabir|yazar|tac-?gia|wartawan|skribent|forfatter|pisac|avtor|kirjoittaja|toimittaja"
)
"""One of these is in every name that is a byline's; most names need no more than this."""
_NOT_BYLINE = re.compile(
    r"-(?:bio|biography|description|image|photo|avatar|social|comments?|related|date|time|more|share|follow|title|role|job|count|sidebar|cards?|teasers?|list|recommend\w*|popular|footer)-"
)
# An entry-footer, post-footer or article-footer is the article's own: many themes print date and author there.
_FOREIGN = re.compile(
    r"(?<!-entry)(?<!-post)(?<!-article)(?<!-article-template)-footer-|-(?:comments?|comment-list|commentlist|related|recommend\w*|sidebar|teasers?|most-read|popular|latest|trending|nav|menu|(?<!elementor-)widget|cards?|promo|carousel|readmore|next|prev|replies)-"
)


_BYLINE_TAGS = frozenset(
    ("a", "span", "div", "p", "address", "li", "cite", "strong", "h3", "h4", "h5", "section", "td", "byline", "ul")
)
_HOOKS = ("data-testid", "data-component")
"""Attributes by which a newsroom's own tests find elements."""
_AUTHOR_STEPS = frozenset(
    ("author", "authors", "autor", "autoren", "autores", "auteur", "auteurs", "staff", "people", "profile", "profiles",
     "newsteam", "journalist", "journalists", "journalisten", "by", "reporter", "reporters", "contributor",
     "contributors", "columnist", "columnists", "redakteur", "redakteure", "szerzo", "szerzok", "yazar", "yazarlar",
     "penulis", "tac-gia", "forfatter", "skribent", "avtor", "autori")
)  # fmt: skip
"""Steps of an address before the name of an author."""


@dataclass(frozen=True, slots=True)
class Byline:
    """Who the page names as authors."""

    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    """Those of `authors` that are no people."""
    agencies: tuple[str, ...] = ()
    source: str = ""
    printed: tuple[tuple[str, ...], ...] = ()
    """Who signs in each of the bylines on the page."""


def find_byline(
    document: Document,
    structured: Structured,
    site: set[str],
    headline: HtmlElement | None,
    text: tuple[HtmlElement, ...] = (),
    section: str | None = None,
) -> Byline:
    """The authors, by the best source that names people, else by one that names a desk or the outlet.

    `text` are the elements of the article's paragraphs: a line before or behind them may say whose they are. The name
    of the `section` is nobody's.
    """
    candidates = list(_candidates(document, structured, headline))
    agencies = tuple(dict.fromkeys(a for _, texts in candidates for text in texts for a in in_byline(text)))
    authors, source = _best(candidates, site | {fold(section)} if section else site)
    if not any(_is_person(name) for name in authors):
        signed = list(signatures(document, headline, text))
        agencies = tuple(dict.fromkeys((*agencies, *(a for line in signed for a in in_byline(line)))))
        people = next((names for line in signed if (names := _people(line, site))), None)
        if people is not None:
            return Byline(authors=tuple(people), agencies=agencies, source="signature", printed=(tuple(people),))
    if not authors:
        authors, source = _anybody(candidates, site)
        authors = tuple(name for name in authors if section is None or fold(name) != fold(section))
    return Byline(
        authors=authors,
        organisations=_organisations(authors, structured, site),
        agencies=agencies,
        source=source,
        printed=tuple(
            tuple(names)
            for kind, texts in candidates
            if kind in ("byline", "author link", "named byline") and (names := names_in(texts, site))
        ),
    )


def _best(candidates: list[tuple[str, list[str]]], site: set[str]) -> tuple[tuple[str, ...], str]:
    """The names of the most trusted source that names people, else of the first that names a desk."""
    best: tuple[float, tuple[str, ...], str] | None = None
    others: list[tuple[str, ...]] = []
    linked: list[str] = []
    parts: list[str] = []
    for rank, (source, texts) in enumerate(candidates):
        names = names_in(texts, site, person=not source.startswith(("meta", "json-ld org")))
        if source == "byline parts":
            parts = texts
        if not names or source == "byline parts":
            continue
        people = [name for name in names if _is_person(name)]
        value = (2.0 if people else 1.0) - rank * 0.01
        value += 0.02 * bool(people and all(" " in name.strip() for name in people))
        chosen = tuple(people) if people else tuple(names)
        if len(chosen) > 10:
            value -= 1.5  # a list of references
        if source in ("byline", "named byline") or source.startswith("meta"):
            others.append(chosen)
        if source == "author link":
            linked += chosen
        if best is None or value > best[0]:
            best = (value, chosen, source)
    if best is None:
        return (), ""
    return _cut(_shortened(_completed(best[1], others, parts), linked), parts), best[2]


def _anybody(candidates: list[tuple[str, list[str]]], site: set[str]) -> tuple[tuple[str, ...], str]:
    """Whoever signs where the page names nobody by name: the outlet, an account, initials."""
    for source, texts in candidates:
        if source != "byline parts" and (names := names_in(texts[:3], site, anybody=True)):
            return tuple(names[:3]), source
    return (), ""


def _is_person(name: str) -> bool:
    return not is_collective(name)


def _people(line: str, site: set[str]) -> list[str] | None:
    """The names in a signature, if it holds nothing but names of people."""
    names = names_in([line], site)
    return names if 0 < len(names) <= 4 and all(map(looks_like_person, names)) else None


def _organisations(authors: tuple[str, ...], structured: Structured, site: set[str]) -> tuple[str, ...]:
    """Those of the authors that the page calls organisations, or that bear the name of the site or of a desk."""
    people: set[str] = set()
    stated: set[str] = set()
    for node in structured.nodes:
        kinds = types_of(node)
        if "person" in kinds:
            people.update(map(fold, strings(node.get("name"))))
        elif kinds & _ORGANISATIONS:
            stated.update(map(fold, strings(node.get("name"))))
    return tuple(
        name
        for name in authors
        if is_desk(name)
        or (fold(name) not in people and (fold(name) in stated or is_collective(name) or names_site(name, site)))
    )


def named_in(texts: list[str], site: set[str]) -> Byline | None:
    """The people and agencies that byline texts name; None where there are none."""
    authors = tuple(names_in(texts, site))
    agencies = tuple(dict.fromkeys(agency for text in texts for agency in in_byline(text)))
    if not authors and not agencies:
        return None
    organisations = tuple(filter(is_collective, authors))
    return Byline(authors=authors, organisations=organisations, agencies=agencies, source="profile")


def _shortened(names: tuple[str, ...], linked: list[str]) -> tuple[str, ...]:
    """Names without what a byline says after them, where the link to the author ends earlier; links in a row apart."""
    found: list[str] = []
    for name in names:
        inside = [short for short in linked if " " in short and f" {short} " in f" {name} "]
        found += inside if any(name.startswith(short + " ") for short in inside) else [name]
    return tuple(dict.fromkeys(found))


def _cut(names: tuple[str, ...], parts: list[str]) -> tuple[str, ...]:
    """Names that end where an element inside the byline ends: what follows there is a job."""
    people = [part for part in parts if looks_like_person(part)]
    return tuple(dict.fromkeys(next((p for p in people if name.startswith(p + " ")), name) for name in names))


def _completed(chosen: tuple[str, ...], others: list[tuple[str, ...]], parts: list[str]) -> tuple[str, ...]:
    """What another source says instead, where it names the chosen authors and more.

    Where the chosen names stand in elements of their own, what stands in none beside them are jobs.
    """
    folded = {fold(name) for name in chosen}
    own = {fold(part) for part in parts}
    for names in others:
        if len(names) > len(chosen) and folded <= own:
            names = tuple(name for name in names if fold(name) in own)
        if len(chosen) < len(names) <= _MAX_COMPLETED and folded <= {
            fold(name.removeprefix("Dr ")) for name in names
        } | {fold(n) for n in names}:
            return names
    return chosen


def _candidates(
    document: Document, structured: Structured, headline: HtmlElement | None
) -> list[tuple[str, list[str]]]:
    """The sources with their texts, most trusted first."""
    found: list[tuple[str, list[str]]] = []
    article = structured.article
    stated = _ld_authors(article.get("author")) or _ld_authors(article.get("creator"))
    if stated:
        found.append(("json-ld" if _has_person(article.get("author")) else "json-ld organisation", stated))
    for name in ("author", "article:author", "parsely-author", "sailthru.author", "byl", "byline", "dc.creator", "dcterms.creator",  # noqa: E501
                 "citation_author", "article:author_name", "cxenseparse:author", "twitter:creator:name", "og:article:author", "dc.contributor", "vr:author", "authors", "content_author", "article_author"):  # fmt: skip  # noqa: E501
        values = [v for v in structured.meta.get(name, ()) if not v.startswith(("http", "/", "@"))]
        if values:
            found.append((f"meta {name}", values))
    labels = zip(structured.meta.get("twitter:label1", ()), structured.meta.get("twitter:data1", ()), strict=False)
    found += [("meta twitter:data1", [name]) for label, name in labels if is_whole("by", label)]
    if structured.micro.get("author"):
        found.append(("microdata", list(structured.micro["author"])))
    # "By Jane Doe" is meant for readers; the meta tag is often the account that pressed the button.
    meta = next((i for i, (source, _) in enumerate(found) if source.startswith("meta")), len(found))
    printed = _printed(document, headline)
    found[meta:meta] = [pair for pair in printed if pair[0] == "byline"]
    found += [pair for pair in printed if pair[0] != "byline"]
    if not stated:
        for node in structured.nodes:
            if types_of(node) & {"webpage", "person"} and (node.get("author") or "person" in types_of(node)):
                names = _ld_authors(node.get("author")) or (_ld_authors(node) if len(structured.nodes) < 12 else [])
                if names:
                    found.append(("json-ld page", names))
    return found


def _has_person(value: object) -> bool:
    """Whether a JSON-LD author is not said to be an organisation."""
    values = value if isinstance(value, list) else [value]
    return any(not (isinstance(item, dict) and types_of(item) & _ORGANISATIONS) for item in values)


def _ld_authors(value: object) -> list[str]:
    """Names of persons in a JSON-LD author; an organisation counts only where there are no persons."""
    values = value if isinstance(value, list) else [value]
    people: list[str] = []
    others: list[str] = []
    for item in values[:20]:
        if isinstance(item, dict) and types_of(item) & _ORGANISATIONS:
            others += strings(item.get("name"))
        else:
            people += strings(item)
    return people or others


def _printed(document: Document, headline: HtmlElement | None) -> list[tuple[str, list[str]]]:
    """Bylines on the visible page: links marked rel=author, elements named byline or author."""
    rel: list[str] = []
    named: list[str] = []
    pieces: list[str] = []
    place: list[HtmlElement] | None = None
    # What holds the headline is the article's, whatever a theme calls it.
    own = set(headline.iterancestors()) if headline is not None else set()
    for element in _marked(document):
        above = _above(element)
        if _FOREIGN.search(words_of(element)) or any(a not in own and _FOREIGN.search(words_of(a)) for a in above):
            continue
        if any(a.tag in ("figure", "figcaption", "label") for a in above) or any(map(is_captions_box, above[:_NEAR])):
            continue  # who made the picture; what a reader agrees to
        text = " | ".join(map(line_of, element)) if element.tag == "ul" else line_of(element)
        if not text or len(text) > 200:
            continue
        if element.tag == "a":
            if above and above[0].tag == "p" and text_within(above[0], len(text) + _MAX_BESIDE) is None:
                continue  # somebody of whom a paragraph speaks
            if place is None:
                place = above[:4]
            if text not in rel and any(ancestor in place for ancestor in above[:4]):
                rel.append(text)
        elif text not in named:
            named.append(text)
        pieces += (squeeze(one.text) for one in element.iter() if one.tag not in SILENT and one.text)
        if len(rel) + len(named) > 12:
            break
    found: list[tuple[str, list[str]]] = []
    opened = [text for text in named if opening("by").match(text) and not re.match(r"(?i)\W*(?:about|über)\b", text)]
    if opened:
        found.append(("byline", opened[:1]))
    if rel:
        found.append(("author link", rel[:6]))
    if named:
        found += [("named byline", [text]) for text in named[:4] if text not in opened[:1]]
    if pieces:
        found.append(("byline parts", [piece for piece in pieces if " " in piece][:20]))
    return found


def _marked(document: Document) -> list[HtmlElement]:
    """The elements that markup calls a byline or a link to an author, in page order.

    It may do so by a class or id, a property, a tag, what tests find it by, or an address.
    """
    found = {e for e in named(document, _HINT) if _names_byline(words_of(e))}
    found |= {e for e in with_itemprop(document) if e.get("itemprop").lower() in ("author", "creator")}
    found |= {a.element for a in anchors_of(document) if "author" in a.rel or _leads_to_author(a)}
    found.update(document.all("byline"))
    if any(hook in document.text for hook in _HOOKS):
        found.update(filter(_is_hooked, document.all(*_BYLINE_TAGS)))
    return in_order(document, (element for element in found if element.tag in _BYLINE_TAGS))


def _names_byline(words: str) -> bool:
    return bool(_BYLINE_NAMES.search(words)) and not _NOT_BYLINE.search(words)


def _is_hooked(element: HtmlElement) -> bool:
    hook = next(filter(None, map(element.get, _HOOKS)), None)
    return hook is not None and _names_byline(f"-{hook.lower()}-") and not _BYLINE_NAMES.search(words_of(element))


def _leads_to_author(anchor: Anchor) -> bool:
    if _AUTHOR_STEPS.isdisjoint(anchor.steps):
        return False
    steps = anchor.href.split("/")
    return any(step in _AUTHOR_STEPS and len(name) >= 3 for step, name in pairwise(steps[1:]))


def _above(element: HtmlElement) -> list[HtmlElement]:
    found = []
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html"):
            break
        found.append(ancestor)
        if len(found) == 6:
            break
    return found

"""Who wrote the article: people's names from what the page states and prints. Agencies and the outlet are told apart."""  # noqa: E501

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from pipelines.extract.agencies import in_byline, is_agency
from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.headline import fold, overlap
from pipelines.extract.phrases import opening
from pipelines.extract.structured import Structured, strings, types_of
from pipelines.extract.text import is_tag, squeeze, text_of

_SPLIT = re.compile(
    r"\s*(?:[;|•●·/]|\s&\s|&amp;|,\s*(?i:and|und|et|y|e)\s|\s(?i:and|und|et|og|och|with|mit)\s)\s*|\s*[,，、]\s*(?=[^\W\d_a-z])"
)
_DATE_TAIL = re.compile(
    r"(?:\s|[,(|•●·–-])\s*(?:\d|(?:(?i:mon|tues?|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?,?\s+)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d).*$"
)
_AND_LATIN = re.compile(r"\s+(?:y|e|i|en|ja|и|і|و|ve)\s+(?=[^\W\d_a-zа-я])")
_ROLE = re.compile(
    r"(?<!\w)(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|staff|chief|bureau|producer|photographer|"
    r"analyst|professor|lecturer|fellow|researcher|director|manager|president|ceo|cfo|cto|phd|md|mba|md\.|ph\.d\.?|esq|cfp®?|cepf®?|rd|rn|cpa|"
    r"redakteur(?:in)?|reporterin|korrespondent(?:in)?|chefredakteur(?:in)?|volontär(?:in)?|autor(?:in)?|journaliste?|rédacteur|rédactrice|"
    r"periodista|redactora?|corresponsal|repórter|jornalista|giornalista|redattore|senior|junior|special to|for the|at the|updated|published|"  # noqa: E501
    r"follow|contributing|associate|freelance|specialist|expert|consultant|founder|co-founder|member|news desk|head of|deputy)(?!\w)",  # noqa: E501
    re.IGNORECASE,
)
_NOT_NAME = re.compile(
    r"https?:|www\.|@|\d{3,}|\.(?:com|org|net|de|co|uk|fr)\b|[{}<>=\[\]_#]|(?<!\w)(?:share|tweet|facebook|twitter|email|comments?|read|views?|min|minutes?|photo|image|"
    r"learn more|more|see all|view all|view|alle artikel|archiv|archives?|about|website|bluesky|mastodon|follow|posts|threads|subscribe|sign|home|search|menu|advertisement|posted|updated|published|admin|null|undefined|none|unknown|anonymous|guest|all posts|by|the author|archive|articles?|"  # noqa: E501
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|uhr|kommentare?|minuten)(?!\w)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"(?<!\w)(?:redaktion|redaktionen|staff|desk|team|news|editors?|editorial|newsroom|press|agency|agentur|media|magazine|magazin|online|redacción|redação|redazione|rédaction|"
    r"redactie|redakcja|newsdesk|bureau|service|services|group|network|times|post|tribune|herald|journal|gazette|daily|verlag|gmbh|inc|ltd|llc|company|foundation|institute|"
    r"university|universität|ministry|pressestelle|presse|verband|council|association|committee|department|редакция|correspondents?|reporters?|contributors?|writers?)(?!\w)",
    re.IGNORECASE,
)
_ORGANISATIONS = frozenset(("organization", "newsmediaorganization", "corporation"))
_DAY_OR_MONTH = re.compile(
    r"(?i)(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|jan|feb|mar|apr|may|june|july|"
    r"jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december|von|by|par|por|über|about)"
)
_BYLINE_NAMES = re.compile(
    r"-(?:by-?lines?|authors?|auteurs?|autor(?:en|es|a|in)?|autore|writers?|posted-by|writtenby|credits?-author|article-author|entry-author|vcard|signature|firma|verfasser|reporter)-"
)
_NOT_BYLINE = re.compile(
    r"-(?:bio|biography|description|image|photo|avatar|social|comments?|related|date|time|more|share|follow|title|role|job|count|sidebar|cards?|teasers?|list|recommend\w*|popular|footer)-"
)
# An entry-footer, post-footer or article-footer is the article's own: many themes print date and author there.
_FOREIGN = re.compile(
    r"(?<!-entry)(?<!-post)(?<!-article)-footer-|-(?:comments?|comment-list|commentlist|related|recommend\w*|sidebar|teasers?|most-read|popular|latest|trending|nav|menu|widget|cards?|promo|carousel|readmore|next|prev|replies)-"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who the page names as authors."""

    authors: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    source: str = ""


def find_byline(document: Document, structured: Structured, site: set[str], headline: HtmlElement | None) -> Byline:
    """The authors, by the best source that names people, else by one that names a desk."""
    candidates = list(_candidates(document, structured, headline))
    agencies = tuple(dict.fromkeys(a for _, texts in candidates for text in texts for a in in_byline(text)))
    best: tuple[float, tuple[str, ...], str] | None = None
    others: list[tuple[str, ...]] = []
    linked: tuple[str, ...] = ()
    for rank, (source, texts) in enumerate(candidates):
        names = _names(texts, site, person=not source.startswith(("meta", "json-ld org")))
        if not names:
            continue
        people = [name for name in names if not _COLLECTIVE.search(name)]
        value = (2.0 if people else 1.0) - rank * 0.01
        value += 0.02 * bool(people and all(" " in name.strip() for name in people))
        chosen = tuple(people) if people else tuple(names)
        if len(chosen) > 10:
            value -= 1.5  # a list of references
        if source in ("byline", "named byline", "meta author"):
            others.append(chosen)
        if source == "author link":
            linked = chosen
        if best is None or value > best[0]:
            best = (value, chosen, source)
    if best is None:
        return Byline(agencies=agencies)
    return Byline(authors=_shortened(_completed(best[1], others), linked), agencies=agencies, source=best[2])


def named_in(texts: list[str], site: set[str]) -> Byline | None:
    """The people and agencies that byline texts name; None where there are none."""
    authors = tuple(_names(texts, site))
    agencies = tuple(dict.fromkeys(agency for text in texts for agency in in_byline(text)))
    return Byline(authors=authors, agencies=agencies) if authors or agencies else None


def _shortened(names: tuple[str, ...], linked: tuple[str, ...]) -> tuple[str, ...]:
    """Names without what a byline says after them, where the link to the author ends earlier; links in a row apart."""
    found: list[str] = []
    for name in names:
        inside = [short for short in linked if " " in short and f" {short} " in f" {name} "]
        found += inside if any(name.startswith(short + " ") for short in inside) else [name]
    return tuple(dict.fromkeys(found))


def _completed(chosen: tuple[str, ...], others: list[tuple[str, ...]]) -> tuple[str, ...]:
    """The printed byline instead, where it names the chosen authors and more."""
    folded = {fold(name) for name in chosen}
    for names in others:
        if len(chosen) < len(names) <= 5 and folded <= {fold(name.removeprefix("Dr ")) for name in names} | {
            fold(n) for n in names
        }:
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
                 "citation_author", "article:author_name", "cxenseparse:author", "twitter:creator:name", "og:article:author", "dc.contributor", "vr:author", "authors"):  # fmt: skip  # noqa: E501
        values = [v for v in structured.meta.get(name, ()) if not v.startswith(("http", "/", "@"))]
        if values:
            found.append((f"meta {name}", values))
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
    place: list[HtmlElement] | None = None
    for element in document.tree.iter(
        "a", "span", "div", "p", "address", "li", "cite", "strong", "h3", "h4", "h5", "section", "td"
    ):
        is_rel = element.tag == "a" and "author" in (element.get("rel") or "").lower().split()
        prop = (element.get("itemprop") or "").lower()
        names = words_of(element)
        is_named = prop in ("author", "creator") or bool(
            names and _BYLINE_NAMES.search(names) and not _NOT_BYLINE.search(names)
        )
        if not is_rel and not is_named and not (element.tag == "a" and _is_author_address(element.get("href"))):
            continue
        if any(_FOREIGN.search(words_of(a)) for a in _above(element)) or _FOREIGN.search(names):
            continue
        text = _line(element)
        if not text or len(text) > 200:
            continue
        if is_rel or element.tag == "a":
            if place is None:
                place = _above(element)[:4]
            if text not in rel and any(ancestor in place for ancestor in _above(element)[:4]):
                rel.append(text)
        elif text not in named:
            named.append(text)
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
    loose = _loose(document, headline)
    if loose:
        found.append(("printed", [loose]))
    return found


def _is_author_address(href: str | None) -> bool:
    return (
        bool(href)
        and re.search(
            r"/(?:authors?|autor(?:en|es)?|auteurs?|staff|people|profiles?|journalist(?:s|en)?|by|reporters?|contributors?|columnists?|redakteure?)/[^/]{3,}",
            href or "",
        )
        is not None
    )


def _above(element: HtmlElement) -> list[HtmlElement]:
    found = []
    for ancestor in element.iterancestors():
        if ancestor.tag in ("body", "html"):
            break
        found.append(ancestor)
        if len(found) == 6:
            break
    return found


def _line(element: HtmlElement) -> str:
    return text_of(element) if sum(1 for _ in element.iter()) < 40 else ""


def _loose(document: Document, headline: HtmlElement | None) -> str | None:  # noqa: ARG001
    """A line "By Name" close to the headline, without any markup that says so."""
    if headline is None:
        return None
    seen = 0
    for element in headline.itersiblings():
        if not is_tag(element):
            continue
        seen += 1
        text = _line(element)
        if (
            text
            and len(text) < 120
            and opening("by").match(text)
            and re.match(r"(?i)(?:by|von|par|por|di|da|door|av|af)\s", text)
        ):
            return text
        if seen > 5:
            break
    return None


def _names(texts: list[str], site: set[str], *, person: bool = False) -> list[str]:
    """Clean names out of byline texts, in order, without doubles."""
    found: dict[str, str] = {}
    for text in texts:
        for part in _parts(text, site):
            name = _clean(part)
            if name and _is_name(name, site, person=person):
                found.setdefault(fold(name), name)
    names = list(found.values())
    if len(names) > 1:
        names = [name for name in names if not _names_site(name, site)] or names[:1]
    return _without_shorter(names)


def _parts(text: str, site: set[str]) -> list[str]:
    text = squeeze(re.sub(r"https?:\S+|\S+@\S+", " ", text))
    for _ in range(3):
        match = opening("by").match(text)
        if not match or match.end() >= len(text) or not re.match(r"[\s:：/]", text[match.end() :]):
            break
        text = text[match.end() :].lstrip(" :：/")
    text = _DATE_TAIL.sub("", re.sub(r"\((?:[^()]{1,60})\)", " ", text))
    sides = [side for side in re.split(r"\s[-–—]\s", text) if side.strip()]
    if len(sides) > 1:
        text = next((side for side in sides if not _names_site(side, site)), "")
    pieces = [piece for part in _SPLIT.split(text) for piece in _AND_LATIN.split(part)]
    pieces = [piece for piece in pieces if piece.strip()]
    # What follows a name after a comma may be a job: "Paul Frew, Home and Digital Security Expert".
    if len(pieces) > 1 and any(_ROLE.search(piece) for piece in pieces[1:]) and not _ROLE.search(pieces[0]):
        first_role = next(i for i, piece in enumerate(pieces) if _ROLE.search(piece))
        pieces = [
            piece
            for i, piece in enumerate(pieces)
            if not _ROLE.search(piece) and (i < first_role or " " in piece.strip())
        ]
        if first_role > 1 and len(pieces[first_role - 1 : first_role]) and " " not in pieces[first_role - 1].strip():
            pieces.pop(first_role - 1)
    return pieces


def _names_site(text: str, site: set[str]) -> bool:
    dense = fold(text).replace(" ", "")
    return any(dense == other.replace(" ", "") for other in site)


def _clean(part: str) -> str:
    part = re.sub(r"\S+@\S+|https?:\S+|@\w+", " ", part)
    part = re.split(
        r"(?i)\s+(?:on|at|am|le|el|em|for|published|updated|posted|veröffentlicht|aktualisiert|special to|im gespräch)\s+(?=\S)",  # noqa: E501
        part,
    )[0]
    part = re.sub(r"(?i)\s+(?:on|am|at|le|el|em|il|vom|den|im gespräch)$", "", squeeze(part))
    part = re.sub(r"^[\W_]+|[^\w.®)]+$", "", part)
    return part.removesuffix(",").strip()


def _looks_like_person(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 4
        and not _COLLECTIVE.search(name)
        and all(word[:1].isupper() and not word.isupper() for word in words)
    )


def _is_name(name: str, site: set[str], *, person: bool) -> bool:
    if not 2 <= len(name) <= 60 or len(name.split()) > 6 or _NOT_NAME.search(name) or is_agency(name):
        return False
    if not any(c.isalpha() for c in name) or _DAY_OR_MONTH.fullmatch(name):
        return False
    if len(name) < 4 and name.isascii() and not name.istitle():
        return False
    folded = fold(name)
    # A person's own site bears the person's name: that one is believed where the page calls it a person.
    if (_names_site(name, site) or any(len(o) > 5 and overlap(folded, o) > 0.85 for o in site)) and not (
        person and _looks_like_person(name)
    ):
        return False
    # A role alone ("Senior Editor") is no name; a desk ("Staff", "Redaktion") may stand for one.
    roles = _ROLE.sub(" ", name)
    return bool(re.search(r"\w{2,}", roles)) or _COLLECTIVE.search(name) is not None


def _without_shorter(names: list[str]) -> list[str]:
    """Without entries that another entry contains as whole words ("Jane Doe" beside "Jane Doe Smith")."""
    kept = []
    for name in names:
        words = f" {fold(name)} "
        if any(other != name and words in f" {fold(other)} " for other in names):
            continue
        kept.append(name)
    return kept

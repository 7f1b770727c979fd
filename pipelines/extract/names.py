"""Names out of bylines: labels, jobs, dates and addresses cut away, several names told apart."""

import re

from pipelines.extract.agencies import is_agency
from pipelines.extract.headline import fold, overlap
from pipelines.extract.phrases import opening
from pipelines.extract.text import squeeze

_SPLIT = re.compile(
    r"\s*(?:[;|•●·/／]|\s&\s|&amp;|,\s*(?i:and|und|et|y|e)\s|\s(?i:and|und|et|og|och|with|mit|avec)\s|\s(?:con|com)\s)\s*|\s*[,，、]\s*(?=[^\W\d_a-z])"
)
_COLON = re.compile(r"\s*[:：]")
_DATE_TAIL = re.compile(
    r"(?:\s-?|[,(|•●·–])\s*(?:\d(?!\d*/[^\W\d_])|(?:(?i:mon|tues?|wed|wednes|thu|thurs|fri|sat|satur|sun)(?:day)?,?\s+)?"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s+\d).*$"
)
# The name in "Paramita (Guha) Ghosh" belongs to the person.
_BRACKETS = re.compile(r"\((?![^\W\d_]{2,20}\)\s[^\W\d_a-z])[^()]{1,60}\)")
_PLACE_AND_AGENCY = re.compile(r"\s*/\s*[^\W\d_][^\d/()]{1,30}?,?\s*\([^()\d]{2,20}\)\W*$")
"""As in "Sevgi Uçar / İzmir, (DHA)"."""
_FOOTNOTE = re.compile(r"(?<=[^\W\d_])\d(?:,?\d)?$")
_SIGNATURE = re.compile(r"[^\W\d_][\w.-]{2,30}|[A-Z]{2,3}|(?:[A-Z]\.\s?){2,3}")
"""Of an account or initials."""
_WEB_NAME = re.compile(r"\.[a-z]{2,4}$")
_SITE = re.compile(r"[\w-]{3,}(?:\.[\w-]{2,})?\.[a-z]{2,4}")
_SYSTEM = re.compile(
    r"(?:\w+[._-])?(?:admin\w*|editor\w*|webmaster|root|wordpress|user|users|author|guest|default|test|moderator|unknown|anonymous|none|null|undefined)\d*",
    re.IGNORECASE,
)
_LAST_WORDS = re.compile(
    r"(?:\s+(?:(?i:on|at|vom|den|prije|pre|publié|publicado|pubblicato|veröffentlicht|im gespräch)|am|le|el|em|il))+$"
)
"""What is left of a date behind a name; "Le" and "El" begin names themselves."""
_LABEL = re.compile(r"^[^:：]{2,20}[:：]\s+(?=\S)")
_REPORTING = re.compile(
    r"^(?:本[报報])?(?:记者|記者)\s*(?P<name>[\u4e00-\u9fff]{2,3}(?:[、\s][\u4e00-\u9fff]{2,3})*)"
    r"\s*(?:[／/].*(?:報導|报道|報道|專訪|连线|連線|電|电))?(?=\s*[／/]|$)"
)
"""As in 記者王小明／台北報導: reporter Wang, reporting from Taipei."""
_LAST_TITLE = re.compile(r"\s*(?:선임|수습|객원|인턴)?\s?(?:기자|특파원|논설위원|편집위원|통신원)$|\s*記者$")
"""Titles of Korean and Japanese reporters."""
_IN_PLACE = re.compile(r"\s+in\s+(?=[A-ZÀ-Þ])")
"""Before the place that a byline ends with."""
_EAST_ASIAN = re.compile(
    r"[\u4e00-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}|[\u3040-\u30ff\u4e00-\u9fff]{2,5}\s?[\u3040-\u30ff\u4e00-\u9fff]{1,5}"
)
_INITIAL = re.compile(r"(?:[^\W\d_]\.){1,3}")
_AND_LATIN = re.compile(r"\s+(?:y|e|i|en|ja|и|і|و|ve)\s+(?=[^\W\d_a-zа-я])")
_ROLE = re.compile(
    r"(?<!\w)(?:editor|reporter|correspondent|writer|journalist|columnist|contributor|staff|chief|bureau|producer|photographer|"
    r"analyst|professor|lecturer|fellow|researcher|director|manager|president|ceo|cfo|cto|phd|md|mba|md\.|ph\.d\.?|esq|cfp®?|cepf®?|rd|rn|cpa|"
    r"redakteur(?:in)?|reporterin|korrespondent(?:in)?|chefredakteur(?:in)?|volontär(?:in)?|autor(?:in)?|journaliste?|rédacteur|rédactrice|"
    r"periodista|redactora?|corresponsal|repórter|jornalista|giornalista|redattore|senior|junior|special to|for the|at the|updated|published|"  # noqa: E501
    r"follow|contributing|associate|freelance|specialist|expert|consultant|coordinator|executive|strategist|host|anchor|presenter|founder|co-founder|member|news desk|head of|deputy)(?!\w)",  # noqa: E501
    re.IGNORECASE,
)
_MARKS = re.compile(r"https?:|www\.|@|\d{3,}|\.(?:com|org|net|de|co|uk|fr)\b|[{}<>=\[\]_#:：]", re.IGNORECASE)
_NOT_NAME = re.compile(
    r"(?<!\w)(?:share|tweet|facebook|twitter|email|comments?|read|views?|min|minutes?|photo|image|learn more|more|see all|view all|view|"  # noqa: E501
    r"alle artikel|archiv|archives?|about|website|bluesky|mastodon|follow|posts|threads|subscribe|sign|home|search|menu|advertisement|posted|updated|published|"  # noqa: E501
    r"admin|super user|administrator|required|null|undefined|none|unknown|anonymous|guest|all posts|by|the author|archive|articles?|licen[cs]e|lizenz|bildrechte|cc-by(?:-\w+)*|"  # noqa: E501
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|uhr|kommentare?|minuten)(?!\w)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"(?<!\w)(?:redaktion|redaktionen|staff|desk|team|news|editors?|editorial|newsroom|press|agency|agentur|media|magazine|magazin|online|redacción|redação|redazione|rédaction|"
    r"redactie|redakcja|newsdesk|bureau|service|services|group|network|times|post|tribune|herald|journal|gazette|daily|verlag|gmbh|inc|ltd|llc|company|foundation|institute|"
    r"university|universität|ministry|pressestelle|presse|verband|council|association|committee|department|редакция|correspondents?|reporters?|contributors?|writers?|"
    r"today|kontributor|portal|radio|tv|television|televisión|zeitung|tageblatt|anzeiger|nachrichten|diario|jornal|gazeta|noticias|prensa|agencia|agência|agence|agenzia|ajans|haber|"
    r"агентство|новости|газета|συντακτική|ομάδα|"
    r"onze (?:verslaggever|redactie|correspondent)|redaksi|redacția|"
    r"szerkesztőség|toimitus|redakcija|redakce|redakcia|redaktsioon|"
    r"নিজস্ব প্রতিবেদক|নিজস্ব সংবাদদাতা|স্টাফ রিপোর্টার|ডেস্ক|ویب ڈیسک|ब्यूरो|डेस्क|संवाददाता|"
    r"خبرگزاری|اخبار|روزنامه|تحریریه|پایگاه خبری|صحيفة|جريدة|قناة|وكالة|نيوز)(?!\w)",
    re.IGNORECASE,
)
_COLLECTIVE_UNSPACED = re.compile(
    r"(?:포털|네이버|新聞網?|新闻网?|[日時时晚早週周]報|[日时晚早周]报|通訊社|通讯社|[網网]|電視台?|电视台?|編輯部|编辑部|編集部|本報|本报|뉴스|일보|신문|방송|편집국|편집부)$"
)
_DAY_OR_MONTH = re.compile(
    r"(?i)(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|jan|feb|mar|apr|may|june|july|"
    r"jun|jul|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december|von|by|par|por|über|about)"
)
_MAX_TEXT = 10_000
"""Characters of one text in which names are looked for."""


def names_in(texts: list[str], site: set[str], *, person: bool = False, anybody: bool = False) -> list[str]:
    """Clean names out of byline texts, in order, without doubles.

    `person` where the page says that it names people: then a name equal to the site's may be one. With `anybody`
    the outlet, initials and the names of accounts count too.
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in _parts(text, set() if anybody else site):
            name = _clean(part)
            if name and (_is_name(name, site, person=person) or (anybody and _is_signature(name))):
                found.setdefault(fold(name), name)
    names = list(found.values())
    if len(names) > 1:
        names = [name for name in names if not names_site(name, site)] or names[:1]
    return _without_shorter(names)


def _parts(text: str, site: set[str]) -> list[str]:
    text = squeeze(re.sub(r"https?:\S+|\S+@\S+", " ", text[:_MAX_TEXT]))
    if (dated := opening("published").match(text)) and _COLON.match(text, dated.end()):
        return []
    for _ in range(3):
        match = opening("by").match(text)
        if not match or match.end() >= len(text) or not re.match(r"[\s:：/]", text[match.end() :]):
            break
        text = text[match.end() :].lstrip(" :：/")
    if not text.isascii():
        text = _REPORTING.sub(r"\g<name>", text)
    text = _DATE_TAIL.sub("", _BRACKETS.sub(" ", _PLACE_AND_AGENCY.sub("", text) if "/" in text else text))
    sides = [side for side in re.split(r"\s[-–—]\s", text) if side.strip()]
    if len(sides) > 1:
        text = next((side for side in sides if not names_site(side, site)), "")
    pieces = [piece for part in _SPLIT.split(text) for piece in _AND_LATIN.split(part)]
    pieces = [_without_site(_without_agency(piece), site) for piece in pieces if piece.strip()]
    if len(pieces) > 1 and (name := _without_job(pieces[0])) != pieces[0]:
        # What follows the job is where: "Zackery Cuevas Writer, Hardware".
        pieces = [name, *(piece for piece in pieces[1:] if " " in piece.strip())]
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


def _without_agency(text: str) -> str:
    """A name without the agency behind a comma: "David Hutzler, dpa"."""
    name, _, last = text.rpartition(", ")
    return name if name and is_agency(last) else text


def _without_site(text: str, site: set[str]) -> str:
    """A name without the outlet printed beside it: "Courrier d'Anjou Julie Briand", "Camila Torres, g2 PE"."""
    name, _, last = text.rpartition(", ")
    if name and any(f"{fold(last)} ".startswith(f"{other} ") for other in site):
        return name
    words = text.split()
    for i in range(len(words) - 2, 0, -1):
        rest = words[i:]
        if names_site(" ".join(words[:i]), site) and 2 <= len(rest) <= 4 and all(word[:1].isupper() for word in rest):
            return text if is_collective(" ".join(rest)) else " ".join(rest)
    return text


def _without_job(text: str) -> str:
    """A person's name without the job printed right behind it: "Emma Ryan Writer"."""
    words = text.strip(" &,").split()
    for i, word in enumerate(words[:5]):
        if i >= 2 and _ROLE.fullmatch(word):
            name = " ".join(words[:i])
            return name if looks_like_person(name) else text
    return text


def names_site(text: str, site: set[str]) -> bool:
    """Whether a text is one of the names of a site."""
    dense = fold(text).replace(" ", "")
    return any(dense == other.replace(" ", "") for other in site)


def _clean(part: str) -> str:
    part = re.sub(r"\S+@\S+|https?:\S+|@\w+", " ", part)
    part = _LABEL.sub("", part)
    part = re.split(
        r"\s+(?:(?i:on|at|for|published|updated|posted|veröffentlicht|aktualisiert|special to|im gespräch)|am|le|el|em)\s+(?=\S)",  # noqa: E501
        part,
    )[0]
    part = _LAST_WORDS.sub("", squeeze(part))
    part = _IN_PLACE.split(part)[0]
    # The vowel signs of Indic scripts are no word characters for `re`.
    part = re.sub(r"^[\W_]+|[^\w.®)\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+$", "", part)
    part = _LAST_TITLE.sub("", _without_job(part.removesuffix(",").strip()))
    # "Jennifer Huberty1" has a footnote.
    return _FOOTNOTE.sub("", part) if " " in part else part


def looks_like_person(name: str) -> bool:
    """Whether a name has the form of a person's: two to four capitalised words, none of them a desk's."""
    if _EAST_ASIAN.fullmatch(name):
        return not is_collective(name)
    words = name.split()
    return (
        2 <= len(words) <= 4
        and not _COLLECTIVE.search(name)
        and all(word[:1].isupper() and (not word.isupper() or _INITIAL.fullmatch(word)) for word in words)
    )


def _is_name(name: str, site: set[str], *, person: bool) -> bool:
    if not 2 <= len(name) <= 60 or len(name.split()) > 6 or is_agency(name):
        return False
    if name.islower() and len(name.split()) > 2:
        return False  # a piece of a sentence
    if _MARKS.search(name) or _NOT_NAME.search(name):
        return False
    if not any(c.isalpha() for c in name) or _DAY_OR_MONTH.fullmatch(name):
        return False
    if name[0].isdigit() and " " in name:
        return False
    if len(name) < 4 and name.isascii() and not name.istitle():
        return False
    folded = fold(name)
    # A person's own site bears the person's name: that one is believed where the page calls it a person.
    if (names_site(name, site) or any(len(o) > 5 and overlap(folded, o) > 0.85 for o in site)) and not (
        person and looks_like_person(name)
    ):
        return False
    # A role alone ("Senior Editor") is no name; a desk ("Staff", "Redaktion") may stand for one.
    roles = _ROLE.sub(" ", name)
    return bool(re.search(r"\w{2,}", roles)) or _COLLECTIVE.search(name) is not None


def _is_signature(name: str) -> bool:
    """Whether a text that is no name of a person may stand for an author: the outlet's name, an account, initials."""
    if _SYSTEM.fullmatch(name) or _NOT_NAME.search(name) or is_agency(name) or _DAY_OR_MONTH.fullmatch(name):
        return False
    if _SIGNATURE.fullmatch(name) is not None:
        return True
    if name[0].isdigit() and " " in name:
        return False
    name = _WEB_NAME.sub("", name)
    return 3 <= len(name) <= 60 and len(name.split()) <= 6 and name[:1].isalpha() and not _MARKS.search(name)


def is_collective(name: str) -> bool:
    """Whether a name has a word of desks, outlets and firms, or is the address of a site."""
    return (
        _SITE.fullmatch(name) is not None
        or _COLLECTIVE.search(name) is not None
        or _COLLECTIVE_UNSPACED.search(name) is not None
    )


def is_desk(name: str) -> bool:
    """Whether a name can be nobody's, whatever the page says: each word of it is a desk's, or it is an address."""
    return _SITE.fullmatch(name) is not None or not _COLLECTIVE.sub("", name).strip(" -–.")


def _without_shorter(names: list[str]) -> list[str]:
    """Without entries that another entry contains as whole words ("Jane Doe" beside "Jane Doe Smith")."""
    kept = []
    for name in names:
        words = f" {fold(name)} "
        if any(other != name and words in f" {fold(other)} " for other in names):
            continue
        kept.append(name)
    return kept

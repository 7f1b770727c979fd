"""What a page states for machines as its description: whole if it can be had, and of the story, not of the site."""

import re
from collections.abc import Sequence

from pipelines.extract.document import Document
from pipelines.extract.headline import fold, site_names
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.structured import Structured, first_string, strings, types_of
from pipelines.extract.text import is_wide, squeeze

MIN = 20
"""Characters; less is a label."""
MIN_CUT = 100
"""Characters; no site cuts a description to fewer."""
_MAX_WHOLE = 1500
"""Characters of a text that is taken for one that is cut short; more is the article."""
_BYLINE = 60
"""Characters of a line that only says who wrote the story."""
_READ = 4000
"""Characters of the article's text in which a description's words are looked up."""
_TAG = re.compile(
    r"</?(?:p|br|a|b|i|u|em|strong|span|div|img|figure|h\d|ul|ol|li|font|center)\b[^<>]{0,300}>", re.IGNORECASE
)
"""Some editors' texts come with their markup."""
_LAST_WORDS = re.compile(r"(?<=[.!?…\]])\s+[^.!?…\]]{4,30}$")
_END = re.compile(r"[.!?。！？।؟…]\W*$|\[\W*\]\W*$")
_STRANGE = 0.35
"""Share of its words that a description must have from the story, where another one has twice as many."""
_MANY_WORDS = 8
_WHOLE_STORY = 40
"""Different words of a story from which on it is long enough to share some with every text about it."""
_LONG_WORD = re.compile(r"\w{5,}")


def stated_descriptions(
    document: Document, structured: Structured, headline: str | None, texts: Sequence[str]
) -> list[str]:
    """Descriptions for machines, most trusted first, without those of the site as a whole.

    `texts` are the article's paragraphs: a description that has none of their words is the site's.
    """
    of_site = {
        fold(first_string(node.get("description")) or "")
        for node in structured.nodes
        if types_of(node) & {"website", "organization", "newsmediaorganization"}
    }
    site = site_names(document, structured)
    found: list[str] = []
    for values in (
        structured.all("description", "dc.description", "dcterms.description"),
        structured.all("og:description"),
        strings(structured.article.get("description"))[:1],
        structured.all("twitter:description", "sailthru.description"),
    ):
        for text in map(_without_markup, values):
            if len(text) < MIN or fold(text) in of_site or fold(text) in site or _is_label(text) or _is_keywords(text):
                continue
            if text not in found:
                found.append(text)
            break
    found = [text for text in found if fold(text) != fold(headline or "")] or found
    found = _about_the_story(found, headline, texts, site)
    return [_whole(found[0], structured), *found[1:]] if found else []


def _without_markup(value: str | None) -> str:
    """A text without its markup, and without the label of the link to the whole story at its end."""
    text = squeeze(_TAG.sub(" ", value)) if value and "<" in value else value or ""
    last = _LAST_WORDS.search(text)
    return text[: last.start()].rstrip() if last and is_whole("goes_on", last.group()) else text


def _is_label(text: str) -> bool:
    """Whether a text only says who wrote the story, or that there is one."""
    return (len(text) <= _BYLINE and opening("signed").match(text) is not None) or is_whole("line", text)


def _is_keywords(text: str) -> bool:
    """Whether a text is a list for search engines: "harbour,harbour of the town,news of the town"."""
    return text.count(",") > 1 and ", " not in text and _END.search(text) is None and not is_wide(text)


def _about_the_story(values: list[str], headline: str | None, texts: Sequence[str], site: set[str]) -> list[str]:
    """Those of the story first; without one that has nothing of the story and names the site."""
    story = set(_LONG_WORD.findall(f"{headline or ''} {' '.join(texts)[:_READ]}".casefold()))
    if not story:
        return values

    def share(value: str) -> float:
        words = _LONG_WORD.findall(value.casefold())
        return sum(word in story for word in words) / len(words) if words else 1.0

    shares = {value: share(value) for value in values}
    if values and shares[values[0]] < _STRANGE and max(shares.values()) > 2 * _STRANGE:
        values = sorted(values, key=lambda value: shares[value] < _STRANGE)
    names = [name for name in site if len(name) > 3]
    return [
        value
        for value in values
        if shares[value] >= 0.1 or not (any(name in fold(value) for name in names) or _is_of_another(value, story))
    ]


def _is_of_another(value: str, story: set[str]) -> bool:
    """Whether many words of a description do not even begin like any word of the story."""
    stems = {word[:4] for word in _LONG_WORD.findall(value.casefold())}
    return (
        len(stems) >= _MANY_WORDS
        and len(story) >= _WHOLE_STORY
        and len(stems.intersection(word[:4] for word in story)) <= len(stems) // _MANY_WORDS
    )


def _whole(value: str, structured: Structured) -> str:
    """The shortest statement that begins as a text which was cut short, and ends with a sentence."""
    if _END.search(value) or len(value) < MIN_CUT:
        return value
    begun = fold(value).rpartition(" ")[0]
    others = [
        other
        for name in ("description", "og:description", "twitter:description", "dc.description", "dcterms.description")
        for other in map(_without_markup, structured.meta.get(name, ()))
    ]
    others.append(_without_markup(first_string(structured.article.get("description"))))
    longer = [
        other
        for other in others
        if len(value) < len(other) <= _MAX_WHOLE and _END.search(other) and fold(other).startswith(begun)
    ]
    return min((other for other in longer if not other.rstrip().endswith(("…", "...", "]"))), key=len, default=value)

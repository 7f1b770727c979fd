"""The language of the text: what the page declares where the text does not contradict it, else what the text is."""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from pipelines.draft import Statement
from pipelines.extract.document import Document
from pipelines.extract.structured import Structured, first_string

_WORD = re.compile(r"[^\W\d_]+(?:['’]s)?")
_SAMPLE = 4000
_FEW_LETTERS, _FEW_WORDS = 20, 12
"""Less of a text tells no language."""
_LITTLE = 0.08
"""Share of the letters from which Japanese and Korean are told by their own among the Chinese."""
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("am", re.compile("[\u1200-\u137f]")),
)
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u3040-\ud7af]")
"""A letter of any of these, and of some more."""
_CLOSE = (frozenset(("nb", "nn", "no", "da")), frozenset(("hr", "sr", "bs", "sh", "me")), frozenset(("id", "ms")), frozenset(("tl", "fil")), frozenset(("cs", "sk")), frozenset(("gl", "pt", "es")))  # fmt: skip  # noqa: E501
"""Languages that little words tell apart badly: the declaration is believed among these."""


@dataclass(frozen=True, slots=True)
class Language:
    """What was found, and what each source says."""

    name: str | None
    statements: tuple[Statement, ...]


def find_language(document: Document, structured: Structured, text: str, profile: str | None) -> Language:
    """The BCP 47 primary language of the text, such as "en"; None when nothing tells it."""
    lang = document.tree.get("lang") or document.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    declared = [
        (source, name)
        for source, value in (
            ("html", lang),
            ("json-ld", first_string(structured.article.get("inLanguage"))),
            ("meta", structured.first("content-language", "language", "dc.language", "og:locale")),
            ("profile", profile),
        )
        if (name := _primary(value))
    ]
    detected = detect(text)
    told = [("text", detected)] if detected else []
    return Language(
        _choose([name for _, name in declared], detected),
        tuple(Statement(field="language", source=source, value=(name,)) for source, name in (*declared, *told)),
    )


def _choose(named: list[str], detected: str | None) -> str | None:
    if detected is None:
        return named[0] if named else None
    for value in named:
        if value == detected or any(value in group and detected in group for group in _CLOSE):
            return value
    if named and named[0] not in _known():
        return named[0]  # nothing here could have recognised it
    return detected


def detect(text: str) -> str | None:
    """The language of a text by its script, or by its little words; None when unsure."""
    sample = text[:_SAMPLE]
    if not sample.isascii() and (strange := len(_OTHER_SCRIPT.findall(sample))):
        letters = sum(map(str.isalpha, sample))
        if letters < _FEW_LETTERS:
            return None
        if strange > _LITTLE * letters:
            for language, script in _SCRIPTS:
                share = len(script.findall(sample)) / letters
                if share > (_LITTLE if language in ("ja", "ko") else 0.4):
                    return language
    words = Counter(map(str.lower, _WORD.findall(sample)))
    total = words.total()
    if total < _FEW_WORDS:
        return None
    counted = dict.fromkeys(_table(), 0)
    for word, count in words.items():
        for language in _languages_of().get(word, ()):
            counted[language] += count
    scores = {language: count / total for language, count in counted.items()}
    ranked = sorted(scores.items(), key=lambda pair: -pair[1])
    (best, score), (_, second) = ranked[0], ranked[1]
    return best if score >= 0.12 and score > 1.1 * second else None


def _primary(value: str | None) -> str | None:
    if not value:
        return None
    found = re.match(r"[A-Za-z]{2,3}(?=$|[-_,; ])", value.strip())
    if not found:
        return None
    name = found.group().lower()
    return {
        "iw": "he",
        "in": "id",
        "no": "nb",
        "mo": "ro",
        "jp": "ja",
        "cn": "zh",
        "kr": "ko",
        "ua": "uk",
        "cz": "cs",
        "gr": "el",
        "eng": "en",
        "dk": "da",
        "se": "sv",
    }.get(name, name)


def _known() -> frozenset[str]:
    return frozenset(_table()) | {language for language, _ in _SCRIPTS}


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    source = resources.files("pipelines.extract").joinpath("stopwords.toml").read_text("utf-8")
    return {language: frozenset(words.split()) for language, words in tomllib.loads(source).items()}


@lru_cache(maxsize=1)
def _languages_of() -> dict[str, list[str]]:
    """The languages that a little word belongs to."""
    found: dict[str, list[str]] = {}
    for language, words in _table().items():
        for word in words:
            found.setdefault(word, []).append(language)
    return found

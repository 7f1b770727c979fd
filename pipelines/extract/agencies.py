"""News agencies that a text credits. Only a credit counts, not every mention: "DPA news agency reported", "(Reuters)"."""  # noqa: E501

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from pipelines.word_tree import one_of

_MAX_TEXTS = 400
_MAX_LINE = 60
_MAX_TEXT = 20_000
"""Characters of a paragraph in which a credit is looked for."""
_SOURCE = re.compile(
    r"\W*(?:(?:(?:with )?inputs? from|com informações d[aeo]|con información de(?: la)?|mit material (?:von|der)|avec)"
    r"(?:\s+the)?\s+(?=\w)|"
    r"(?:sources?|quellen?|bron|källa|kilde|lähde|fuentes?|fonte|źródło|zdroj|forrás|sursa|izvor|vir|šaltinis|avots|allikas|"
    r"источник|джерело|крыніца|извор|източник|kaynak|πηγή|מקור|المصدر|منبع|ماخذ|स्रोत|উৎস|sumber|nguồn|ที่มา|来源|來源|出典|출처)\s*[:：]\s*)",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Every name an agency goes by, and the name we publish."""
    source = resources.files("pipelines.extract").joinpath("agencies.toml").read_text("utf-8")
    table = tomllib.loads(source)["agency"]
    return {alias: name for name, aliases in table.items() for alias in aliases}


def _alias() -> str:
    return one_of([re.escape(letter) for letter in name] for name in _names())


@lru_cache(maxsize=1)
def _any_name() -> re.Pattern[str]:
    return re.compile(_alias())


@lru_cache(maxsize=1)
def _credits() -> tuple[re.Pattern[str], ...]:
    alias = f"(?P<name>{_alias()})(?!\\w)(?!-)"
    return (
        # a dateline: "BERLIN (dpa) –", "(Reuters) - ", "New Delhi, May 3 (PTI)", "/AFP/"
        re.compile(
            r"^.{0,60}?[(\[/（【]\s*(?:[\w/&. -]{1,20}[/,&]\s*)?"
            + alias
            + r"(?:\s*[/,&-]\s*[\w/&. -]{1,20})?\s*[)\]/）】]"
        ),
        # a dateline: "新华社杭州5月12日电", "中央社記者…電"
        re.compile(r"^[\s　(（【]{0,3}(?:据|據)?(?P<name>" + _alias() + r")[^\s。，]{0,20}?(?:电|電|讯|訊)"),
        # at the end: "… in the case. (AFP)", "– Reuters", "dpa"
        re.compile(
            r"(?:[(\[（【/]\s*(?:[\w/&. ]{1,20}[/,&]\s*)?|[–—-]\s*|^\s*)"
            + alias
            + r"(?:\s*[/,&]\s*[\w/&. -]{1,20})?\s*[)\]）】/]?\.?\s*$"
        ),
        # in the text: "DPA news agency reported", "told Reuters", "according to AFP"
        re.compile(
            r"(?<!\w)"
            + alias
            + r"(?:\s+(?:news|press|wire)\s+(?:agency|service|wire))?\s+(?:reported|reports|said|says|quoted|added|wrote|has reported|cited)"  # noqa: E501
        ),
        re.compile(
            r"(?:told|according to|reported by|quoted by|reports|reported|citing|by|from|via|gegenüber|berichtet(?:e)?|laut|nach Angaben (?:der|von)|selon|según|segundo|secondo|d'après|à|de la agencia|da agência|агентству?|сообщает|передает|передаёт|dijo a|disse à)\s+(?:the\s+|der\s+|die\s+|l['’]|la\s+|el\s+|a\s+)?(?:news agency\s+|Nachrichtenagentur(?:en)?\s+|agence\s+(?:de presse\s+)?|agencia\s+(?:de noticias\s+)?|agência\s+(?:de notícias\s+)?|agenzia\s+)?"  # noqa: E501
            + alias
        ),
        re.compile(
            r"(?:news agency|Nachrichtenagentur(?:en)?|agence|agencia|agência|agenzia|агентств\w*)\s+[\"“«„]?" + alias
        ),
        re.compile(
            r"^(?:with|source|sources?:|quelle:?|quellen:?|fuente:?|fonte:?|via|con información de|com informações d[aeo]|avec|mit Material (?:der|von)|\(with)\s+(?:inputs?\s+(?:from\s+)?|agency inputs\s*)?.{0,30}?(?<!\w)"  # noqa: E501
            + alias,
            re.IGNORECASE,
        ),
    )


def find_agencies(texts: list[str], byline: str = "") -> tuple[str, ...]:
    """Agencies credited in the paragraphs of an article or in its byline, in the order they are first named."""
    found: dict[str, None] = {}
    for name in in_byline(byline):
        found.setdefault(name)
    for text in texts[:_MAX_TEXTS]:
        if _any_name().search(text) is None:
            continue  # hardly a paragraph names an agency, and each look for a credit costs more than this one
        for pattern in _credits():
            for match in pattern.finditer(text, 0, _MAX_TEXT):
                alias = match["name"]
                if alias in _names():
                    found.setdefault(_names()[alias])
    return tuple(found)


def named_as_source(lines: Iterable[str]) -> tuple[str, ...]:
    """Agencies in short lines such as "Source: Reuters", which stand behind a text and are none of it."""
    rests = (_SOURCE.sub("", line) for line in lines if len(line) <= _MAX_LINE and _SOURCE.match(line))
    return tuple(dict.fromkeys(name for rest in rests for name in in_byline(rest.strip(" .()[]"))))


def in_byline(text: str) -> list[str]:
    """Agencies named in a byline or a credit line such as "det/dpa" or "Reuters, AFP"."""
    return [
        _names()[part]
        for part in re.split(r"\s*[/,;&|()]\s*|\s+(?:and|und|et|y|e|with|mit)\s+", text.strip())
        if part in _names()
    ]


def is_agency(name: str) -> bool:
    """Whether a name is an agency's."""
    return name.strip() in _names()

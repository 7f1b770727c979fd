"""Who made a picture, split off its caption."""

import re
from collections.abc import Iterator

from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.text import is_wide, squeeze

_BRACKETED = re.compile(
    r"^(?P<caption>.*?\S)\s*[(\[（［](?P<credit>[^()\[\]（）［］]{2,80})[)\]）］]\s*\.?$", re.DOTALL
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]+[)）]")
_IS_LICENCE = re.compile(r"CC\b|Creative Commons|Public Domain", re.IGNORECASE)
_AFTER_LABEL = re.compile(r"\.?\s*(?:[:：=＝]|\|\s|\.\.\.|…)")
_BEHIND_SENTENCE = re.compile(r"\s*[/／]|\s*[-–—]\s")
"""After a label that begins a sentence, such as "Photo/File" and "圖／…"."""
_BY = re.compile(r"\s(?:by|von|van|de|di|af|av|na|oleh|par|door|courtesy of|via)$", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"\.?\s*(?:[:：=＝]|\|\s|\.\.\.|…)|\.\s|\s+(?=©)|\s*／|\s*[-–—]\s")
_NAME = re.compile(r"\s+[^\W\d_]")
_PHOTO = re.compile(
    r"photos?|fotos?|fotograf(?:i|ia|ie|ía)?|fotoğraf|фото|beeld|kuva|bild|imagen?|zdj|"
    r"(?:photos?|images?|pictures?|foto|bild) (?:credits?|copyright|courtesy)|crédit photo|copyright",
    re.IGNORECASE,
)
"""Labels that need no sign before a name: "Photo Marie Dupont/AFP"."""
_SENTENCE_END = re.compile(r"[.!?。！？।|/(（\]”\"»][\s　]*$")
_NUMBER = re.compile(r"^[\[(]?\d{1,3}\s?/\s?\d{1,3}[\])]?\s+(?=\S)")
"""Of a picture among others: “[1/2] Containers …”."""
_ABBREVIATED = re.compile(r"(?:fot|phot|pict?|ill|obr|snímka)\.\s+[^\W\d_]", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—-]\s+|\s*/\s*|[.。!?]\s+")
_BEHIND_STROKE = re.compile(
    r"(?<=[.!?»”\"。…)])\s+[/|]\s+(?P<credit>[^/|.!?]{3,60})$|\s/\s(?P<capitals>[^/|.!?]{3,60})$"
)
_MADE_BY = re.compile(
    r"[、，]\s*(?P<maker>[^、，＝=。\s]{2,12}撮影)\s*$|\s*[＝=]\s*(?P<credit>[^＝=。、]{0,20}(?:撮影|提供|共同|時事|写す))\s*$|"
    r"(?<=[.다])\s+(?P<korean>[가-힣A-Za-z·]{2,20}(?:\s[가-힣A-Za-z]{1,10}){0,2}\s?(?:제공|촬영)|[가-힣]{2,4}\s?(?:선임|인턴)?기자)\.?\s*$|"
    r"\s(?:[가-힣]{2,6}\s?=\s?)?(?P<mailed>[가-힣]{2,4}\s?(?:선임|인턴)?기자)\s+[\w.+-]+@[\w.-]+\w(?:\s*/?[\d.]{6,}/?)?\s*$|"
    r"\s*\[(?P<supplied>[^\[\]]{2,60}(?:제공|금지|자료사진|뉴스|통신)[^\[\]]{0,30})\]\s*$"
)
"""As in “（12日、港で）＝田中誠撮影”, “부두 전경. [부산시 제공]” and “… 부산=김하늘 기자 sky@a.test”."""
_CHINESE = re.compile(
    r"(?P<caption>.{4,}?)(?:(?<=。)|[\s，,|])\s*(?P<credit>(?:\S{2,6}社)?(?:记者|記者|通讯员|实习生)?\s?\S{1,12}\s?[摄攝]|(?:记者|記者)\S{2,4}\s?[／/]?\s?(?:摄影?|攝影?|翻攝|提供))[。]?$"
)
"""As in “…。 新华社记者 王某摄”: photographed by Wang of Xinhua."""
_IN_CAPITALS = re.compile(r"(?<=[.!?”\"»])\s+[^\W\d_a-z][^\d\sa-z]+(?:\s[^\W\d_a-z][^\d\sa-z]*){1,3}$")
"""Of a maker before the agency in brackets: "… dawn. ANA RUIZ (EFE)"."""
_BEHIND_LINE = re.compile(r"(?<=[^\W\d_A-Z]) / (?P<credit>[A-ZÀ-Þ][^\W\d_]+(?: [A-ZÀ-Þ][^\W\d_.]*){1,2})$")
"""Of a maker behind a line of words without a full stop: "Boats in the old harbour of the town / Ana Duarte"."""
_MIN_LINE = 5
"""Words before it; of fewer, what stands behind the stroke may be what the picture shows."""
_BETWEEN_STROKES = re.compile(r"\s/\s(?P<credit>(?P<maker>[^/|.!?\d]{3,40})\s/\s[^/|]{2,40})$")
_ENDS_IN_CREDIT = re.compile(
    r"(?:^|[—–|(\[.!?\"”»]\s*)(?:photos?|fotos?|фото|фотографія|фотография|fotografía|fotografia|foto de|"
    r"photo credit|crédit photo|image credit|"
    r"archivfoto|symbolbild|zdjęcie|fot|写真|사진|照片|图片|圖片)(?:\s?[:：=＝／/]|\s+(?:by|von|de|via|courtesy)\b:?)\s*[^.!?。]{2,60}[.)\]]?$",
    re.IGNORECASE,
)  # fmt: skip
_LICENCE = re.compile(r"/|©|\bCC[ -]|\bvia\b", re.IGNORECASE)
"""In a credit that is longer than a name and an agency."""
_AND = re.compile(r"\s*[/,|&+]\s*|\s(?:via|for|from|on|auf|and|und|et|y|e|en|och|og|i)\s", re.IGNORECASE)
"""Between the makers and agencies of one credit."""
_BETWEEN_SOURCES = re.compile(r"\s*[/,|]\s*|\svia\s")
_ADDRESS = re.compile(r"(?:www\.)?[a-z\d-]{2,40}(?:\.[a-z\d-]{2,20})?\.[a-z]{2,6}", re.IGNORECASE)
"""Of a site that stands alone under a picture, as its source."""
_MAX_CAPTION = 1500
"""Characters in which a credit is looked for; more is a text beside a picture."""
_MAX_CREDIT = 100
_WIRE = re.compile(
    r"(?<=[.!?”\"’])\s+(?P<credit>(?:REUTERS|AFP|EPA|AP|EFE|PTI|NTB|dpa)\s?/\s?[^.]{3,50}|"
    r"(?:Courtesy|Handout)\s[^.]{3,60}|"
    r"[^\W\d_][^.]{2,50}?(?:\svia\s|/)(?:REUTERS|AFP|EPA|AP|EFE|dpa|Getty Images)(?:/[\w ]{3,12})?)\.?$"
)
"""Of a caption as agencies send it: "… January 16. Ana Duarte/Pool via REUTERS"."""


def split_credit(text: str) -> tuple[str | None, str | None]:
    """A caption and its credit: "A meets B(Twitter)", "A meets B. Photo: Reuters", "A meets B / AFP", "© AFP"."""
    text = _NUMBER.sub("", squeeze(text)).lstrip("<>‹› ")
    if not text:
        return None, None
    if len(text) > _MAX_CAPTION:
        return text, None
    bare = text[1:-1] if _IN_BRACKETS.fullmatch(text) else text
    if _names_sources(bare) or _is_maker_and_source(bare) or _is_labelled_credit(bare) or _ADDRESS.fullmatch(text):
        return None, credit_of(bare)
    match = _BRACKETED.match(text)
    if match and _is_credit(match["credit"]):
        if _IS_LICENCE.match(match["credit"]) and (inner := split_credit(match["caption"]))[1]:
            return inner[0], f"{inner[1]} ({match['credit']})"
        if maker := _IN_CAPITALS.search(match["caption"]):
            return text[: maker.start()].strip(), credit_of(text[maker.start() :])
        return match["caption"].strip(" ,;|–—-") or None, credit_of(match["credit"])
    for start in _starts(text):
        head, tail = text[:start].rstrip(" |/•·–—-,;("), text[start:].strip(" |/•·–—-")
        if len(head) >= (4 if is_wide(head) or _names_sources(tail) else 10) and 1 < len(tail) <= _MAX_CREDIT:
            return head, credit_of(tail)
    if match := _WIRE.search(text):
        return text[: match.start()].strip(), credit_of(match["credit"])
    if match := _MADE_BY.search(text):
        return text[: match.start()].strip() or None, next(filter(None, match.groups()))
    match = _BEHIND_STROKE.search(text)
    if match and (_names_maker(match["credit"]) if match["credit"] else match["capitals"].isupper()):
        return text[: match.start()].strip() or None, credit_of(match["credit"] or match["capitals"])
    match = _BETWEEN_STROKES.search(text)
    if match and len(match["maker"].split()) in (2, 3) and _names_maker(match["maker"]):
        return text[: match.start()].strip() or None, credit_of(match["credit"])
    match = _BEHIND_LINE.search(text)
    if match and len(words := text[: match.start()].split()) >= _MIN_LINE and any(map(str.islower, words)):
        return text[: match.start()].strip(), match["credit"]
    if match := _CHINESE.match(text):
        return match["caption"], match["credit"]
    return (None, credit_of(text)) if _is_long_credit(text) else (text, None)


def is_credit_apart(text: str, before: str) -> bool:
    """Whether words that the markup sets apart at the end of a caption name the maker: "Ana Duarte / Harbour file"."""
    text = text.strip(" |/–—-()[]")
    if not 2 < len(text) <= _MAX_CREDIT or len(text.split()) > 8 or _SENTENCE_END.search(text):
        return False
    if _names_sources(text) or _is_labelled_credit(text):
        return True
    makers = [part for part in _AND.split(text) if part]
    if len(makers) > 1 and "/" in text and len(makers[0].split()) > 1 and _names_maker(makers[0]):
        return True
    return _SENTENCE_END.search(before) is not None and len(text.split()) > 1 and _names_maker(text)


def ends_in_photo_credit(text: str) -> bool:
    """Whether a paragraph is a caption printed in the flow: "… in the harbour. Photo: Ana Duarte"."""
    return _ENDS_IN_CREDIT.search(text) is not None


def credit_of(text: str) -> str | None:
    """A credit without its label and sign."""
    text = _without_outer_signs(text)
    for _ in range(2):
        text = re.sub(r"^(?:[©ⓒ]|\([cC]\))\s*", "", text)
        label = opening("photo").match(text)
        rest = text[label.end() :] if label else ""
        if not label or not (
            _BEFORE_NAME.match(rest)
            or ((_BY.search(label["phrase"]) or rest.isupper()) and _NAME.match(rest))
            or _is_photo_by_name(label["phrase"], rest)
        ):
            break
        text = text[label.end() :].strip(" .:：=＝|/／–—-")
    return _without_outer_signs(text) or None


def _without_outer_signs(text: str) -> str:
    text = text.strip(" []|/–—-.,;:")
    # A bracket that is closed is part of the credit: "Anna Duarte via Flickr (CC BY)".
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].rstrip()
    if text.startswith("(") and (text.endswith(")") or text.count("(") > text.count(")")):
        text = text[1:].removesuffix(")").strip()
    return text


def _is_labelled_credit(text: str) -> bool:
    label = opening("photo").match(text)
    if not label or len(text) >= 80:
        return False
    rest = text[label.end() :]
    return (
        _names_makers_after(label, rest)
        or _is_photo_by_name(label["phrase"], rest)
        or text.startswith(("©", "ⓒ", "(c)", "(C)"))
        or rest.lstrip().startswith(("/", "©", "ⓒ"))
        or _AFTER_LABEL.match(rest) is not None
        or (rest.startswith(". ") and len(rest.split()) <= 5)
    )


def _is_long_credit(text: str) -> bool:
    """Whether a label is followed by a maker, an archive and a licence rather than by what the picture shows."""
    label = opening("photo").match(text) if 80 <= len(text) < 160 else None
    rest = text[label.end() :] if label else ""
    return bool(rest and _AFTER_LABEL.match(rest) and _LICENCE.search(rest) and ". " not in rest)


def _starts(text: str) -> Iterator[int]:
    """Places where a label such as "Photo:", a © or the name of a picture service begins the credit at the end."""
    shortest = 4 if is_wide(text) else 10
    for match in re.finditer(r"[©ⓒ]|\(c\)\s|(?<=[\s.!?。！？，|/–(—-])(?=[^\W\d])", text):
        start = match.start()
        if start < shortest:
            continue
        rest = text[start:]
        if rest.startswith(("©", "ⓒ", "(c)")):
            yield start
            continue
        label = opening("photo").match(rest)
        if (
            label
            and label.start("phrase") == 0
            and len(rest) <= _MAX_CREDIT
            and (
                _AFTER_LABEL.match(rest[label.end() :])
                or _ABBREVIATED.match(rest)
                or (_SENTENCE_END.search(text, max(0, start - 4), start) and _leads_to_name(label, rest[label.end() :]))
            )
        ):
            yield start
    for match in _SEPARATOR.finditer(text):
        tail = text[match.end() :]
        label = opening("photo").match(tail) if len(tail) <= 60 else None
        name = tail[label.end() :].strip(" :") if label else ""
        if name and (name.isupper() or is_whole("photo_source", name) or match.group().strip() in ("/", "|")):
            yield match.end()
        if len(tail) <= 60 and any(is_whole("photo_source", part) for part in re.split(r"\s*[/,|]\s*", tail)):
            yield match.end()


def _leads_to_name(label: re.Match[str], rest: str) -> bool:
    """Whether a label at the beginning of a sentence goes on as a credit: with a stroke, a preposition or a name."""
    if _BEHIND_SENTENCE.match(rest):
        return True
    if _BY.search(label["phrase"]) and _NAME.match(rest):
        return True
    return _is_photo_by_name(label["phrase"], rest)


def _names_makers_after(label: re.Match[str], rest: str) -> bool:
    """Whether a label that ends in a preposition is followed by names alone: "Photo by Ana Duarte/Harbour News"."""
    return bool(_BY.search(label["phrase"])) and all(_names_maker(part) for part in _AND.split(rest.strip()))


def _names_sources(text: str) -> bool:
    """Whether a text is the name of a picture service, or of several."""
    return is_whole("photo_source", text) or (
        len(text) < 60 and all(is_whole("photo_source", part) for part in _BETWEEN_SOURCES.split(text))
    )


def _is_maker_and_source(text: str) -> bool:
    """Whether a text is a name of two or three words, a stroke and a picture service: "Ana Duarte/Reuters".

    With spaces around the stroke it is as often what the picture shows: "Town Hall / Shutterstock".
    """
    match = re.fullmatch(r"(?P<maker>[^/]+[^/\s])(?://?|\svia\s|, (?=[A-Z ]+$))(?P<source>[^/\s][^/]*)", text)
    return (
        match is not None
        and len(match["maker"].split()) in (2, 3)
        and _names_maker(match["maker"])
        and _names_sources(match["source"])
    )


def _is_photo_by_name(label: str, rest: str) -> bool:
    """Whether the word for a photo is followed by a name and nothing else: "Photo Marie Dupont/AFP"."""
    return bool(_PHOTO.fullmatch(label) and rest[:1] == " " and _names_maker(re.sub(r"\s*[/,|]\s*", " ", rest)))


def _names_maker(text: str) -> bool:
    """Whether a text is made of up to five capitalised words."""
    words = text.split()
    return 0 < len(words) <= 5 and all(
        word[:1].isupper() or word in ("de", "da", "do", "van", "von", "di") for word in words
    )


def _is_credit(text: str) -> bool:
    """Whether words in brackets at the end of a caption name a maker or a source, and are no remark."""
    words = text.split()
    if len(words) > 8 or (re.search(r"[.!?]\s|\d{4}", text) and not opening("photo").match(text)):
        return False
    if opening("photo").match(text) or "/" in text:
        return True
    named = [w for w in words if w[:1].isupper() or not w[:1].isascii()]
    return (
        len(words) <= 5
        and len(named) >= max(1, len(words) - 1)
        and text.lower() not in ("l", "r", "left", "right", "c", "centre", "center")
    )

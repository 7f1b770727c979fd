"""Takes out of a draft what is no article text but survived the extraction."""

import re

import msgspec

from pipelines.article import Block, Image
from pipelines.draft import Draft
from pipelines.extract.counters import is_counter
from pipelines.extract.headline import fold, folds_to
from pipelines.extract.photo_credit import ends_in_photo_credit, split_credit
from pipelines.extract.phrases import anywhere, is_whole, opening

_READING_TIME = re.compile(
    r"\W*(?:estimated )?(?:reading time\W*|lesezeit\W*|temps de lecture\W*|tiempo de lectura\W*|tempo di lettura\W*|время чтения\W*)?(?:about |ca\.? |≈ ?|~ ?)?\d{1,3}\s*"  # noqa: E501
    r"(?:-?\s*min(?:ute)?s?(?:\.|n)?(?: de lecture| de lectura| de leitura| di lettura)?(?:\s*(?:to )?read(?:ing)?(?: time)?)?|мин\w*(?: чтения)?|分钟?(?:阅读)?)\W*",  # noqa: E501
    re.IGNORECASE,
)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|button|vc_\w+|et_pb_\w+|ad|video|audio|playlist|contact-form[\w-]*|sc|shortcode)\b[^\]]{0,400}\]"
)
_PLEA = re.compile(
    r"(?i)\b(?:sign(?:ing)? up (?:for|to|here|now)|subscribe (?:to|now|here|today)|(?:our|free|daily|weekly) newsletters?|to our newsletter|follow (?:us|him|her|them|me|[\w.@’' ]{2,40}) on (?:twitter|facebook|"  # noqa: E501
    r"instagram|x|linkedin|bluesky|google news|whatsapp|telegram|threads|tiktok)|(?:like|join|find) us on|download (?:the|our) (?:\w+ )?app|get the app|support (?:our|independent) journalism|(?:consider|by) (?:making a )?donat(?:ing|ion)|thanks for donating|make a donation|(?:we(?:['’]d| would) love|we want) to (?:get your feedback|hear from you)|(?:tell us|let us know) what you think|your feedback is important to us|"  # noqa: E501
    r"(?:unseren|kostenlosen|unserem|den) newsletter|newsletter (?:abonnieren|anmelden|bestellen)|folg(?:e|en sie|t) uns|jetzt abonnieren|abonnez-vous|inscrivez-vous à|suivez-nous|notre newsletter|"  # noqa: E501
    r"suscríbe(?:te|se) a|síguenos en|sígan?os en|nuestro (?:canal|boletín)|inscreva-se|siga (?:o|a|nos|nosso)|nosso canal|apoie (?:já|agora|o jornalismo|nosso|nossa)|apoya nuestro|hazte soci[oa]|soutenez (?:notre|nos)|faites un don|sostieni (?:il nostro|la nostra)|unterstütz(?:e|t|en sie) (?:uns|unsere[nr]?)|steun ons|støtt oss|wesprzyj nas|podpořte nás|iscriviti a|seguici su|nostra newsletter|schrijf je in|volg ons|obserwuj nas|zapisz się (?:na|do))\b"  # noqa: E501
    r"|(?i:\bgoogle (?:news|noticias|notícias|actualités|haberler|nieuws|zprávy|vijesti|новини|новости)\b)"
    r"|подпис(?:ывайтесь|аться|ывайся) (?:на|в)|підписуйтесь на|bizi takip edin|تابعونا على|اشترك في"
)
_CONTACT = re.compile(
    r"(?i)^(?:have a (?:tip|story)|got a (?:tip|story)|contact (?:the )?(?:author|reporter|writer|us)|(?:e-?mail|reach|write to|contact) .{2,60}(?:@|\bat\b)|.{2,60} (?:can|may) be reached (?:at|on|by)|"  # noqa: E501
    r"send (?:tips|your|us)|do you have (?:a|any) (?:story|tip|comment|question)|this (?:article|story|post) (?:was )?(?:first |originally )?(?:appeared|published)|originally (?:published|appeared)|"  # noqa: E501
    r"(?:vídeos?|videos?|fotos|photos|galeria|assista)\W{1,3}(?:os )?(?:mais vistos|mais assistidos|veja|assista|most watched|más vistos)|read the original|the post .{5,200} (?:appeared first|first appeared) on|©|copyright \W*\d{4}|all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|riproduzione riservata)"  # noqa: E501
)
_AFFILIATE = re.compile(
    r"(?i)\baffiliate[- ](?:links?|commissions?|program)|\bearn (?:an? )?(?:small )?(?:affiliate )?commission|"
    r"\bpartner-?links?\b|\bkleine provision\b|\bliens? (?:d['’]affiliation|affiliés?)|"
    r"\b(?:enlaces?|links?) de afiliad[oa]s?|\blink di affiliazione"
)
"""In a note on who pays for the links."""
_CREDITS = re.compile(
    r"(?i)(?:(?:text|words|illustration(?:en|s)?|grafik(?:en)?|graphics?|bild(?:er)?|fotos?|photos?|images?|pictures)\s*(?:/|&|\+|und|and|,)?\s*){2,}[:：]|"
    r"(?:images?|photos?|pictures?) (?:used )?under licen[cs]e"
)
"""Before who made the pictures: "Illustrationen / Fotos: …"."""
_IS = re.compile(
    r"\s*,?\s+(?:is|was|are|has been|covers|writes|works|joined|teaches|lives|serves|reports|ist|schreibt|arbeitet|est|écrit|es|escribe|é|escreve|è|scrive)\s"  # noqa: E501
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?:\d[\s()/.-]{0,3}){8,}")
"""A mail address or the number of a telephone."""
_NOTICE = re.compile(
    r"(?i)(?:\s*\(?(?:ultimo aggiornamento|최종수정|最終更新)\W{0,3}[\d\s:./]{4,20}\)?)?\s*[©ⓒ]?\s*"
    r"(?:riproduzione\s+(?:riservata|vietata)|무단\s?전재\W*재배포\W*금지|無断転載(?:を)?禁(?:止|じます))\W*$"
)
"""Of rights."""
_MIN_BEFORE_NOTICE = 40
_ALL_RIGHTS = re.compile(r"(?i)^.{0,60}©.{0,140}all rights reserved\W*$")
_BROWSER = re.compile(
    r"(?i)\b(?:browser|navigat|navegador|przeglądar|prohlíž|prehliad|böngész|selain|nettleser|webbläsar|tarayıcı|браузер)"
)
"""In a notice that the page needs JavaScript."""
_MIN_BLOCKS = 4
_MAX_CREDITS = 200
_MAX_BEFORE_BYLINE = 3
_MAX_LAST_LABEL = 50
_COLON = re.compile(r"\s*[:：]\s*")
_MAX_COVER = 400
_MAX_AFTER_COVER = 3
"""Blocks at the end of which one may be the caption of the picture above the text."""
_MIN_CAPTION = 8
_MAX_LABEL = 20
"""Characters between a caption and its credit: "/ Photo by "."""
_MAX_BOILERPLATE = 9
_MAIL = re.compile(r"\S+@\S+")
"""Blocks at the end of a press release that are not its text."""
_INITIALS = re.compile(r"[(\[（][^\W\d_]{1,6}(?:[./, -]{1,2}[^\W\d_]{1,6}){0,2}\.?[)\]）]")
"""Of the editor who signs: "(jub)", "(dpa/ks)"."""
_RULE = re.compile(r"\W*(?:انتهای پیام\W*\w{0,8}\W*|انتهى\W*)?")


def clean(draft: Draft) -> Draft:
    """The draft without lines that other fields hold, counters, reading times, shortcodes and rules of signs."""
    captions = {
        fold(image.caption): fold(image.credit or "")
        for image in draft.images
        if image.caption and len(image.caption) >= _MIN_CAPTION
    }
    blocks: list[Block] = []
    makers: list[str] = []
    for block in draft.blocks:
        text = _SHORTCODE.sub(" ", block.text).strip() if "[" in block.text else block.text
        if not text or _RULE.fullmatch(text) or _READING_TIME.fullmatch(text):
            continue
        if block.kind in ("paragraph", "item") and is_counter(text):
            continue
        if captions and len(text) < 400 and _repeats(fold(text), captions):
            continue
        if len(draft.blocks) > 2 and len(text) < 400 and ends_in_photo_credit(text):
            makers += filter(None, (_maker(text),))
            continue
        blocks.append(block if text == block.text else msgspec.structs.replace(block, text=text))
    blocks, images = _with_cover(_without_boilerplate(_without_tail(blocks, draft.authors)), draft.images)
    blocks, more = _without_ends(_without_notice(blocks), draft.authors)
    images = _with_maker(images, [*makers, *more])
    blocks = _without_last_labels(blocks, {fold(image.credit) for image in draft.images if image.credit})
    if draft.headline:
        headline = fold(draft.headline)
        while blocks and folds_to(blocks[0].text, headline):
            blocks.pop(0)
    images = tuple(image for image in images if not (image.caption and _is_plea(image.caption)))
    return msgspec.structs.replace(draft, blocks=tuple(blocks), images=images)


def _with_cover(blocks: list[Block], images: tuple[Image, ...]) -> tuple[list[Block], tuple[Image, ...]]:
    """The text without a line that says what the picture above it shows; that picture with it, if it has no caption."""
    for i in {0, *range(max(1, len(blocks) - _MAX_AFTER_COVER), len(blocks))} if len(blocks) > 2 else ():
        label = opening("cover").match(blocks[i].text) if len(blocks[i].text) < _MAX_COVER else None
        said = label and _COLON.match(blocks[i].text, label.end())
        if not said:
            continue
        first = images[0] if images else None
        if first is not None and not first.caption:
            caption, credit = split_credit(blocks[i].text[said.end() :])
            images = (msgspec.structs.replace(first, caption=caption, credit=first.credit or credit), *images[1:])
        return blocks[:i] + blocks[i + 1 :], images
    return blocks, images


def _is_plea(caption: str) -> bool:
    """Whether the words under a picture ask for something: then it is an advert of the site's own."""
    return len(caption) < 300 and _PLEA.search(caption) is not None


def _without_tail(blocks: list[Block], authors: tuple[str, ...]) -> list[Block]:
    """Without the last lines where they ask for something or say who the author is."""
    for _ in range(4):
        if len(blocks) < 4 or len(blocks[-1].text) > 500:
            break
        text = blocks[-1].text
        if not (
            _PLEA.search(text)
            or anywhere("wall").search(text)
            or _CONTACT.search(text)
            or _ALL_RIGHTS.search(text)
            or ("JavaScript" in text and _BROWSER.search(text))
            or _AFFILIATE.search(text)
            or _is_biography(text, authors)
        ):
            break
        blocks = blocks[:-1]
    while len(blocks) > 3 and blocks[-1].kind == "heading" and len(blocks[-1].text) < 120:
        blocks = blocks[:-1]
    return blocks


def _without_notice(blocks: list[Block]) -> list[Block]:
    """Without the notice of rights, and the time of the last change before it, that ends the last paragraph."""
    notice = _NOTICE.search(blocks[-1].text) if blocks else None
    if notice is None or notice.start() < _MIN_BEFORE_NOTICE:
        return blocks
    return [*blocks[:-1], msgspec.structs.replace(blocks[-1], text=blocks[-1].text[: notice.start()].rstrip())]


def _without_boilerplate(blocks: list[Block]) -> list[Block]:
    """Without what a press release says at its end of the company, and whom to call.

    The paragraph under "About the Shipyard" begins with the Shipyard; a chapter of an article hardly does.
    """
    for i in range(max(2, len(blocks) - _MAX_BOILERPLATE), len(blocks)):
        text = blocks[i].text
        if len(text) > 100:
            continue
        following = blocks[i + 1 : i + 4]
        if is_whole("contact", text) and (not following or any(_ADDRESS.search(block.text) for block in following)):
            return blocks[:i]
        label = opening("about").match(text)
        name = fold(text[label.end() :]) if label else ""
        if name and following and f"{fold(following[0].text)} ".startswith((f"{name} ", f"the {name} ")):
            return blocks[:i]
    return blocks


def _maker(text: str) -> str | None:
    """Whom a line names that is nothing but the credit of a picture."""
    caption, credit = split_credit(text.strip("[]()*+ "))
    return credit if caption is None else None


def _with_maker(images: tuple[Image, ...], makers: list[str]) -> tuple[Image, ...]:
    """The only picture with its credit, where the one that the page prints stands in the text."""
    if len(images) != 1 or len(makers) != 1 or images[0].credit:
        return images
    return (msgspec.structs.replace(images[0], credit=makers[0]),)


def _without_ends(blocks: list[Block], authors: tuple[str, ...]) -> tuple[list[Block], list[str]]:
    """Without credits of pictures and the byline, where they stand before or behind the text; and these credits."""
    ends = [block.text for block in (blocks[:1] + blocks[-1:])]
    makers = [maker for text in dict.fromkeys(ends) if _is_credit(text) and (maker := _maker(text))]
    while len(blocks) > 2 and (
        _is_credit(blocks[-1].text)
        or (len(blocks[-1].text) < _MAX_CREDITS and _CREDITS.match(blocks[-1].text))
        or _is_signature(blocks[-1].text, authors)
        or _INITIALS.fullmatch(blocks[-1].text)
    ):
        blocks = blocks[:-1]
    while len(blocks) > 1 and (_is_credit(blocks[0].text) or _is_byline(blocks[0].text, authors)):
        blocks = blocks[1:]
    kept = [b for i, b in enumerate(blocks) if not (0 < i < _MAX_BEFORE_BYLINE and _is_dated_byline(b.text, authors))]
    return kept, makers


def _without_last_labels(blocks: list[Block], credits: set[str]) -> list[Block]:
    """Without the supplier of a picture, and without labels of boxes in capitals, behind the text."""
    while len(blocks) > _MIN_BLOCKS and len(text := blocks[-1].text) < _MAX_LAST_LABEL:
        if not (fold(text) in credits or (text.isupper() and text[-1:].isalpha())):
            break
        blocks = blocks[:-1]
    return blocks


def _is_credit(text: str) -> bool:
    """Whether a line is nothing but the name of a picture's maker behind a label: "Main image: Ana Duarte/Reuters"."""
    text = text.strip("[]()*+ ")
    return len(text) < 100 and not opening("signature").match(text) and split_credit(text)[0] is None


def _is_signature(text: str, authors: tuple[str, ...]) -> bool:
    """Whether a line is an author's name with a short title and a mail address at most: "김하늘 기자 sky@a.test"."""
    if len(text) > 100 or not any(name in text for name in authors):
        return False
    rest = _MAIL.sub("", text)
    for name in authors:
        rest = rest.replace(name, "")
    return sum(letter.isalpha() for letter in rest) <= 3


def _is_byline(text: str, authors: tuple[str, ...]) -> bool:
    """Whether a line is the word "by" and the authors."""
    label = opening("by").match(text) if authors and len(text) < 100 else None
    # What is shorter stands between two names.
    if label and any(fold(text[label.end() :].partition(",")[0]) == fold(name) for name in authors):
        return True
    if _is_name_and_date(text, authors):
        return True
    said = {word for word in fold(text[label.end() :]).split() if len(word) > 3} if label else set()
    return bool(said) and said <= set(fold(" ".join(authors)).split())


def _is_dated_byline(text: str, authors: tuple[str, ...]) -> bool:
    """Whether a line under the standfirst is the word "by", an author and a date: "von Ana Duarte 4.2.2022, 8:27 Uhr"."""  # noqa: E501
    label = opening("by").match(text) if len(text) < 100 and any(c.isdecimal() for c in text) else None
    rest = text[label.end() :].lstrip(" :") if label else ""
    return not text.endswith((".", "!", "?", "…", "”", '"', "»")) and any(rest.startswith(f"{a} ") for a in authors)


def _is_name_and_date(text: str, authors: tuple[str, ...]) -> bool:
    """Whether a line begins with an author and holds figures, but no sentence: a name, an account, a date."""
    if len(text) > 100 or not any(c.isdecimal() for c in text) or text.endswith((".", "!", "?", "…", "”", '"', "»")):
        return False
    return any(" " in name and text.startswith(f"{name} ") for name in authors)


def _is_biography(text: str, authors: tuple[str, ...]) -> bool:
    return any(text.startswith(name) and _IS.match(text, len(name)) for name in authors if " " in name)


def _repeats(text: str, captions: dict[str, str]) -> bool:
    """Whether a folded paragraph is a caption, or one with its credit and a word before that, as a page prints them."""
    if text in captions:
        return True
    return any(
        credit
        and text.endswith(credit)
        and text.startswith(caption)
        and len(text) - len(caption + credit) <= _MAX_LABEL
        for caption, credit in captions.items()
    )

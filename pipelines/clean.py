"""Takes out of a draft what is no article text but survived the extraction."""

import re

import msgspec

from pipelines.draft import Block, Draft
from pipelines.extract.headline import fold

_READING_TIME = re.compile(
    r"\W*(?:estimated )?(?:reading time\W*|lesezeit\W*|temps de lecture\W*|tiempo de lectura\W*|tempo di lettura\W*|время чтения\W*)?(?:about |ca\.? |≈ ?|~ ?)?\d{1,3}\s*"
    r"(?:-?\s*min(?:ute)?s?(?:\.|n)?(?: de lecture| de lectura| de leitura| di lettura)?(?:\s*(?:to )?read(?:ing)?(?: time)?)?|мин\w*(?: чтения)?|分钟?(?:阅读)?)\W*",
    re.IGNORECASE,
)
_SHORTCODE = re.compile(
    r"\[/?(?:caption|gallery|embed|button|vc_\w+|et_pb_\w+|ad|video|audio|playlist|contact-form[\w-]*|sc|shortcode)\b[^\]]{0,400}\]"
)
_RULE = re.compile(r"\W*")


def clean(draft: Draft) -> Draft:
    """The draft without lines that other fields hold, reading times, shortcodes and rules between paragraphs."""
    captions = {fold(text) for image in draft.images for text in _forms(image.caption, image.credit)}
    blocks: list[Block] = []
    for block in draft.blocks:
        text = _SHORTCODE.sub(" ", block.text).strip() if "[" in block.text else block.text
        if not text or _RULE.fullmatch(text) or _READING_TIME.fullmatch(text):
            continue
        if len(text) < 400 and fold(text) in captions:
            continue
        blocks.append(block if text == block.text else msgspec.structs.replace(block, text=text))
    if draft.headline:
        headline = fold(draft.headline)
        while blocks and fold(blocks[0].text) == headline:
            blocks.pop(0)
    return msgspec.structs.replace(draft, blocks=tuple(blocks))


def _forms(caption: str | None, credit: str | None) -> list[str]:
    """A caption as a page may print it in the flow."""
    if not caption or len(caption) < 8:
        return []
    return [caption, f"{caption} {credit}"] if credit else [caption]

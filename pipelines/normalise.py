"""Brings a draft's texts into one form. Doing it twice changes nothing."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

import msgspec

from pipelines.article import Block, Image, Related, Video
from pipelines.draft import Draft

_GONE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
"""Control characters, soft hyphens and zero-width spaces: seen by nobody. Joiners (ZWJ, ZWNJ) and direction marks
stay, for Persian, Indic scripts and mixed lines mean something by them."""
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_LONG_RUN = re.compile(r"[^\x00-\x7f]{31}")
"""What such a run of marks is too, and sooner looked for."""
_MAX_MARKS = 30
"""On one letter (UAX 15, stream-safe text): putting them into their order takes the square of their number."""


def normalise(draft: Draft) -> Draft:
    """Every text in NFC on one line, empty ones gone, lists without doubles."""
    return msgspec.structs.replace(
        draft,
        headline=line(draft.headline) or None,
        description=line(draft.description) or None,
        credit=line(draft.credit) or None,
        section=line(draft.section) or None,
        authors=_lines(draft.authors),
        organisations=_lines(draft.organisations),
        agencies=_lines(draft.agencies),
        tags=_lines(draft.tags),
        blocks=tuple(piece for block in draft.blocks for piece in _pieces(block)),
        images=tuple(
            Image(url=i.url, caption=line(i.caption) or None, credit=line(i.credit) or None) for i in draft.images
        ),
        videos=tuple(Video(url=v.url, title=line(v.title) or None) for v in draft.videos),
        related=tuple(Related(url=r.url, title=title) for r in draft.related if (title := line(r.title))),
    )


def line(text: str | None) -> str:
    """One line in NFC: white space squeezed, ligatures spelt out, invisible characters gone."""
    if not text:
        return ""
    return " ".join(_composed(text).split())


def _composed(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text  # most are, and have nothing of all this
    text = _GONE.sub("", text)
    text = text.translate(_LIGATURES) if _LIGATURE.search(text) else text
    if _LONG_RUN.search(text):
        text = _MARKS.sub(_fewer_marks, text)
    return unicodedata.normalize("NFC", text)


def _fewer_marks(signs: re.Match[str]) -> str:
    kept = []
    marks = 0
    for sign in signs.group():
        marks = marks + 1 if unicodedata.combining(sign) else 0
        if marks <= _MAX_MARKS:
            kept.append(sign)
    return "".join(kept)


def _pieces(block: Block) -> Iterator[Block]:
    """A block in its form; preformatted text keeps its lines, and is cut where one is empty."""
    if block.kind != "code":
        if text := line(block.text):
            yield Block(kind=block.kind, text=text)
        return
    lines = (_composed(one) for one in block.text.splitlines())
    for filled, piece in groupby((one.rstrip() for one in lines), key=bool):
        if filled:
            yield Block(kind=block.kind, text="\n".join(piece))


def _lines(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := line(value))))

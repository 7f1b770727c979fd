"""Brings a draft's texts and addresses into one form. Doing it twice changes nothing."""

import unicodedata

import msgspec

from pipelines.draft import Draft


def normalise(draft: Draft) -> Draft:
    """Every text in NFC with single spaces."""
    return msgspec.structs.replace(
        draft,
        headline=line(draft.headline) or None,
        blocks=tuple(msgspec.structs.replace(block, text=line(block.text)) for block in draft.blocks),
    )


def line(text: str | None) -> str:
    """One line in NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split()) if text else ""

"""Takes out of a draft what is no article text but survived the extraction."""

import msgspec

from pipelines.draft import Draft


def clean(draft: Draft) -> Draft:
    """The draft without the headline repeated as its first paragraph."""
    blocks = draft.blocks
    while blocks and blocks[0].text == draft.headline:
        blocks = blocks[1:]
    return msgspec.structs.replace(draft, blocks=blocks)

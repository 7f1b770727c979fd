"""Stories that the article's own text points to: "ALSO READ: …" and its kin in many languages."""

import re

from lxml.html import HtmlElement

from pipelines.article import Related
from pipelines.extract.blocks import TextBlock
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.text import text_of
from pipelines.urls import canonical, resolve

_MAX_HEADLINE = 120
_MIN_TEASERS = 3
_MAX_TEASER = 300
_MAX_TEASERS = 0.5
"""Share of the text in teasers."""
_MIN_TITLES = 4
_MAX_LABEL = 60
_MAX_BEHIND = 4
"""Blocks behind such a list, such as a line on the author."""
_ENDED = re.compile(r"[.…。।۔][\"'”’»)]*$|:$")
"""At the end of a sentence, or of one that the list goes on with; a title may be a question."""
_LINKED = 0.7
"""Share of a line that is links where it names other stories, each with its kind: "… [VIDEO]"."""
_MARK = re.compile(r"^\s*[:：|>»–—-]+\s*")


def find_related(pointers: tuple[HtmlElement, ...], base_url: str, labels: tuple[str, ...] = ()) -> tuple[Related, ...]:
    """The links of the lines that point elsewhere, in order, one an address. `labels` are the site's own."""
    found: dict[str, Related] = {}
    for element in pointers:
        for link in element.iter("a"):
            url = resolve(base_url, link.get("href") or "")
            title = without_label(text_of(link), labels)
            if url and len(title) >= 3:
                found.setdefault(canonical(url), Related(url=canonical(url), title=title))
    return tuple(found.values())[:40]


def without_label(text: str, labels: tuple[str, ...] = ()) -> str:
    """A link's text without the label before it."""
    match = opening("related", labels).match(text)
    if match and _MARK.match(text[match.end() :]):
        return _MARK.sub("", text[match.end() :]).strip()
    return text.strip()


def before_other_stories(blocks: list[TextBlock]) -> list[TextBlock]:
    """The blocks before a list of other stories: a line such as "Read also", and linked headlines behind it.

    Without such a line, a list at the end counts whose items have a link each and are no sentences.
    """
    size = sum(len(block.text) for block in blocks)
    behind = linked = titles = 0
    for place in range(len(blocks) - 1, 1, -1):
        block = blocks[place]
        if is_whole("related", block.text):
            return blocks[:place] if linked >= 0.5 * behind else blocks
        is_label = block.kind != "item" and len(block.text) < _MAX_LABEL and not _ENDED.search(block.text)
        if titles >= _MIN_TITLES and is_label:
            return blocks[:place] + blocks[place + 1 + titles :]
        is_title = block.kind == "item" and block.link_chars > 0 and not _ENDED.search(block.text)
        titles = titles + 1 if is_title and place + titles >= len(blocks) - _MAX_BEHIND else 0
        behind += len(block.text)
        linked += block.link_chars
        if len(block.text) > _MAX_HEADLINE or behind > 0.4 * size:
            break
    return blocks


def before_teasers(blocks: list[TextBlock]) -> list[TextBlock]:
    """The blocks before teasers of other stories that end them: again and again a linked headline, and one text.

    A list of things with a link each looks the same from afar: but its texts are most of the article.
    """
    cut, texts, behind = len(blocks), 0, 0
    total = sum(len(block.text) for block in blocks)
    place = len(blocks) - 1
    while place > 0 and behind <= _MAX_TEASERS * total:
        text, head = blocks[place], place - 1
        if _is_linked(text):
            place -= 1
            continue
        while head > 0 and _is_linked(blocks[head]) and blocks[head].kind != "heading":
            head -= 1
        if not (blocks[head].kind == "heading" and _is_linked(blocks[head]) and len(text.text) <= _MAX_TEASER):
            break
        texts += 1
        behind += len(text.text)
        cut, place = head, head - 1
    return blocks[:cut] if texts >= _MIN_TEASERS and behind <= _MAX_TEASERS * total else blocks


def _is_linked(block: TextBlock) -> bool:
    return block.link_chars >= 0.8 * len(block.text)


def without_listed_stories(blocks: list[TextBlock]) -> list[TextBlock]:
    """The blocks without the linked titles right under a line such as "Read also" between two paragraphs."""
    listed = False
    kept: list[TextBlock] = []
    for block in blocks:
        is_title = block.link_chars >= _LINKED * len(block.text) and (
            block.kind != "heading" or any(element.tag == "li" for element in block.path[-3:])
        )
        listed = is_whole("related", block.text) or (listed and is_title)
        if not listed or not block.link_chars:
            kept.append(block)
    return kept

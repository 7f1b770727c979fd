"""Stories that the article's own text points to: "ALSO READ: …" and its kin in many languages."""

import re

from lxml.html import HtmlElement

from pipelines.article import Related
from pipelines.extract.blocks import TextBlock
from pipelines.extract.phrases import is_whole, opening
from pipelines.extract.text import text_of
from pipelines.urls import canonical, resolve

_MAX_HEADLINE = 120
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
    """The blocks before a list of other stories: a line such as "Read also", and linked headlines behind it."""
    size = sum(len(block.text) for block in blocks)
    behind = linked = 0
    for place in range(len(blocks) - 1, 1, -1):
        block = blocks[place]
        if is_whole("related", block.text):
            return blocks[:place] if linked >= 0.5 * behind else blocks
        behind += len(block.text)
        linked += block.link_chars
        if len(block.text) > _MAX_HEADLINE or behind > 0.4 * size:
            break
    return blocks

"""Where on a page dates are looked for: around the headline and the first paragraph, and line by line."""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extract.document import Document
from pipelines.extract.furniture import words_of
from pipelines.extract.text import MAX_NODES, SILENT, is_tag, squeeze

_NEAR = 60
"""Elements before and behind the headline in which a printed date is looked for."""
# An entry-footer, post-footer or article-footer is the article's own: many themes print date and author there.
# Elementor calls every part of a page a widget.
_FOREIGN = re.compile(
    r"(?<!-entry)(?<!-post)(?<!-article)-footer-|-(?:related|recommend\w*|comments?|sidebar|(?<!elementor-)widget|teasers?|most|popular|latest|trending|ticker|nav|menu|next|prev|cards?|copyright|more)-"
)
_ARTICLE = re.compile(r"-(?:article|post|story|entry|hentry|news-single)-")


class Places:
    """Which parts of a page are the article's own."""

    def __init__(self, headline: HtmlElement | None, first_block: HtmlElement | None) -> None:
        # What holds the headline and the text is the article's, whatever a theme calls it.
        self._own = {above for mark in (headline, first_block) if mark is not None for above in mark.iterancestors()}
        above = headline.iterancestors() if headline is not None else ()
        self._frame = next((a for a in above if a.tag == "article" or _ARTICLE.search(words_of(a))), None)

    def is_foreign(self, element: HtmlElement) -> bool:
        """Whether an element stands among teasers, comments or the like; a footer inside the article does not."""
        for one in (element, *islice(element.iterancestors(), 4)):
            if one is self._frame:
                return False
            found = None if one in self._own else _FOREIGN.search(words_of(one))
            if found is not None and not ("footer" in found[0] and self._frame in one.iterancestors()):
                return True
        return False


def lines_of(tree: HtmlElement) -> Iterator[str]:
    """The pieces of text between tags, as readers see them."""
    body = tree.find("body")
    if body is None:
        return
    for count, (event, element) in enumerate(etree.iterwalk(body, events=("start", "end", "comment", "pi"))):
        if count > 2 * MAX_NODES:
            return
        text = squeeze(element.tail if event != "start" else None if element.tag in SILENT else element.text)
        if text:
            yield text


def neighbourhood(
    document: Document, headline: HtmlElement | None, first_block: HtmlElement | None
) -> list[tuple[HtmlElement, int]]:
    """Small elements around the headline and the first paragraph, nearest first, then those that are named a date."""
    order = [e for e in document.tree.iter() if is_tag(e)]
    place = {e: i for i, e in enumerate(order)}
    marks = [place[e] for e in (headline, first_block) if e is not None and e in place]
    near: dict[HtmlElement, int] = {}
    if marks:
        low, high = max(0, min(marks) - _NEAR), min(len(order), max(marks) + _NEAR)
        if high - low > 600:
            high = min(marks) + 300
        for i in range(low, high):
            element = order[i]
            if element.tag in (
                "script",
                "style",
                "link",
                "meta",
                "svg",
                "path",
                "img",
                "a",
                "option",
                "figure",
                "picture",
                "source",
            ):
                continue
            if len(element) > 12 and element.tag != "time":
                continue
            # Far above the headline stands today's date.
            near[element] = min(abs(i - mark) * (2 if i < marks[0] else 1) for mark in marks)
    for element in document.tree.xpath("//time | //*[@itemprop='datePublished'] | //abbr[@title]"):
        near.setdefault(element, 150 if element.tag == "time" else 60)
        if len(near) > 1500:
            break
    return sorted(near.items(), key=lambda pair: pair[1])

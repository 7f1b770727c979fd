"""Where on a page dates are looked for: around the headline and the first paragraph, and line by line."""

import re
from itertools import islice

from lxml.html import HtmlElement

from pipelines.extract.document import Document, in_order, once, order_of
from pipelines.extract.furniture import words_of
from pipelines.extract.structured import with_itemprop
from pipelines.extract.text import MAX_NODES, SILENT, squeeze

_NO_TEXT = frozenset(
    ("script", "style", "link", "meta", "svg", "path", "img", "a", "option", "figure", "picture", "source")
)
_MAX_NAMED = 1000
"""Elements that are named a date, wherever they stand."""
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


@once
def lines_of(document: Document) -> tuple[str, ...]:
    """The pieces of text between tags, as readers see them."""
    body = document.tree.find("body")
    if body is None:
        return ()
    found = []
    start = order_of(document)[body]
    unfinished: list[HtmlElement] = []
    for node in document.elements[start : start + MAX_NODES]:
        parent = node.getparent()
        while unfinished and unfinished[-1] is not parent:
            found.append(unfinished.pop().tail)
        if node is not body and not unfinished:
            break  # behind the body
        if node.tag not in SILENT:
            found.append(node.text)
        unfinished.append(node)
    found += [node.tail for node in reversed(unfinished)]
    return tuple(line for text in found if text and not text.isspace() and (line := squeeze(text)))


def neighbourhood(
    document: Document, headline: HtmlElement | None, first_block: HtmlElement | None
) -> list[tuple[HtmlElement, int]]:
    """Small elements around the headline and the first paragraph, nearest first, then those that are named a date."""
    order = order_of(document)
    marks = [order[mark] for mark in (headline, first_block) if mark is not None and mark in order]
    near: dict[HtmlElement, int] = {}
    if marks:
        one, other = marks[0], marks[-1]
        low, high = max(0, min(marks) - _NEAR), max(marks) + _NEAR
        if high - low > 600:
            high = min(marks) + 300
        for i, element in enumerate(document.elements[low:high], low):
            if element.tag in _NO_TEXT or (len(element) > 12 and element.tag != "time"):
                continue
            # Far above the headline stands today's date.
            near[element] = min(abs(i - one), abs(i - other)) * (2 if i < one else 1)
    named = [e for e in with_itemprop(document) if e.get("itemprop") == "datePublished"]
    named += [e for e in document.all("abbr") if e.get("title") is not None]
    for element in document.all("time")[:_MAX_NAMED]:
        near.setdefault(element, 150)
    for element in in_order(document, named[:_MAX_NAMED]):
        near.setdefault(element, 60)
    return sorted(near.items(), key=lambda pair: pair[1])

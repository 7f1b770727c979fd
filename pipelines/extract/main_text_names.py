"""What names of elements say about a page's main text: here it is, or this is something else.

The vocabulary is that of trafilatura 2.3 (Apache-2.0).
"""

import re
from functools import lru_cache

from pipelines.extract.frames import Frame

_FRAME_TAGS = frozenset(("article", "div", "main", "section"))
# Rank → (id, class names) of an element that holds the text of an article.
_FRAMES = {
    0: (
        re.compile(r"(?:entry|article|art)-content|article__content|article(?:-|__)?body|articleBody|body-text"),
        re.compile(
            r"post[-_]text|post-body|post-?entry|post[-_]?content|postContent|post_inner_wrapper|article-?text"
            r"|articleText|(?:entry|page|text|article|art)-content|article__content|article(?:-|__)?body|articleBody"
            r"|ArticleContent|body-text|article__container"
        ),
    ),
    2: (
        re.compile(r"^primary|story-body"),
        re.compile(
            r"[fF]ull[tT]ext|^article |post-bodycopy|story-?content|(?:theme|blog|section|single)-content|single-post"
            r"|main-column|wpb_text_column|story-body|field-body"
        ),
    ),
    3: (
        re.compile(r"content-main|content-body|contentBody|[mM]ain-[cC]ontent"),
        re.compile(r"content[-_]main|content(?:-|__)body|[mM]ain-[cC]ontent|[pP]age-[cC]ontent"),
    ),
    4: (re.compile(r"^main"), re.compile(r"^main")),
}
_EXACT = {"post": 0, "entry": 0, "postarea": 2, "art-postcontent": 2, "text": 2, "cell": 2, "story": 2, "content": 3}
_EXACT_ID = {"articleContent": 0, "article": 2, "story": 2, "content": 3}

_FOREIGN_TAGS = frozenset(("div", "li", "dd", "dt", "ul", "ol", "dl", "p", "section"))
_FOREIGN = (
    r"^shar|social|viral|newsletter|syndication|tags|sidebar|banner|bread-?crumb|button|author|caption|cookie"
    r"|[fF]ooter|message-container"
)
_FOREIGN_ID = re.compile(_FOREIGN + r"|^(?:jp-|dpsp-content)|[sS]hare|[nN]av|menu|related|premium|^ad-")
_FOREIGN_CLASS = re.compile(
    _FOREIGN + r"|^(?:nav|post-nav|ZendeskForm)|subnav|avigation|navbar|navbox|menu|bar| ad |-ad-|(?:^| )ad-|dfp[Aa]d"
    r"|outbrain|taboola|criteo|paid-?content|widget|[bB]yline|share-|sociable|embed|consent|modal-content|permission"
    r"|elated|next-|-stories|most-popular|more-on|meta|rating|attachment|timestamp|user-info|user-profile|-icon"
    r"|article-infos|slide|viewport|overlay|options|expand|obfuscated|blurred"
)
_HIDDEN_ID = re.compile(r"hidden|reader-comments|akismet")
_HIDDEN_CLASS = re.compile(
    r"^hide-|comments-title|nocomments|-reply-|message|akismet|suggest-links|-hide-|hide-print| hidden| hide|noprint"
    r"|notloaded"
)
_COMMENTS_TAGS = frozenset(("div", "section", "details", "ol", "ul"))
_COMMENTS_ID = re.compile(r"[Cc]omment(?!ary)|comol|disqus_thread|dsq-comments")
_COMMENTS_CLASS = re.compile(r"^[Cc]omment(?!ary)|(?:article|post)-comments")
_MAX_KEPT = 500
"""Characters of class names and id that are read; more is a style sheet in an attribute."""


def frame_rank(frame: Frame) -> int | None:
    """How surely an element is the frame of an article's text, 0 first; None for what is no frame."""
    if frame.tag not in _FRAME_TAGS:
        return None
    classes, own = frame.classes, frame.own_id
    rank = _named_rank(classes[:_MAX_KEPT], own[:_MAX_KEPT]) if classes or own else 9
    if rank and frame.element.get("itemprop") == "articleBody":
        return 0
    if frame.tag == "article":
        return min(rank, 1)
    if rank > 2 and frame.role == "article":
        return 2
    if rank > 4 and (frame.tag == "main" or frame.role.startswith("main")):
        return 4
    return rank if rank <= 4 else None


@lru_cache(maxsize=8192)
def _named_rank(classes: str, own: str) -> int:
    exact = min(_EXACT.get(classes, 9), _EXACT_ID.get(own, 9))
    named = (rank for rank, (ids, names) in _FRAMES.items() if ids.search(own) or names.search(classes))
    return min(exact, next(named, 9))


def is_foreign(frame: Frame) -> bool:
    """Whether an element's names or its role say that it holds something else than the text."""
    if "nav" in frame.role.lower() or frame.element.get("aria-hidden") == "true":
        return True
    classes, own = frame.classes[:_MAX_KEPT], frame.own_id[:_MAX_KEPT]
    return bool(classes or own) and _names_foreign(frame.tag in _FOREIGN_TAGS, classes, own)


@lru_cache(maxsize=8192)
def _names_foreign(is_container: bool, classes: str, own: str) -> bool:
    if is_container and (_FOREIGN_ID.search(own) or _FOREIGN_CLASS.search(classes)):
        return True
    return _HIDDEN_CLASS.search(classes) is not None or _HIDDEN_ID.search(own) is not None


def is_comments(frame: Frame) -> bool:
    """Whether an element holds what readers wrote."""
    return frame.tag in _COMMENTS_TAGS and (
        _COMMENTS_ID.match(frame.own_id) is not None or _COMMENTS_CLASS.search(frame.classes) is not None
    )

"""Which elements are a page's furniture: menus, shares, teasers, captions, adverts, comments, told by their names."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from pipelines.extract.text import text_of

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_BREAK = re.compile(r"[^a-z0-9-][^a-z0-9]*|-[^a-z0-9]+")
"""What is no single dash between words."""
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}

_TAGS = frozenset(("nav", "footer", "form", "figure", "figcaption", "caption", "dialog", "menu", "amp-img"))
_CELLS = frozenset(("tr", "td", "th"))
_ROLES = frozenset(
    ("navigation", "complementary", "dialog", "banner", "contentinfo", "search", "alertdialog", "menu", "toolbar")
)
_NAMES = re.compile(
    "-(?:"
    # sharing and following
    r"shar(?:e|es|ing|edaddy|ebar)|social(?:s|media|icons|links)?|addtoany|addthis|follow(?:us|ing)?|whatsapp|telegram|likes?|fb|"
    # what else one might read
    r"related(?:s|posts?|articles?|stor(?:y|ies)|contents?|links?|poststitle)?|recommend(?:ed|ations?|s)?|recirc|trending|popular|outbrain|taboola|"
    r"yarpp|mostread|most-(?:read|viewed|popular)|read-(?:more|next|also)|readmore|see-also|also-(?:read|like)|more-(?:from|on|stories|news|articles)|"
    r"(?:next|prev|previous|latest|other|breaking|top)-?(?:posts?|articles?|stor(?:y|ies)|news)|teasers?|zergnet|revcontent|mgid|jp-relatedposts|crp|"
    r"right-(?:rail|col|column|sidebar)|focused-?news|mais-?lidas|"
    # asking for something
    r"newsletters?|app-?(?:links?|promo|download|banner|install)|subscri(?:be|ption|ptions|ber)|sign-?up|login|register|donat(?:e|ion)|paywall|popup|modal|cookies?|consent|gdpr|optin|mailchimp|"
    # adverts
    r"ads?|advert(?:s|isement|isements|ising|isment|orial)?|adsbygoogle|dfp|sponsor(?:s|ed)?|promo(?:s|tion|tions|ted|box)?|banners?|adunit|adslot|"
    # about the text
    r"by-?lines?|bio|biography|(?:post-?|entry-?|article-?)?author-?(?:info|box|bio|card|details|about|block|profile|meta|name|desc|description|container|wrapper|image)|about-(?:the-)?authors?|"
    r"saboxplugin|authors?|breadcrumbs?|tags|tagcloud|taglist|post-?tags|tag-(?:list|links|cloud)|topics|categor(?:y|ies)-?(?:list|links|label)|"
    r"(?:post|entry|article|story|page)-?(?:meta|info|footer|date|tools|actions|nav|navigation)|"
    r"meta|timestamp|published|post-date|reading-?time|read-?time|min-read|views?-count|copyright|disclaimer|rights|print-?(?:link|button)|"
    r"toc|table-of-contents|ez-toc|feedback|"
    # pictures
    r"captions?|credits?|photo-?(?:credit|caption)|wp-caption(?:-text)?|gallery|galleries|slideshow|carousel|slick|swiper|lightbox|player|video-?(?:player|caption|title|info)|jwplayer|"
    # comments
    r"comments?|commentlist|talkbacks?|commentaires|comentarios|kommentare|respond|disqus|replies|reply|reactions?|livefyre|coral|rating|ratings|poll|quiz|"
    # navigation
    r"nav|navbar|navigation|menus?|side-?bar|pagination|pager|toolbar|tooltip|search-?(?:form|box|bar)|skip-?link|screen-reader(?:-text)?|sr-only|visually-hidden|visuallyhidden|footer|masthead|ticker|"
    r"buttons?|btns?|icons?|dropdown|tab-?(?:list|nav)|stock-?(?:ticker|quote)"
    ")-"
)  # fmt: skip
_STATE = re.compile(
    r"(?:has|no|with|without|hide|show|is|js|not|layout|single|post|tag|category|status|type|format|author|page|lang|lg|md|sm|xs|col|elementor|wp)-"
)
"""Beginnings of class names that state a property of an element and do not name it, such as "has-sidebar"."""
_PROPERTY = ("has-", "no-", "with-", "without-", "is-", "not-")
_HENTRY = frozenset(("hentry", "type-post", "h-entry", "post", "single", "single-post"))
_QUOTED = frozenset(("twitter-tweet", "twitter-video", "instagram-media", "tweet"))


_MAX_NAMES = 4000
"""Characters of class names and id that are read; more is a style sheet in an attribute."""


def words_of(element: HtmlElement) -> str:
    """Class names and id as lower-case words between dashes, for looking words up in."""
    return words_in(element.get("class"), element.get("id"), element.tag)


def words_in(classes: str | None, own_id: str | None, tag: str) -> str:
    """The same of an element of which these are known."""
    if not classes and not own_id:
        return ""
    raw = f"{classes or ''} {own_id or ''}"[:_MAX_NAMES]
    return _words(raw, tag in ("body", "html", "article", "main"))


@lru_cache(maxsize=16384)
def _words(raw: str, frame: bool) -> str:
    names = raw.split()
    if frame or not _HENTRY.isdisjoint(names):
        names = [name for name in names if not _STATE.match(name.lower())]
    elif "-" in raw:
        names = [name for name in names if not name.lower().startswith(_PROPERTY)]
    if not names:
        return ""
    joined = "-".join(names)
    if not joined.islower():
        joined = _CAMEL.sub("-", joined).lower()
    joined = joined.replace("_", "-")
    if _BREAK.search(joined):
        joined = _BREAK.sub("-", joined)
    return f"-{joined.strip('-')}-"


def is_furniture(element: HtmlElement, role: str, words: str) -> bool:
    """Whether an element's tag, role or words say that it is none of the article's running text."""
    if element.tag == "figure" and _is_table(element):
        return False
    if words and element.tag in _CELLS:
        # The players there are those of a match.
        words = words.replace("-player-", "-")
    return element.tag in _TAGS or role in _ROLES or (bool(words) and _names_furniture(words))


def _is_table(figure: HtmlElement) -> bool:
    """Whether a figure holds a table and no picture, as block editors write tables."""
    return figure.find(".//table") is not None and next(figure.iter("img", "picture", "video", "iframe"), None) is None


@lru_cache(maxsize=16384)
def _names_furniture(words: str) -> bool:
    return _NAMES.search(words) is not None


def is_quoted_post(element: HtmlElement) -> bool:
    """Whether an element is a post from a social network that the article quotes."""
    return element.tag == "blockquote" and not _QUOTED.isdisjoint((element.get("class") or "").lower().split())


def is_clock(element: HtmlElement, text: str) -> bool:
    """Whether an element's text is nothing but a date or a time of day, as an entry of a live blog bears it."""
    if len(text) > 40 or not any(c.isdecimal() for c in text):
        return False
    time = next(element.iter("time"), None)
    return time is not None and text_of(time) == text

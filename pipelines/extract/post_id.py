"""The number that the publishing system gave an article: it stays when headline and address change."""

import re

from pipelines.extract.document import Document

_SHORTLINK = re.compile(r"[?&](?:p|page_id)=(\d+)|/node/(\d+)/?$")
_BODY_CLASS = re.compile(r"(?:^|\s)(?:postid|page-node)-(\d+)(?=\s|$)")
_META = frozenset({"post_id", "article_id", "articleid", "article:id", "story_id", "cxenseparse:recs:articleid"})
_VALUE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:-]{0,79}")


def find_post_id(document: Document) -> str | None:
    """The number, from the short link, the classes of the body (WordPress, Drupal), or a meta tag; None without one."""
    for link in document.all("link"):
        if link.get("rel") == "shortlink" and (match := _SHORTLINK.search(link.get("href") or "")):
            return match[1] or match[2]
    for body in document.all("body"):
        if match := _BODY_CLASS.search(body.get("class") or ""):
            return match[1]
    for meta in document.all("meta"):
        name = meta.get("name") or meta.get("property") or ""
        if name.lower() in _META and _VALUE.fullmatch(value := (meta.get("content") or "").strip()):
            return value
    return None

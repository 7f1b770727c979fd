"""The films of the article: players in its text, and what it states for machines."""

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from pipelines.article import Video
from pipelines.extract.document import Document, order_of
from pipelines.extract.furniture import words_of
from pipelines.extract.structured import Node, Structured, first_string, strings, types_of
from pipelines.extract.text import text_of
from pipelines.urls import resolve

_TAGS = ("video", "iframe", "amp-video", "amp-iframe", "amp-youtube", "amp-vimeo", "amp-dailymotion", "lite-youtube")
_OF_ID = {
    "amp-youtube": ("data-videoid", "https://www.youtube.com/embed/"),
    "lite-youtube": ("videoid", "https://www.youtube.com/embed/"),
    "amp-vimeo": ("data-videoid", "https://player.vimeo.com/video/"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/embed/video/"),
}
"""Elements that name a film by its number alone: the attribute, and the player it means."""
_FOREIGN = re.compile(
    r"-(?:related|recommend\w*|sidebar|footer|most-(?:read|viewed)|popular|latest|trending|nav|menu|teasers?|promo|cards?|widget|sponsor\w*|advert\w*|ads?|playlist|next|prev)-"
)
_WORD = re.compile(r"[a-z][a-z-]*")
_GENERIC = re.compile(
    r"(?i)(?:(?:embedded|youtube|vimeo|dailymotion|facebook|twitter|brightcove|video|media|player|embed|iframe|content)\W*)*"
)
_MAX_VIDEOS = 30
_MAX_FRAMES = 200
"""Players of a page that are looked at."""


def find_videos(
    document: Document, structured: Structured, headline: HtmlElement | None, elements: tuple[HtmlElement, ...]
) -> tuple[Video, ...]:
    """The films between the headline and the end of the text in order, then those the page only states."""
    stated = _stated(document, structured)
    found: dict[str, Video] = {}
    taken: set[str] = set()
    for player in _players(document, headline, elements):
        url = _address(player, document.base_url)
        if url is None or _key(url) in taken:
            continue
        keys, known = next(((keys, video) for keys, video in stated if _key(url) in keys), ({_key(url)}, None))
        taken |= keys
        video = known or Video(url=url, title=_title(player))
        found.setdefault(_key(video.url), video)
    for keys, video in stated:
        if not keys & taken:
            found.setdefault(_key(video.url), video)
            taken |= keys
    return tuple(found.values())[:_MAX_VIDEOS]


def _players(document: Document, headline: HtmlElement | None, elements: tuple[HtmlElement, ...]) -> list[HtmlElement]:
    """Players from just above the headline to the end of the frame that the text stands in."""
    players = document.all(*_TAGS)[:_MAX_FRAMES]
    if not players or not elements:
        return []
    first = headline if headline is not None else elements[0]
    last = elements[-1]
    frame = _frame(first, last)
    order = order_of(document)
    low = min(order.get(first, 0), order.get(elements[0], 0))
    found = []
    for player in players:
        above = list(player.iterancestors())
        inside = low <= order[player] <= order[last] or (frame is not None and frame in above)
        if inside and not any(_FOREIGN.search(words_of(a)) for a in above[:6] if a not in (frame, last.getparent())):
            found.append(player)
    return found


def _frame(first: HtmlElement, last: HtmlElement) -> HtmlElement | None:
    """The smallest element that holds both, unless it is the page itself."""
    above = set(first.iterancestors())
    frame = next((a for a in last.iterancestors() if a in above), None)
    return frame if frame is not None and frame.tag not in ("body", "html", "main") else None


def _address(player: HtmlElement, base: str) -> str | None:
    tag = player.tag
    if tag in _OF_ID:
        attribute, prefix = _OF_ID[tag]
        number = (player.get(attribute) or "").strip()
        return prefix + number if re.fullmatch(r"[\w-]{1,40}", number) else None
    values = [player.get(name) for name in ("src", "data-src", "data-lazy-src", "data-original", "data-litespeed-src")]
    if tag in ("video", "amp-video"):
        values += [source.get("src") or source.get("data-src") for source in player.iter("source")]
    for value in values:
        if not value or value.strip().startswith(("data:", "blob:", "about:", "javascript:")):
            continue
        url = resolve(base, value)
        if url is not None and (tag in ("video", "amp-video") or _shows_film(url)):
            return url
    return None


def _shows_film(url: str) -> bool:
    parts = urlsplit(url.lower())
    place = f"{parts.hostname or ''}{parts.path}"
    if _hosts().match(place):
        return True
    words = set(_WORD.findall(place))
    return bool(words & _words("words")) and not words & _words("silent")


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    source = resources.files("pipelines.extract").joinpath("players.toml").read_text("utf-8")
    return tomllib.loads(source)


@lru_cache(maxsize=2)
def _words(kind: str) -> frozenset[str]:
    return frozenset(_table()[kind])


@lru_cache(maxsize=1)
def _hosts() -> re.Pattern[str]:
    """Matches host and path of a known player, on whatever sub-domain."""
    return re.compile(r"(?:[\w-]+\.)*?(?:" + "|".join(map(re.escape, _table()["players"])) + ")")


def _title(player: HtmlElement) -> str | None:
    """The caption of the figure around a player, else the title it bears itself."""
    for above in list(player.iterancestors())[:3]:
        if above.tag == "figure":
            caption = next((e for e in above.iter("figcaption") if text_of(e)), None)
            if caption is not None:
                return text_of(caption)
    title = (player.get("title") or player.get("data-title") or "").strip()
    return title if title and not _GENERIC.fullmatch(title) and not title.startswith("http") else None


def _stated(document: Document, structured: Structured) -> list[tuple[set[str], Video]]:
    """Films of JSON-LD and Open Graph, each with the keys of all its addresses."""
    found: list[tuple[set[str], Video]] = []
    for node in _nodes(structured):
        urls = [
            url
            for name in ("contentUrl", "contentURL", "embedUrl", "embedURL")
            for value in strings(node.get(name))[:1]
            if (url := resolve(document.base_url, value)) not in (None, document.url)
        ]
        if urls:
            title = first_string(node.get("name")) or first_string(node.get("headline"))
            found.append(({_key(url) for url in urls}, Video(url=urls[0], title=title)))
    stated = structured.first("og:video:secure_url", "og:video:url", "og:video", "twitter:player:stream")
    url = resolve(document.base_url, stated) if stated else None
    if url is not None and not found:
        found.append(({_key(url)}, Video(url=url)))
    return found


def _nodes(structured: Structured) -> list[Node]:
    """The films that are the article's: those it names, else the one film of a page that has one."""
    named = [
        item
        for name in ("video", "videos", "associatedMedia", "mainEntity", "hasPart")
        for item in _listed(structured.article.get(name))
        if isinstance(item, dict) and "videoobject" in types_of(item)
    ]
    alone = [node for node in structured.nodes if "videoobject" in types_of(node)]
    return named or (alone if len(alone) == 1 else [])


def _listed(value: Any) -> list[Any]:
    return value[:_MAX_VIDEOS] if isinstance(value, list) else [value]


_PARTS = re.compile(r"id$|^(?:v|vid|video|clip|src|href|media|ref|key)$")


def _key(url: str) -> str:
    """What two addresses of one film share: without scheme, `www.` and the settings of the player."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").replace("youtube-nocookie.com", "youtube.com")
    query = sorted((name, value) for name, value in parse_qsl(parts.query) if _PARTS.search(name.lower()))
    path = parts.path.rstrip("/")
    if host == "youtu.be":
        host, path = "youtube.com", "/embed" + path
    elif host.endswith("youtube.com") and path == "/watch":
        path, query = f"/embed/{dict(query).get('v', '')}", []
    elif host.endswith("youtube.com") and path.startswith(("/embed/", "/v/", "/shorts/")):
        path, query = f"/embed/{path.split('/')[2]}", []
    return f"{host}{path}?{query}" if query else f"{host}{path}"

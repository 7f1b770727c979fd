"""The identity of URLs: which address is fetched once, and which addresses name the same story. Pure, never raises.

Everything that compares addresses asks here, in the crawl and in the pipelines alike.
"""

import re
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import idna
import msgspec

from pipelines.urls_tables import (
    INDEX_FILES,
    SESSION_NAMES,
    TRACKING_NAMES,
    TRACKING_PREFIXES,
    TWIN_FLAGS,
    TWIN_HOSTS,
    TWIN_VALUES,
)

MAX_URL = 4096
"""Characters; a longer address is no page of a news site and is not resolved."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
# What RFC 3986 allows unescaped; "%" is treated apart. Of a query browsers, and Scrapy, escape "'" (WHATWG URL 1.3).
_PATH_SAFE = "!$&'()*+,-./:;=@_~"
_QUERY_SAFE = "!$&()*+,-./:;=@_~?"
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
# Servlet and ASP.NET sessions that live in the path: ";jsessionid=…" and "/(S(…))/".
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;]*", re.IGNORECASE)
_COOKIELESS = re.compile(r"/\((?:[A-Z]\([^()/]*\))+\)(?=/|$)")
_TOKEN = re.compile(r"[0-9A-Za-z,_-]{8,}")
_SLUG_CASE = re.compile(r"[A-Z]?[a-z]+|[^-_]*(?:[-_][^-_]+){2,}")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
# What comes out of `resolve` as it goes in, as most links of most pages do; _CLEAN also out of `canonical`.
_PLAIN_HOST = r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_PLAIN_PATH = r"(?:/(?![./])[A-Za-z0-9!$&'()*+,:=@_~.-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9!$&'()*+,:=@_~.-]*+)*+)+"
_PLAIN_QUERY = r"(?:\?(?:[A-Za-z0-9!$&()*+,./:;=?@_~-]++|%[0-9A-Fa-f]{2})++)?"
_PLAIN = re.compile(r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)" + f"({_PLAIN_PATH})({_PLAIN_QUERY})")
_PLAIN_LOCAL = re.compile(_PLAIN_PATH + _PLAIN_QUERY)
_PLAIN_ORIGIN = re.compile(f"({_PLAIN_HOST})(?:[/?].*)?", re.DOTALL)
_BARE_ORIGIN = re.compile(_PLAIN_HOST)
_OTHER_SCHEME = re.compile(r"(?!(?i:https?):)[A-Za-z][A-Za-z0-9+.-]*:")
_CLEAN = re.compile(_PLAIN_HOST + r"(?:/(?![./])[A-Za-z0-9!$&'*+,=@_~.-]*+)+")
_BREAKS = re.compile(r"[\t\r\n]")
_OUTER = "".join(map(chr, range(33)))


class _Parts(msgspec.Struct, frozen=True):
    scheme: str
    userinfo: str
    host: str
    port: int | None
    path: str
    query: str | None


@lru_cache(maxsize=4096)
def _host(host: str) -> str | None:
    """A host name in lower-case ASCII (UTS 46), or None when it is none."""
    host = host.strip(".").lower() if not host.startswith("[") else host.lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return host if _HOST.fullmatch(host) else None


@lru_cache(maxsize=4096)
def _parse(url: str) -> _Parts | None:
    if plain := _PLAIN.fullmatch(url):
        scheme, host, path, query = plain.groups()
        return _Parts(scheme, "", host, None, path, query[1:] or None)
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        return None
    scheme = split.scheme.lower()
    if scheme not in _DEFAULT_PORTS:
        return None
    userinfo, _, hostport = split.netloc.rpartition("@")
    name = hostport if hostport.endswith("]") else (hostport.rpartition(":")[0] if ":" in hostport else hostport)
    host = _host(name)
    if host is None:
        return None
    return _Parts(
        scheme,
        quote(userinfo, safe="!$&'()*+,;=:%-._~", errors="replace"),
        host,
        None if port == _DEFAULT_PORTS[scheme] else port,
        split.path or "/",
        split.query or None,
    )


def _unparse(parts: _Parts) -> str:
    netloc = (f"{parts.userinfo}@" if parts.userinfo else "") + parts.host + (f":{parts.port}" if parts.port else "")
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{netloc}{parts.path}{query}"


def _escape(text: str, safe: str) -> str:
    """Escape what may not stand in a URL; existing escapes stay as they are, a stray "%" becomes "%25"."""
    pieces: list[str] = []
    at = 0
    for match in _ESCAPE.finditer(text):
        pieces.append(quote(text[at : match.start()], safe=safe, errors="replace"))
        pieces.append(match.group() if match.group(1) else "%25")
        at = match.end()
    pieces.append(quote(text[at:], safe=safe, errors="replace"))
    return "".join(pieces)


def _normalise_escapes(text: str) -> str:
    """Undo escapes of unreserved characters, write the others in capitals (RFC 3986 6.2.2)."""

    def one(match: re.Match[str]) -> str:
        plain = chr(int(match.group(1), 16)) if match.group(1) else ""
        return plain if plain in _UNRESERVED and plain else match.group().upper()

    return _ESCAPE.sub(one, text)


def _without_dots(path: str) -> str:
    """Resolve "." and ".." segments (RFC 3986 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment == "..":
            if kept:
                kept.pop()
            if last:
                kept.append("")
        elif segment == ".":
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def resolve(base: str, href: str) -> str | None:
    """The absolute URL a browser would request for `href` on a page at `base`: http(s) only, ASCII, no fragment.

    None for other schemes, malformed addresses and addresses longer than `MAX_URL`.
    """
    if len(href) <= MAX_URL and (plain := _as_plain(base, href)) is not None and len(plain) <= MAX_URL:
        return plain or None
    # WHATWG URL: outer C0 controls and spaces go, tabs and line breaks go anywhere, "\" counts as "/".
    href = _BREAKS.sub("", href.strip(_OUTER))
    if len(href) > MAX_URL or href.lower().rstrip("/") in ("http:", "https:"):
        return None
    return _resolved(base, href)


def _as_plain(base: str, href: str) -> str | None:
    """The absolute URL for the forms that most links have; "" for other schemes; None where one must look closer."""
    if "#" in href[1:]:
        href = href.partition("#")[0]
    if href.startswith("/"):
        if _PLAIN_LOCAL.fullmatch(href):
            return site + href if (site := _plain_origin(base)) else None
        href = f"{base.partition(':')[0]}:{href}" if href.startswith("//") else href
    if _PLAIN.fullmatch(href):
        return href
    if _BARE_ORIGIN.fullmatch(href):
        return href + "/"
    return "" if _OTHER_SCHEME.match(href) else None


@lru_cache(maxsize=64)
def _plain_origin(base: str) -> str | None:
    """Scheme and host of a base that has no port, user or odd sign in them, as they stand."""
    match = _PLAIN_ORIGIN.fullmatch(base)
    return match.group(1) if match else None


@lru_cache(maxsize=4096)
def _resolved(base: str, href: str) -> str | None:
    head, mark, tail = href.partition("?")
    href = head.replace("\\", "/") + mark + tail
    try:
        joined = urljoin(base, href)
    except ValueError:
        return None
    parts = _parse(joined.partition("#")[0])
    if parts is None:
        return None
    path = _without_dots(_escape(parts.path, _PATH_SAFE))
    query = _escape(parts.query, _QUERY_SAFE) if parts.query else None
    url = _unparse(msgspec.structs.replace(parts, path=path, query=query))
    return url if len(url) <= MAX_URL else None


def _is_noise(name: str, value: str) -> bool:
    """Whether a query parameter says who came from where and not which page is asked for."""
    name = name.lower().removeprefix("amp;")
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    if name == "ref":  # with a number it is somebody's story id
        return not value.isdigit()
    if name in SESSION_NAMES:
        certain = SESSION_NAMES[name]
        return certain or not value or (_TOKEN.fullmatch(value) is not None and any(map(str.isdigit, value)))
    return False


def _query_items(query: str | None) -> list[tuple[str, str, str]]:
    """(name, value, as written) of each parameter that is not empty."""
    items = []
    for piece in (query or "").split("&"):
        if piece not in ("", "="):
            name, _, value = piece.partition("=")
            plain = unquote_to_bytes(name).decode("utf-8", "replace")
            items.append((plain, value, piece))
    return items


@lru_cache(maxsize=8192)
def canonical(url: str) -> str:
    """The key under which a URL is fetched once; idempotent. What is no http(s) URL comes back stripped.

    Scheme and host in lower case, no default port, no fragment, escapes and dot segments normalised (RFC 3986
    6.2.2), tracking parameters and session ids dropped. The order of the other parameters and a trailing slash stay:
    servers may tell these apart.
    """
    if _CLEAN.fullmatch(url) and len(url) <= MAX_URL:
        return url
    stripped = url.strip()
    resolved = resolve(stripped, stripped)
    parts = _parse(resolved) if resolved else None
    if parts is None:
        return stripped
    path = _normalise_escapes(parts.path)
    path = _COOKIELESS.sub("", _PATH_SESSION.sub("", path)) or "/"
    query = _normalise_escapes(parts.query) if parts.query else None
    kept = "&".join(piece for name, value, piece in _query_items(query) if not _is_noise(name, value))
    return _unparse(msgspec.structs.replace(parts, path=_without_dots(path), query=kept or None))


def _story_host(host: str) -> str:
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in TWIN_HOSTS:
        labels = labels[1:]
    return ".".join(labels)


def _story_path(path: str) -> str:
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[-1].lower() in INDEX_FILES:
        segments.pop()
    if len(segments) > 1 and segments[-1].lower() in ("amp", "print", "amp.html", "print.html"):
        segments.pop()
    elif len(segments) > 1 and segments[0].lower() in ("amp", "print"):
        segments = segments[1:]
    if segments:
        segments[-1] = re.sub(r"\.(?:amp|print)(?=\.html?$|$)", "", segments[-1])
    # Capitals matter in ids ("/a/XyZ7"), not in words and slugs.
    return "/" + "/".join(part.lower() if _SLUG_CASE.fullmatch(part) else part for part in segments)


@lru_cache(maxsize=8192)
def story_key(url: str) -> str:
    """A looser identity: equal for the addresses of one story. Not an address to fetch.

    Scheme, "www.", mobile and AMP hosts, a trailing slash, index files, AMP and print forms and the order of
    parameters do not matter.
    """
    parts = _parse(canonical(url))
    if parts is None:
        return url.strip()
    kept = sorted(
        piece
        for name, value, piece in _query_items(parts.query)
        if name.lower() not in TWIN_FLAGS and (name.lower(), value.lower()) not in TWIN_VALUES
    )
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    return _story_host(parts.host) + port + _story_path(parts.path) + ("?" + "&".join(kept) if kept else "")


def is_same_story(one: str, other: str) -> bool:
    """Whether two addresses have the same `story_key`; cheap where `one` stays the same for many others."""
    word = _last_word(one)
    # Escapes and sessions may hide the word.
    return (not word or word in other.lower() or "%" in other or ";" in other) and story_key(one) == story_key(other)


@lru_cache(maxsize=1024)
def _last_word(url: str) -> str:
    """The beginning of the last segment of a story's path: no form of its address goes without it."""
    return story_key(url).partition("?")[0].rpartition("/")[2].partition(".")[0].lower()


def origin(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port (the default one filled in), or None when `url` is no http(s) URL."""
    parts = _parse(url)
    return (parts.scheme, parts.host, parts.port or _DEFAULT_PORTS[parts.scheme]) if parts else None

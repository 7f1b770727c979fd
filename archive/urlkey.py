"""The key under which an index sorts a URL: SURT, in the dialect that pywb and cdxj-indexer use.

"https://www.Example.org:443/b/?z=1&a=2#x" becomes "org,example)/b?a=2&z=1": host names turned round, what
does not tell two captures apart dropped. The rules are those of the Wayback Machine's URL keys.
"""

import contextlib
import re
import socket
from functools import lru_cache
from urllib.parse import unquote_to_bytes

_PLAIN = re.compile(
    r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}))?)"
    r"((?:/[a-z0-9_~!$&'*+,=:@-][a-z0-9_~!$&'*+,=:@.-]*)*/?)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_REPEATED_SCHEME = re.compile(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
_HTTP = re.compile(r"^(https?:)/*", re.IGNORECASE)
_AUTHORITY = re.compile(r"//([^/?#]*)")
_WWW = re.compile(rb"^www\d*\.")
_TO_ESCAPE = re.compile(rb"[\x00-\x20\x7f-\xff#%]")
_IPV4 = re.compile(rb"[0-9.]+")
_PORTS = {"http": 80, "https": 443}
_PATH_SESSIONS = (
    re.compile(rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
    re.compile(rb"^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
)
_QUERY_SESSIONS = (
    re.compile(rb"^(.*)(?:jsessionid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*)(?:phpsessid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*)(?:sid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*)(?:aspsessionid[a-z]{8}=[a-z]{24})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*)(?:cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$", re.IGNORECASE),
)


def url_key(url: str) -> str:
    """The key of a URL; a URL that is none is its own key."""
    if match := _PLAIN.fullmatch(url):  # most URLs are written as their key needs them
        return f"{_plain_authority(url[: match.end(1)].lower())}){(match[2].lower().rstrip('/') or '/')}"
    text = re.sub(r"[\r\n\t]", "", url.strip())
    if not text or text.startswith("filedesc"):
        return text or "-"
    if _SCHEME.match(text) is None:
        text = "http://" + text.lstrip("/")
    text = _HTTP.sub(r"\1//", _REPEATED_SCHEME.sub("", text))
    scheme, _, rest = text.partition(":")
    authority = _AUTHORITY.match(rest)
    if authority is None:
        return text
    host, port = _split_host(authority[1])
    if port and not (port.isdecimal() and int(port) < 1 << 16):
        return text
    path, query = _split_path(rest[authority.end() :])
    if not authority[1]:
        return f"{scheme.lower()}:" + (_path(path) + _query(query)).decode("ascii", "replace")
    key = _turned_round(_host(host))
    if port and int(port) not in (0, _PORTS.get(scheme.lower())):
        key += f":{int(port)}".encode()
    key += b")" + _path(path) + _query(query)
    return key.decode("ascii", "replace")


@lru_cache(maxsize=1024)
def _plain_authority(origin: str) -> str:
    """Host and port of "http://h.example:8080" as a key has them."""
    return url_key(f"{origin}/?").removesuffix(")/")


def _split_host(authority: str) -> tuple[str, str]:
    address = authority.rpartition("@")[2]
    if address.startswith("["):
        host, _, port = address[1:].partition("]")
        return host, port.strip(":")
    host, _, port = address.partition(":")
    return host, port.rstrip(":")


def _split_path(rest: str) -> tuple[bytes, bytes | None]:
    path, mark, query = rest.partition("#")[0].encode("utf-8", "surrogatepass").partition(b"?")
    return path, query if mark else None


def _unescape(value: bytes) -> bytes:
    """Percent-decoded until nothing changes."""
    while (decoded := unquote_to_bytes(value)) != value:
        value = decoded
    return value


def _escape(value: bytes) -> bytes:
    return _TO_ESCAPE.sub(lambda match: b"%%%02X" % match[0][0], value)


def _host(host: str) -> bytes:
    name = _unescape(host.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(UnicodeError):
        name = name.decode("utf-8").encode("idna")
    name = _escape(name.replace(b"..", b".").strip(b".")).lower()
    return _WWW.sub(b"", name, count=1)


def _turned_round(host: bytes) -> bytes:
    if b":" in host:
        return host
    return b",".join(reversed(_dotted(host).split(b".")))


def _dotted(host: bytes) -> bytes:
    """An IPv4 address as four decimal numbers, however it is written (one number, octal); other names as they are."""
    if not _IPV4.fullmatch(host):
        return host
    try:
        return socket.inet_ntoa(socket.inet_aton(host.decode("ascii"))).encode()
    except OSError:
        return host


def _path(path: bytes) -> bytes:
    segments: list[bytes] = []
    for part in _unescape(path).split(b"/")[1:]:
        if part == b".." and segments:
            segments.pop()
        elif part != b".":
            segments.append(part)
    clean = _escape(re.sub(rb"//+", b"/", b"/" + b"/".join(segments)))
    if len(clean) > 1:
        clean = clean.removesuffix(b"/")
    for pattern in _PATH_SESSIONS:
        match = pattern.match(clean)
        if match is not None:
            clean = match[1] + match[2]
    return clean.lower()


def _query(query: bytes | None) -> bytes:
    if not query:
        return b""
    clean = _escape(_unescape(query))
    for pattern in _QUERY_SESSIONS:
        match = pattern.match(clean)
        if match is not None:
            clean = match[1] + match[2] if match[2] is not None else match[1]
    if not clean:
        return b""
    pairs: list[bytes] = clean.lower().split(b"&")
    pairs.sort(key=_name_and_value)
    return b"?" + b"&".join(pairs)


def _name_and_value(pair: bytes) -> list[bytes]:
    return pair.split(b"=", 1)

"""The key under which an index sorts a URL: SURT, in the dialect that pywb and cdxj-indexer use.

"https://www.Example.org:443/b/?z=1&a=2#x" becomes "org,example)/b?a=2&z=1": host names turned round, what
does not tell two captures apart dropped. The rules are those of the Wayback Machine's URL keys.
"""

import ipaddress
import re
from urllib.parse import unquote_to_bytes

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_REPEATED_SCHEME = re.compile(r"^(?:https?://)+(?=https?://)", re.IGNORECASE)
_AUTHORITY = re.compile(r"//([^/?#]*)")
_WWW = re.compile(rb"^www\d*\.")
_TO_ESCAPE = re.compile(rb"[\x00-\x20\x7f-\xff#%]")
_PORTS = {"http": "80", "https": "443"}
_PATH_SESSIONS = (
    re.compile(rb"^(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
    re.compile(rb"^(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)$", re.IGNORECASE),
    re.compile(rb"^(.*?)(?:;jsessionid=[0-9a-z]{32})?()$", re.IGNORECASE),
)
_QUERY_SESSIONS = (
    re.compile(rb"^(.*?)(?:jsessionid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*?)(?:phpsessid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*?)(?:sid=[0-9a-z]{32})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*?)(?:aspsessionid[a-z]{8}=[a-z]{24})(?:&(.*))?$", re.IGNORECASE),
    re.compile(rb"^(.*?)(?:cfid=[^&]+&cftoken=[^&]+)(?:&(.*))?$", re.IGNORECASE),
)


def url_key(url: str) -> str:
    """The key of a URL; a URL that is none is its own key."""
    text = re.sub(r"[\r\n\t]", "", url.strip())
    if not text:
        return "-"
    text = _REPEATED_SCHEME.sub("", text)
    match = _SCHEME.match(text)
    if match is None:
        text, scheme, rest = f"http://{text}", "http", f"//{text}"
    else:
        scheme, rest = match[1].lower(), text[match.end() :]
    authority = _AUTHORITY.match(rest)
    if authority is None:
        return text
    host, port = _split_host(authority[1])
    path, query = _split_path(rest[authority.end() :])
    key = _turned_round(_host(host))
    if port and port != _PORTS.get(scheme):
        key += b":" + port.encode()
    key += b")" + _path(path) + _query(query)
    return key.decode("ascii", "replace")


def _split_host(authority: str) -> tuple[str, str]:
    host, _, port = authority.rpartition("@")[2].partition(":")
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
    try:
        name = name.decode("utf-8").encode("idna")
    except UnicodeError:
        name = host.encode("utf-8", "surrogatepass")
    name = re.sub(rb"\.\.+", b".", name).strip(b".").lower()
    return _WWW.sub(b"", _escape(name), count=1)


def _turned_round(host: bytes) -> bytes:
    try:
        ipaddress.ip_address(host.decode("ascii", "replace"))
    except ValueError:
        return b",".join(reversed(host.split(b".")))
    return host


def _path(path: bytes) -> bytes:
    segments: list[bytes] = []
    parts = _unescape(path).split(b"/")
    for part in parts[1:]:
        if part == b"..":
            if segments:
                segments.pop()
        elif part not in (b"", b"."):
            segments.append(part)
    clean = _escape(b"/" + b"/".join(segments))
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
    return b"?" + b"&".join(sorted(clean.lower().split(b"&")))

"""Heads of ARC records, the format before WARC: read, never written."""

import re

from archive.headers import Headers

_LINES = (
    re.compile(
        rb"(?P<url>[a-z][a-z0-9+.-]*:.*) (?P<ip>[0-9a-f.:]+|-) (?P<date>\d{8,17}) (?P<rest>.*?) ?(?P<length>\d+)\r?\n?",
        re.IGNORECASE,
    ),
    re.compile(
        rb"(?P<url>[a-z][a-z0-9+.-]*:.*) (?P<ip>\S+) (?P<date>\S+) (?P<rest>\S+) (?P<length>\S+)\r?\n?", re.IGNORECASE
    ),
)
"""The line of versions 1 and 2, and a damaged line of version 1, whose fields may be anything."""


def parse_arc_line(line: bytes) -> Headers | None:
    """The head line of an ARC record ("URL IP date type … length") as the fields of a WARC record; None for others."""
    match = next((match for pattern in _LINES if (match := pattern.fullmatch(line))), None)
    if match is None:
        return None
    url = match["url"].decode("utf-8", "replace")
    scheme = url.partition(":")[0].lower()
    kind = {"filedesc": "warcinfo", "http": "response", "https": "response"}.get(scheme, "resource")
    fields = [("WARC-Type", kind)]
    if kind != "warcinfo":
        fields.append(("WARC-Target-URI", url))
    if match["date"].isdigit():
        fields.append(("WARC-Date", _iso_date(match["date"].decode("ascii"))))
    ip = match["ip"].decode("latin-1")
    if ip not in ("-", "0.0.0.0"):  # noqa: S104 - an address as ARC files use it for "none"
        fields.append(("WARC-IP-Address", ip))
    mime = match["rest"].decode("latin-1").split(" ")[0]
    if kind == "response":
        fields.append(("Content-Type", "application/http;msgtype=response"))
    elif mime and mime != "-":
        fields.append(("Content-Type", mime))
    fields.append(("Content-Length", match["length"].decode("latin-1")))
    return Headers(fields)


def _iso_date(digits: str) -> str:
    digits = digits[:14].ljust(14, "0")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}Z"

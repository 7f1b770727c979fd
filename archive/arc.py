"""Heads of ARC records, the format before WARC: read, never written."""

import re

from archive.headers import Headers

_LINE = re.compile(
    rb"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:.*) (?P<ip>[0-9A-Fa-f.:]+|-) (?P<date>\d{8,17}) (?P<rest>.*?) ?"
    rb"(?P<length>\d{1,18})\r?\n?"
)


def parse_arc_line(line: bytes) -> Headers | None:
    """The head line of an ARC record ("URL IP date type … length") as the fields of a WARC record; None for others."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    url = match["url"].decode("utf-8", "replace")
    scheme = url.partition(":")[0].lower()
    kind = {"filedesc": "warcinfo", "http": "response", "https": "response"}.get(scheme, "resource")
    fields = [("WARC-Type", kind)]
    if kind != "warcinfo":
        fields.append(("WARC-Target-URI", url))
    fields.append(("WARC-Date", _iso_date(match["date"].decode("ascii"))))
    ip = match["ip"].decode("ascii")
    if ip not in ("-", "0.0.0.0"):  # noqa: S104 - an address as ARC files use it for "none"
        fields.append(("WARC-IP-Address", ip))
    mime = match["rest"].decode("latin-1").split(" ")[0]
    if kind == "response":
        fields.append(("Content-Type", "application/http;msgtype=response"))
    elif mime and mime != "-":
        fields.append(("Content-Type", mime))
    fields.append(("Content-Length", match["length"].decode("ascii")))
    return Headers(fields)


def _iso_date(digits: str) -> str:
    digits = digits[:14].ljust(14, "0")
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}T{digits[8:10]}:{digits[10:12]}:{digits[12:14]}Z"

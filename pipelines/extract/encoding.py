"""Which character encoding a page is really in: WHATWG's order, checked against the bytes themselves."""

import re

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
    to_unicode,
)

_SAMPLE = 64 * 1024
"""Bytes shown to the guesser; its cost grows with the sample."""
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_LATIN = {"ascii", "cp1252", "latin-1", "iso8859-1", "cp1250", "iso8859-15", "iso8859-2"}
"""Declared by servers out of habit (AddDefaultCharset): believed only where the bytes look like Latin script."""
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Decode a page; return the Python name of the encoding and the text. Never raises.

    Order as in the WHATWG Encoding and HTML standards: byte order mark, HTTP header, meta tag. Each
    declared encoding must decode the page without fault to be believed at once; if none does, bytes that
    are UTF-8 are UTF-8, else the page is guessed from its own bytes.
    """
    bom, mark = read_bom(body)
    if bom:
        return bom, to_unicode(body[len(mark or b"") :], bom)
    declared = _declared(body, content_type)
    utf8 = _decoded(body, "utf-8")
    if utf8 is not None and declared and declared[0] in _LATIN and _UTF8_SEQUENCE.search(body):
        return "utf-8", utf8
    if utf8 is None and any(name in _LATIN for name in declared) and not _looks_latin(body):
        declared = [name for name in declared if name not in _LATIN]
    for name in declared:
        text = utf8 if name == "utf-8" else _decoded(body, name)
        if text is not None:
            return name, text
    if utf8 is not None:
        return "utf-8", utf8
    name = _least_faults(body, declared) or _guess(body)
    return name, to_unicode(body, name)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    """Encodings named by the header, then by the page, resolved to the superset browsers use."""
    header = http_content_type_encoding(content_type) if content_type else None
    meta = html_body_declared_encoding(body)
    if meta and meta.startswith("utf-16"):  # HTML 13.2.3.2: a meta tag that could be read is not UTF-16
        meta = "utf-8"
    if header == "utf-16":
        header = "utf-16-le"
    names = [resolve_encoding(name) for name in (header, meta) if name]
    return list(dict.fromkeys(name for name in names if name))


def _looks_latin(body: bytes) -> bool:
    """Latin script has its accents singly; four high bytes in a row are another script in most cases."""
    runs = [len(run) for run in _HIGH_RUN.findall(body[: 16 * _SAMPLE])]
    return sum(1 for run in runs if run >= 4) * 4 <= len(runs)


def _decoded(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _least_faults(body: bytes, declared: list[str]) -> str | None:
    """The declared encoding under which almost every byte makes sense (a few broken ones are common)."""
    for name in declared:
        text = to_unicode(body, name)
        if text.count("\ufffd") <= 1 + len(re.findall(rb"[\x80-\xff]", body)) // 20:
            return name
    return None


def _guess(body: bytes) -> str:
    """Guess from the bytes: the part of the page that holds the most non-ASCII is shown to the guesser."""
    first = re.search(rb"[\x80-\xff]", body)
    start = max(0, first.start() - 1024) if first else 0
    best = from_bytes(body[start : start + _SAMPLE]).best()
    return resolve_encoding(best.encoding) or "cp1252" if best else "cp1252"

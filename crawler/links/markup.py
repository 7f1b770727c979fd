"""Reading XML that strangers wrote: recovering, bounded, without entities or network."""

import html
import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

MAX_INFLATED = 64 * 1024 * 1024
"""Bytes a compressed sitemap or feed may grow to; the protocol allows 50 MB."""
GZIP = b"\x1f\x8b"

# Each alternative also ends where the data ends: what is opened and never closed must not be searched for twice.
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?(?:\]\s*>|\Z)|>|\Z)", re.DOTALL | re.IGNORECASE)
_PROLOG = re.compile(
    rb"(?:\s+|<\?.*?(?:\?>|\Z)|<!--.*?(?:-->|\Z)|" + _DOCTYPE.pattern + rb")+", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(rb"<([A-Za-z][\w.:-]*)")
_REFERENCE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)?", re.DOTALL
)
_XML_NAMES = (b"amp;", b"lt;", b"gt;", b"quot;", b"apos;")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


def inflate(data: bytes) -> tuple[bytes, str | None]:
    """Undo gzip, however often it was applied (twice at most), and say what was wrong with it, if anything."""
    note = None
    for _ in range(2):
        if not data.startswith(GZIP):
            break
        machine = zlib.decompressobj(wbits=31)
        try:
            plain = machine.decompress(data, MAX_INFLATED)
        except zlib.error as error:
            return b"", f"gzip: {error}"
        if machine.unconsumed_tail:
            note = f"cut after {MAX_INFLATED} bytes"
        elif not machine.eof:
            note = "gzip: ends too early"
        data = plain
    return data, note


def narrow(data: bytes) -> bytes:
    """UTF-16 as UTF-8, without the declaration that would contradict it; all else as it is."""
    if not data.startswith(_WIDE):
        return data
    return re.sub(rb"\A\s*<\?xml.*?\?>", b"", data.decode("utf-16", "replace").encode(), flags=re.DOTALL)


def root_name(data: bytes) -> str | None:
    """The name of the first element, lower case and without prefix, or None when this is no markup."""
    data = narrow(data[:65536]).removeprefix(b"\xef\xbb\xbf")
    prolog = _PROLOG.match(data)
    root = _ROOT.match(data, prolog.end() if prolog else 0)
    return root.group(1).decode("ascii", "replace").rpartition(":")[2].lower() if root else None


def _escaped(match: re.Match[bytes]) -> bytes:
    name = match.group(1)
    if match.group().startswith(b"<") or (name and (name.startswith(b"#") or name in _XML_NAMES)):
        return match.group()
    if name and (plain := html.unescape(f"&{name.decode()}")) != f"&{name.decode()}":
        return b"".join(b"&#%d;" % ord(letter) for letter in plain)
    return b"&amp;" + (name or b"")


def whole_part(data: bytes, roots: tuple[str, ...], rows: tuple[str, ...]) -> tuple[bytes, bool]:
    """The data up to its last finished row when the root element is never closed, and whether it was cut there.

    A parser that recovers would else take the first half of an address for an address.
    """
    closers = "|".join(roots).encode()
    data = narrow(data)
    if re.search(rb"</(?:[\w.-]+:)?(?:" + closers + rb")\s*>\s*(?:<!--|\Z)", data[-4096:], re.IGNORECASE):
        return data, False
    end = 0
    for match in re.finditer(rb"</(?:[\w.-]+:)?(?:" + "|".join(rows).encode() + rb")\s*>", data, re.IGNORECASE):
        end = match.end()
    return data[:end], True


def elements(data: bytes) -> Iterator[tuple[str, "etree._Element"]]:
    """("start" | "end", element) of every element, as far as the markup can be read; finished ones are let go."""
    # What hand-made sitemaps get wrong most: a start that is none, "&" in addresses, HTML's entities, characters
    # that XML knows not. Without a document type there is no entity to expand.
    data = narrow(data).removeprefix(b"\xef\xbb\xbf").lstrip()
    data = _CONTROL.sub(b"", _REFERENCE.sub(_escaped, _DOCTYPE.sub(b"", data, count=1)))
    try:
        yield from etree.iterparse(
            BytesIO(data),
            events=("start", "end"),
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
    except etree.XMLSyntaxError:
        return


def local_name(element: "etree._Element") -> str:
    """An element's name in lower case without namespace or prefix, declared or not."""
    tag = element.tag
    return re.split(r"[}:]", tag)[-1].lower() if isinstance(tag, str) else ""

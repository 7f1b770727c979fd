"""Checks of the files of lines that belong to an archive: index, articles, ledger."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec

from archive.catalogue import Catalogue
from archive.check_warc import Report
from archive.digest import pieces_of
from archive.findings import Code, Finding
from archive.gzipping import GzipError, unpacked
from archive.model import CaptureRef

_LINE_LIMIT = 64 << 20
"""Bytes of one line; an article has none near that."""

_UNREADABLE: tuple[type[Exception], ...] = (OSError, EOFError, *GzipError)

_USUAL_LINE = re.compile(
    r'([^ ]+) ([0-9]{14}) \{"url": "[ !#-\[\]-~]*", (?:"(?:mime|status|digest)": "[ !#-\[\]-~]*", )*'
    r'"length": "([0-9]{1,18})", "offset": "([0-9]{1,18})", "filename": "([ !#-\[\]-~]*)"\}'
)
"""A line as `archive.cdxj` writes it, unless something in it is escaped."""


class _ArticlePointer(msgspec.Struct, frozen=True, kw_only=True):
    """What the archive knows of an article: where it comes from."""

    url: str
    warc: CaptureRef


_ARTICLE = msgspec.json.Decoder(_ArticlePointer)


def check_index_lines(stream: BinaryIO, file: str, catalogue: Catalogue, report: Report) -> int:
    """Read an index into the catalogue; returns the number of lines."""
    number, last = 0, ""
    for number, raw in enumerate(_lines(pieces_of(stream)), 1):
        try:
            text = raw.decode("utf-8").rstrip("\n")
            key, timestamp, place = _read_index_line(text)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            if not raw.startswith(b"!meta"):
                report(Finding(code=Code.INDEX_LINE, file=file, offset=number, message=f"cannot be read: {error}"))
            continue
        if f"{key} {timestamp}" < last:
            report(Finding(code=Code.INDEX_ORDER, file=file, offset=number, message="stands behind a greater line"))
        last = f"{key} {timestamp}"
        catalogue.add_line(file, number, *place, text)
    return number


def _read_index_line(text: str) -> tuple[str, str, tuple[str, int, int]]:
    """Key, timestamp and place: file, offset and length. Raises several errors for what is no such line."""
    if usual := _USUAL_LINE.fullmatch(text):
        return usual[1], usual[2], (usual[5], int(usual[4]), int(usual[3]))
    key, timestamp, body = text.split(" ", 2)
    fields = json.loads(body)
    return key, timestamp, (str(fields["filename"]), int(fields["offset"]), int(fields["length"]))


def check_article_lines(stream: BinaryIO, file: str, catalogue: Catalogue, report: Report) -> int:
    """Read articles into the catalogue; returns the number of lines."""
    number = 0
    for number, line in enumerate(_unpacked_lines(stream, file, report), 1):
        try:
            article = _ARTICLE.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            report(Finding(code=Code.ARTICLE_LINE, file=file, offset=number, message=f"cannot be read: {error}"))
            continue
        warc = article.warc
        catalogue.add_article(
            file,
            number,
            url=article.url,
            warc=warc.file,
            offset=warc.offset,
            length=warc.length,
            record_id=warc.record_id,
            digest=warc.payload_digest,
        )
    return number


def count_lines(stream: BinaryIO, file: str, report: Report) -> int:
    """The lines of a packed file that the archive keeps but does not read, such as a crawl's ledger."""
    return sum(1 for _ in _unpacked_lines(stream, file, report))


def _unpacked_lines(stream: BinaryIO, file: str, report: Report) -> Iterator[bytes]:
    try:
        yield from _lines(unpacked(stream))
    except _UNREADABLE as error:
        report(Finding(code=Code.FILE_UNREADABLE, file=file, message=f"cannot be unpacked: {error}"))


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > _LINE_LIMIT:
            yield rest
            rest = b""
    if rest:
        yield rest

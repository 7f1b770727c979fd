"""ARC files: the format before WARC, as other tools left it."""

import gzip
import io

import pytest

from archive.errors import WarcError
from archive.reader import read_captures, read_records

FILE_HEAD = (
    b"filedesc://a.arc 192.0.2.1 20140216050221 text/plain 75\n"
    b"1 0 LiveWeb Capture\nURL IP-address Archive-date Content-type Archive-length\n\n"
)
PAGE = b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<p>hi</p>"


def page_record(url: bytes = b"http://a.example/") -> bytes:
    return b"%b 192.0.2.9 20140216050221 text/html %d\n%b\n" % (url, len(PAGE), PAGE)


@pytest.mark.parametrize("pack", [False, True])
def test_records(pack: bool) -> None:
    """The head of the file is a warcinfo, a page a response; plain and a member a record."""
    parts = [FILE_HEAD, page_record()]
    data = b"".join(gzip.compress(part) for part in parts) if pack else b"".join(parts)
    records = list(read_records(io.BytesIO(data), file="a.arc"))
    assert [(record.type, record.url, record.version) for record in records] == [
        ("warcinfo", "", "arc"),
        ("response", "http://a.example/", "arc"),
    ]
    assert records[1].block == PAGE
    assert records[1].headers.get("WARC-Date") == "2014-02-16T05:02:21Z"
    assert records[1].headers.get("WARC-IP-Address") == "192.0.2.9"


def test_spaces_in_an_address() -> None:
    """Old crawlers left spaces in addresses; the fields are found from the right."""
    records = list(read_records(io.BytesIO(FILE_HEAD + page_record(b"http://a.example/x y z")), file="a.arc"))
    assert records[1].url == "http://a.example/x%20y%20z"


def test_version_2_lines() -> None:
    """The ten fields of version 2 are read too."""
    line = b"http://a.example/ 192.0.2.9 20140216050221 text/html 200 ABCDEF - 151 a.arc %d\n%b\n" % (len(PAGE), PAGE)
    records = list(read_records(io.BytesIO(FILE_HEAD + line), file="a.arc"))
    assert (records[1].url, records[1].block) == ("http://a.example/", PAGE)


def test_pages_become_captures() -> None:
    """An ARC's page is an exchange without a request."""
    captures = list(read_captures(io.BytesIO(FILE_HEAD + page_record()), file="a.arc"))
    assert [(capture.exchange.url, capture.exchange.request) for capture in captures] == [("http://a.example/", b"")]
    assert captures[0].ref.offset == len(FILE_HEAD)


def test_garbage_is_told_and_passed_over() -> None:
    """A line that begins no record is told once, and reading goes on behind it."""
    data = FILE_HEAD + b"monkeys\nare coming\n" + page_record()
    found = []
    with pytest.raises(WarcError, match=f"a.arc at byte {len(FILE_HEAD)}: no record begins with"):
        found.extend(record.type for record in read_records(io.BytesIO(data), file="a.arc"))
    records = read_records(io.BytesIO(data), file="a.arc")
    assert [next(records).type, next(records).type] == ["warcinfo", "response"]

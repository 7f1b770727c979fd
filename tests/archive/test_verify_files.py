"""Verification of single files: for each finding a broken file that has it."""

import gzip
import io
import random
import tracemalloc
from collections.abc import Callable

import pytest

from archive.findings import WARNINGS, Code, Finding
from archive.verify import FINDINGS_A_KIND, Summary, verify_files

DIGEST_OF_HELLO = "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"
PAGE = b"HTTP/1.1 200 OK\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
IDENTICAL = "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


def record(
    kind: str = "response",
    block: bytes = PAGE,
    *fields: str,
    number: int = 1,
    version: str = "1.1",
    content_type: str | None = "application/http;msgtype=response",
    length: int | None = None,
    url: str = "http://a.example/",
) -> bytes:
    """A sound record, but for what the arguments break."""
    head = [
        f"WARC/{version}",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{number}>",
        "WARC-Date: 2026-11-23T20:01:02Z",
        *([f"WARC-Target-URI: {url}"] if kind != "warcinfo" else []),
        *([f"Content-Type: {content_type}"] if content_type else []),
        *fields,
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def verify(*files: bytes, names: tuple[str, ...] = ("a.warc.gz", "b.cdxj")) -> tuple[list[Finding], Summary]:
    found: list[Finding] = []
    opened: dict[str, Callable[[], io.BytesIO]] = {
        name: (lambda data=data: io.BytesIO(data)) for name, data in zip(names, files, strict=False)
    }
    return found, verify_files(opened, found.append)  # type: ignore[arg-type]


def codes(*files: bytes) -> set[Code]:
    return {finding.code for finding in verify(*files)[0]}


pack = gzip.compress
SOUND = pack(record("response", PAGE, f"WARC-Payload-Digest: {DIGEST_OF_HELLO}"))
LINE = (
    'example,a)/ 20261123200102 {"url": "http://a.example/", "status": "200", '
    f'"digest": "{DIGEST_OF_HELLO}", "length": "%d", "offset": "0", "filename": "a.warc.gz"}}\n' % len(SOUND)
)
REFERS = ("WARC-Refers-To: <urn:uuid:1>", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}", IDENTICAL)
DATED = ("WARC-Refers-To-Target-URI: http://a.example/", "WARC-Refers-To-Date: 2026-11-23T20:01:02Z")

BROKEN: dict[Code, list[tuple[bytes, ...]]] = {
    Code.TORN: [(SOUND[:-1],), (SOUND[:40],), (record()[:-10],), (record()[:30],)],
    Code.GZIP: [(SOUND[:-8] + bytes(8),), (SOUND[:60] + b"\xff\xff\xff" + SOUND[63:],)],
    Code.GARBAGE: [(SOUND + b"rubbish",), (SOUND + bytes(600),), (record() + b"rubbish\r\n",), (pack(b"rubbish"),)],
    Code.HEAD: [(pack(record().replace(b"WARC/1.1", b"WARC/one")),), (pack(b"WARC/1.1\r\nWARC-Type: x"),)],
    Code.LENGTH: [(pack(record(length=900)),), (pack(record().replace(b"Content-Length", b"Content-Depth")),)],
    Code.END: [(pack(record()[:-2]),), (record()[:-2] + record(number=2),), (record() + b"\r\n",)],
    Code.MEMBER_SHARED: [(pack(record() + record(number=2)),)],
    Code.MIXED: [(SOUND + record(number=2),), (record(number=2) + SOUND,)],
    Code.EMPTY: [(b"",)],
    Code.VERSION: [(pack(record(version="1.7")),)],
    Code.HEADER_LINE: [(pack(record("response", PAGE, "nonsense")),)],
    Code.TYPE_UNKNOWN: [(pack(record("monkeys")),)],
    Code.FIELD_MISSING: [(pack(record().replace(b"WARC-Date", b"X-Date")),), (pack(record("revisit", b"")),)],
    Code.FIELD_FORBIDDEN: [(pack(record("response", PAGE, "WARC-Filename: a")),)],
    Code.FIELD_REPEATED: [(pack(record("response", PAGE, "WARC-Date: 2026-11-23T20:01:02Z")),)],
    Code.FIELD_MALFORMED: [
        (pack(record("response", PAGE, "WARC-IP-Address: localhost")),),
        (pack(record("response", PAGE, "WARC-Block-Digest: sha1:ABC")),),
    ],
    Code.FIELD_RECOMMENDED: [(pack(record(content_type=None)),)],
    Code.ID_REPEATED: [(SOUND + SOUND,)],
    Code.BLOCK_DIGEST: [(pack(record("response", PAGE, f"WARC-Block-Digest: {DIGEST_OF_HELLO}")),)],
    Code.PAYLOAD_DIGEST: [
        (pack(record("response", PAGE + b"!", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
        (pack(record("response", CHUNKED.replace(b"ll", b"LL"), f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
        (pack(record("resource", b"hallo", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
        (pack(record("request", b"GET / HTTP/1.1\r\n\r\nhallo", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
    ],
    # The digest of "5\r\nhello\r\n0\r\n\r\n", framing and all.
    Code.PAYLOAD_DIGEST_FRAMED: [
        (pack(record("response", CHUNKED, "WARC-Payload-Digest: sha1:FPKJFAEPEIMEFSS2G2SDNSN5YKX3N5JX")),)
    ],
    Code.DIGEST_UNKNOWN: [(pack(record("response", PAGE, "WARC-Block-Digest: tiger:ABC")),)],
    Code.HTTP: [(pack(record("response", b"hello")),), (pack(record("response", b"HTTP/1.1 two hundred\r\n\r\n")),)],
    Code.REVISIT_ELSEWHERE: [(pack(record("revisit", PAGE[:19], *REFERS, *DATED, number=2)),)],
    Code.REVISIT_DIFFERS: [
        (SOUND + pack(record("revisit", b"", *REFERS, DATED[0] + "x", DATED[1], number=2)),),
        (SOUND + pack(record("revisit", b"", *REFERS, DATED[0], DATED[1].replace(":02Z", ":09Z"), number=2)),),
        (SOUND + pack(record("revisit", b"", *REFERS, *DATED, number=2).replace(b"VL2MM", b"VL2MN")),),
        (pack(record("request", b"GET / HTTP/1.1\r\n\r\n")) + pack(record("revisit", b"", *REFERS, *DATED, number=2)),),
    ],
    Code.INDEX_LINE: [
        (SOUND, (LINE + "nonsense\n").encode()),
        (SOUND, (LINE + 'a 20260101000000 {"offset": "x"}\n').encode()),
    ],
    Code.INDEX_ORDER: [(SOUND, (LINE.replace("20261123", "20271123") + LINE).encode())],
    Code.INDEX_MISSES: [
        (SOUND + pack(record("response", PAGE, number=2)), LINE.encode()),
        (SOUND, LINE.replace('"offset": "0"', '"offset": "1"').encode()),
    ],
    Code.INDEX_ORPHAN: [
        (SOUND, (LINE + LINE.replace('"offset": "0"', '"offset": "7"')).encode()),
        (SOUND, LINE.replace('"length": "', '"length": "1').encode()),
        (pack(record("request", b"GET / HTTP/1.1\r\n\r\n")), LINE.encode()),
    ],
    Code.INDEX_DIFFERS: [
        (SOUND, LINE.replace("example,a)/", "example,b)/").encode()),
        (SOUND, LINE.replace("20261123200102", "20261123200103").encode()),
        (SOUND, LINE.replace('"200"', '"404"').encode()),
        (SOUND, LINE.replace("VL2MM", "VL2MN").encode()),
    ],
}


@pytest.mark.parametrize(
    ("code", "files"),
    [(code, files) for code, examples in BROKEN.items() for files in examples],
    ids=[f"{code}-{number}" for code, examples in BROKEN.items() for number, _ in enumerate(examples)],
)
def test_each_code_has_broken_files(code: Code, files: tuple[bytes, ...]) -> None:
    """What is broken on purpose is found under its code."""
    assert code in codes(*files)


def test_errors_and_warnings() -> None:
    """Warnings alone leave the count of errors at nought, and a code is always one or the other."""
    for code, examples in BROKEN.items():
        found, summary = verify(*examples[0])
        assert summary.errors == sum(finding.code not in WARNINGS for finding in found)
        assert any(finding.severity == ("warning" if code in WARNINGS else "error") for finding in found)


@pytest.mark.parametrize(
    "files",
    [
        (SOUND,),
        (record(),),
        (SOUND, LINE.encode()),
        (SOUND + pack(record("revisit", PAGE[:19], *REFERS, *DATED, number=2)),),
        (pack(record("response", CHUNKED, f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
        (pack(record("request", b"POST / HTTP/1.1\r\n\r\nhello", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}")),),
        (pack(record("response", b"a 60 IN A 1\n", content_type="text/dns", url="dns:a.example")),),
        (pack(record("continuation", b"x", "WARC-Segment-Number: 2", "WARC-Segment-Origin-ID: <urn:x:1>",
                     "WARC-Payload-Digest: " + DIGEST_OF_HELLO)),),
        (SOUND, b"!meta 0 {}\n" + LINE.encode()),
    ],
)  # fmt: skip
def test_sound_files(files: tuple[bytes, ...]) -> None:
    """What the standard allows gives no finding at all."""
    assert verify(*files)[0] == []


def test_a_finding_says_where() -> None:
    """Code, file and place stand in the finding and in its line."""
    found, _ = verify(SOUND + pack(record("response", PAGE, "WARC-Filename: x", number=2)))
    assert [(finding.code, finding.file, finding.offset) for finding in found] == [
        (Code.FIELD_FORBIDDEN, "a.warc.gz", len(SOUND))
    ]
    assert str(found[0]) == (
        f"error: field-forbidden a.warc.gz:{len(SOUND)}: a response record must not have WARC-Filename"
    )


def test_reading_goes_on_after_damage() -> None:
    """Damage in the first record does not hide what is wrong in the last."""
    found, summary = verify(SOUND[:-8] + bytes(8) + pack(record("response", b"hello", number=2)))
    assert [finding.code for finding in found] == [Code.GZIP, Code.HTTP]
    assert summary.records == 1


def test_thousands_of_findings_are_counted() -> None:
    """A hostile file gives some findings of each kind and the number of the rest."""
    found, summary = verify(b"".join(pack(record("response", b"x", number=number)) for number in range(100)))
    assert len(found) == FINDINGS_A_KIND + 1
    assert found[-1].message == "and 80 more of these"
    assert summary.warnings == 100


def test_copies_of_a_file_may_share_ids() -> None:
    """A packed and a plain copy of a file hold the same records; that is no error."""
    assert verify(SOUND, record(), names=("a.warc.gz", "a.warc"))[0] == []


def test_foreign_index_lines_may_say_more_or_less() -> None:
    """Fields that we do not write, or a digest without its label, are no disagreement."""
    line = LINE.replace("sha1:", "").replace('"status": "200", ', '"languages": "eng", ')
    assert verify(SOUND, line.encode())[0] == []


def test_an_index_of_several_files() -> None:
    """Lines about files that are not read are passed over."""
    other = LINE.replace("a.warc.gz", "z.warc.gz").replace("example,a", "example,z")
    assert verify(SOUND, (LINE + other).encode())[0] == []


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"filename": "a.warc.gz", "offset": "9%s", "length": "1"}' % ("9" * 30),
        '{"filename": "a.warc.gz", "url": "\\ud800", "offset": "-99999999999999999999", "length": "1"}',
        '{"filename": "a.warc.gz", "offset": "0", "length": null}',
        "null",
        '"x"',
    ],
)
def test_hostile_index_lines(body: str) -> None:
    """No line of an index, however odd, ends in anything but findings."""
    found, _ = verify(SOUND, f"a)/ 20260101000000 {body}\n".encode())
    assert found


def test_memory_does_not_grow_with_a_block() -> None:
    """A block of sixty megabytes is checked in a few."""
    body = random.Random(1).randbytes(1 << 20) * 60
    chunks = b"100000\r\n"
    block = CHUNKED[: CHUNKED.index(b"5\r\n")] + b"".join(
        chunks + body[start : start + (1 << 20)] + b"\r\n" for start in range(0, len(body), 1 << 20)
    )
    data = pack(record("response", block + b"0\r\n\r\n", f"WARC-Payload-Digest: {DIGEST_OF_HELLO}"), 1)
    tracemalloc.start()
    try:
        assert codes(data) == {Code.PAYLOAD_DIGEST}
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    finally:
        tracemalloc.stop()

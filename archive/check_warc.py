"""Every check of one WARC or ARC file that can be made while it streams by."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from archive.block import BlockReader
from archive.catalogue import Row
from archive.cdxj import Block, index_line, is_indexed
from archive.dates import parse_date, timestamp14
from archive.fields import SOFTWARE, check_fields
from archive.findings import Code, Finding
from archive.labelled import LabelledDigest, is_sha1
from archive.open_record import OpenRecord
from archive.walk import Fault, FaultKind, Walk
from archive.whole_block import WholeBlock, read_whole

Report = Callable[[Finding], None]


class Records(Protocol):
    """Takes what is to be remembered of records."""

    def add_row(self, file: str, row: Row, /) -> None:
        """Remember a record of a file."""


_OURS = f"software: {SOFTWARE}/".encode()

_CODES: dict[FaultKind, Code] = {
    "torn": Code.TORN,
    "gzip": Code.GZIP,
    "garbage": Code.GARBAGE,
    "head": Code.HEAD,
    "length": Code.LENGTH,
    "end": Code.END,
    "line": Code.HEADER_LINE,
    "version": Code.VERSION,
    "shared-member": Code.MEMBER_SHARED,
    "mixed": Code.MIXED,
}


def check_warc(stream: BinaryIO, file: str, records: Records, report: Report) -> int:
    """Read a file to its end, report what is wrong in it, and hand its records on.

    Returns how many whole records there are. Memory does not grow with the file, nor with its blocks.
    """

    def fault(found: Fault) -> None:
        report(Finding(code=_CODES[found.kind], file=file, offset=found.offset, message=found.message))

    name = PurePosixPath(file).name

    def remember(record: OpenRecord, block: Block) -> None:
        records.add_row(file, _row(record, block, name))

    opened = damaged = 0
    foreign = True
    for record in Walk(stream, fault):
        opened += 1
        whole = record.whole()
        if whole is not None and (block := _sound_block(record, whole)) is not None:
            remember(record, block)
            continue
        check = _RecordCheck(record, file, report, foreign=foreign)
        check.run(record.pieces() if whole is None else (bytes(whole),), remember)
        damaged += record.damaged
        if record.type == "warcinfo":
            foreign = not check.is_ours
    if not opened:
        report(Finding(code=Code.EMPTY, file=file, message="there is no record in it"))
    return opened - damaged


class _RecordCheck:
    def __init__(self, record: OpenRecord, file: str, report: Report, *, foreign: bool) -> None:
        """`foreign` says that another program may have written the record."""
        self._record = record
        self._file = file
        self._report = report
        self._kind = record.type
        self._foreign = foreign
        self.is_ours = False
        """Of a warcinfo record: it says that this program wrote what follows."""

    def run(self, pieces: Iterable[bytes], remember: Callable[[OpenRecord, Block], None]) -> None:
        """Check the record by its block, and hand it on."""
        record = self._record
        if record.version != "arc" and record.form is None:
            for code, message in check_fields(record.headers):
                self._find(code, message)
        block_digest = self._stated("WARC-Block-Digest")
        payload_digest = framed_digest = None
        if self._has_payload_here():
            payload_digest = self._stated("WARC-Payload-Digest")
            if self._foreign and self._kind == "response":
                framed_digest = self._stated("WARC-Payload-Digest", again=True)
        block = BlockReader(
            self._kind,
            record.headers,
            payload_sink=None if payload_digest is None else payload_digest.update,
            framed_sink=None if framed_digest is None else framed_digest.update,
        )
        for piece in pieces:
            if block_digest is not None:
                block_digest.update(piece)
            block.feed(piece)
            if self._kind == "warcinfo":
                self.is_ours = self.is_ours or _OURS in piece
        block.end()
        if record.finish():
            self._compare(block, block_digest, payload_digest, framed_digest)
            remember(record, block)

    def _find(self, code: Code, message: str) -> None:
        self._report(Finding(code=code, file=self._file, offset=self._record.offset, message=message))

    def _stated(self, name: str, *, again: bool = False) -> LabelledDigest | None:
        text = self._record.headers.get(name)
        if not text:
            return None
        try:
            return LabelledDigest(text)
        except LookupError as error:
            if not again:
                self._find(Code.DIGEST_UNKNOWN, f"{name}: {error}")
        except ValueError as error:
            if not again:
                self._find(Code.FIELD_MALFORMED, f"{name}: {error}")
        return None

    def _has_payload_here(self) -> bool:
        """Whether WARC-Payload-Digest is about this record's block.

        Of a revisit it is about the record it stands for (ISO 28500 6.7), of a segment about the whole (7).
        """
        headers = self._record.headers
        return self._kind not in ("revisit", "continuation") and "WARC-Segment-Number" not in headers

    def _compare(
        self,
        block: BlockReader,
        block_digest: LabelledDigest | None,
        payload_digest: LabelledDigest | None,
        framed_digest: LabelledDigest | None,
    ) -> None:
        headers = self._record.headers
        if block_digest is not None and not block_digest.matches():
            stated = headers.get("WARC-Block-Digest")
            self._find(Code.BLOCK_DIGEST, f"the block has {block_digest.computed()}, the record says {stated}")
        is_response = (headers.get("Content-Type") or "").lower().startswith("application/http")
        if self._kind == "response" and is_response and not block.is_http:
            self._find(Code.HTTP, "the block is no HTTP response")
            if block.looks_like_http:
                return
        if payload_digest is None or payload_digest.matches():
            return
        stated = headers.get("WARC-Payload-Digest")
        if block.is_framed and framed_digest is not None and framed_digest.matches():
            # warcio and warcprox up to 2.x hashed the chunk framing too; ISO 28500 6.3.2 excludes it.
            self._find(Code.PAYLOAD_DIGEST_FRAMED, "the payload digest covers the chunk framing")
            return
        self._find(Code.PAYLOAD_DIGEST, f"the payload has {payload_digest.computed()}, the record says {stated}")


def _sound_block(record: OpenRecord, whole: memoryview) -> WholeBlock | None:
    """What is in a record that is right in every respect; None where that cannot be told at once."""
    form, kind = record.form, record.type
    if form is None or form.is_segment:
        return None
    stated = record.get("WARC-Block-Digest")
    if stated is not None and not is_sha1(stated, whole):
        return None
    block = read_whole(kind, record.get("Content-Type"), record.get("WARC-Payload-Digest"), whole)
    if block is None or kind == "revisit" or block.stated is None or is_sha1(block.stated, *block.payload):
        return block
    return None


def _row(record: OpenRecord, block: Block, file: str) -> Row:
    """What is to be remembered of a record; `file` is how index lines name the file."""
    kind, url = record.type, record.url
    date, timestamp = _moment(record.get("WARC-Date") or "")
    line = digest = None
    if is_indexed(kind, record.get("Content-Type")):
        digest = block.payload_digest
        if date and url and record.length:
            line = index_line(url, timestamp, block, offset=record.offset, length=record.length, file=file)
    row = (record.offset, record.length, record.id, kind, url, date, digest or "", line)
    if kind != "revisit":
        return (*row, "", "", "", "")
    return (
        *row,
        (record.get("WARC-Refers-To") or "").strip("<> "),
        (record.get("WARC-Refers-To-Target-URI") or "").strip("<>"),
        _moment(record.get("WARC-Refers-To-Date") or "")[0],
        record.get("WARC-Profile") or "",
    )


@lru_cache(maxsize=64)
def _moment(text: str) -> tuple[str, str]:
    """A WARC-Date in UTC with microseconds, and as index lines have it; nothing for what is none."""
    date = parse_date(text)
    return ("", "") if date is None else (date.isoformat(timespec="microseconds"), timestamp14(date))

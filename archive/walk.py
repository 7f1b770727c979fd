"""The records of a WARC or ARC file in a row, their blocks streamed.

Foreign files are read leniently: whatever is odd is reported, and reading goes on with the next record.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Literal

import msgspec

from archive.arc import parse_arc_line
from archive.errors import WarcError
from archive.headers import Headers
from archive.open_record import PIECE, OpenRecord
from archive.source import Damage, Source
from archive.usual_heads import Form, UsualHeads

MAX_HEAD = 1 << 20
"""Bytes of a record's head that are read at most."""

_VERSION = re.compile(r"WARC/(\d+\.\d+)", re.IGNORECASE)
_KNOWN_VERSIONS = ("0.17", "0.18", "1.0", "1.1")
_DIGITS = re.compile(r"[0-9]{1,18}")
_END, _ARC_END = b"\r\n\r\n", b"\n"
"""What stands between a block and the next record."""

FaultKind = Literal[
    "torn",
    "gzip",
    "garbage",
    "head",
    "length",
    "end",
    "line",
    "version",
    "shared-member",
    "mixed",
]
_DAMAGES = ("torn", "gzip", "garbage", "head", "length")


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a file that should not be."""

    kind: FaultKind
    offset: int
    message: str

    @property
    def is_damage(self) -> bool:
        """Whether something is lost; otherwise the file is only not written as it should be."""
        return self.kind in _DAMAGES


class FirstDamage:
    """Takes faults as `Walk` reports them and keeps the first one that loses something."""

    def __init__(self) -> None:
        self.fault: Fault | None = None

    def __call__(self, fault: Fault) -> None:
        if self.fault is None and fault.is_damage:
            self.fault = fault

    def raise_it(self, file: str) -> None:
        """Raises `WarcError`, naming the file, if there was one."""
        if self.fault is not None:
            raise WarcError(self.fault.message, file=file, offset=self.fault.offset)


class Walk:
    """Iterates over the records of one file, once."""

    def __init__(self, stream: BinaryIO, report: Callable[[Fault], None], *, start: int = 0) -> None:
        """`report` is told of everything wrong in the order met; `start` is the stream's position in its file."""
        self._source = Source(stream, start=start)
        self._report = report
        self._is_arc = False
        self._packed: bool | None = None
        self._in_garbage = False
        self._usual = UsualHeads()

    def __iter__(self) -> Iterator[OpenRecord]:
        while True:
            try:
                if not self._source.begin_record():
                    return
                record = self._usual_record() or self._next_record()
            except Damage as damage:
                self._recover(damage)
                continue
            if record is not None:
                yield record
                if not record.finished:
                    self.finish(record)

    def whole(self, record: OpenRecord) -> memoryview | None:
        """See `OpenRecord.whole`."""
        if record.damaged or record.finished or record.left < record.size:
            return None
        try:
            end = _ARC_END if record.version == "arc" else _END
            block = self._source.take_whole(record.size, end)
        except Damage as damage:
            record.damaged = True
            self._recover(damage)
            return None
        if block is not None:
            record.left = 0
            record.finished = True
            record.end = self._source.position
            record.length = record.end - record.offset - (0 if self._source.packed else len(end))
        return block

    def read(self, record: OpenRecord, size: int) -> bytes:
        """See `OpenRecord.read`."""
        if not record.left or record.damaged:
            return b""
        try:
            piece = self._source.read(min(size, record.left))
        except Damage as damage:
            record.damaged = True
            self._recover(damage)
            return b""
        record.left -= len(piece)
        if not piece:
            record.damaged = True
            self._end_too_early(record)
        return piece

    def finish(self, record: OpenRecord) -> bool:
        """See `OpenRecord.finish`."""
        while record.left and not record.damaged:
            self.read(record, PIECE)
        if not record.finished and not record.damaged:
            record.finished = True
            try:
                self._after_block(record)
            except Damage as damage:
                record.damaged = True
                self._recover(damage)
        return not record.damaged

    def _fault(self, kind: FaultKind, message: str, offset: int | None = None) -> None:
        self._report(Fault(kind=kind, offset=self._source.member_start if offset is None else offset, message=message))

    def _recover(self, damage: Damage) -> None:
        self._fault("torn" if damage.torn else "gzip", str(damage))
        self._source.seek_record()

    def _usual_record(self) -> OpenRecord | None:
        """The record that begins here, if it is in memory as a whole, with a head like others before, and ends right.

        Nothing is read otherwise.
        """
        source = self._source
        member = source.whole_member()
        if member is None or not self._packed:
            return None
        usual = self._usual.read(member, 0)
        if usual is None:
            return None
        form, values, begin = usual
        size = int(values[form.place["Content-Length"]])
        stop = begin + size
        if len(member) != stop + len(_END) or not member.endswith(_END):
            return None
        source.skip_to(len(member))
        record = OpenRecord(self, version=form.version, size=size, offset=source.member_start, form=form, values=values)
        record.hold(memoryview(member)[begin:stop], source.position)
        return record

    def _next_record(self) -> OpenRecord | None:
        """The record that begins here; None after what is no record was passed over. Raises `Damage`."""
        source = self._source
        if self._packed is None:
            self._packed = source.packed
        elif self._packed != source.packed:
            self._packed = source.packed
            self._fault("mixed", "compressed and plain records in one file")
        usual = self._usual.read(*source.buffered())
        if usual is not None:
            return self._open_usual(*usual)
        start = source.peek(9).lower()
        if start.startswith(b"warc/"):
            return self._warc_record()
        if start == b"filedesc:":
            self._is_arc = True
        if self._is_arc:
            headers = parse_arc_line(source.read_line(MAX_HEAD))
            if headers is not None:
                self._in_garbage = False
                return self._open(headers, "arc")
        self._skip(start)
        return None

    def _skip(self, start: bytes) -> None:
        source = self._source
        if self._is_arc and not source.packed:  # nothing marks the start of an ARC record but its line
            if not self._in_garbage:
                self._fault("garbage", f"no record begins with {start!r}")
            self._in_garbage = True
        elif source.packed:
            while source.read(PIECE):
                pass
            what = f"begins with {start!r}" if start else "is empty"
            self._fault("garbage", f"a gzip member {what} and holds no record")
        else:
            begin = source.position
            source.seek_record()
            self._fault("garbage", f"{source.position - begin} bytes belong to no record", begin)

    def _warc_record(self) -> OpenRecord | None:
        raw = self._source.read_head(MAX_HEAD)
        if raw is None:
            if self._source.packed:
                self._fault("head", "the head of a record does not end")
            else:
                self._fault("torn", "the file ends inside the head of a record")
            self._source.seek_record()
            return None
        lines = _decode(raw).replace("\r\n", "\n").split("\n")
        match = _VERSION.fullmatch(lines[0].rstrip())
        if match is None:
            self._fault("head", f"the record begins with {lines[0][:40]!r}")
            self._source.seek_record()
            return None
        if match[1] not in _KNOWN_VERSIONS:
            self._fault("version", f"unknown version {lines[0]!r}")
        headers = Headers(self._fields(lines[1:]))
        if match[1] in _KNOWN_VERSIONS:
            self._usual.learn(raw, match[1], headers)
        return self._open(headers, match[1])

    def _open_usual(self, form: Form, values: tuple[str, ...], end: int) -> OpenRecord:
        self._source.skip_to(end)
        size, offset = int(values[form.place["Content-Length"]]), self._source.member_start
        return OpenRecord(self, version=form.version, size=size, offset=offset, form=form, values=values)

    def _fields(self, lines: list[str]) -> list[tuple[str, str]]:
        fields: list[tuple[str, str]] = []
        for line in lines:
            if not line:
                continue
            if line[0] in " \t" and fields:  # ISO 28500 4: a value may go on in the next line
                name, value = fields[-1]
                fields[-1] = (name, f"{value} {line.strip()}".strip())
                continue
            name, colon, value = line.partition(":")
            if not colon or not name.strip():
                self._fault("line", f"a line of the head is no field: {line[:60]!r}")
                continue
            fields.append((name.strip(), value.strip()))
        return fields

    def _open(self, headers: Headers, version: str) -> OpenRecord:
        length = headers.get("Content-Length") or ""
        if _DIGITS.fullmatch(length):
            size = int(length)
        else:
            self._fault("length", f"Content-Length is {length!r}" if length else "Content-Length is missing")
            size = 0
        return OpenRecord(self, version=version, size=size, offset=self._source.member_start, headers=headers)

    def _end_too_early(self, record: OpenRecord) -> None:
        if self._source.packed:
            self._fault("length", f"the block ends {record.left} bytes early")
        else:
            self._fault("torn", f"the file ends {record.left} bytes before the block does")

    def _after_block(self, record: OpenRecord) -> None:
        source = self._source
        end = _ARC_END if record.version == "arc" else _END
        found = bytearray()
        tail = source.peek(len(end) + 1)
        if tail.startswith(end) and tail[len(end) :] not in (b"\r", b"\n"):
            found += source.read(len(end))
        while (blank := source.peek(1)) and blank in b"\r\n" and len(found) < MAX_HEAD:
            found += source.read(1)
        if found != end and record.version != "arc":
            kind: FaultKind = "end" if found or source.packed or source.peek(1) else "torn"
            self._fault(kind, f"a record ends with {bytes(found[:12])!r} instead of {end!r}")
        if source.packed and not source.at_member_end():
            if self._is_arc or source.peek(5).lower() == b"warc/":
                self._fault("shared-member", "a gzip member holds more than one record")
                return
            while source.read(PIECE):  # of a damaged member, this tells so
                pass
            self._fault("garbage", "a gzip member goes on after its record")
        record.end = source.position
        record.length = record.end - record.offset - (0 if source.packed else len(found))


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")

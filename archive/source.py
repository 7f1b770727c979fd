"""The bytes of a WARC or ARC file as records see them: gzip members unpacked, plain files as they are.

Reads forward only, holds a few pieces in memory whatever the size of file and block, and never trusts the
file: it tells a torn end and damaged data from a proper end, and finds the next record after a damage.
"""

import re
from typing import BinaryIO

from archive.gzipping import GzipError, Unpacker, unpacker

_PIECE = 1 << 18
_WINDOW = 1 << 14
"""Bytes unpacked from at once at most: what lies behind a member in them is copied back."""
_OUTPUT = 1 << 20
"""Bytes unpacked at once at most."""
_GZIP_MAGIC = b"\x1f\x8b\x08"
_HEAD_END = re.compile(rb"\n\r?\n")
_RECORD_START = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/\d", re.IGNORECASE)
_UNPACKED_START = re.compile(rb"\s*(?:WARC/\d|[a-z][a-z0-9+.-]*:\S.* \d+\r?\n)", re.IGNORECASE)
"""How a member begins that holds a record, of a WARC or of an ARC file."""


class Damage(Exception):
    """The bytes of the current member cannot be unpacked; `torn` when the file just ends."""

    def __init__(self, message: str, *, torn: bool) -> None:
        super().__init__(message)
        self.torn = torn


class Source:
    """Reads one file, member by member. A record of a plain file counts as a member of its own."""

    def __init__(self, stream: BinaryIO, *, start: int = 0) -> None:
        """`start` is the position of the stream's first byte in its file."""
        self._stream = stream
        self._raw = b""
        self._raw_at = start
        self._used = 0
        self._ended = False
        self._unpacker: Unpacker | None = None
        self._out = b""
        self._out_used = 0
        self._is_whole = False
        self.member_start = start
        """Where the current member begins in the file."""
        self.packed = False
        """Whether the current member is a gzip member."""

    @property
    def position(self) -> int:
        """How far the file has been taken in, in bytes; exact at the end of a member."""
        position = self._raw_at + self._used
        return position if self.packed else position - (len(self._out) - self._out_used)

    def begin_record(self) -> bool:
        """Go to what follows the last record; False at the end of the file. Raises `Damage`.

        That is a new member, or the same one when it holds more.
        """
        self._is_whole = False
        if self.packed:
            if self._out_used < len(self._out) or (self._unpacker is not None and self._more()):
                return True
        elif len(self._out) - self._out_used > 2 and not self._out.startswith(_GZIP_MAGIC, self._out_used):
            self.member_start = self.position  # a plain record behind a plain record
            return True
        self._give_back()
        head = self._peek_raw(3)
        self.member_start = self._raw_at + self._used
        self.packed = head == _GZIP_MAGIC
        if self.packed:
            self._unpack_ahead()
        else:
            self._unpacker = None
        return bool(head)

    def whole_member(self) -> bytes | None:
        """All of the gzip member that has just begun, if it is of moderate size and sound."""
        return self._out if self._is_whole else None

    def at_member_end(self) -> bool:
        """Whether nothing is left of the current gzip member, which is then known to be whole. Raises `Damage`."""
        return self._out_used >= len(self._out) and not self._more()

    def peek(self, size: int) -> bytes:
        """The next bytes, unpacked; fewer at the end. Raises `Damage`."""
        while len(self._out) - self._out_used < size and self._more():
            pass
        return self._out[self._out_used : self._out_used + size]

    def read(self, size: int) -> bytes:
        """The next bytes, unpacked: at most `size`, none only at the end. Raises `Damage`."""
        if self._out_used >= len(self._out) and not self._more():
            return b""
        piece = self._out[self._out_used : self._out_used + size]
        self._out_used += len(piece)
        return piece

    def buffered(self) -> tuple[bytes, int]:
        """A buffer, and where in it the next bytes begin, as far as they are unpacked. Raises `Damage`."""
        if self._out_used >= len(self._out):
            self._more()
        return self._out, self._out_used

    def skip_to(self, place: int) -> None:
        """Go on at a place of the buffer that `buffered` gave."""
        self._out_used = place

    def take_whole(self, size: int, end: bytes) -> memoryview | None:
        """The next `size` bytes, if behind them comes `end` and then nothing more of the gzip member.

        In a plain file, what follows `end` must not be a line end. `end` is then taken in as well, and the member is
        known to be whole. Otherwise, and where the bytes are many, None: then nothing is taken in. Raises `Damage`.
        """
        size_with_end = size + len(end)
        if size > _OUTPUT:
            return None
        while len(self._out) - self._out_used <= size_with_end and self._more():
            pass
        start = self._out_used
        stop, after = start + size, start + size_with_end
        if not self._out.startswith(end, stop):
            return None
        if len(self._out) > after and (self.packed or self._out[after] in b"\r\n"):
            return None
        self._out_used = after
        return memoryview(self._out)[start:stop]

    def read_head(self, limit: int) -> bytes | None:
        """Everything up to and with the first empty line; None when there is none within `limit` bytes.

        Raises `Damage`.
        """
        searched = 0
        while True:
            match = _HEAD_END.search(self._out, self._out_used + max(0, searched - 3))
            if match is not None:
                head = self._out[self._out_used : match.end()]
                self._out_used = match.end()
                return head
            searched = len(self._out) - self._out_used
            if searched > limit or not self._more():
                return None

    def read_line(self, limit: int) -> bytes:
        """The next line with its line end; without one where the end or the limit comes first. Raises `Damage`."""
        while (end := self._out.find(b"\n", self._out_used)) < 0:
            if len(self._out) - self._out_used > limit or not self._more():
                end = len(self._out) - 1
                break
        line = self._out[self._out_used : end + 1]
        self._out_used = end + 1
        return line

    def seek_record(self) -> None:
        """After damage: go forward to what looks like the start of another record, or to the end of the file."""
        self._give_back()
        self._unpacker = None
        self.packed = False
        if self._raw_at + self._used <= self.member_start:  # the damaged record itself is no other one
            self._used += 1
        while True:
            match = _RECORD_START.search(self._raw, self._used)
            if match is not None:
                self._used = match.start()
                if match[0] != _GZIP_MAGIC or self._looks_like_record():
                    return
                self._used += 1
                continue
            self._used = max(self._used, len(self._raw) - 7)  # a start may lie across two pieces
            before = len(self._raw) - self._used
            if not self._fill():
                self._used = len(self._raw)
                return
            # The byte before a plain record's start must stay in sight of the search.
            self._used = min(self._used, before)

    def _looks_like_record(self) -> bool:
        try:
            head = unpacker().decompress(self._peek_raw(1 << 12), 1 << 10)
        except GzipError:
            return False
        return _UNPACKED_START.match(head) is not None

    def _give_back(self) -> None:
        """Drop what was unpacked; what was only copied from a plain file is taken in again."""
        if not self.packed and self._out_used < len(self._out):
            self._raw_at, self._raw = self.position, self._out[self._out_used :] + self._raw[self._used :]
            self._used = 0
        self._out, self._out_used = b"", 0

    def _peek_raw(self, size: int) -> bytes:
        while len(self._raw) - self._used < size and self._fill():
            pass
        return self._raw[self._used : self._used + size]

    def _unpack_ahead(self) -> None:
        """Unpack the member that begins here, up to a moderate size. What is wrong with it is left to be met later."""
        unpacking = unpacker()
        pieces: list[bytes] = []
        taken = size = 0
        while size < _OUTPUT:
            given = memoryview(self._raw)[self._used + taken : self._used + taken + _WINDOW]
            if not given:
                if self._fill():
                    continue
                break
            try:
                piece = unpacking.decompress(given, _OUTPUT)
            except GzipError:
                self._unpacker = unpacker()  # for `_more` to come upon it again, behind what can be read
                return
            pieces.append(piece)
            size += len(piece)
            if unpacking.eof:
                taken += len(given) - len(unpacking.unused_data)
                self._is_whole = True
                break
            taken += len(given) - len(unpacking.unconsumed_tail)
        self._used += taken
        self._unpacker = None if self._is_whole else unpacking
        self._out = pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _more(self) -> bool:
        """Unpack more into the buffer; False at the end of the member, or of a plain file."""
        if not self.packed:
            if self._used >= len(self._raw) and not self._fill():
                return False
            self._add(self._raw[self._used :] if self._used else self._raw)
            self._used = len(self._raw)
            return True
        while self._unpacker is not None:
            if self._used >= len(self._raw) and not self._fill():
                raise Damage("the file ends inside a gzip member", torn=True)
            given = memoryview(self._raw)[self._used : self._used + _WINDOW]
            try:
                piece = self._unpacker.decompress(given, _OUTPUT)
            except GzipError as error:
                raise Damage(f"the gzip data are damaged: {error}", torn=False) from error
            if self._unpacker.eof:
                self._used += len(given) - len(self._unpacker.unused_data)
                self._unpacker = None
            else:
                self._used += len(given) - len(self._unpacker.unconsumed_tail)
            if piece:
                self._add(piece)
                return True
        return False

    def _add(self, piece: bytes) -> None:
        self._out = self._out[self._out_used :] + piece if self._out_used < len(self._out) else piece
        self._out_used = 0

    def _fill(self) -> bool:
        if self._ended:
            return False
        piece = self._stream.read(_PIECE)
        if not piece:
            self._ended = True
            return False
        self._raw_at += self._used
        self._raw = self._raw[self._used :] + piece if self._used < len(self._raw) else piece
        self._used = 0
        return True

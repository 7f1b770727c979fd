"""A record of a WARC or ARC file whose head was read and whose block is still to be read, or is in memory."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from archive.headers import Headers
from archive.usual_heads import Form

if TYPE_CHECKING:
    from archive.walk import Walk

PIECE = 1 << 18
"""Bytes of a block that are read at once."""


class OpenRecord:
    """A record whose block is still to be read. Only valid until the next record is asked for."""

    __slots__ = (
        "_block",
        "_headers",
        "_walk",
        "damaged",
        "end",
        "finished",
        "form",
        "left",
        "length",
        "offset",
        "size",
        "type",
        "values",
        "version",
    )

    def __init__(
        self,
        walk: "Walk",
        *,
        version: str,
        size: int,
        offset: int,
        headers: Headers | None = None,
        form: Form | None = None,
        values: tuple[str, ...] = (),
    ) -> None:
        """Either `headers` or `form` with `values` are the fields of the head."""
        self._walk = walk
        self._headers = headers
        self._block: memoryview | None = None
        self.form = form
        """Of a head that breaks no rule of `archive.fields`, as reading it has shown."""
        self.values = values
        """Of such a head."""
        if form is None:
            assert headers is not None
            self.type = (headers.get("WARC-Type") or "").lower()
        else:
            self.type = form.kind
        """The record's type in lower case; empty when it names none."""
        self.version = version
        """Such as "1.1"; "arc" for a record of an ARC file."""
        self.size = size
        """Bytes of the block, as the head says."""
        self.offset = offset
        """Of the record's gzip member in the file; of the record in a plain file."""
        self.left = size
        """Bytes of the block that have not been read."""
        self.length = 0
        """Bytes of the record's gzip member; of a plain record, without the line ends behind it. 0 before
        `finish`, for a damaged record and for one whose gzip member holds others after it."""
        self.end = 0
        """Where the next record begins in the file; 0 like `length`."""
        self.damaged = False
        self.finished = False

    @property
    def headers(self) -> Headers:
        """The fields of the head."""
        if self._headers is None:
            assert self.form is not None
            self._headers = self.form.example.with_values(self.values)
        return self._headers

    def get(self, name: str) -> str | None:
        """The first value of a field of `archive.fields`, or None."""
        if self.form is None:
            return self.headers.get(name)
        place = self.form.place.get(name)
        return None if place is None else self.values[place]

    @property
    def id(self) -> str:
        """The record's id without angle brackets; empty when it has none."""
        return (self.get("WARC-Record-ID") or "").strip("<> ")

    @property
    def url(self) -> str:
        """The target URI; empty when there is none. Old versions of wget put it in angle brackets, of warcio
        left spaces in it."""
        url = self.get("WARC-Target-URI") or ""
        return (url[1:-1] if url.startswith("<") and url.endswith(">") else url).replace(" ", "%20")

    def whole(self) -> memoryview | None:
        """All of the block at once, if it is of moderate size and the record ends behind it as it should.

        The record is then read to its end. Otherwise None, and the block is still to be read.
        """
        if self._block is not None and self.left == self.size:
            self.left = 0
            return self._block
        return self._walk.whole(self)

    def hold(self, block: memoryview, end: int) -> None:
        """Take in the whole of the block, behind which the record ends as it should, at `end` in the file."""
        self._block = block
        self.end = end
        self.length = end - self.offset
        self.finished = True

    def read(self, size: int) -> bytes:
        """The next bytes of the block, at most `size`; none at its end, or early when it is `damaged`."""
        if self._block is None:
            return self._walk.read(self, size)
        piece = self._block[self.size - self.left :][:size].tobytes()
        self.left -= len(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """The rest of the block in pieces."""
        while piece := self.read(PIECE):
            yield piece

    def finish(self) -> bool:
        """Read to the record's end, so that `length` is known; False when it is damaged."""
        return True if self._block is not None else self._walk.finish(self)

"""One WARC file in the spool: opened, appended to, sealed.

While open it is called PATH.open, and only whole gzip members are appended, all records of one exchange in one
write: a killed process leaves at most one torn exchange at the end, which `mend.cut_torn` removes. Sealing
renames it to PATH, beside its index PATH with .cdxj for .warc.gz; a sealed file never changes.
"""

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec

from archive.block import BlockReader
from archive.cdxj import index_line, index_warc, is_indexed
from archive.dates import timestamp14
from archive.digest import pieces_of, sha1_base32
from archive.errors import ArchiveError
from archive.fields import WARC_FIELDS
from archive.mend import cut_torn
from archive.model import CaptureRef, Exchange
from archive.reader import read_records
from archive.records import (
    Draft,
    Revisited,
    metadata,
    request_and_response,
    revisit,
    warcinfo,
)

OPEN_SUFFIX = ".open"
"""Ends the name of a file that is still written to."""


class WriteError(ArchiveError):
    """A record could not be written. The file `path` was cut back to its last whole record, if that was possible."""

    def __init__(self, path: Path, cause: OSError) -> None:
        super().__init__(f"cannot write to {path}: {cause.strerror or cause}")
        self.path = path


class SealedWarc(msgspec.Struct, frozen=True, kw_only=True):
    """A WARC file that never changes again, and its index."""

    path: Path
    size: int
    sha256: str
    records: int
    cdxj: Path


class WarcWriter:
    """Appends the records of one file. Used from one thread at a time."""

    def __init__(
        self,
        path: Path,
        *,
        key: str,
        info: Sequence[tuple[str, str]],
        created: datetime,
        new_id: Callable[[], str],
        resume: bool = False,
    ) -> None:
        """Open PATH.open and write its warcinfo record, or go on with one that a killed process left.

        `path` is the sealed name, `key` what the file will be called in the store, `info` the fields of the
        warcinfo record, `new_id` makes record ids (urn:uuid:…). With `resume` a torn end is cut off first, and a
        file of which nothing whole remains is begun anew. Raises `WriteError`; FileExistsError without `resume`
        when the file is there already.
        """
        self.path = path
        self.key = key
        self._name = PurePosixPath(key).name
        self.records = 0
        self._new_id = new_id
        self._open_path = path.with_name(path.name + OPEN_SUFFIX)
        self._warcinfo_id = ""
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._lines: list[str] = []
        kept = cut_torn(self._open_path) if resume and self._open_path.exists() else None
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._fd = os.open(self._open_path, flags if resume else flags | os.O_EXCL, 0o666)
        except FileExistsError:
            raise
        except OSError as error:
            raise WriteError(self._open_path, error) from error
        if kept is not None and kept.records:
            self.size, self.records = kept.kept_bytes, kept.records
            self._read_what_is_there()
        else:
            first = warcinfo(info, record_id=new_id(), date=created, filename=self._name)
            self._append([first])
            self._warcinfo_id = first.id

    def write_exchange(self, exchange: Exchange) -> CaptureRef | None:
        """Append the records of one exchange; None when there was no response. Raises `WriteError`."""
        request, response, other = request_and_response(exchange, new_id=self._new_id, warcinfo_id=self._warcinfo_id)
        return self._append_capture(request, response, other)

    def write_revisit(self, exchange: Exchange, of: Revisited) -> CaptureRef:
        """Append an exchange whose payload the record `of` in the store holds: its head only. Raises `WriteError`."""
        request, record, other = revisit(exchange, of, new_id=self._new_id, warcinfo_id=self._warcinfo_id)
        ref = self._append_capture(request, record, other)
        assert ref is not None
        return ref

    def write_metadata(
        self,
        content: Iterable[tuple[str, str]] | bytes,
        *,
        content_type: str = WARC_FIELDS,
        url: str,
        refers_to: str,
        date: datetime,
    ) -> None:
        """Append what the crawl decided about the record `refers_to` (urn:uuid:…): fields, or a document of another
        type. Raises `WriteError`."""
        self._append(
            [
                metadata(
                    content,
                    content_type=content_type,
                    record_id=self._new_id(),
                    date=date,
                    url=url,
                    refers_to=refers_to,
                    warcinfo_id=self._warcinfo_id,
                )
            ]
        )

    @property
    def warcinfo_id(self) -> str:
        """The id of the file's warcinfo record: what a metadata record about the crawl itself refers to."""
        return self._warcinfo_id

    def sync(self) -> None:
        """Make sure that everything written survives a loss of power. Raises `WriteError`."""
        try:
            os.fsync(self._fd)
        except OSError as error:
            raise WriteError(self._open_path, error) from error

    def seal(self) -> SealedWarc:
        """Close the file for good: flush to disk, write its sorted index beside it, take .open off its name.

        The index comes first, so a sealed file always has one. Raises `WriteError`.
        """
        self.sync()
        self.close()
        try:
            cdxj = cdxj_path(self.path)
            _write_durably(cdxj, "".join(line + "\n" for line in sorted(self._lines)).encode())
            self._open_path.rename(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise WriteError(self.path, error) from error
        return SealedWarc(
            path=self.path, size=self.size, sha256=self._sha256.hexdigest(), records=self.records, cdxj=cdxj
        )

    def close(self) -> None:
        """Let go of the file without sealing it; it may be resumed."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _append_capture(self, request: Draft, capture: Draft | None, other: Draft | None) -> CaptureRef | None:
        # The response last: a reader going forward then has everything of the exchange when it meets it.
        spans = self._append([draft for draft in (request, other, capture) if draft is not None])
        if capture is None:
            return None
        offset, length = spans[-1]
        return CaptureRef(
            file=self.key,
            offset=offset,
            length=length,
            record_id=capture.id,
            payload_digest=capture.headers.get("WARC-Payload-Digest") or sha1_base32(capture.block),
        )

    def _append(self, drafts: Sequence[Draft]) -> list[tuple[int, int]]:
        """Write whole members in one go; where each lies. On failure nothing of them stays."""
        members = [draft.member() for draft in drafts]
        data = memoryview(b"".join(members))
        written = 0
        try:
            while written < len(data):  # a disk that runs full takes a part first and refuses the rest
                written += os.write(self._fd, data[written:])
        except OSError as error:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, self.size)
            raise WriteError(self._open_path, error) from error
        self._sha256.update(data)
        spans = []
        for draft, member in zip(drafts, members, strict=True):
            spans.append((self.size, len(member)))
            self._note(draft, self.size, len(member))
            self.size += len(member)
        self.records += len(members)
        return spans

    def _note(self, draft: Draft, offset: int, length: int) -> None:
        """Keep the record's index line until the file is sealed."""
        if not is_indexed(draft.type, draft.headers.get("Content-Type")):
            return
        block = BlockReader(draft.type, draft.headers)
        block.feed(draft.block)
        block.end()
        url = draft.headers.get("WARC-Target-URI") or ""
        self._lines.append(
            index_line(url, timestamp14(draft.date), block, offset=offset, length=length, file=self._name)
        )

    def _read_what_is_there(self) -> None:
        with self._open_path.open("rb") as stream:
            for piece in pieces_of(stream):
                self._sha256.update(piece)
            stream.seek(0)
            self._warcinfo_id = next(read_records(stream, file=self.key)).id
            stream.seek(0)
            self._lines.extend(index_warc(stream, self._name))


def cdxj_path(warc: Path) -> Path:
    """Where the index of a WARC file lies: NAME.cdxj for NAME.warc.gz."""
    return warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)

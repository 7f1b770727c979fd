"""What verification may find, each with its code and how bad it is."""

import enum

import msgspec


class Severity(enum.StrEnum):
    """How bad a finding is. Errors make the exit status 1."""

    ERROR = "error"
    """Something is lost, or says what is not so."""
    WARNING = "warning"
    """Allowed or harmless, but worth knowing."""


class Code(enum.StrEnum):
    """Names a kind of finding; never reused for another meaning."""

    TORN = "torn"
    """The file ends inside a record."""
    GZIP = "gzip-damaged"
    """A gzip member cannot be unpacked: damaged data, wrong checksum or length."""
    GARBAGE = "garbage"
    """Bytes that belong to no record."""
    HEAD = "record-head"
    """The head of a record cannot be read."""
    LENGTH = "record-length"
    """Content-Length is missing, is no number, or is more than the block holds."""
    END = "record-end"
    """A record does not end with two empty lines."""
    MEMBER_SHARED = "member-shared"
    """A gzip member holds more than one record, so these cannot be read on their own."""
    MIXED = "compression-mixed"
    """Compressed and plain records stand in one file."""
    EMPTY = "file-empty"
    """The file holds no record."""
    VERSION = "version-unknown"
    """A record of a WARC version that is not known."""
    HEADER_LINE = "header-line"
    """A line in the head of a record is no field."""
    TYPE_UNKNOWN = "type-unknown"
    """A record of a type that the standard does not know."""
    FIELD_MISSING = "field-missing"
    """A record lacks a field that its type must have."""
    FIELD_FORBIDDEN = "field-forbidden"
    """A record has a field that its type must not have."""
    FIELD_REPEATED = "field-repeated"
    """A field stands twice that may stand once."""
    FIELD_MALFORMED = "field-malformed"
    """The value of a field does not have the form it must have."""
    FIELD_RECOMMENDED = "field-recommended"
    """A record lacks a field that it should have, or has an unusual value in it."""
    ID_REPEATED = "record-id-repeated"
    """Two records have the same id."""
    BLOCK_DIGEST = "block-digest"
    """The block is not what its digest says."""
    PAYLOAD_DIGEST = "payload-digest"
    """The payload is not what its digest says."""
    PAYLOAD_DIGEST_FRAMED = "payload-digest-framed"
    """The payload digest covers the chunk framing, as old tools computed it; the bytes are whole."""
    DIGEST_UNKNOWN = "digest-unknown"
    """A digest of an algorithm that is not known here; it was not checked."""
    HTTP = "http-unreadable"
    """The block of a record that should be an HTTP message is none."""
    REVISIT = "revisit-unresolved"
    """A revisit record names a record that is not there."""
    REVISIT_ELSEWHERE = "revisit-elsewhere"
    """A revisit record names a record that is not among the files read."""
    REVISIT_DIFFERS = "revisit-differs"
    """A revisit record and the record it names disagree about address, date or payload."""
    INDEX_ABSENT = "index-absent"
    """A WARC file of a store has no index."""
    INDEX_LINE = "index-line"
    """A line of an index cannot be read."""
    INDEX_ORDER = "index-order"
    """The lines of an index are not sorted."""
    INDEX_MISSES = "index-misses"
    """A record has no line in the index."""
    INDEX_ORPHAN = "index-orphan"
    """An index line names a place where no record of that kind is."""
    INDEX_DIFFERS = "index-differs"
    """An index line and its record disagree."""
    ARTICLE_LINE = "article-line"
    """A line of articles cannot be read, or has no pointer to a record."""
    ARTICLE_POINTER = "article-pointer"
    """An article points to a place where no response is, or another than it says."""
    FILE_UNREADABLE = "file-unreadable"
    """A file cannot be read or unpacked."""
    MANIFEST = "manifest-unreadable"
    """A commit or manifest cannot be read."""
    FILE_ABSENT = "file-absent"
    """A file that a commit or manifest names is not in the store."""
    FILE_SIZE = "file-size"
    """A file has another size than its commit says."""
    FILE_SHA256 = "file-sha256"
    """A file has other bytes than its commit says."""
    FILE_COUNT = "file-count"
    """A file holds another number of records or lines than its commit says."""
    FILE_UNLISTED = "file-unlisted"
    """A file that no commit names: what a killed crawl left, not part of the archive."""
    MANIFEST_DIFFERS = "manifest-differs"
    """A crawl's manifest and the commits of its batches name different files."""


WARNINGS = frozenset(
    {
        Code.VERSION,
        Code.TYPE_UNKNOWN,
        Code.FIELD_RECOMMENDED,
        Code.PAYLOAD_DIGEST_FRAMED,
        Code.DIGEST_UNKNOWN,
        Code.HTTP,
        Code.REVISIT_ELSEWHERE,
        Code.FILE_UNLISTED,
    }
)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that verification found."""

    code: Code
    file: str
    """Path or key."""
    message: str
    offset: int | None = None
    """Where in the file, in bytes; the number of the line for files of lines; None for the whole file."""

    @property
    def severity(self) -> Severity:
        """How bad it is; the same for all findings of a code."""
        return Severity.WARNING if self.code in WARNINGS else Severity.ERROR

    def __str__(self) -> str:
        place = "" if self.offset is None else f":{self.offset}"
        return f"{self.severity}: {self.code} {self.file}{place}: {self.message}"

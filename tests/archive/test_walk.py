"""Reading damaged, odd and foreign files: what is found, and what is said of the rest."""

import gzip
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.walk import Fault, Walk


def record(number: int, block: bytes = b"hello", *, length: int | None = None, end: bytes = b"\r\n\r\n") -> bytes:
    size = len(block) if length is None else length
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:{number}>\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + block + end


def packed(numbers: Iterable[int]) -> list[bytes]:
    return [gzip.compress(record(number)) for number in numbers]


def walk(data: bytes) -> tuple[list[tuple[str, bytes, bool]], list[Fault]]:
    """Id, block and soundness of every record, and the faults."""
    faults: list[Fault] = []
    found = []
    for opened in Walk(io.BytesIO(data), faults.append):
        block = b"".join(opened.pieces())
        found.append((opened.id, block, opened.finish()))
    return found, faults


def sound(data: bytes) -> tuple[list[str], list[str]]:
    """Ids of the sound records, and kinds of the faults."""
    found, faults = walk(data)
    return [record_id for record_id, _, whole in found if whole], [fault.kind for fault in faults]


@pytest.mark.parametrize("pack", [False, True])
def test_records_in_a_row(pack: bool) -> None:
    """A whole file gives its records and no fault, compressed or not."""
    data = b"".join(packed([1, 2, 3]) if pack else [record(number) for number in (1, 2, 3)])
    assert walk(data) == ([("urn:x:1", b"hello", True), ("urn:x:2", b"hello", True), ("urn:x:3", b"hello", True)], [])


def test_places_of_gzip_members() -> None:
    """Offset and length are those of the member."""
    one, two = packed([1, 2])
    places = []
    for opened in Walk(io.BytesIO(one + two), lambda fault: pytest.fail(fault.message)):
        opened.finish()
        places.append((opened.offset, opened.length, opened.end))
    assert places == [(0, len(one), len(one)), (len(one), len(two), len(one) + len(two))]


def test_places_of_plain_records() -> None:
    """The length of a plain record leaves out the line ends behind it, as other indexers do."""
    data = record(1) + record(2)
    places = []
    for opened in Walk(io.BytesIO(data), lambda fault: pytest.fail(fault.message), start=1000):
        opened.finish()
        places.append((opened.offset, opened.length))
    assert places == [(1000, len(record(1)) - 4), (1000 + len(record(1)), len(record(2)) - 4)]


def test_a_record_that_is_not_read_is_passed_over() -> None:
    """Asking for the next record goes on behind the block of the last one."""
    data = b"".join(gzip.compress(record(number, bytes(300_000))) for number in (1, 2))
    assert [opened.id for opened in Walk(io.BytesIO(data), lambda fault: pytest.fail(fault.message))] == [
        "urn:x:1",
        "urn:x:2",
    ]


def test_torn_member() -> None:
    """The last record is not sound and the file is said to be torn, at that record."""
    one, two = packed([1, 2])
    found, faults = walk(one + two[:-1])
    assert [whole for _, _, whole in found] == [True, False]
    assert [(fault.kind, fault.offset) for fault in faults] == [("torn", len(one))]


def test_damaged_member_in_the_middle() -> None:
    """A flipped byte costs its own record; those before and after it are read."""
    one, two, three = packed([1, 2, 3])
    broken = bytearray(two)
    broken[len(two) // 2] ^= 0xFF
    assert sound(one + bytes(broken) + three) == (["urn:x:1", "urn:x:3"], ["gzip"])


def test_wrong_checksum() -> None:
    """A member whose data unpack but whose checksum is wrong is not sound."""
    one, two, three = packed([1, 2, 3])
    broken = two[:-8] + bytes(4) + two[-4:]
    assert sound(one + broken + three) == (["urn:x:1", "urn:x:3"], ["gzip"])


@pytest.mark.parametrize("garbage", [b"\x00" * 100, b"rubbish\r\n", b"\x1f\x8b\x08 not gzip at all", b"\x1f"])
def test_garbage_between_members(garbage: bytes) -> None:
    """Bytes that are no member are passed over and told."""
    one, two = packed([1, 2])
    ids, kinds = sound(one + garbage + two)
    assert ids == ["urn:x:1", "urn:x:2"]
    assert kinds in (["garbage"], ["gzip"], ["mixed", "garbage", "mixed"])


def test_garbage_in_a_plain_file() -> None:
    """The next line that begins a record is found."""
    ids, kinds = sound(record(1) + b"monkeys\r\n\r\nWARC but no record\r\n" + record(2))
    assert ids == ["urn:x:1", "urn:x:2"]
    assert kinds == ["garbage"]


def test_garbage_longer_than_any_buffer() -> None:
    """Garbage is searched piece by piece, also across the border of two pieces."""
    for size in (65_536 - len(record(1)) + shift for shift in range(-10, 10)):
        data = record(1) + b"x" * (size - 2) + b"\r\n" + record(2)
        assert sound(data) == (["urn:x:1", "urn:x:2"], ["garbage"])


def test_several_records_in_a_member() -> None:
    """They are read, but told, and have no length of their own."""
    faults: list[Fault] = []
    found = []
    for opened in Walk(io.BytesIO(gzip.compress(record(1) + record(2))), faults.append):
        opened.finish()
        found.append((opened.id, opened.length > 0))
    assert found == [("urn:x:1", False), ("urn:x:2", True)]
    assert [fault.kind for fault in faults] == ["shared-member"]


def test_a_member_that_goes_on_after_its_record() -> None:
    """What is no record in a member is garbage, and the next member is read."""
    data = gzip.compress(record(1) + b"more") + gzip.compress(record(2))
    assert sound(data) == (["urn:x:1", "urn:x:2"], ["garbage"])


def test_block_shorter_than_said() -> None:
    """A member that ends before its block is damaged; reading goes on with the next."""
    data = gzip.compress(record(1, length=100, end=b"")) + gzip.compress(record(2))
    assert sound(data) == (["urn:x:2"], ["length"])


def test_empty_member() -> None:
    """An empty member holds no record."""
    assert sound(gzip.compress(b"") + gzip.compress(record(1))) == (["urn:x:1"], ["garbage"])


def test_plain_and_packed() -> None:
    """A file that changes its mind is read, and told at each change."""
    assert sound(gzip.compress(record(1)) + record(2) + gzip.compress(record(3))) == (
        ["urn:x:1", "urn:x:2", "urn:x:3"],
        ["mixed", "mixed"],
    )


@pytest.mark.parametrize(
    ("length", "kinds"),
    [("", ["length", "end", "garbage"]), ("five", ["length", "end", "garbage"]), ("-5", ["length", "end", "garbage"])],
)
def test_content_length_that_is_none(length: str, kinds: list[str]) -> None:
    """Without a length a record has no block, and what stands there is garbage."""
    data = f"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: {length}\r\n\r\nhello\r\n\r\n".encode() + record(2)
    ids, found = sound(data)
    assert found == kinds
    assert ids[-1] == "urn:x:2"


def test_folded_and_odd_heads() -> None:
    """Folded values, bare line feeds, odd case and lines without a colon."""
    data = b"warc/1.0\nwarc-type:\n  RESOURCE\nX: 1\n\t2\nnonsense\ncontent-length: 2\n\nhi\n\n"
    faults: list[Fault] = []
    opened = next(iter(Walk(io.BytesIO(data), faults.append)))
    assert opened.type == "resource"
    assert opened.headers.get("x") == "1 2"
    assert b"".join(opened.pieces()) == b"hi"
    assert [fault.kind for fault in faults] == ["line"]


def test_unknown_version() -> None:
    """A later version is read, and told."""
    assert sound(record(1).replace(b"WARC/1.0", b"WARC/9.9")) == (["urn:x:1"], ["version"])


def test_a_head_without_end() -> None:
    """A head that never ends costs bounded memory and ends in a fault."""
    data = b"WARC/1.0\r\n" + b"X: y\r\n" * 400_000
    ids, kinds = sound(data)
    assert ids == []
    assert kinds == ["torn"]
    assert sound(gzip.compress(data) + gzip.compress(record(2))) == (["urn:x:2"], ["head"])


def test_wget_and_warcio_target_uris() -> None:
    """Angle brackets and spaces, which old writers left in, are taken out of the address."""
    for written, read in (
        ("<http://a.example/>", "http://a.example/"),
        ("http://a.example/x y", "http://a.example/x%20y"),
    ):
        data = record(1).replace(b"WARC-Type", f"WARC-Target-URI: {written}\r\nWARC-Type".encode())
        assert next(iter(Walk(io.BytesIO(data), lambda fault: None))).url == read


class Dribble(io.RawIOBase):
    """A stream that cannot seek and gives what a slow network gives."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = io.BytesIO(data), size

    def read(self, size: int = -1) -> bytes:
        return self._data.read(min(size, self._size) if size > 0 else self._size)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("pack", [False, True])
def test_any_size_of_reads_gives_the_same(size: int, pack: bool) -> None:
    """How a stream cuts its bytes does not matter."""
    data = b"".join(packed([1, 2]) if pack else [record(1), record(2)]) + b"tail"
    faults: list[Fault] = []
    found = []
    for opened in Walk(Dribble(data, size), faults.append):  # type: ignore[arg-type]
        found.append((opened.id, b"".join(opened.pieces()), opened.finish()))
    assert (found, faults) == walk(data)


@given(st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6)), max_size=4), st.booleans())
def test_any_damage_ends(changes: list[tuple[int, bytes]], pack: bool) -> None:
    """Whatever is written over a file, reading ends, and every sound record is one of the originals."""
    data = bytearray(b"".join(packed([1, 2, 3]) if pack else [record(number) for number in (1, 2, 3)]))
    for at, patch in changes:
        data[at % len(data) : at % len(data) + len(patch)] = patch
    found, faults = walk(bytes(data))
    if pack:
        assert all(block == b"hello" for _, block, whole in found if whole)
        assert len([1 for *_, whole in found if whole]) == 3 or faults

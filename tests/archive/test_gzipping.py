"""gzip members: what either library packs, both unpack."""

import gzip
import io
import random
import zlib

import pytest

from archive import gzipping
from archive.gzipping import GzipError, gzip_member, unpacked, unpacker

TEXT = b"plain words " * 5000


@pytest.fixture(params=["with ISA-L", "with zlib alone"])
def library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways, on machines that have the faster library."""
    if request.param == "with zlib alone":
        monkeypatch.setattr(gzipping, "isal_zlib", None)
    elif gzipping.isal_zlib is None:
        pytest.skip("there is no wheel of isal for this machine")
    return str(request.param)


@pytest.mark.usefixtures("library")
def test_parts_become_one_member() -> None:
    """Python's gzip reads one member with all parts, much smaller than they were."""
    member = gzip_member(b"head", TEXT, b"tail")
    assert gzip.decompress(member) == b"head" + TEXT + b"tail"
    assert len(member) < len(TEXT) / 20
    checked = zlib.decompressobj(31)
    checked.decompress(member)
    assert (checked.eof, checked.unused_data) == (True, b"")


@pytest.mark.usefixtures("library")
def test_unpacking_in_pieces() -> None:
    """Bounded output, exact end, and the bytes behind it."""
    packer = unpacker()
    out = packer.decompress(gzip.compress(TEXT) + b"next", 100)
    assert len(out) == 100
    while not packer.eof:
        out += packer.decompress(packer.unconsumed_tail, 10_000)
    assert (out, packer.unused_data) == (TEXT, b"next")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("place", [-5, -1, 30])
def test_damage_is_an_error(place: int) -> None:
    """A wrong checksum, a wrong length and damaged data are all noticed."""
    data = bytearray(gzip.compress(TEXT))
    data[place] ^= 0xFF
    with pytest.raises(GzipError):
        unpacker().decompress(bytes(data), 1 << 20)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("padding", [b"", bytes(70_000)], ids=["plain", "padded"])
def test_members_in_a_row_are_one_text(padding: bytes) -> None:
    """Large members, small and empty ones, and zeros behind them, give what Python's gzip gives, in small pieces."""
    noise = random.Random(1).randbytes(200_000)
    texts = [b"", noise, b"a", bytes(5_000_000), noise, b""]
    pieces = list(unpacked(io.BytesIO(b"".join(map(gzip.compress, texts)) + padding)))
    assert b"".join(pieces) == b"".join(texts)
    assert max(map(len, pieces)) <= 1 << 16


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("cut", [1, 8, 40, 100])
def test_a_torn_text_is_an_error(cut: int) -> None:
    """What there is comes first, then it is said that the end is missing."""
    data = gzip.compress(b"first") + gzip.compress(random.Random(1).randbytes(1000))
    found = unpacked(io.BytesIO(data[:-cut]))
    assert next(found) == b"first"
    with pytest.raises(EOFError, match="ends inside a gzip member"):
        list(found)


@pytest.mark.usefixtures("library")
def test_a_text_that_is_not_packed_is_an_error() -> None:
    """Bytes that are no gzip member are refused, also behind one."""
    with pytest.raises(GzipError):
        list(unpacked(io.BytesIO(gzip.compress(b"first") + b"no gzip\n" * 9)))

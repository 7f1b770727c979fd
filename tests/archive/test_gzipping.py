"""gzip members: what either library packs, both unpack."""

import gzip
import zlib

import pytest

from archive import gzipping
from archive.gzipping import GzipError, gzip_member, unpacker

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

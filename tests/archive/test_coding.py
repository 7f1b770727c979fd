"""Content codings: whole, torn, damaged, mislabelled, and bombs."""

import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.coding import CodingError, DecodedTooLarge, content_codings, decode_content

LIMIT = 1 << 20
TEXT = random.Random(1).randbytes(3000) * 2 + b"plain words " * 500


def bare_deflate(data: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(data) + squeeze.flush()


CODED = {
    "gzip": ("gzip", gzip.compress(TEXT)),
    "x-gzip": ("x-gzip", gzip.compress(TEXT)),
    "gzip in two members": ("gzip", gzip.compress(TEXT[:5000]) + gzip.compress(TEXT[5000:])),
    "deflate with zlib head": ("deflate", zlib.compress(TEXT)),
    "deflate without": ("deflate", bare_deflate(TEXT)),
    "br": ("br", brotli.compress(TEXT)),
    "zstd": ("zstd", zstandard.compress(TEXT)),
    "zstd in two frames": ("zstd", zstandard.compress(TEXT[:5000]) + zstandard.compress(TEXT[5000:])),
}
each = pytest.mark.parametrize(("coding", "coded"), CODED.values(), ids=CODED.keys())


@each
def test_whole(coding: str, coded: bytes) -> None:
    """A whole payload comes back, and is said to be complete."""
    decoded = decode_content(coded, [coding], limit=LIMIT)
    assert decoded.data == TEXT
    assert decoded.complete


@each
def test_trailing_garbage_is_ignored(coding: str, coded: bytes) -> None:
    """Bytes after the end of the coded data change nothing."""
    decoded = decode_content(coded + b"\x00garbage", [coding], limit=LIMIT)
    assert decoded.data == TEXT
    assert decoded.complete


@each
def test_torn(coding: str, coded: bytes) -> None:
    """Of a torn payload, what can be decoded comes with a flag."""
    decoded = decode_content(coded[:-20], [coding], limit=LIMIT)
    assert TEXT.startswith(decoded.data)
    assert not decoded.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_torn_in_the_middle_keeps_the_first_half(coding: str) -> None:
    """Half of the coded bytes gives about half of the text."""
    text = random.Random(2).randbytes(20000).hex().encode()
    coded = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](text)
    decoded = decode_content(coded[: len(coded) // 2], [coding], limit=LIMIT)
    assert len(decoded.data) > len(text) // 3
    assert text.startswith(decoded.data)


def test_damage_keeps_what_came_before() -> None:
    """A flipped checksum at the end loses the flag of completeness, not the text."""
    coded = bytearray(gzip.compress(TEXT))
    coded[-6] ^= 0xFF
    decoded = decode_content(bytes(coded), ["gzip"], limit=LIMIT)
    assert decoded.data == TEXT
    assert not decoded.complete


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_mislabelled_text_is_an_error(coding: str) -> None:
    """Plain text under a coding's name has nothing to decode."""
    with pytest.raises(CodingError, match="nothing can be decoded"):
        decode_content(b"<html>no coding at all</html>", [coding], limit=LIMIT)


@each
def test_the_limit_holds_to_the_byte(coding: str, coded: bytes) -> None:
    """Exactly the limit is allowed, one byte less is not, and the error names the limit."""
    assert decode_content(coded, [coding], limit=len(TEXT)).data == TEXT
    with pytest.raises(DecodedTooLarge, match="unfolds to more than 11999 bytes") as caught:
        decode_content(coded, [coding], limit=11999)
    assert caught.value.limit == 11999


@pytest.mark.parametrize(
    "bomb",
    [
        ("gzip", gzip.compress(bytes(100 << 20))),
        ("br", brotli.compress(bytes(100 << 20), quality=5)),
        ("zstd", zstandard.compress(bytes(100 << 20))),
        ("deflate", bare_deflate(bytes(100 << 20))),
    ],
    ids=lambda bomb: bomb[0],
)
def test_a_bomb_never_gets_into_memory(bomb: tuple[str, bytes]) -> None:
    """A hundred megabytes of nothing are refused at one, with little more than that in memory."""
    tracemalloc.start()
    try:
        with pytest.raises(DecodedTooLarge):
            decode_content(bomb[1], [bomb[0]], limit=LIMIT)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_a_bomb_that_is_also_damaged() -> None:
    """The limit holds as well on the way that looks for the place of a damage."""
    coded = bytearray(brotli.compress(bytes(100 << 20), quality=5))
    coded += b"\xff" * 400
    with pytest.raises(DecodedTooLarge):
        decode_content(bytes(coded), ["br"], limit=LIMIT)


def test_codings_are_removed_in_reverse() -> None:
    """What was applied last comes off first."""
    assert decode_content(brotli.compress(gzip.compress(TEXT)), ["gzip", "br"], limit=LIMIT).data == TEXT


def test_a_bomb_inside_a_coding() -> None:
    """Every step has the limit, not only the last."""
    inner = gzip.compress(bytes(100 << 20))
    with pytest.raises(DecodedTooLarge):
        decode_content(gzip.compress(inner), ["gzip", "gzip"], limit=LIMIT)


@pytest.mark.parametrize("codings", [[], ["utf-8"], ["gzip", "aes128gcm"]])
def test_no_or_unknown_codings_leave_the_body(codings: list[str]) -> None:
    """As in browsers, an unknown name means that nothing is decoded."""
    assert decode_content(b"abc", codings, limit=3).data == b"abc"


def test_the_limit_holds_without_a_coding() -> None:
    """A plain body above the limit is refused as well."""
    with pytest.raises(DecodedTooLarge):
        decode_content(b"abcd", [], limit=3)


def test_an_empty_body_has_nothing_to_decode() -> None:
    """HEAD, 204 and 304 name a coding and have no body."""
    assert decode_content(b"", ["gzip"], limit=1).complete


def test_codings_of_a_head() -> None:
    """Repeated fields and lists are one list; identity and empty names do not count."""
    headers = ((b"content-encoding", b"GZIP, identity"), (b"X", b"y"), (b"Content-Encoding", b" br ,"))
    assert content_codings(headers) == ("gzip", "br")


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "deflate", "br", "zstd"]))
def test_any_bytes_end_in_data_or_a_coding_error(body: bytes, coding: str) -> None:
    """Nothing that a server sends makes decoding fail in another way."""
    try:
        decoded = decode_content(body, [coding], limit=1 << 16)
    except CodingError:
        return
    assert len(decoded.data) <= 1 << 16

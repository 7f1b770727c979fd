"""Digests: the spellings that records and manifests use."""

import io

from archive.digest import sha1_base32, sha256_hex, sha256_of_stream

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_sha1_is_upper_case_base32() -> None:
    """The digest of nothing is the one that every WARC tool writes for it."""
    assert sha1_base32() == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_parts_count_as_one() -> None:
    """Hashing in parts gives the digest of the whole."""
    assert sha1_base32(b"he", memoryview(b"llo")) == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def test_sha256_is_lower_case_hex() -> None:
    """Files are named by SHA-256 in hex."""
    assert sha256_hex([]) == EMPTY_SHA256


def test_sha256_of_a_stream_covers_what_is_left() -> None:
    """What was read before is not hashed."""
    stream = io.BytesIO(b"abcdef")
    stream.read(3)
    assert sha256_of_stream(stream) == "cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34"

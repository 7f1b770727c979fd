"""Labelled digests in every spelling that writers use."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.labelled import LabelledDigest


@pytest.mark.parametrize(
    "text",
    [
        "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
        "SHA-1:vl2mmho4yxukfwv63yhtwsbm3gxksq2n",
        "sha1:aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        "sha1:qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "md5:5d41402abc4b2a76b9719d911017c592",
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "sha-256:FTZE3OS7WCRQ4JXIHMVMLOPCTYNRMHS4D6TUEXTTAQZWFE4LTASA====",
    ],
)
def test_the_digest_of_hello(text: str) -> None:
    """Base32, hex and Base64 of several algorithms, with and without padding."""
    digest = LabelledDigest(text)
    digest.update(b"hel")
    digest.update(b"lo")
    assert digest.matches()
    digest.update(b"!")
    assert not digest.matches()


def test_what_it_would_have_to_be() -> None:
    """The computed digest is given as our own records would have it."""
    assert LabelledDigest("sha1:" + "A" * 32).computed() == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_unknown_algorithm() -> None:
    """An algorithm that is not known here cannot be checked, which is no fault of the record."""
    with pytest.raises(LookupError, match="unknown algorithm 'tiger'"):
        LabelledDigest("tiger:ABC")


@pytest.mark.parametrize("text", ["sha1:", "sha1:ABC", "sha1:" + "1" * 32, "sha1:" + "!" * 32, "md5:" + "g" * 32])
def test_no_digest(text: str) -> None:
    """A value that cannot be a digest of its algorithm."""
    with pytest.raises(ValueError, match=r"is no (sha1|md5) digest"):
        LabelledDigest(text)


@given(st.binary(max_size=100), st.sampled_from(["sha1", "sha256", "md5", "sha512"]))
def test_base32_of_anything(data: bytes, algorithm: str) -> None:
    """Our quick reading of Base32 agrees with the standard library's writing of it."""
    value = base64.b32encode(hashlib.new(algorithm, data).digest()).decode()
    for spelling in (value, value.rstrip("="), value.lower()):
        digest = LabelledDigest(f"{algorithm}:{spelling}")
        digest.update(data)
        assert digest.matches()

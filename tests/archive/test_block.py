"""Blocks on their way through: media type, status and payload digest, however small the pieces are."""

import pytest

from archive.block import BlockReader
from archive.headers import Headers

CHUNKED = (
    b"HTTP/1.1 203 Odd\r\nContent-Type: text/html; x=y\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
)


def read(kind: str, data: bytes, size: int, **fields: str) -> BlockReader:
    block = BlockReader(kind, Headers((name.replace("_", "-"), value) for name, value in fields.items()))
    for start in range(0, len(data), size):
        block.feed(data[start : start + size])
    block.end()
    return block


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_a_response(size: int) -> None:
    """Type without parameters, status, and the digest without framing."""
    block = read("response", CHUNKED, size)
    assert (block.mime, block.status, block.is_http, block.is_framed) == ("text/html", "203", True, True)
    assert block.payload_digest == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize("data", [b"hello", b"HTTP", b"", b"\r\n\r\n"])
def test_a_response_that_is_no_http(data: bytes, size: int) -> None:
    """Of other schemes, and of broken files, the payload is the block."""
    digest = {
        b"hello": "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N",
        b"HTTP": "sha1:6QFSPVVYXGSPYOBHEZGB3ILKATWPJUEU",
        b"": "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ",
        b"\r\n\r\n": "sha1:M2JI43F3LHB2HPHGA2KZ55FIMX7AJZSC",
    }[data]
    block = read("response", data, size)
    assert (block.mime, block.status, block.is_http) == (None, None, False)
    assert block.payload_digest == digest


def test_a_stated_digest_is_taken_over() -> None:
    """An index says what the record says."""
    assert read("response", CHUNKED, 9, WARC_Payload_Digest="sha1:X").payload_digest == "sha1:X"


def test_other_types() -> None:
    """A revisit has its own media type and no computed digest; a resource has its record's type."""
    revisit = read("revisit", CHUNKED, 9)
    assert (revisit.mime, revisit.status, revisit.payload_digest) == ("warc/revisit", "203", None)
    resource = read("resource", b"hello", 9, Content_Type="image/png; x")
    assert (resource.mime, resource.status) == ("image/png", None)
    assert resource.payload_digest == "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"

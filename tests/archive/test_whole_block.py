"""Blocks read as a whole are what they are read piece by piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.block import BlockReader
from archive.headers import Headers
from archive.whole_block import read_whole

HEADS = [
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; x=y\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-TYPE:\tText/HTML \r\nContent-Length: 3\r\n\r\n",
    b"HTTP/1.0 404\r\nContent-Type:\r\nContent-Type: a/b\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\ntransfer-encoding: x\r\n\r\n",
    b"HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"HTTP/1.1 103 E\r\n\r\nHTTP/1.1 200 OK\r\nA: b\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nA: b\r\n c\r\nContent-Type: x/y\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Type: x/y\n\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"http/1.1 200 OK\r\n\r\n",
    b"nonsense\r\n\r\n",
]
PARTS = [
    *[
        b"5\r\nhello\r\n",
        b"5;ext=1\r\nhello\r\n",
        b"0\r\n\r\n",
        b"A\r\n0123456789\r\n",
        b"zz\r\n",
        b"\r\n",
        b"00\r\n\r\n",
    ],
    *[b"5\r\nhe", b"x", b"0\r\nA: b\r\n\r\n", b"5\r\nhelloX\r\n", b"ffffffff\r\n"],
]
TYPE = "application/x; a=b"
DIGEST = "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"


def headers(stated: str | None = None) -> Headers:
    fields = [("Content-Type", TYPE)]
    return Headers(fields if stated is None else [*fields, ("WARC-Payload-Digest", stated)])


@given(
    st.sampled_from(["response", "revisit", "metadata", "resource", "request"]),
    st.sampled_from(HEADS),
    st.lists(st.sampled_from(PARTS), max_size=4),
    st.sampled_from([None, DIGEST]),
)
def test_the_same_as_piece_by_piece(kind: str, head: bytes, parts: list[bytes], stated: str | None) -> None:
    """Type, status, digest and payload are the same, or nothing is said."""
    block = head + b"".join(parts)
    whole = read_whole(kind, TYPE, stated, memoryview(block))
    if whole is None:
        return
    payload = bytearray()
    reader = BlockReader(kind, headers(stated), payload_sink=payload.extend)
    reader.feed(block)
    reader.end()
    assert (whole.mime, whole.status) == (reader.mime, reader.status)
    if kind != "request":
        assert whole.payload_digest == reader.payload_digest
    if kind in ("response", "metadata", "resource"):
        assert b"".join(whole.payload) == bytes(payload)


@pytest.mark.parametrize(
    ("body", "digest"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", DIGEST),
        (b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", DIGEST),
        (b"0\r\n\r\n", "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"),
    ],
)
def test_plain_chunks(body: bytes, digest: str) -> None:
    """A well-formed chunked response is read at once, its framing taken off."""
    whole = read_whole("response", TYPE, None, memoryview(HEADS[0] + body))
    assert whole is not None
    assert (whole.mime, whole.status, whole.payload_digest) == ("text/html", "200", digest)


@pytest.mark.parametrize("number", range(3, len(HEADS)))
def test_odd_heads_are_left_alone(number: int) -> None:
    """Folded lines, bare line feeds, interim responses and several codings are for the reader of pieces."""
    assert read_whole("response", TYPE, None, memoryview(HEADS[number] + b"x")) is None

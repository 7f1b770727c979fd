"""Responses of every shape that servers give them, as they cross the wire."""

import gzip

import brotli
import zstandard

OK = b"HTTP/1.1 200 OK\r\n"


def chunked(body: bytes, extension: bytes = b"", trailers: bytes = b"") -> bytes:
    """A body in chunks of 300 bytes."""
    pieces = [body[at : at + 300] for at in range(0, len(body), 300)]
    framed = b"".join(b"%x%b\r\n%b\r\n" % (len(piece), extension, piece) for piece in pieces)
    return framed + b"0\r\n" + trailers + b"\r\n"


def sized(body: bytes, *headers: bytes) -> bytes:
    """A response with these header lines and a Content-Length."""
    return OK + b"".join(header + b"\r\n" for header in headers) + b"Content-Length: %d\r\n\r\n" % len(body) + body


def kept(text: bytes) -> dict[str, bytes]:
    """Responses after which the connection stays open, by name; those with a body have this one."""
    coded = {b"gzip": gzip.compress(text, mtime=0), b"br": brotli.compress(text), b"zstd": zstandard.compress(text)}
    return {
        "odd case, duplicates, folded, empty, non-ASCII": sized(
            text, b"sErVeR: x", b"X-A: 1", b"x-a: 2", b"X-Fold: a\r\n\tb", b"X-Empty:", b"X-Caf\xe9: \xff\xfe"
        ),
        "chunked": OK + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(text),
        "chunked with extensions and trailers": OK
        + b"Transfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
        + chunked(text, b";name=value", b"X-T: 1\r\n"),
        "no content": b"HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n",
        "not modified": b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 700\r\n\r\n',
        "no reason": b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
        "odd reason": b"HTTP/1.1 200 d'accord \xe9\xe8\r\nContent-Length: 0\r\n\r\n",
        "odd status": b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n",
        "LF only": b"HTTP/1.1 200 OK\nContent-Length: %d\n\n%b" % (len(text), text),
        "mixed line ends": b"HTTP/1.1 200 OK\nA: b\r\nC: d\nContent-Length: %d\n\r\n%b" % (len(text), text),
        "odd spaces": b"HTTP/1.1\t200\t \r\nContent-Length : %d \t\r\n\r\n%b" % (len(text), text),
        "NUL, no colon, no name": sized(text, b"X-N\x00: a\x00b", b"no colon at all", b": no name"),
        "five thousand fields": sized(text, *[b"X-%d: v" % number for number in range(5000)]),
        "length twice": sized(text, b"Content-Length: %d" % len(text)),
        "length twice in a line": OK + b"Content-Length: %d, %d\r\n\r\n%b" % (len(text), len(text), text),
        "length with zeros": OK + b"Content-Length: 000%d\r\n\r\n%b" % (len(text), text),
        "chunk sizes with zeros, spaces, capitals": OK
        + b"Transfer-Encoding: Chunked\r\n\r\n000000%X  \r\n%b\r\n0000 \r\n\r\n" % (len(text), text),
        "chunks that end with LF": OK + b"Transfer-Encoding: chunked\n\n%x\n%b\n0\n\n" % (len(text), text),
        "chunks with quoted extensions and folded trailers": OK
        + b"Transfer-Encoding:\r\n chunked\r\n\r\n"
        + chunked(text, b' ; a="q;\\"r" ; b', b"X-T: 1\r\n 2\r\n\t3\r\n"),
        "gzip as transfer coding, chunked": OK
        + b"Transfer-Encoding: gzip, chunked\r\n\r\n"
        + chunked(gzip.compress(text, mtime=0)),
        "identity as transfer coding": sized(text, b"Transfer-Encoding: identity"),
        "long head": OK + b"X-Long: " + b"a" * 30_000 + b"\r\nContent-Length: 2\r\n\r\nhi",
        **{name.decode(): sized(body, b"Content-Encoding: " + name) for name, body in coded.items()},
        **{
            f"{name.decode()}, chunked": OK
            + b"Content-Encoding: %b\r\nTransfer-Encoding: chunked\r\n\r\n" % name
            + chunked(body)
            for name, body in coded.items()
        },
    }


def closed(text: bytes) -> dict[str, tuple[bytes, str | None]]:
    """What is sent before the connection is closed, and why a record of it is a prefix, by name."""
    return {
        "HTTP/1.0 until close": (b"HTTP/1.0 200 OK\r\n\r\n" + text, None),
        "HTTP/1.1 until close": (OK + b"\r\n" + text, None),
        "neither length nor body": (OK + b"\r\n", None),
        "lengths that differ": (OK + b"Content-Length: 7\r\nContent-Length: 8\r\n\r\n" + text, None),
        "lengths that are no number": (OK + b"Content-Length: +7\r\n\r\n" + text, None),
        "length beyond all measure": (OK + b"Content-Length: %d\r\n\r\n" % 10**30 + text, None),
        "length and chunks": (
            OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(text),
            None,
        ),
        "gzip as transfer coding": (OK + b"Transfer-Encoding: gzip\r\n\r\n" + gzip.compress(text, mtime=0), None),
        "chunked by its head alone": (OK + b"Transfer-Encoding: chunked\r\n\r\n" + text, None),
        "garbage behind a chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\nzz\r\n" + text, "disconnect"),
        "early close of a length": (OK + b"Content-Length: 900\r\n\r\nshort", "disconnect"),
        "early close in a chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n10\r\nhalf", "disconnect"),
        "early close before the last chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n", "disconnect"),
    }

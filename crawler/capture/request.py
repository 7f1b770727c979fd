"""A Scrapy request as the bytes of an HTTP/1.1 message."""

from urllib.parse import urlsplit

from scrapy import Request


def request_bytes(request: Request) -> bytes:
    """The whole message: origin-form target (RFC 9112 3.2.1), Host first, then the request's own headers in order."""
    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    lines = [
        f"{request.method} {target} HTTP/1.1".encode("ascii"),
        b"Host: " + host.encode("idna" if not host.isascii() else "ascii"),
    ]
    for name, values in request.headers.items():
        lines += [name + b": " + value.replace(b"\r", b" ").replace(b"\n", b" ") for value in values]
    if request.body:
        lines.append(b"Content-Length: %d" % len(request.body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + request.body

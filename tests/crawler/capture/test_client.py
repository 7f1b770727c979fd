"""Every wire shape against a raw socket server: what the client keeps equals the server's own log."""

import asyncio
import datetime as dt
import ipaddress
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crawler.capture.addresses import AddressBook
from crawler.capture.client import Fetched, WireClient
from crawler.capture.errors import AddressRefused, ConnectFailed, FetchTimeout, HostNotFound, NoResponse
from tests.crawler.capture.raw_server import RawServer, request_for, run, serving, split
from tests.crawler.capture.shapes import OK, closed, kept, sized

TEXT = b"<html><h1>Harbour</h1></html>" * 40
KEPT, CLOSED = kept(TEXT), closed(TEXT)


@pytest.mark.parametrize("size", [13, 100_000])
@pytest.mark.parametrize("name", KEPT)
def test_framed_response_is_kept_byte_for_byte(name: str, size: int) -> None:
    """Request and response equal the server's log, and the connection serves the next request."""
    wire = KEPT[name]
    server = RawServer(lambda request: (split(wire, size), True))

    async def work(client: WireClient, url: str) -> None:
        for _ in range(2):
            fetched = await client.fetch(url, request_for(url), timeout=10)
            assert (fetched.exchange.response, fetched.exchange.truncated) == (wire, None)
            assert fetched.exchange.request == server.requests[-1]
            assert fetched.exchange.ip == "127.0.0.1"
        assert server.connections == 1

    run(server, work)


@pytest.mark.parametrize("name", CLOSED)
def test_response_that_ends_with_the_connection(name: str) -> None:
    """What came is kept; a prefix says that the peer disconnected."""
    wire, truncated = CLOSED[name]
    server = RawServer(lambda request: ([wire], False))

    async def work(client: WireClient, url: str) -> None:
        fetched = await client.fetch(url, request_for(url), timeout=10)
        assert (fetched.exchange.response, fetched.exchange.truncated) == (wire, truncated)

    run(server, work)


def test_interim_responses_stand_apart() -> None:
    """The response begins at the final status line; 1xx heads are kept beside it."""
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    server = RawServer(lambda request: ([hints + sized(b"hi")], True))

    async def work(client: WireClient, url: str) -> None:
        exchange = (await client.fetch(url, request_for(url), timeout=10)).exchange
        assert (exchange.interim, exchange.response) == (hints, sized(b"hi"))

    run(server, work)


def test_head_has_no_body() -> None:
    """The answer to HEAD ends with its head and leaves the connection usable."""
    wire = OK + b"Content-Length: 500\r\n\r\n"
    server = RawServer(lambda request: ([wire], True))

    async def work(client: WireClient, url: str) -> None:
        fetched = await client.fetch(url, request_for(url, "HEAD"), method="HEAD", timeout=10)
        assert (fetched.exchange.response, fetched.failure) == (wire, None)

    run(server, work)


def test_size_limit_cuts_and_says_so() -> None:
    """A response over the limit is kept up to it."""
    server = RawServer(lambda request: ([OK + b"\r\n" + b"x" * 70_000], False))

    async def work(client: WireClient, url: str) -> None:
        exchange = (await client.fetch(url, request_for(url), timeout=10)).exchange
        assert (len(exchange.response), exchange.truncated) == (5_000, "length")

    run(server, work, max_response=5_000)


def test_timeout_keeps_what_came() -> None:
    """When the time runs out in a body, the part that came is kept and the failure named."""
    server = RawServer(lambda request: ([OK + b"Content-Length: 9\r\n\r\nabc", b"def", b"ghi"], True), pause=0.4)

    async def work(client: WireClient, url: str) -> None:
        fetched = await client.fetch(url, request_for(url), timeout=0.2)
        assert (fetched.exchange.response, fetched.exchange.truncated) == (
            OK + b"Content-Length: 9\r\n\r\nabc",
            "time",
        )
        assert isinstance(fetched.failure, FetchTimeout)

    run(server, work)


@pytest.mark.parametrize(
    ("wire", "reason"),
    [
        (b"", "disconnect"),
        (b"SSH-2.0-x\r\n", "unspecified"),
        (b"<html>HTTP/0.9", "unspecified"),
        (b"HTTP/1.1 20", "disconnect"),
        (OK + b"Content-Le", "disconnect"),
        (OK + b"A: " + b"a" * 300_000, "length"),
    ],
    ids=["nothing", "ssh", "0.9", "line", "head", "long-head"],
)
def test_no_head_is_no_response(wire: bytes, reason: str) -> None:
    """A peer that closes in a head, or speaks something else, gave no response; what crossed is kept both ways."""
    server = RawServer(lambda request: ([wire], False))

    async def work(client: WireClient, url: str) -> None:
        fetched = await client.fetch(url, request_for(url), timeout=5)
        assert fetched.exchange.response == b""
        assert isinstance(fetched.failure, NoResponse)
        assert fetched.exchange.request == server.requests[0]
        assert fetched.exchange.truncated == reason
        assert fetched.exchange.unread == wire[: len(fetched.exchange.unread)]
        assert len(fetched.exchange.unread) == len(wire) or len(fetched.exchange.unread) > 256 * 1024

    run(server, work)


def test_timeout_in_a_head_keeps_what_came() -> None:
    """When the time runs out in a head, there is no response; what came is kept apart."""
    server = RawServer(lambda request: ([OK, b"\r\n"], True), pause=0.6)

    async def work(client: WireClient, url: str) -> None:
        exchange = (await client.fetch(url, request_for(url), timeout=0.3)).exchange
        assert (exchange.response, exchange.unread, exchange.truncated) == (b"", OK, "time")

    run(server, work)


def test_bytes_after_an_answer_are_no_answer() -> None:
    """What a server sends without being asked never passes for the answer to the next request."""
    asked, sent = threading.Event(), threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        first, _ = listener.accept()
        first.recv(65536)
        first.sendall(sized(b"one"))
        asked.wait(5)
        first.sendall(sized(b"not asked for"))
        sent.set()
        second, _ = listener.accept()
        second.recv(65536)
        second.sendall(sized(b"two"))
        first.close()
        second.close()

    async def work() -> list[bytes]:
        client = WireClient(AddressBook(["127.0.0.1"]), max_response=1000)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        one = await client.fetch(url, request_for(url), timeout=5)
        asked.set()
        sent.wait(5)  # the event loop stands still meanwhile, so that nobody reads what comes
        two = await client.fetch(url, request_for(url), timeout=5)
        await client.close()
        return [one.exchange.response, two.exchange.response]

    with listener, ThreadPoolExecutor(1) as pool:
        server = pool.submit(serve)
        assert asyncio.run(work()) == [sized(b"one"), sized(b"two")]
        server.result(5)


def test_kept_connection_that_died_is_told_apart() -> None:
    """A server that closed the connection in the meantime says nothing about the request: a fresh one carries it."""
    answers = iter([([sized(b"one")], True), ([], False), ([sized(b"two")], True)])
    server = RawServer(lambda request: next(answers))

    async def work(client: WireClient, url: str) -> None:
        assert not (await client.fetch(url, request_for(url), timeout=5)).stale
        stale = await client.fetch(url, request_for(url), timeout=5)
        assert (stale.stale, stale.exchange.response, stale.exchange.request) == (True, b"", request_for(url))
        again = await client.fetch(url, request_for(url), timeout=5, fresh=True)
        assert (again.stale, again.exchange.response) == (False, sized(b"two"))

    run(server, work)


def test_a_hundred_at_once_are_not_mixed_up() -> None:
    """A hundred requests over kept connections: every answer belongs to its request."""

    def answer(request: bytes) -> tuple[list[bytes], bool]:
        path = request.split(b" ")[1]
        return [sized(path * 50, b"X-Path: " + path)], True

    server = RawServer(answer)

    async def work(client: WireClient, url: str) -> None:
        async def one(number: int) -> None:
            path = f"/story-{number}/"
            fetched = await client.fetch(url, request_for(url, path=path), timeout=20)
            assert fetched.exchange.response == answer(fetched.exchange.request)[0][0]
            assert path.encode() in fetched.exchange.response

        for _ in range(3):
            await asyncio.gather(*(one(number) for number in range(100)))
        assert server.connections <= 100

    run(server, work)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server context with a certificate nobody signed."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


def test_tls_is_kept_as_plain_http_and_named(tls: ssl.SSLContext) -> None:
    """Over TLS the HTTP bytes are kept, with protocol version and cipher suite."""
    server = RawServer(lambda request: ([sized(b"hi")], True))

    async def work(client: WireClient, url: str) -> None:
        exchange = (await client.fetch(url, request_for(url), timeout=10)).exchange
        assert exchange.response == sized(b"hi")
        assert exchange.protocols == ("http/1.1", "tls/1.3")
        assert exchange.cipher in ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")

    run(server, work, tls=tls)


def test_certificate_nobody_signed_is_refused(tls: ssl.SSLContext) -> None:
    """With verification on, an unknown certificate is a failed connection."""
    server = RawServer(lambda request: ([sized(b"hi")], True))

    async def main() -> None:
        client = WireClient(AddressBook(["127.0.0.1"]), max_response=1000)
        async with serving(server, tls) as url:
            with pytest.raises(ConnectFailed, match="certificate verify failed"):
                await client.fetch(url, request_for(url), timeout=10)

    asyncio.run(main())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.0.1"])
def test_private_address_that_no_start_names_is_refused(host: str) -> None:
    """A link or redirect into the operator's network is not followed."""

    async def main() -> Fetched:
        client = WireClient(AddressBook(["news.example"]), max_response=1000)
        return await client.fetch(f"http://{host}:1/", b"", timeout=5)

    with pytest.raises(AddressRefused, match="private address"):
        asyncio.run(main())


def test_unknown_host_is_named() -> None:
    """A name without addresses is told apart from a host that refuses."""

    async def main() -> Fetched:
        return await WireClient(AddressBook(), max_response=1000).fetch("http://no-such-host.invalid/", b"", timeout=30)

    with pytest.raises(HostNotFound, match=r"no-such-host\.invalid"):
        asyncio.run(main())


def test_refused_connection_is_named() -> None:
    """A port nobody listens on is a failed connection."""

    async def main() -> Fetched:
        return await WireClient(AddressBook(["127.0.0.1"]), max_response=1000).fetch(
            "http://127.0.0.1:1/", b"", timeout=5
        )

    with pytest.raises(ConnectFailed, match=r"127\.0\.0\.1:1"):
        asyncio.run(main())

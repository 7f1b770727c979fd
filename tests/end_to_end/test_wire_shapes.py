"""Responses of every shape, crawled from a raw server: blocks of records are the bytes in the server's own log."""

import contextlib
import datetime as dt
import io
import ipaddress
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from warcio.archiveiterator import ArchiveIterator

from archive.__main__ import main as archive
from tests.crawler.capture.shapes import OK, chunked, closed, kept, sized

HTML = b"Content-Type: text/html; charset=utf-8"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"


def story(headline: str) -> bytes:
    return (
        f"<html lang=en><head><title>{headline}</title><meta property=og:type content=article></head><body><article>"
        f"<h1>{headline}</h1><p>{headline}: by the middle of the afternoon the queue at the ticket office reached the "
        f"old crane, and the harbour master had opened a second window.</p><p>Nobody could say how many had come for "
        f"the boat and how many for the band, which played until the rain began.</p></article></body></html>"
    ).encode()


@dataclass
class Answer:
    """What is sent, in turn, on each request for a path."""

    pieces: list[bytes]
    keep: bool = True
    truncated: str | None = None
    hang: bool = False
    """Whether the server then waits for the client to go."""
    interim: bytes = b""


@dataclass
class Logged:
    """One request and what went back, as the server knows it."""

    path: str
    request: bytes
    answer: Answer
    sent: bytes = b""


@dataclass
class WireSite:
    """A server on bare sockets, with or without TLS, that writes down every byte."""

    answers: dict[str, list[Answer]]
    tls: ssl.SSLContext | None = None
    log: list[Logged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.url = f"http{'s' if self.tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self.tls.wrap_socket(client, server_side=True) if self.tls else client
            with connection:
                while (request := self._request(connection)) and self._reply(connection, request):
                    pass

    def _request(self, connection: socket.socket) -> bytes:
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            piece = connection.recv(1 << 16)
            if not piece:
                return b""
            data += piece
        return data

    def _reply(self, connection: socket.socket, request: bytes) -> bool:
        path = request.split(b" ")[1].decode("latin-1")
        with self._lock:
            answers = self.answers.get(path, [Answer([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"])])
            answer = answers[min(self._asked[path], len(answers) - 1)]
            self._asked[path] += 1
            logged = Logged(path, request, answer)
            self.log.append(logged)
        connection.sendall(answer.interim)
        for piece in answer.pieces:
            connection.sendall(piece)
            logged.sent += piece
        if answer.hang:
            connection.recv(1)
        return answer.keep


def answers() -> dict[str, list[Answer]]:
    """A site whose stories come in every shape."""
    bodies = iter(f"Council weighs offer number {number} for the old quay" for number in range(1000))

    def text() -> bytes:
        return story(next(bodies))

    shapes: dict[str, list[Answer]] = {}
    for name in kept(b""):
        wire = kept(text())[name]
        shapes[name] = [Answer([wire[at : at + 701] for at in range(0, len(wire), 701)])]
    for name in closed(b""):
        wire, truncated = closed(text())[name]
        shapes[name] = [Answer([wire], keep=False, truncated=truncated)]
    shapes["interim"] = [Answer([sized(text(), HTML)], interim=INTERIM)]
    shapes["too long"] = [Answer([OK + HTML + b"\r\n\r\n", b"x" * 400_000], keep=False, truncated="length")]
    shapes["too slow"] = [Answer([OK + HTML + b"\r\nContent-Length: 99\r\n\r\n<p>a"], truncated="time", hang=True)]
    busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nwait"
    shapes["busy once"] = [Answer([busy]), Answer([sized(text(), HTML)])]
    shapes["closed once"] = [
        Answer([OK + b"Content-Length: 9\r\n\r\nab"], False, "disconnect"),
        Answer([sized(text())]),
    ]
    shapes["moved"] = [Answer([b"HTTP/1.1 302 Found\r\nLocation: /hop/\r\nContent-Length: 2\r\n\r\ngo"])]
    shapes |= {f"plain {number}": [Answer([sized(text(), HTML)])] for number in range(100)}
    paths = {f"/2026/11/20/the-quay-is-for-sale-again-{number}/": shapes[name] for number, name in enumerate(shapes)}
    items = "".join(
        f"<li><h2><a href='{path}'>The old quay is for sale again {path[-6:]}</a></h2></li>" for path in paths
    )
    front = f"<html lang=en><body><h1>Front page</h1><ul>{items}</ul></body></html>".encode()
    hop = (
        b"HTTP/1.1 301 Moved\r\nlocation:   /2026/11/20/where-it-went-in-the-end/\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    return {
        "/": [Answer([sized(front, HTML)])],
        "/hop/": [Answer([hop + chunked(b"onwards")])],
        "/2026/11/20/where-it-went-in-the-end/": [Answer([sized(text(), HTML)])],
        **paths,
    }


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server context with a certificate nobody signed."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = (
        made.serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    )
    made = made.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(
        private + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.fixture(params=["http", "https"])
def site(request: pytest.FixtureRequest) -> Iterator[WireSite]:
    """The server."""
    tls = request.getfixturevalue("certificate") if request.param == "https" else None
    server = WireSite(answers(), tls)
    yield server
    server.close()


def records(warcs: list[bytes]) -> dict[str, tuple[str, dict[str, list[str]], bytes]]:
    """Type, fields and block of every record, by id, as warcio reads them."""
    found = {}
    for data in warcs:
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
            fields: dict[str, list[str]] = {}
            for name, value in record.rec_headers.headers:
                fields.setdefault(name, []).append(value)
            found[fields["WARC-Record-ID"][0]] = (record.rec_type, fields, record.raw_stream.read())
    return found


def test_every_shape_is_kept_as_it_crossed_the_wire(site: WireSite, runner, tmp_path: Path) -> None:
    """Each exchange the server logged has its two records, with the same bytes; what was cut says why."""
    runner.settings |= {
        "CONCURRENT_REQUESTS_PER_DOMAIN": "100",
        "CONCURRENT_REQUESTS": "100",
        "DOWNLOAD_TIMEOUT": "3",
        "DOWNLOAD_VERIFY_CERTIFICATES": "False",
        "NEWS_RETRIES": "1",
        "NEWS_MAX_BODY": "100000",
    }
    result = runner.crawl(site.url)
    assert result.returncode == 0, result.stderr[-4000:]
    asked = Counter(logged.path for logged in site.log)
    assert site.answers.keys() <= asked.keys()
    assert site.connections <= 150
    held = records(list(runner.files("*.warc.gz").values()))
    waiting = list(site.log)
    for kind, fields, block in held.values():
        if kind != "response":
            continue
        request = held[fields["WARC-Concurrent-To"][0]]
        assert request[0] == "request"
        truncated = fields.get("WARC-Truncated", [None])[0]
        same = [
            logged
            for logged in waiting
            if logged.request == request[2] and logged.sent.startswith(block) and logged.answer.truncated == truncated
        ]
        assert same, (request[2], block[:300], truncated)
        if truncated not in ("length", "time"):
            assert same[0].sent == block
        waiting.remove(same[0])
        tls = ["tls/1.3"] if site.tls else []
        assert fields["WARC-Protocol"] == ["http/1.1", *tls]
        assert ("WARC-Cipher-Suite" in fields) is bool(tls)
        assert fields["WARC-IP-Address"] == ["127.0.0.1"]
    assert waiting == []
    notes = b"".join(block for kind, _, block in held.values() if kind == "metadata")
    assert b"interimResponses: HTTP/1.1%20103%20Early%20Hints%0D%0ALink:%20</s.css>%0D%0A%0D%0AHTTP/1.1%20100" in notes
    assert archive(["verify", runner.store]) == 0

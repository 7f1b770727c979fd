"""What crossed the wire is what the WARC files hold, byte for byte, as a tap on the line saw it."""

import contextlib
import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from warcio.archiveiterator import ArchiveIterator


@dataclass
class Connection:
    """Everything that went through one connection."""

    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)


class Wiretap:
    """Passes raw bytes on to a server and keeps them, by connection and direction."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self.connections: list[Connection] = []
        self._sockets: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [client, server]
                connection = Connection()
                self.connections.append(connection)
                for source, target, log in (
                    (client, server, connection.sent),
                    (server, client, connection.received),
                ):
                    threading.Thread(target=self._pump, args=(source, target, log), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, log: bytearray) -> None:
        with contextlib.suppress(OSError):
            # Odd portions, so that no message arrives in one piece by chance.
            while data := source.recv(1237):
                log += data
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for each in self._sockets:
            # A thread that waits in a system call keeps the socket open; shutdown wakes it.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@pytest.fixture
def tap(newsroom) -> Iterator[Wiretap]:
    """A tap in front of the newsroom."""
    line = Wiretap(newsroom.server_address[1])
    yield line
    line.close()


def blocks(warcs: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Request and response blocks as warcio reads them, paired by WARC-Concurrent-To."""
    requests, responses = {}, {}
    for data in warcs:
        for record in ArchiveIterator(io.BytesIO(data), no_record_parse=True):
            headers = record.rec_headers
            if record.rec_type == "request":
                requests[headers["WARC-Concurrent-To"]] = record.raw_stream.read()
            elif record.rec_type == "response":
                responses[headers["WARC-Record-ID"]] = record.raw_stream.read()
    assert requests.keys() == responses.keys()
    return [(requests[key], responses[key]) for key in responses]


def test_blocks_are_the_bytes_on_the_wire(tap, newsroom, runner) -> None:
    """Laid end to end, the blocks of the records are each connection's bytes, in both directions, none left over."""
    assert runner.crawl(tap.url).returncode == 0
    waiting = blocks(list(runner.files("*.warc.gz").values()))
    framings = b"".join(response for _, response in waiting)
    assert b"Transfer-Encoding: chunked" in framings
    assert b"Content-Encoding: gzip" in framings
    assert len(waiting) == len(newsroom.requests) > 60
    for connection in tap.connections:
        sent, received = bytes(connection.sent), bytes(connection.received)
        while sent:
            pair = next(((q, a) for q, a in waiting if sent.startswith(q) and received.startswith(a)), None)
            assert pair is not None, f"in no record: {sent[:200]!r} and {received[:200]!r}"
            waiting.remove(pair)
            sent, received = sent[len(pair[0]) :], received[len(pair[1]) :]
        assert received == b""
    assert waiting == []

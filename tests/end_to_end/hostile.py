"""A raw server for what outsiders do: each path answers with the bytes it is given, or misbehaves."""

import socket
import socketserver
import threading
import time
from collections.abc import Callable

Answer = bytes | Callable[[socket.socket], None]


def page(body: str, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """A whole response."""
    data = body.encode()
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data


def article(headline: str, links: str = "") -> bytes:
    """A small story."""
    return page(
        f"<html lang=en><head><title>{headline}</title><meta property=og:type content=article></head><body><article>"
        f"<h1>{headline}</h1><p>By the middle of the afternoon the queue at the ticket office reached the old crane, "
        f"and the harbour master had opened a second window.</p><p>Nobody could say how many had come for the boat "
        f"and how many for the band, which played until the rain began.</p></article><nav>{links}</nav></body></html>"
    )


class RawSite(socketserver.ThreadingTCPServer):
    """Serves `answers` by path; logs the time and path of every request."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.requests: list[tuple[float, str]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [path for _, path in self.requests]

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are what this server is for."""


class _Handler(socketserver.StreamRequestHandler):
    server: RawSite

    def handle(self) -> None:
        while line := self.rfile.readline(70_000):
            path = line.split(b" ")[1].decode("latin-1")
            while self.rfile.readline(70_000) not in (b"\r\n", b"\n", b""):
                pass
            self.server.requests.append((time.monotonic(), path))
            answer = self.server.answers.get(path, page("<h1>Not found</h1>", status="404 Not Found"))
            if callable(answer):
                answer(self.connection)
                return
            self.wfile.write(answer)

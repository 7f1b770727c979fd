"""The newsroom on a socket: HTTP/1.1 with kept connections, gzip, chunks and conditional requests."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Protocol

from samples.newsroom.site import Answer


class Pages(Protocol):
    """What a server serves."""

    def answer(self, target: str, host: str) -> Answer:
        """The answer to a request target, such as "/town/" or "/?p=7"."""
        ...


class NewsroomServer(ThreadingHTTPServer):
    """Serves a site on 127.0.0.1; `port` 0 takes a free one, `latency` (seconds) passes before each answer."""

    daemon_threads = True

    def __init__(self, site: Pages, port: int, *, latency: float = 0.0, log: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.site = site
        self.latency = latency
        self._log = log
        self._lock = Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def note(self, target: str, status: int) -> None:
        """Append one request to the log, as a JSON line."""
        if self._log:
            with self._lock, self._log.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"target": target, "status": status}) + "\n")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    disable_nagle_algorithm = True
    server: NewsroomServer

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        time.sleep(self.server.latency)
        host = self.headers.get("Host", "127.0.0.1")
        answer = self.server.site.answer(self.path, host)
        if answer.status == 200 and self._unchanged(answer):
            answer = Answer(status=304, headers=answer.headers)
        self.server.note(self.path, answer.status)
        body = answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status == 304:
            self.end_headers()
            return
        self.send_header("Content-Type", answer.content_type)
        if answer.compressible and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = answer.packed()
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        if answer.chunked and self.request_version == "HTTP/1.1":
            body = b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in _parts(body))
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def _unchanged(self, answer: Answer) -> bool:
        """RFC 9110 13.2.2: If-None-Match decides alone where it is sent."""
        if wanted := self.headers.get("If-None-Match"):
            return answer.headers.get("ETag") in [tag.strip() for tag in wanted.split(",")]
        since = self.headers.get("If-Modified-Since")
        return since is not None and since == answer.headers.get("Last-Modified")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr; `--log` keeps what was asked."""


def _parts(body: bytes, size: int = 4096) -> list[bytes]:
    """The chunks of a body, the empty last one included."""
    return [body[start : start + size] for start in range(0, len(body), size)] + [b""]

"""The server in front: the list of articles for people, ranges of WARC files for pywb."""

import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

from archive.digest import pieces_of
from archive.errors import StoreError
from archive.replay.catalogue import Catalogue
from archive.replay.page import PER_PAGE, list_page
from archive.store import Store

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$")


class Front(ThreadingHTTPServer):
    """Serves one store at 127.0.0.1; `replay` is the address of pywb's collection, with another port.

    Two ports, so that to a browser the archived pages are of another origin than the list.
    """

    daemon_threads = True

    def __init__(self, port: int, store: Store, catalogue: Catalogue) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.store = store
        self.catalogue = catalogue
        self.replay = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Front
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The list at /, WARC files below /warc/."""
        # A page of another site cannot read us by pointing its own name at this machine.
        host = self.headers.get("Host", "").rpartition(":")[0]
        parts = urlsplit(self.path)
        if host not in ("127.0.0.1", "localhost"):
            self._answer(HTTPStatus.FORBIDDEN, "wrong host")
        elif parts.path == "/":
            self._list(parse_qs(parts.query))
        elif parts.path.startswith("/warc/"):
            self._warc(unquote(parts.path.removeprefix("/warc/")))
        else:
            self._answer(HTTPStatus.NOT_FOUND, "nothing here")

    def _list(self, asked: dict[str, list[str]]) -> None:
        words, site = asked.get("q", [""])[0][:200], asked.get("site", [""])[0][:300]
        number = asked.get("page", ["0"])[0]
        page = int(number) if number.isdecimal() and len(number) < 9 else 0
        catalogue = self.server.catalogue
        total, articles = catalogue.articles(words, site, start=page * PER_PAGE, count=PER_PAGE)
        body = list_page(
            articles,
            total,
            store=self.server.store.url,
            sites=catalogue.sites(),
            words=words,
            site=site,
            page=page,
            replay=self.server.replay,
        )
        self._answer(HTTPStatus.OK, body, "text/html; charset=utf-8")

    def _warc(self, name: str) -> None:
        found = self.server.catalogue.warc_key(name)
        if found is None:
            self._answer(HTTPStatus.NOT_FOUND, f"no WARC file {name!r}")
            return
        key, size = found
        asked = _RANGE.match(self.headers.get("Range", ""))
        start = int(asked[1]) if asked else 0
        end = min(int(asked[2]) + 1, size) if asked and asked[2] else size
        if start >= end:
            self._answer(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"the file has {size} bytes")
            return
        try:
            stream = self.server.store.open(key, start, end - start)
        except StoreError as error:
            self._answer(HTTPStatus.BAD_GATEWAY, str(error))
            return
        with stream:
            self.send_response(HTTPStatus.PARTIAL_CONTENT if asked else HTTPStatus.OK)
            self.send_header("Content-Type", "application/warc")
            self.send_header("Content-Length", str(end - start))
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
            self.end_headers()
            for piece in pieces_of(stream):
                self.wfile.write(piece)

    def _answer(self, status: HTTPStatus, text: str, content_type: str = "text/plain; charset=utf-8") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nobody wants a line a request."""

"""A site with WordPress's API: what it states is held against the archive, and what it says has changed is fetched."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NAMES = ("crane-on-the-quay-moves-again", "ferry-goes-back-to-two-sailings", "heron-nests-above-the-fish-hall")
EDITED = "ferry-goes-back-to-two-sailings"
TEXT = "The council met on Thursday and heard the harbour master, who spoke of tides and cranes at some length. " * 6


class Site(ThreadingHTTPServer):
    """Three stories in a chain, a front page that lists them, and the API."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.total = len(NAMES)
        self.is_edited = False
        self.requests: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def answer(self, target: str) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        path, query = urlsplit(target).path, parse_qs(urlsplit(target).query)
        name = path.strip("/")
        if name in NAMES:
            more = "<p>Corrected: there will be three sailings.</p>" if self.is_edited and name == EDITED else ""
            head = '<meta property="og:type" content="article">'
            time = '<time datetime="2021-05-20T10:00:00+00:00">20 May 2021</time>'
            title = name.replace("-", " ").capitalize()
            body = f"<article><h1>{title}</h1>{time}<p>{TEXT}</p><p>{TEXT}</p>{more}</article>"
            number = NAMES.index(name)
            if number:
                body += f'<div><a rel="prev" href="/{NAMES[number - 1]}/">Previous story: {NAMES[number - 1]}</a></div>'
            if number + 1 < len(NAMES):
                body += f'<div><a rel="next" href="/{NAMES[number + 1]}/">Next story: {NAMES[number + 1]}</a></div>'
            return 200, "text/html", f"<html><head>{head}</head><body class=single>{body}</body></html>".encode()
        if path == "/":
            cards = "".join(
                f'<article><h2><a href="/{name}/">A story of the {name}</a></h2></article>' for name in NAMES
            )
            return 200, "text/html", f"<html><body><main>{cards}</main></body></html>".encode()
        if path == "/wp-json/wp/v2/posts":
            changed = [EDITED] if self.is_edited else []
            posts = [NAMES[0]] if "modified_after" not in query else changed
            rows = [{"link": f"{self.url}{name}/", "modified_gmt": "2999-01-01T00:00:00"} for name in posts]
            return 200, "application/json; charset=UTF-8", json.dumps(rows).encode()
        return 404, "text/html", b"<h1>Nothing here</h1>"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        status, kind, body = self.server.answer(self.path)
        self.server.requests.append(self.path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if kind == "text/html":
            self.send_header("Link", f'<{self.server.url}wp-json/>; rel="https://api.w.org/"')
        if kind.startswith("application/json"):
            self.send_header("X-WP-Total", str(self.server.total))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_the_account_is_asked_believed_and_held_against_the_archive(runner) -> None:
    """One question in the first crawl, two in the second, which fetches the edited story; none where it is off."""
    with Site() as site:
        count = "/wp-json/wp/v2/posts?per_page=1&_fields=link,modified_gmt"
        assert runner.crawl(site.url).returncode == 0
        assert [target for target in site.requests if "wp-json" in target] == [count]

        site.requests.clear()
        site.is_edited, site.total = True, 9
        assert runner.crawl(site.url).returncode == 0
        asked = [target for target in site.requests if "wp-json" in target]
        assert (len(asked), asked.count(count), "modified_after=" in asked[0] + asked[1]) == (2, 1, True)
        # The last story of the chain is always asked again, for it may name a next one by now.
        assert {target.strip("/") for target in site.requests} & set(NAMES) == {EDITED, NAMES[-1]}
        assert len([line for line in runner.lines() if line["url"].endswith(f"/{EDITED}/")]) == 2

        covered = runner.run("coverage", site.url)
        assert covered.returncode == 8
        assert "archived and not gone: 3: at least 6 missing" in covered.stdout

        site.requests.clear()
        assert runner.crawl(site.url, "-s", "NEWS_ORACLE=False").returncode == 0
        assert not [target for target in site.requests if "wp-json" in target]
        site.shutdown()

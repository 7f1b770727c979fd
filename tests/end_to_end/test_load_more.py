"""Listings that go on behind a button or a scroll: every story is found, with GET alone, and the end is an end."""

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SHOWN = 4
"""Stories on a page of a section."""
SIZES = {"scroll": 11, "numbered": 11, "markup": 11, "paginator": 11, "cursor": 11, "offset": 10, "neverending": 11}
"""Stories of each section; each goes on in another way."""
EXPECTED = {
    "/", "/robots.txt", "/sitemap.xml", *(f"/{section}/" for section in SIZES),
    # Nothing says that these end but an answer without stories.
    "/scroll/?page=2", "/scroll/?page=3", "/scroll/?page=4",
    "/parts/numbered?page=2", "/parts/numbered?page=3", "/parts/numbered?page=4",
    "/parts/markup?page=2", "/parts/markup?page=3",
    "/parts/paginator?page=2", "/parts/paginator?page=3",
    "/api/cursor?cursor=c4&size=4", "/api/cursor?cursor=c8&size=4",
    "/api/offset.json?offset=4", "/api/offset.json?offset=8", "/api/offset.json?offset=10",
    "/neverending/page/2/", "/neverending/page/3/", "/neverending/page/4/",
}  # fmt: skip
"""What is asked for beside the stories."""
TEXT = "The council met on Thursday and heard the harbour master, who spoke of tides and cranes at some length. " * 6


def headlines(section: str, start: int) -> list[tuple[str, str]]:
    """Address and headline of a page's stories."""
    return [
        (f"/2026/{section}-story-{number}-of-the-long-summer/", f"The {section} story that is number {number}")
        for number in range(start, min(start + SHOWN, SIZES[section]))
    ]


def cards(section: str, start: int) -> str:
    """The same as HTML."""
    rows = headlines(section, start)
    return "".join(f"<article class=post><h2><a href='{url}'>{name}</a></h2></article>" for url, name in rows)


def has_more(section: str, start: int) -> bool:
    """Whether a page comes after the one that begins with this story."""
    return start + SHOWN < SIZES[section]


def control(section: str) -> str:
    """What the first page of a section has for its script."""
    nonces = ' data-nonce="3c1f" data-action="load"'
    match section:
        case "scroll":
            return '<div hx-get="/scroll/?page=2" hx-trigger="revealed" hx-swap="outerHTML"></div>'
        case "numbered":
            return '<div class="feed" data-url="/parts/numbered?page=2"><button>Weitere Meldungen</button></div>'
        case "markup":
            return f'<button class="btn-load-more" data-endpoint="/parts/markup" data-page="1"{nonces}>+</button>'
        case "paginator":
            rest = {"component": "News", "props": {"stories": {"data": [], "next_page_url": "/parts/paginator?page=2"}}}
            return f"<div id=app data-page='{json.dumps(rest)}'></div>"
        case "cursor":
            state = {"props": {"pageProps": {"feed": {"nextPageUrl": "/api/cursor?cursor=c4&size=4"}}}}
            return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>'
        case "offset":
            return '<div data-endpoint="/api/offset.json?offset=4"></div><button>もっと見る</button>'
        case _:
            history = {"host": "127.0.0.1", "path": "/neverending/page/%d/", "use_trailing_slashes": True}
            settings = {"settings": {"ajaxurl": "/?infinity=scrolling", "type": "scroll", "history": history}}
            return (
                f"<script>var infiniteScroll = {json.dumps(settings)};</script>"
                '<button class="load-more" data-url="/wp-admin/admin-ajax.php">More posts</button>'
            )


def page(section: str, start: int, rest: str) -> str:
    """A page of a section as a browser sees it before any script ran."""
    menu = "".join(f"<li><a href='/{name}/'>{name.title()}</a></li>" for name in SIZES)
    return (
        f"<html lang=en><head><title>{section}</title></head><body class=archive><nav><ul>{menu}</ul></nav>"
        f"<main><h1>{section.title()}</h1>{cards(section, start)}{rest}</main></body></html>"
    )


def answer(target: str) -> tuple[str, str] | None:
    """Content type and body, or None for 404."""
    path, query = urlsplit(target).path, {key: values[0] for key, values in parse_qs(urlsplit(target).query).items()}
    parts = path.strip("/").split("/")
    section = parts[-1].removesuffix(".json")
    html, data = "text/html; charset=utf-8", "application/json"
    number = int(query.get("page", 1))
    start = (number - 1) * SHOWN
    if path == "/":
        return html, page("scroll", 0, "")
    if parts[0] == "2026":
        name = parts[1].replace("-", " ").capitalize()
        return html, (
            f"<html lang=en><head><title>{name}</title><meta property=og:type content=article></head>"
            f"<body class=single><article><h1>{name}</h1><p>{TEXT}</p></article><a href='/'>Home</a></body></html>"
        )
    if path == "/scroll/" and number > 1:
        more = f'<div hx-get="/scroll/?page={number + 1}" hx-trigger="revealed"></div>'
        return html, cards("scroll", start) + (more if has_more("scroll", start) else "")
    if path == "/parts/numbered":
        return html, cards("numbered", start) or "<p>No more stories.</p>"
    if path == "/parts/markup":
        body = {"success": True, "html": cards("markup", start), "has_more": has_more("markup", start)}
        return "text/html; charset=utf-8", json.dumps(body)
    if path == "/parts/paginator":
        rows = [
            {"id": 7, "title": name, "url": url, "author": {"name": "Ines"}} for url, name in headlines(section, start)
        ]
        following = f"/parts/paginator?page={number + 1}" if has_more(section, start) else None
        return data, json.dumps({"current_page": number, "data": rows, "next_page_url": following})
    if path == "/api/cursor":
        start = int(query["cursor"][1:])
        rows = [
            {"headline": name, "permalink": url, "image": {"url": "/x.jpg"}} for url, name in headlines(section, start)
        ]
        following = f"/api/cursor?cursor=c{start + SHOWN}&size=4" if has_more(section, start) else None
        return data, ")]}',\n" + json.dumps({"results": rows, "next": following})
    if path == "/api/offset.json":
        rows = [
            {"title": {"rendered": f"<b>{name}</b>"}, "link": url}
            for url, name in headlines(section, int(query["offset"]))
        ]
        return data, json.dumps(rows)
    if parts[0] == "neverending" and len(parts) == 3:
        section = parts[0]
        start = (int(parts[2]) - 1) * SHOWN
        return (html, page(section, start, control(section))) if start < SIZES["neverending"] else None
    if parts[0] in SIZES:
        return html, page(parts[0], 0, control(parts[0]))
    return None


class Site(ThreadingHTTPServer):
    """The sections; logs method and target of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        self.requests: list[tuple[str, str]] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.requests.append((self.command, self.path))
        found = answer(self.path)
        if self.path.startswith("/api/") and "text/html" in (self.headers["Accept"] or ""):
            # As Django REST framework does: a page about the answer, for people.
            found = "text/html", f"<html><body><h1>Stories</h1><p>{TEXT}</p></body></html>"
        kind, body = found or ("text/html", "<html><body><h1>Not found</h1></body></html>")
        data = body.encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_every_story_behind_a_button_is_found(runner, tmp_path: Path) -> None:
    """Seven ways to go on: all stories once, each answer archived as a listing, no POST, and no asking without end."""
    with Site() as site:
        result = runner.crawl(site.url)
        asked = site.requests
        assert result.returncode == 0, result.stderr[-3000:]

        lines = sorted(urlsplit(line["url"]).path for line in runner.lines())
        assert lines == sorted(
            url for section, size in SIZES.items() for at in range(0, size, SHOWN) for url, _ in headlines(section, at)
        )
        assert {method for method, _ in asked} == {"GET"}
        targets = [target for _, target in asked]
        assert len(targets) == len(set(targets))
        assert not [target for target in targets if "admin-ajax" in target or "infinity" in target]
        assert {target for target in targets if not target.startswith("/2026/")} == EXPECTED
        site.shutdown()

    told = runner.run("explain", f"{site.url}2026/cursor-story-9-of-the-long-summer/")
    assert "/api/cursor?cursor=c8&size=4" in told.stdout

    live = [line["id"] for line in runner.lines()]
    copy = runner.copy_to(tmp_path / "copy")
    shutil.rmtree(copy.root / "articles")
    assert copy.run("extract", copy.store, "-O", str(tmp_path / "again.jsonl")).returncode == 0
    assert [json.loads(line)["id"] for line in (tmp_path / "again.jsonl").read_text("utf-8").splitlines()] == live

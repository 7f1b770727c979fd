"""Which path gives which answer. No socket here: a path and a host go in, an answer comes out."""

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from samples.newsroom import machines, pictures, theme
from samples.newsroom.stories import SECTIONS, edition

_PAGE = 6
"""Stories on one page of a listing."""
_LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#14506b"/>'
    '<path d="M3 19q4-5 8 0t8 0 8 0M5 24q3-4 6 0t6 0 6 0" fill="none" stroke="#fff" stroke-width="2"/>'
    '<path d="M16 4l5 11H11z" fill="#fff"/></svg>'
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One response before it is put on the wire."""

    status: int = 200
    content_type: str = "text/html; charset=UTF-8"
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    chunked: bool = False

    @property
    def compressible(self) -> bool:
        return self.content_type.startswith(("text/", "application/", "image/svg"))

    def packed(self) -> bytes:
        """The body under gzip; the same bytes each time."""
        return gzip.compress(self.body, mtime=0)


class Site:
    """The newsroom on one of its days."""

    def __init__(self, day: int = 1) -> None:
        self.stories = edition(day)
        self._by_path = {story.path: index for index, story in enumerate(self.stories)}
        self._by_slug = {story.slug: story for story in self.stories}
        listed = [story for story in reversed(self.stories) if not story.unlisted]
        self._listed = listed
        self._listings = {f"/{name.lower()}/": (name, [s for s in listed if s.section == name]) for name in SECTIONS}
        for tag in sorted({tag for story in listed for tag in story.tags}):
            self._listings[f"/tag/{theme.slug(tag)}/"] = (f"Tag: {tag}", [s for s in listed if tag in s.tags])
        for author in sorted({story.author for story in listed}):
            named = [s for s in listed if s.author == author]
            self._listings[f"/author/{theme.slug(author)}/"] = (f"Author: {author}", named)
        popular = [story for story in self.stories if story.number in (4, 9, 23, 31) and not story.unlisted]
        self._sidebar = theme.sidebar(listed[:5], popular)

    def answer(self, target: str, host: str) -> Answer:
        """The answer to a request target, such as "/town/" or "/?p=7"."""
        parts = urlsplit(target)
        path = parts.path
        if path == "/" and (number := parse_qs(parts.query).get("p")):
            return self._short_link(number[0])
        if path in self._by_path:
            return self._story(self._by_path[path], host)
        if f"{path}/" in self._by_path or f"{path}/" in self._listings:
            return Answer(status=301, headers={"Location": f"{path}/"})
        fixed = {
            "/": lambda: _html(theme.listing_page("Today in the bay", self._listed[:12], "/", 1, 1, self._sidebar)),
            "/about/": lambda: _html(self._about()),
            "/feed/": lambda: _text(machines.feed(self._listed[:10], host), "application/rss+xml; charset=UTF-8"),
            "/sitemap.xml": lambda: _text(machines.sitemap(self._listed, host), "application/xml; charset=UTF-8"),
            "/robots.txt": lambda: _text(machines.robots(host), "text/plain; charset=utf-8"),
            "/theme/style.css": lambda: _text(Path(__file__).with_name("style.css").read_text("utf-8"), "text/css"),
            "/theme/logo.svg": lambda: _text(_LOGO, "image/svg+xml"),
        }
        if path in fixed:
            return fixed[path]()
        return self._listing(path) or self._picture(path) or self._missing()

    def _short_link(self, number: str) -> Answer:
        if number.isdecimal() and 1 <= int(number) <= len(self.stories):
            return Answer(status=301, headers={"Location": self.stories[int(number) - 1].path})
        return self._missing()

    def _story(self, index: int, host: str) -> Answer:
        story = self.stories[index]
        older = self.stories[index - 1] if index else None
        newer = self.stories[index + 1] if index + 1 < len(self.stories) else None
        related = self._by_slug[story.related] if story.related else None
        # Weak (RFC 9110 8.8.1): the boxes beside the story change with every new one, what it says does not.
        kernel = repr((story, older and older.slug, newer and newer.slug)).encode()
        changed = story.changed
        moment = changed if isinstance(changed, datetime) else datetime.combine(changed, time(), UTC)
        headers = {
            "ETag": f'W/"{hashlib.sha256(kernel).hexdigest()[:16]}"',
            "Last-Modified": format_datetime(moment.astimezone(UTC), usegmt=True),
        }
        html = theme.story_page(story, older, newer, related, host, self._sidebar)
        return Answer(body=html.encode(), headers=headers)

    def _listing(self, path: str) -> Answer | None:
        base, number = path, 1
        if "/page/" in path:
            base, _, tail = path.partition("page/")
            if not tail.rstrip("/").isdecimal():
                return None
            number = int(tail.rstrip("/"))
        title, stories = self._listings.get(base, ("", []))
        shown = stories[(number - 1) * _PAGE : number * _PAGE] if number else []
        if not shown:
            return None
        count = -(-len(stories) // _PAGE)
        return _html(theme.listing_page(title, shown, base, number, count, self._sidebar, current=title))

    def _picture(self, path: str) -> Answer | None:
        name, _, width = path.removeprefix("/pictures/").removesuffix(".png").rpartition("-")
        if not path.startswith("/pictures/") or name not in self._by_slug or width not in ("320", "640"):
            return None
        return Answer(content_type="image/png", body=pictures.png(name, int(width)))

    def _about(self) -> str:
        text = (
            '<article class="page"><h1 class="entry-title">About us</h1><div class="entry-content">'
            "<p>The Courier has been printed in Merrow Bay since 1871 and has never yet missed a tide.</p>"
            '<p>Old <a href="/harbour/tide-tables-2019/">tide tables</a> are kept at the harbour office.</p>'
            "</div></article>"
        )
        return theme.page(f"About us - {theme.TITLE}", text, self._sidebar, body_class="page-template")

    def _missing(self) -> Answer:
        text = (
            '<h1 class="page-title">Oops! That page can&rsquo;t be found.</h1>'
            "<p>It may have gone out with the tide.</p>"
        )
        html = theme.page(f"Page not found - {theme.TITLE}", text, self._sidebar, body_class="error404")
        return Answer(status=404, body=html.encode())


def _html(text: str) -> Answer:
    return Answer(body=text.encode(), chunked=True)


def _text(text: str, content_type: str) -> Answer:
    return Answer(body=text.encode(), content_type=content_type)

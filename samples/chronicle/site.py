"""The pages of the newspaper on one day. They carry no validators, and much in them moves."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import format_datetime
from html import escape
from urllib.parse import parse_qs, urlsplit

from samples.chronicle.script import FIRST_DAY, SECTIONS, Life, Version, morning
from samples.newsroom.site import Answer

PAGE = 10
TITLE = "The Long Chronicle"


class Chronicle:
    """Answers requests; `day` moves it on."""

    def __init__(self, lives: Sequence[Life], *, dated_sitemap: bool = True) -> None:
        self._lives = lives
        self._dated = dated_sitemap
        self.turn_to(0)

    def turn_to(self, day: int) -> None:
        """Print the edition of a day."""
        self.day = day
        versions = [version for life in self._lives if (version := life.at(day)) is not None]
        self.there = sorted(
            (version for version in versions if version.status == "there"), key=lambda one: (one.published, one.path)
        )
        """Oldest first: the order of the chain."""
        self._place = {version.path: number for number, version in enumerate(self.there)}
        self._redirects = {version.moved_from: version.path for version in versions if version.moved_from}
        self._redirects |= {version.path: "/" for version in versions if version.status == "front"}
        self._gone = {version.path for version in versions if version.status == "410"}
        # Boxes, counters, advertisements: other ones each day.
        self._dice = random.Random(f"noise {day}")
        self._box = "".join(
            f'<li><a href="{one.path}">{escape(one.headline)}</a></li>' for one in self._dice.sample(self.there, 4)
        )

    def answer(self, target: str, host: str) -> Answer:
        """The answer to a request target."""
        parts = urlsplit(target)
        if (number := parse_qs(parts.query).get("p")) and parts.path == "/":
            found = next((one.path for one in self.there if str(one.number) == number[0]), None)
            return _redirect(found) if found else self._missing(404)
        if parts.path in self._place:
            return _html(self._story(self._place[parts.path], host))
        if parts.path in self._redirects:
            return _redirect(self._redirects[parts.path])
        if parts.path in self._gone:
            return self._missing(410)
        if parts.path == "/sitemap.xml":
            return _text(self._sitemap(host), "application/xml; charset=UTF-8")
        if parts.path == "/feed/":
            return _text(self._feed(host), "application/rss+xml; charset=UTF-8")
        if parts.path == "/robots.txt":
            return _text(f"User-agent: *\nAllow: /\n\nSitemap: http://{host}/sitemap.xml\n", "text/plain")
        return self._listing(parts.path) or self._missing(404)

    def _listing(self, path: str) -> Answer | None:
        base, _, tail = path.partition("page/")
        number = int(tail.rstrip("/")) if tail.rstrip("/").isdecimal() else 1
        section = base.strip("/")
        if section and section not in SECTIONS:
            return None
        stories = [one for one in reversed(self.there) if not section or one.path.startswith(base)]
        shown = stories[(number - 1) * PAGE : number * PAGE]
        if not shown:
            return None
        cards = "".join(
            f'<article class="post-card"><h2 class="entry-title"><a href="{one.path}">{escape(one.headline)}</a></h2>'
            f'<p class="excerpt">{escape(one.standfirst)}</p></article>\n'
            for one in shown
        )
        older = f'<a class="next page-numbers" href="{base}page/{number + 1}/">Older</a>'
        more = older if number * PAGE < len(stories) else ""
        main = f'<h1 class="page-title">{section or "Today"}</h1>{cards}<nav class="pagination">{more}</nav>'
        return _html(self._page(section or TITLE, main, "archive"))

    def _story(self, place: int, host: str) -> str:
        one = self.there[place]
        url = f"http://{host}{one.path}"
        older = self.there[place - 1] if place else None
        newer = self.there[place + 1] if place + 1 < len(self.there) else None
        text = "\n".join(f"<p>{escape(part)}</p>" for part in one.text)
        modified = f',"dateModified":"{one.modified.isoformat()}"' if one.modified else ""
        head = (
            f'<link rel="canonical" href="{url}"><link rel="shortlink" href="http://{host}/?p={one.number}">'
            f'<meta name="description" content="{escape(one.standfirst)}"><meta property="og:type" content="article">'
            f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle",'
            f'"headline":"{one.headline}","datePublished":"{one.published.isoformat()}"{modified},'
            f'"author":{{"@type":"Person","name":"Ada Quill"}}}}</script>'
        )
        chain = "".join(
            f'<div class="nav-{side}"><a href="{other.path}" rel="{rel}">{label}: {escape(other.headline)}</a></div>'
            for side, rel, label, other in (("previous", "prev", "Previous", older), ("next", "next", "Next", newer))
            if other
        )
        comments = "".join(
            f'<li class="comment"><p>Comment number {number} of a reader.</p></li>' for number in range(self.day % 7)
        )
        main = f"""<article id="post-{one.number}" class="post type-post">
<header class="entry-header"><h1 class="entry-title">{escape(one.headline)}</h1>
<p class="standfirst">{escape(one.standfirst)}</p>
<p class="byline">By <a rel="author" href="/">Ada Quill</a>
<time class="entry-date published" datetime="{one.published.isoformat()}">{one.published:%d %B %Y %H:%M}</time>
<span class="post-views">{self._dice.randint(100, 99999)} views</span></p></header>
<div class="entry-content">
{text}
<div class="adsbygoogle ad-slot">Offer of the day: {self._dice.randint(2, 90)} % off umbrellas</div>
<div class="share-buttons"><span class="count">{self._dice.randint(1, 400)}</span> shares</div>
</div></article>
<nav class="post-navigation">{chain}</nav>
<section id="comments" class="comments-area"><h2>{self.day % 7} comments</h2><ol>{comments}</ol></section>"""
        return self._page(one.headline, main, f"single single-post postid-{one.number}", head)

    def _page(self, title: str, main: str, body_class: str, head: str = "") -> str:
        menu = "".join(f'<li><a href="/{name}/">{name.title()}</a></li>' for name in SECTIONS)
        now = FIRST_DAY.replace(hour=self._dice.randint(0, 23), minute=self._dice.randint(0, 59))
        return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} - {TITLE}</title>
<link rel="alternate" type="application/rss+xml" href="/feed/">{head}</head><body class="{body_class}">
<header class="site-header"><a href="/">{TITLE}</a> <span class="clock">{now:%H:%M}</span>
<nav class="main-navigation"><ul>{menu}</ul></nav></header>
<main>{main}</main>
<aside class="widget-area"><h2>Readers like</h2><ul>{self._box}</ul></aside>
<footer class="site-footer">Page {self._dice.randint(1, 10**9)}</footer></body></html>"""

    def _sitemap(self, host: str) -> str:
        rows = "".join(
            f"<url><loc>http://{host}{one.path}</loc>{self._lastmod(one)}</url>\n" for one in reversed(self.there)
        )
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'

    def _lastmod(self, one: Version) -> str:
        return f"<lastmod>{(one.modified or one.published).isoformat()}</lastmod>" if self._dated else ""

    def _feed(self, host: str) -> str:
        items = "".join(
            f"<item><title>{escape(one.headline)}</title><link>http://{host}{one.path}</link>"
            f"<pubDate>{format_datetime(one.published)}</pubDate></item>\n"
            for one in reversed(self.there[-PAGE:])
        )
        built = format_datetime(datetime.combine(morning(self.day), time(11), UTC))
        head = f"<title>{TITLE}</title><lastBuildDate>{built}</lastBuildDate>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}\n{items}</channel></rss>\n'

    def _missing(self, status: int) -> Answer:
        page = self._page("Page not found", "<h1>Page not found</h1><p>There is nothing here.</p>", "error404")
        return Answer(status=status, body=page.encode())


def _redirect(path: str) -> Answer:
    return Answer(status=301, headers={"Location": path})


def _html(text: str) -> Answer:
    return Answer(body=text.encode())


def _text(text: str, content_type: str) -> Answer:
    return Answer(body=text.encode(), content_type=content_type)

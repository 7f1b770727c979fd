# ruff: noqa: E501 -- markup reads better unbroken
"""A crawl of a made-up newsroom in memory: read, plan, admit, report, until nothing is left."""

import heapq
import itertools
import re
from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from archive.model import CaptureRef
from crawler.links.policy import plan
from crawler.links.scope import Scope
from crawler.links.sitemaps import parse_sitemap
from crawler.links.traps import Budget, Verdict
from pipelines.classify import classify
from pipelines.extract.document import parse
from pipelines.extract.links import find_links
from pipelines.page import Page
from pipelines.reading import PageKind, Reading, Reason, Rejected
from pipelines.rules import PageRules
from pipelines.urls import canonical

BASE = "https://example.com"
SECTIONS = ("world", "asia", "business")
STORIES = 120
HIDDEN = {7, 8, 23, 42, 77, 99}
"""Stories that only their neighbours link to."""
PER_PAGE = 8
TEXT = (
    "The council met on Thursday and heard the harbour master, who spoke of tides, cranes and unpaid dues at length. "
)
NEWS_ROLES = {"card", "listed", "previous_story", "next_story"}
CALENDARS = ("/calendar/", "/kal/")


def slug(number: int) -> str:
    """The address of a story."""
    return f"/2021/{SECTIONS[number % 3]}/the-story-with-number-{number}-of-many/"


def shell(inner: str, body_class: str) -> str:
    """A page of the site with its menu, tags and traps."""
    menu = "".join(f'<li><a href="/{section}/">{section.title()}</a></li>' for section in SECTIONS)
    tags = "".join(f'<a rel="tag" href="/tag/word{n}/">word{n}</a>' for n in range(40))
    return f"""<!doctype html><html><head><title>x</title></head><body class="{body_class}"><nav class="menu"><ul>{menu}<li><a href="/calendar/2021/05/">Calendar</a></li></ul></nav>
    <main>{inner}</main><aside>{tags}<a href="/list/?color=red&amp;size=2">Red</a></aside><footer><a href="/login/">Login</a><a href="/imprint/">Imprint</a></footer></body></html>"""


def listing(path: str, numbers: list[int], page: int) -> str | None:
    """A page of a section, a tag or the front."""
    last = max(1, -(-len(numbers) // PER_PAGE))
    if not 1 <= page <= last:
        return None
    shown = numbers[(page - 1) * PER_PAGE : page * PER_PAGE]
    cards = "".join(
        f'<article class="post"><h2><a href="{slug(n)}">The story with number {n}</a></h2><p>{TEXT}</p></article>'
        for n in shown
    )
    pages = "".join(
        f'<a class="page-numbers" href="{path}page/{n}/">{n}</a>' for n in sorted({page + 1, last}) if page < n <= last
    )
    return shell(f'<h1>News</h1>{cards}<div class="pagination">{pages}</div>', "archive")


def story(number: int) -> str:
    """An article with its neighbours."""
    links = ""
    if number > 0:
        links += f'<div class="nav-previous"><span>Previous story</span><a href="{slug(number - 1)}">The story with number {number - 1}</a></div>'
    following = number + 1 if number + 1 < STORIES else STORIES // 2  # the newest points back: a loop
    links += f'<div class="nav-next"><span>Next story</span><a href="{slug(following)}">The story with number {following}</a></div>'
    article = (
        f'<article><h1>The story with number {number}</h1><time datetime="2021-05-20">May 20</time>'
        + f"<p>{TEXT}</p>" * 5
        + "</article>"
    )
    return shell(
        f'{article}<p><a href="{slug(number)}?print=1">Print</a> <a href="{slug(number)}amp/">AMP</a></p><div class="post-navi">{links}</div>',
        "single",
    )


def serve(url: str) -> str | None:
    """The site: what the address answers, or None for 404."""
    path, query = urlsplit(url).path, urlsplit(url).query
    listed = [n for n in reversed(range(STORIES)) if n not in HIDDEN]
    root, _, page = path.partition("page/")
    number = int(page.strip("/")) if page else 1
    if root == "/":
        return listing("/", listed[:48], number)
    if root.strip("/") in SECTIONS:
        return listing(root, [n for n in listed if SECTIONS[n % 3] == root.strip("/")], number)
    if root.startswith("/tag/"):
        return listing(root, [n for n in listed if n % 40 == int(root.strip("/")[8:])], number)
    if path.startswith(CALENDARS):
        year, month = map(int, path.strip("/").split("/")[1:3])
        word = path.split("/")[1]
        following = f"/{word}/{year + month // 12}/{month % 12 + 1:02d}/"
        return shell(f'<h1>{month} {year}</h1><p>No events.</p><a rel="next" href="{following}">Next month</a>', "cal")
    if path == "/list/":
        # Facets: any combination leads to more combinations, and to stories that are known.
        more = "".join(f'<a href="/list/?{query}&amp;f{n}={len(query)}">Filter {n}</a>' for n in range(5))
        return shell(f"<h1>Filter</h1>{more}", "facets")
    return next((story(n) for n in range(STORIES) if path == slug(n)), None)


def read(url: str, source: str) -> Reading:
    """What the pipelines make of a page, as far as the crawl asks."""
    ref = CaptureRef(file="a", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A")
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    page = Page(
        url=url,
        status=200,
        headers=headers,
        body=source.encode(),
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
        warc=ref,
    )
    document, rules = parse(page), PageRules(site="example.com")
    links = find_links(document, rules)
    found = classify(document, rules, links)
    rejected = Rejected(reason=Reason.NOT_AN_ARTICLE, url=url)
    return Reading(url=url, kind=found.kind, reasons=found.reasons, links=links, rejected=rejected)


def crawl(
    sitemap: list[int], site: Callable[[str], str | None] = serve, at_once: int = 1
) -> tuple[set[str], Counter[str]]:
    """Crawl from the front page; returns the stories found and the requests by first part of the path.

    `at_once`: so many addresses are asked for before the first of them is answered.
    """
    scope, budget, turn = Scope([BASE + "/"]), Budget(), itertools.count()
    queue: list[tuple[int, int, str, str]] = [(-1000, next(turn), f"{BASE}/", "start")]
    heard = {f"{BASE}/"}
    stories: set[str] = set()
    requests: Counter[str] = Counter()

    def hear(url: str, role: str, priority: int) -> int:
        url = canonical(url)
        budget.hear(url, role)
        if url in heard:
            return 0
        heard.add(url)
        heapq.heappush(queue, (-priority, next(turn), url, role))
        return role in NEWS_ROLES

    data = "".join(f"<url><loc>{BASE}{slug(n)}</loc></url>" for n in sitemap)
    entries = parse_sitemap(f"<urlset>{data}</urlset>".encode(), f"{BASE}/sitemap.xml").entries
    budget.admit(f"{BASE}/sitemap.xml", "sitemap")
    budget.report(f"{BASE}/sitemap.xml", sum(hear(entry.url, "listed", 300) for entry in entries))
    on_the_way: deque[tuple[str, str]] = deque()
    while queue or on_the_way:
        while queue and len(on_the_way) < at_once:
            _, _, url, role = entry = heapq.heappop(queue)
            verdict = budget.admit(url, role)
            if verdict is Verdict.LATER:
                assert on_the_way, "nothing is on the way that could decide"
                heapq.heappush(queue, entry)
                break
            if verdict is Verdict.YES:
                on_the_way.append((url, role))
        if not on_the_way:
            continue
        url, role = on_the_way.popleft()
        requests[urlsplit(url).path.split("/")[1]] += 1
        assert requests.total() < 1000, requests
        source = site(url)
        new = cards = 0
        if source is not None:
            reading = read(url, source)
            candidates = plan(reading, scope)
            cards = sum(c.role == "card" for c in candidates)
            new = sum(hear(c.url, c.role, c.priority) for c in candidates)
            if reading.kind is PageKind.ARTICLE:
                stories.add(url)
                new += 1
        budget.report(url, new, cards)
    return stories, requests


@pytest.mark.parametrize("at_once", [1, 8])
@pytest.mark.parametrize("sitemap", [[], list(range(100, STORIES)), [n for n in range(STORIES) if n not in HIDDEN]], ids=["none", "newest", "all listed"])  # fmt: skip
def test_every_story_within_budget(sitemap: list[int], at_once: int) -> None:
    """With no, a short or a long sitemap, one by one or in bursts: every story once, in 1.3 requests a story."""
    stories, requests = crawl(sitemap, at_once=at_once)
    assert stories == {BASE + slug(number) for number in range(STORIES)}
    assert requests["2021"] == STORIES
    assert requests.total() <= 1.3 * STORIES
    assert requests["calendar"] <= 1
    assert requests["tag"] <= 3
    assert requests["login"] == 0


def test_deterministic() -> None:
    """The same site is crawled in the same way."""
    assert crawl(list(range(60))) == crawl(list(range(60)))


def test_unnamed_calendar() -> None:
    """An endless calendar whose address does not say so ends as well."""

    def site(url: str) -> str | None:
        source = serve(url)
        return source.replace("/calendar/", "/kal/") if source else None

    stories, requests = crawl([], site)
    assert len(stories) == STORIES
    assert requests["kal"] <= 12


def without_chain(url: str) -> str | None:
    """The same site without links to neighbours: only lists name the stories."""
    source = serve(url)
    return re.sub(r'<div class="post-navi">.*?</main>', "</main>", source, flags=re.DOTALL) if source else None


def with_older_posts(url: str) -> str | None:
    """The same again, and its listings name their next page only."""
    source = without_chain(url)
    number = int(url.rpartition("page/")[2].strip("/")) if "/page/" in url else 1

    def one(match: re.Match[str]) -> str:
        following = [link for link in re.findall(r'href="([^"]+)"', match.group()) if link.endswith(f"/{number + 1}/")]
        return (
            f'<div class="nav-links"><a class="next" href="{following[0]}">Older posts</a></div>' if following else ""
        )

    return re.sub(r'<div class="pagination">.*?</div>', one, source, flags=re.DOTALL) if source else None


@pytest.mark.parametrize("site", [without_chain, with_older_posts])
@pytest.mark.parametrize(
    "sitemap",
    [[], list(range(100, STORIES)), [n for n in range(STORIES) if n % 3 != 2], [n for n in range(STORIES) if n > 60]],
    ids=["none", "newest", "all but a section", "newer half"],
)
def test_lists_tell_what_the_sitemap_does_not(sitemap: list[int], site: Callable[[str], str | None]) -> None:
    """A sitemap that leaves out a section or the past does not keep the listings that have it from being read."""
    listed = [n for n in sitemap if n not in HIDDEN]
    stories, _ = crawl(listed, site)
    assert stories == {BASE + slug(number) for number in range(STORIES) if number not in HIDDEN}


@pytest.mark.parametrize("site", [without_chain, with_older_posts])
def test_lists_are_left_alone_where_the_sitemap_has_all(site: Callable[[str], str | None]) -> None:
    """Their first pages and a few others show that they name nothing else; all of them would be 21."""
    stories, requests = crawl([n for n in range(STORIES) if n not in HIDDEN], site)
    assert len(stories) == STORIES - len(HIDDEN)
    assert sum(requests[name] for name in ("", "page", *SECTIONS)) <= 12
    assert requests["tag"] <= 1

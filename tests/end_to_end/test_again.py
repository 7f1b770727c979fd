"""The second run: only what is new is fetched, and only what is news is published."""

import pytest

from tests.end_to_end import hostile


def test_a_second_run_publishes_nothing_that_is_known(newsroom, runner) -> None:
    """Run again at once, a crawl publishes no line and asks for few pages."""
    assert runner.crawl(newsroom.url).returncode == 0
    first = len(newsroom.requests)
    before = runner.files("*.jsonl.gz")
    newsroom.requests.clear()
    assert runner.crawl(newsroom.url).returncode == 0
    after = runner.files("*.jsonl.gz")
    assert {key for key in after if key.startswith("articles/")} == {
        key for key in before if key.startswith("articles/")
    }
    assert len(newsroom.requests) < first / 4


def test_the_second_day_brings_its_stories(newsroom, runner) -> None:
    """After the second day there is one line for each new story, the one that only the chain names among them."""
    assert runner.crawl(newsroom.url).returncode == 0
    old = {line["url"] for line in runner.lines()}
    newsroom.turn_to_second_day()
    assert runner.crawl(newsroom.url).returncode == 0
    urls = [line["url"] for line in runner.lines()]
    new = [url.rstrip("/").rpartition("/")[2] for url in urls if url not in old]
    assert sorted(new) == [
        "otter-makes-her-first-trip-in-a-swell",
        "owner-of-bench-318-comes-forward",
        "return-match-moved-to-the-prison-library",
    ]


def test_an_edited_story_gets_another_line_with_the_same_id(newsroom, runner) -> None:
    """The story that the newsroom has changed by the second day comes again, as what it says now."""
    assert runner.crawl(newsroom.url).returncode == 0
    newsroom.turn_to_second_day()
    assert runner.crawl(newsroom.url).returncode == 0
    lines = [line for line in runner.lines() if "winter-storm" in line["url"]]
    assert len({line["id"] for line in lines}) == 1
    assert [line["date_modified"] for line in lines] == [None, "2026-11-19T09:00:00+00:00"]
    before, after = (line["body"].splitlines()[-1] for line in lines)
    assert before == "A second, weaker storm is forecast for the weekend."
    assert after.startswith("The second storm that had been forecast for the weekend will pass to the north")


@pytest.mark.parametrize("lastmod", ["", "<lastmod>2026-11-23</lastmod>"])
def test_a_sitemap_behind_an_unchanged_index_is_read_again(runner, lastmod: str) -> None:
    """A story that only a sitemap names is found although the index of the sitemaps is the same, as WordPress's is."""

    def index(site: hostile.RawSite) -> bytes:
        named = f"<sitemap><loc>{site.url}sitemap-posts-1.xml</loc>{lastmod}</sitemap>"
        return hostile.page(f"<sitemapindex>{named}</sitemapindex>", kind="application/xml")

    def posts(site: hostile.RawSite, *slugs: str) -> bytes:
        named = "".join(f"<url><loc>{site.url}2026/{slug}/</loc></url>" for slug in slugs)
        return hostile.page(f"<urlset>{named}</urlset>", kind="application/xml")

    first, second = "ferry-to-the-island-is-late", "heron-nests-on-the-mast"
    with hostile.RawSite({}) as site:
        site.answers |= {
            "/robots.txt": hostile.page(f"Sitemap: {site.url}sitemap.xml", kind="text/plain"),
            "/": hostile.page("<html lang=en><body><h1>News</h1><p>All of it is elsewhere.</p></body></html>"),
            "/sitemap.xml": index(site),
            "/sitemap-posts-1.xml": posts(site, first),
            **{f"/2026/{slug}/": hostile.article(slug.replace("-", " ").capitalize()) for slug in (first, second)},
        }
        assert runner.crawl(site.url).returncode == 0
        assert [line["url"] for line in runner.lines()] == [f"{site.url}2026/{first}/"]
        site.answers["/sitemap-posts-1.xml"] = posts(site, first, second)
        assert runner.crawl(site.url).returncode == 0
        assert [line["url"] for line in runner.lines()] == [f"{site.url}2026/{slug}/" for slug in (first, second)]
        site.shutdown()

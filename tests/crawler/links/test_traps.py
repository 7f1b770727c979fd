"""Budgets by template and novelty."""

import pytest

from crawler.links.traps import Budget, Verdict, template

SITE = "https://example.com"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/2021/05/20/a-long-headline-of-a-story/", "/#/#/#/*/"),
        ("/tag/shipping/", "/tag/*/"),
        ("/tag/shipping/page/3/", "/tag/*/page/#/"),
        ("/author/jane-doe/", "/author/*/"),
        ("/calendar/2021/05/", "/calendar/#/#/"),
        ("/world/page/2/", "/world/page/#/"),
        ("/news/article-12345.html", "/news/article-#.html"),
        ("/a/3f2504e04f8911d39a0c0305e82c3301", "/a/*"),
        ("/list?size=3&color=red", "/list?color&size"),
        ("/", "/"),
    ],
)
def test_template(path: str, expected: str) -> None:
    """What tells one page of a kind from the next is abstracted."""
    assert template(SITE + path) == expected


def fetch(budget: Budget, path: str, role: str, new_stories: int) -> bool:
    """Ask for an address and, where it is granted, report what it brought."""
    admitted = budget.admit(SITE + path, role) is Verdict.YES
    if admitted:
        budget.report(SITE + path, new_stories)
    return admitted


def test_what_is_asked_again_needs_no_budget() -> None:
    """A full crawl repeats what an earlier one found worth a request, however little it brings; no more than that."""
    budget = Budget()
    assert [fetch(budget, f"/tag/{name}/", "taxonomy", 0) for name in "abc"] == [True, True, False]
    assert budget.admit(f"{SITE}/tag/d/", "taxonomy", is_asked_again=True) is Verdict.YES
    assert budget.admit(f"{SITE}/tag/e/", "taxonomy") is Verdict.NO


def test_barren_tags_are_closed() -> None:
    """Two tag pages without news close all tags; one with news keeps them open."""
    barren = Budget()
    assert [fetch(barren, f"/tag/t{n}/", "taxonomy", 0) for n in range(4)] == [True, True, False, False]
    fruitful = Budget()
    granted = [fetch(fruitful, f"/tag/t{n}/", "taxonomy", new) for n, new in enumerate([0, 3, 0, 0, 0])]
    assert granted == [True, True, True, True, False]


def test_requests_on_the_way_count() -> None:
    """A burst before the first answer does not overrun the limit: what comes next waits for what the answers bring."""
    budget = Budget()
    asked = [budget.admit(f"{SITE}/tag/t{n}/", "taxonomy") for n in range(3)]
    assert asked == [Verdict.YES, Verdict.YES, Verdict.LATER]
    budget.report(f"{SITE}/tag/t0/", 2)
    assert budget.admit(f"{SITE}/tag/t2/", "taxonomy") is Verdict.YES
    budget.report(f"{SITE}/tag/t1/", 0)
    budget.report(f"{SITE}/tag/t2/", 0)
    assert budget.admit(f"{SITE}/tag/t3/", "taxonomy") is Verdict.NO


def test_an_answer_that_never_comes_is_not_waited_for() -> None:
    """A request that failed makes room again, and says nothing about its kind."""
    budget = Budget()
    assert [budget.admit(f"{SITE}/tag/t{n}/", "taxonomy") for n in range(2)] == [Verdict.YES] * 2
    budget.release(f"{SITE}/tag/t0/")
    assert budget.admit(f"{SITE}/tag/t0/", "taxonomy") is Verdict.YES


def test_the_last_probe_of_a_dry_site_is_waited_for() -> None:
    """Lists on the way may end the drought: the next one waits for them instead of being given up."""
    budget = Budget()
    for name in ("world", "asia", "town", "port", "opera"):
        assert fetch(budget, f"/{name}/", "navigation", 0)
    assert budget.admit(f"{SITE}/chess/", "navigation") is Verdict.YES
    assert budget.admit(f"{SITE}/rowing/", "navigation") is Verdict.LATER
    budget.report(f"{SITE}/chess/", 3)
    assert budget.admit(f"{SITE}/rowing/", "navigation") is Verdict.YES


def test_endless_calendar() -> None:
    """One month without a story closes the calendar, whatever its links are called."""
    budget = Budget()
    assert fetch(budget, "/calendar/2021/05/", "navigation", 0)
    assert not fetch(budget, "/calendar/2021/04/", "pagination", 0)
    assert not fetch(budget, "/calendar/2021/06/", "previous_story", 0)


def test_listing_is_read_while_it_brings_news() -> None:
    """Every page with a new story keeps a listing open; three in a row without one end it."""
    budget = Budget()
    for number in range(1, 30):
        budget.hear(f"{SITE}/world/page/90/", "pagination")
        assert fetch(budget, f"/world/page/{number}/", "pagination", 2)
    granted = [fetch(budget, f"/world/page/{number}/", "pagination", 0) for number in range(30, 36)]
    assert granted == [True, True, True, False, False, False]


def test_known_listing_is_probed_at_its_end() -> None:
    """First page known, last page known: the pages between are not asked for; other listings are not affected."""
    budget = Budget()
    budget.hear(f"{SITE}/world/page/2/", "pagination")
    budget.hear(f"{SITE}/world/page/40/", "pagination")
    budget.report(f"{SITE}/world/", 0)
    assert fetch(budget, "/world/page/40/", "pagination", 0)
    assert not fetch(budget, "/world/page/2/", "pagination", 0)
    assert fetch(budget, "/asia/page/2/", "pagination", 0)


def test_old_stories_at_the_end_keep_a_listing_open() -> None:
    """A sitemap that knows only the newest stories does not close a listing whose last page has others."""
    budget = Budget()
    budget.hear(f"{SITE}/world/page/40/", "pagination")
    budget.report(f"{SITE}/world/", 0)
    assert fetch(budget, "/world/page/40/", "pagination", 9)
    assert fetch(budget, "/world/page/2/", "pagination", 0)
    assert fetch(budget, "/world/page/3/", "pagination", 0)


def test_endless_pagination_ends() -> None:
    """A listing that always names one more page, and never a story, is left after some."""
    budget = Budget()
    fetched = 0
    for number in range(2, 500):
        budget.hear(f"{SITE}/world/?page={number}", "pagination")
        fetched += fetch(budget, f"/world/?page={number}", "pagination", 0)
    assert fetched == 4


def test_chain_is_followed_for_ever_while_it_brings_stories() -> None:
    """Ten thousand stories of one chain are fetched; forty repetitions of known text end it."""
    budget = Budget()
    assert all(fetch(budget, f"/2021/story-number-{n}-of-many/", "previous_story", 1) for n in range(10_000))
    repeated = [fetch(budget, f"/2021/story-again-{n}-and-again/", "previous_story", 0) for n in range(100)]
    assert 40 <= sum(repeated) <= 60


def test_stories_are_not_limited() -> None:
    """Cards that are stories pass, however many; addresses of a shape that never was a story do not."""
    budget = Budget()
    assert all(fetch(budget, f"/2021/world/a-story-with-number-{n}/", "card", 1) for n in range(1000))
    assert sum(fetch(budget, f"/2020/gone/a-story-with-number-{n}/", "card", 0) for n in range(100)) == 5


def test_a_shape_is_that_of_stories_whatever_names_it() -> None:
    """Where sections have shown what the site's stories look like, a sitemap's addresses like them are not strange."""
    budget = Budget()
    assert all(fetch(budget, f"/2021/world/a-story-with-number-{n}/", "card", 1) for n in range(30))
    paths = [f"/2021/world/a-story-of-old-{n}/" for n in range(16)]
    assert {budget.admit(SITE + path, "listed") for path in paths} == {Verdict.YES}
    for path in paths:
        budget.report(SITE + path, 0)  # gone, all of them
    assert fetch(budget, "/2021/world/a-story-that-is-there/", "listed", 1)


def test_feeds_and_lists_that_sitemaps_name_are_read_while_they_bring_news() -> None:
    """A second feed is asked for where the first had news; of feeds called sitemaps three barren ones are enough."""
    budget = Budget()
    assert fetch(budget, "/feed/", "feed", 3)
    assert fetch(budget, "/atom.xml", "feed", 0)
    granted = [fetch(budget, f"/categories/tag{n}.xml", "sitemap", 0) for n in range(8)]
    assert granted == [True, True, True, False, False, False, False, False]
    assert all(fetch(budget, f"/sitemap-{n}.xml", "sitemap", 0) for n in range(50))


def test_a_dry_site_is_not_asked_for_every_list() -> None:
    """After four listings without news: the sections go on to six, tags, sitemaps of tags and service pages to one."""
    budget = Budget()
    sections = ("world", "asia", "town", "port", "opera", "chess", "rowing", "film", "books")
    assert sum(fetch(budget, f"/{name}/", "navigation", 0) for name in sections) == 6
    assert fetch(budget, "/tag/shipping/", "taxonomy", 0)
    assert not fetch(budget, "/author/jane-doe/", "taxonomy", 0)
    assert not fetch(budget, "/wp-sitemap-users-1.xml", "sitemap", 0)
    assert not fetch(budget, "/contact/", "navigation", 0)
    assert not fetch(budget, "/2021/05/", "listed", 0)


def test_settled_site() -> None:
    """Where an earlier crawl has seen everything, one page of a listing without news is enough."""
    budget = Budget(settled=True)
    budget.hear(f"{SITE}/world/page/2/", "pagination")
    budget.report(f"{SITE}/world/", 0)
    assert budget.admit(f"{SITE}/world/page/2/", "pagination") is Verdict.NO
    budget.hear(f"{SITE}/asia/page/2/", "pagination")
    budget.report(f"{SITE}/asia/", 4)
    assert budget.admit(f"{SITE}/asia/page/2/", "pagination") is Verdict.YES


def test_feeds_that_a_sitemap_calls_sitemaps() -> None:
    """After three of them that named nothing new the others are left alone; what is named a sitemap is not."""
    budget = Budget()
    for name, new in (("asia", 5), ("world", 0), ("sport", 0), ("health", 0)):
        assert budget.admit(f"{SITE}/categories/{name}.xml", "sitemap") is Verdict.YES
        budget.report(f"{SITE}/categories/{name}.xml", new, is_feed=True)
    assert budget.admit(f"{SITE}/categories/trade.xml", "sitemap") is Verdict.NO
    assert budget.admit(f"{SITE}/sitemap-2019.xml", "sitemap") is Verdict.YES

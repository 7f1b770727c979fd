"""Which links are followed, and in which order."""

from crawler.links.policy import Candidate, declared_feeds, plan
from crawler.links.scope import Scope
from pipelines.reading import Link, LinkRole, PageKind, Reading, Reason, Rejected

SCOPE = Scope(["https://example.com/"])


def reading(kind: PageKind, *links: tuple[str, LinkRole], reasons: tuple[str, ...] = ()) -> Reading:
    """A reading with these links."""
    url = "https://example.com/here/"
    return Reading(
        url=url,
        kind=kind,
        reasons=reasons,
        rejected=Rejected(reason=Reason.NOT_AN_ARTICLE, url=url),
        links=tuple(Link(url=address, role=role) for address, role in links),
    )


def order(candidates: tuple[Candidate, ...]) -> list[tuple[str, str]]:
    """Path and role, most urgent first."""
    ranked = sorted(candidates, key=lambda candidate: -candidate.priority)
    return [(candidate.url.removeprefix("https://example.com"), candidate.role) for candidate in ranked]


def test_order_on_an_article() -> None:
    """The rest of the article, the chain, menus, teasers, text; tags, imprint and calendars last."""
    page = reading(
        PageKind.ARTICLE,
        ("https://example.com/tag/tea/", LinkRole.TAXONOMY),
        ("https://example.com/imprint/", LinkRole.NAVIGATION),
        ("https://example.com/calendar/2021/05/", LinkRole.NAVIGATION),
        ("https://example.com/2021/cited/", LinkRole.BODY),
        ("https://example.com/2021/teaser/", LinkRole.CARD),
        ("https://example.com/world/", LinkRole.NAVIGATION),
        ("https://example.com/2021/before/", LinkRole.PREVIOUS_STORY),
        ("https://example.com/2021/after/", LinkRole.NEXT_STORY),
        ("https://example.com/here/2/", LinkRole.CONTINUATION),
    )
    assert order(plan(page, SCOPE)) == [
        ("/here/2/", "continuation"),
        ("/2021/after/", "next_story"),
        ("/2021/before/", "previous_story"),
        ("/world/", "navigation"),
        ("/2021/teaser/", "card"),
        ("/2021/cited/", "body"),
        ("/tag/tea/", "taxonomy"),
        ("/imprint/", "navigation"),
        ("/calendar/2021/05/", "navigation"),
    ]


def test_order_on_a_listing() -> None:
    """Cards first; the last page of the listing before the second, the second before the third."""
    page = reading(
        PageKind.LISTING,
        ("https://example.com/here/page/2/", LinkRole.PAGINATION),
        ("https://example.com/here/page/3/", LinkRole.PAGINATION),
        ("https://example.com/here/page/40/", LinkRole.PAGINATION),
        ("https://example.com/world/", LinkRole.NAVIGATION),
        ("https://example.com/2021/a-story/", LinkRole.CARD),
    )
    assert order(plan(page, SCOPE)) == [
        ("/2021/a-story/", "card"),
        ("/world/", "navigation"),
        ("/here/page/40/", "pagination"),
        ("/here/page/2/", "pagination"),
        ("/here/page/3/", "pagination"),
    ]


def test_chain_counts_on_articles_only() -> None:
    """What looks like a neighbour on a page that is no article is a page like others."""
    month = reading(PageKind.OTHER, ("https://example.com/2021/04/x/", LinkRole.PREVIOUS_STORY))
    assert [candidate.role for candidate in plan(month, SCOPE)] == ["pagination"]


def test_left_out() -> None:
    """Out of scope, files, feeds, the page itself, printed forms, tracked doubles."""
    page = reading(
        PageKind.ARTICLE,
        ("https://elsewhere.example/a/", LinkRole.BODY),
        ("https://example.com:8443/a/", LinkRole.BODY),
        ("https://example.com/picture.jpg", LinkRole.CARD),
        ("https://example.com/feed/", LinkRole.FEED),
        ("https://example.com/here/?utm_source=x", LinkRole.OTHER),
        ("https://example.com/here/?print=1", LinkRole.ALTERNATE),
        ("https://example.com/2021/a/amp/", LinkRole.ALTERNATE),
        ("https://example.com/2021/a/?utm_source=x", LinkRole.CARD),
        ("http://example.com/2021/a/?sid=8e5f52dfaf09", LinkRole.OTHER),
    )
    assert order(plan(page, SCOPE)) == [("/2021/a/", "card")]


def test_other_language_is_followed_last() -> None:
    """Another form that nothing else names is worth a request in the end."""
    page = reading(PageKind.ARTICLE, ("https://example.com/de/geschichte/", LinkRole.ALTERNATE))
    assert plan(page, SCOPE) == (
        Candidate(url="https://example.com/de/geschichte/", role="alternate", priority=40),
    )  # fmt: skip


def test_nofollow() -> None:
    """Headlines are followed with less urgency although they say nofollow; other links are not."""
    links = (
        Link(url="https://example.com/2021/a/", role=LinkRole.CARD, nofollow=True),
        Link(url="https://example.com/x/", role=LinkRole.OTHER, nofollow=True),
    )
    rejected = Rejected(reason=Reason.NOT_AN_ARTICLE, url="https://example.com/")
    page = Reading(url="https://example.com/", kind=PageKind.LISTING, links=links, rejected=rejected)
    assert plan(page, SCOPE) == (Candidate(url="https://example.com/2021/a/", role="card", priority=350),)


def test_page_that_is_not_there() -> None:
    """The links of a "not found" page are not followed: a site could make them up without end."""
    missing = ("not found: heading 'Page not found'",)
    page = reading(PageKind.OTHER, ("https://example.com/2021/a/", LinkRole.CARD), reasons=missing)
    assert plan(page, SCOPE) == ()


def test_declared_feeds() -> None:
    """The feeds a page declares, the most general first, and no more than three."""
    page = reading(
        PageKind.LISTING,
        ("https://example.com/world/feed/", LinkRole.FEED),
        ("https://example.com/feed/", LinkRole.FEED),
        ("https://feeds.example/x", LinkRole.FEED),
        ("https://example.com/asia/feed/", LinkRole.FEED),
        ("https://example.com/business/feed/", LinkRole.FEED),
    )
    assert [candidate.url for candidate in declared_feeds(page, SCOPE)] == [
        "https://example.com/feed/",
        "https://example.com/asia/feed/",
        "https://example.com/world/feed/",
    ]


def test_data_is_asked_for_where_a_listing_goes_on_in_it() -> None:
    """A JSON file that is the next page of a listing is wanted; any other is a file."""
    page = reading(
        PageKind.LISTING,
        ("https://example.com/here/page2.json", LinkRole.MORE),
        ("https://example.com/manifest.json", LinkRole.OTHER),
        ("https://example.com/wp-admin/admin-ajax.php?page=2", LinkRole.MORE),
    )
    assert order(plan(page, SCOPE)) == [("/here/page2.json", "more")]

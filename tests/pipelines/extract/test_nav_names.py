"""What class names and ids say about links."""

import pytest

from pipelines.extract.nav_names import (
    AFTER,
    BEFORE,
    CARD,
    ELSEWHERE,
    LISTING_NAV,
    NAVIGATION,
    PAGES,
    STORY_NAV,
    says,
    token_says,
)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("nav-previous", BEFORE | NAVIGATION),
        ("prevPost", BEFORE),
        ("PREVIOUS", BEFORE),
        ("vorheriger_beitrag", BEFORE),
        ("postNext", AFTER),
        ("nextpost", AFTER),
        ("suivant", AFTER),
        ("prev-next", BEFORE | AFTER | STORY_NAV),
        ("post-navigation", STORY_NAV | NAVIGATION | CARD),
        ("np-siblings", STORY_NAV),
        ("posts-navigation", LISTING_NAV | PAGES | NAVIGATION),
        ("page-numbers", LISTING_NAV | PAGES),
        ("load-more", PAGES),
        ("page_links", LISTING_NAV | PAGES | ELSEWHERE),
        ("image-nav", ELSEWHERE | NAVIGATION),
        ("galleryRow", ELSEWHERE),
        ("commentlist", ELSEWHERE),
        ("main-navi", NAVIGATION),
        ("Entry_Title", CARD),
        ("context", 0),
        ("preview", 0),
        ("folder", 0),
        ("col-md-6", 0),
    ],
)
def test_one_name(token: str, expected: int) -> None:
    """Words between dashes and underscores count, and beginnings where themes run words together."""
    assert token_says(token) == expected


def test_names_together() -> None:
    """Class names are joined; no names say nothing; long ones are read all the same."""
    assert says("teaser\tnext  sidebar-menu") == CARD | AFTER | NAVIGATION
    assert says(" ") == 0
    assert token_says("x" * 200 + "-next") == AFTER

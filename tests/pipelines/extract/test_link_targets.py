"""What an address alone says of the links to it."""

import pytest

from pipelines.extract.link_targets import Target, target_of
from pipelines.reading import LinkRole

HERE = "https://news.test/harbour/storm-closes-quay/"


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://news.test/harbour/storm-closes-quay/comment-page-2/", LinkRole.OTHER),
        ("https://news.test/harbour/storm-closes-quay", LinkRole.ALTERNATE),
        ("https://news.test/other-story/Print/", LinkRole.ALTERNATE),
        ("https://news.test/other-story/amp", LinkRole.ALTERNATE),
        ("https://news.test/other-story?print=1", LinkRole.ALTERNATE),
        ("https://news.test/harbour/RSS", LinkRole.FEED),
        ("https://news.test/harbour/feed/atom", LinkRole.FEED),
        ("https://news.test/harbour/index.xml", LinkRole.FEED),
        ("https://news.test/harbour.Atom", LinkRole.FEED),
        ("https://news.test/?feed=rss2", LinkRole.FEED),
        ("https://news.test/rss-explained", None),
        ("https://news.test/printing-press", None),
    ],
)
def test_addresses_that_settle_the_role(url: str, role: LinkRole | None) -> None:
    """Comment pages, other forms of a page and feeds are known by their address, in any case of letters."""
    assert target_of(HERE, url).role is role


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://news.test/Tag/sea", Target(is_taxonomy=True)),
        ("https://news.test/themen/meer/", Target(is_taxonomy=True)),
        ("https://news.test/blog/mots-cles/mer", Target(is_taxonomy=True)),
        ("https://news.test/archive?author=ines", Target(is_taxonomy=True)),
        ("https://news.test/2026/11", Target(is_taxonomy=True)),
        ("https://news.test/tag/", Target()),
        ("https://news.test/tagged/sea", Target()),
        ("https://news.test/category/sea/", Target(is_category=True)),
        ("https://news.test/Rubriken/see", Target(is_category=True)),
        ("https://news.test/category/sea/how-a-storm-closed-the-quay", Target()),
        ("https://news.test/sea/page/3/", Target(is_later=True)),
        (
            "https://news.test/harbour/storm-closes-quay/page/2/",
            Target(is_other_page=True, is_part=True, is_later=True),
        ),
        ("https://news.test/harbour/storm-closes-quay/2/", Target(is_part=True)),
    ],
)
def test_what_addresses_say(url: str, said: Target) -> None:
    """Sections, tags, authors, dates and later pages are told by the steps of the address."""
    assert target_of(HERE, url) == said

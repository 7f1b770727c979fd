"""The options of one crawl: what they mean, and how a value that cannot be is refused."""

import argparse
from datetime import date

import pytest

from crawler.errors import BadArguments
from crawler.period import Period
from crawler.plan import plan_crawl
from crawler.restrictions import Restrictions, add_options, restrictions_of

PLANS = plan_crawl("news", {"url": "https://a.example/,https://b.example/news/"}, None)


def parsed(*arguments: str) -> Restrictions:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return restrictions_of(parser.parse_args(arguments), PLANS)


def test_without_options_nothing_is_restricted() -> None:
    """The ordinary crawl has nothing to say in its manifest."""
    assert parsed() == Restrictions()
    assert parsed().for_manifest() == {}


def test_options_become_values_and_stand_in_the_manifest() -> None:
    """Each option is taken as it was meant; addresses are canonical, and named once."""
    given = parsed(
        "--full", "--since", "2026-11-01", "--until", "2026-11-02", "--max-articles", "7",
        "--refresh", "https://www.a.example/story/#top", "http://b.example/x", "https://www.a.example/story/",
    )  # fmt: skip
    assert given == Restrictions(
        full=True,
        period=Period(since=date(2026, 11, 1), until=date(2026, 11, 2)),
        max_articles=7,
        refresh=("https://www.a.example/story/", "https://b.example/x"),
    )
    assert given.for_manifest() == {
        "--full": True,
        "--since": "2026-11-01",
        "--until": "2026-11-02",
        "--max-articles": 7,
        "--refresh": "https://www.a.example/story/ https://b.example/x",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("--since yesterday", "--since yesterday: not a day; write it as 2026-11-23"),
        ("--until 2026-02-30", "--until 2026-02-30: not a day; write it as 2026-11-23"),
        (
            "--since 2026-11-02 --until 2026-11-01",
            "--since 2026-11-02 lies after --until 2026-11-01: no day is left",
        ),
        ("--max-articles 0", "--max-articles 0: a whole number above 0 is needed"),
        ("--max-articles=-3", "--max-articles -3: a whole number above 0 is needed"),
        ("--max-articles ²", "--max-articles ²: a whole number above 0 is needed"),
        ("--refresh https://c.example/x", "--refresh https://c.example/x: not a page of a.example, b.example"),
        ("--refresh news", "--refresh news: no http or https URL; give the site before --refresh"),
        ("--refresh http://[", "--refresh http://[: no http or https URL; give the site before --refresh"),
    ],
)
def test_a_value_that_cannot_be_is_named(arguments: str, message: str) -> None:
    """The complaint names the option and what was given."""
    with pytest.raises(BadArguments) as refused:
        parsed(*arguments.split())
    assert str(refused.value) == message

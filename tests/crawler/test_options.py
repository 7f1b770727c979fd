"""Settings become one checked value; what is wrong is named."""

from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.errors import BadArguments
from crawler.options import Options


def options(**changes: object) -> Options:
    settings = Settings()
    settings.setmodule(ours, priority="project")
    settings.setdict(changes, priority="cmdline")
    return Options.from_settings(settings)


def test_defaults_are_valid() -> None:
    """The shipped settings make a value."""
    found = options()
    assert (found.archive_store, found.archive_spool, found.news_contact) == ("data/store", Path("data/spool"), None)
    assert found.news_max_body == 16 * 1024 * 1024


def test_command_line_strings_are_read() -> None:
    """What comes from -s is text and is converted."""
    found = options(NEWS_RETRIES="5", ARTICLE_TIMEOUT="2.5", NEWS_CONTACT="https://x.example")
    assert (found.news_retries, found.article_timeout, found.news_contact) == (5, 2.5, "https://x.example")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("NEWS_RETRIES", "many", "setting NEWS_RETRIES: Expected `int`, got `str`"),
        ("ARCHIVE_WARC_SIZE", "0", "setting ARCHIVE_WARC_SIZE must be above 0"),
        ("ARTICLE_TIMEOUT", "-1", "setting ARTICLE_TIMEOUT must be above 0"),
    ],
)
def test_wrong_value_names_its_setting(name: str, value: str, message: str) -> None:
    """An operator reads which setting is wrong, and how."""
    with pytest.raises(BadArguments) as caught:
        options(**{name: value})
    assert str(caught.value) == message

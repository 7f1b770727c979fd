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
        ("NEWS_RETRIES", "many", "setting NEWS_RETRIES=many: a whole number is needed"),
        ("NEWS_RETRIES", "-1", "setting NEWS_RETRIES=-1: a whole number, 0 or more, is needed"),
        ("ARCHIVE_WARC_SIZE", "0", "setting ARCHIVE_WARC_SIZE=0: a whole number, 1 or more, is needed"),
        ("ARCHIVE_WARC_SIZE", "1GB", "setting ARCHIVE_WARC_SIZE=1GB: a whole number is needed"),
        ("ARTICLE_TIMEOUT", "-1", "setting ARTICLE_TIMEOUT=-1: a number above 0 is needed"),
        ("ARTICLE_TIMEOUT", "nan", "setting ARTICLE_TIMEOUT=nan: a number above 0 is needed"),
        ("NEWS_REQUISITES", "maybe", "setting NEWS_REQUISITES=maybe: True or False is needed"),
        ("ARCHIVE_STORE", "", "setting ARCHIVE_STORE=: a text is needed"),
        ("ARCHIVE_STORE", "s3://", "setting ARCHIVE_STORE: store 's3://': give s3://bucket or s3://bucket/prefix"),
        ("ARCHIVE_SPOOL", "", "setting ARCHIVE_SPOOL=: a path is needed"),
        ("ARCHIVE_SPOOL", "s3://bucket/spool", "setting ARCHIVE_SPOOL=s3:/bucket/spool: a local folder is needed"),
        ("NEWS_CONTACT", "me", "setting NEWS_CONTACT='me': a URL or a mail address is needed"),
        (
            "NEWS_CONTACT",
            "a@b.example\r\nX: y",
            "setting NEWS_CONTACT='a@b.example\\r\\nX: y': a URL or a mail address is needed",
        ),
        ("ARCHIVE_STOER", "s3://bucket", "there is no setting ARCHIVE_STOER; docs/settings.md names all of them"),
        ("DOWNLOAD_DELAY", "slow", "setting DOWNLOAD_DELAY=slow: a number is needed"),
        ("CONCURRENT_REQUESTS", "0", "setting CONCURRENT_REQUESTS=0: a whole number, 1 or more, is needed"),
        ("ROBOTSTXT_OBEY", "perhaps", "setting ROBOTSTXT_OBEY=perhaps: True or False is needed"),
        ("LOG_LEVEL", "loud", "setting LOG_LEVEL=loud: there is no such value"),
    ],
)
def test_wrong_value_names_its_setting(name: str, value: str, message: str) -> None:
    """An operator reads which setting is wrong, and how."""
    with pytest.raises(BadArguments) as caught:
        options(**{name: value})
    assert str(caught.value) == message

"""Our settings as one frozen value. Nothing else in the product reads Scrapy's settings for them."""

from pathlib import Path
from typing import Protocol

import msgspec

from crawler.errors import BadArguments


class SettingsLike(Protocol):
    """The part of `scrapy.settings.BaseSettings` that is needed here."""

    def get(self, name: str, default: object = None) -> object: ...


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator may set. Each field is the setting of the same name in capitals."""

    archive_store: str
    """Where the archive goes: a folder, or s3://bucket/prefix."""
    archive_spool: Path
    """Local folder for what is not yet published. Survives kills; must not be shared between machines."""
    archive_warc_size: int
    """A WARC file is sealed when it is larger, in bytes."""
    archive_warc_age: float
    """A WARC file is sealed when it was opened longer ago, in seconds."""
    archive_operator: str | None
    """Who runs the crawl, for the warcinfo record."""
    article_workers: int
    """Processes that read pages; 0 means one a core."""
    article_timeout: float
    """Seconds that reading one page may take."""
    news_contact: str | None
    """URL or mail address in the User-Agent, for webmasters."""
    news_max_body: int
    """Bytes of a response on the wire, and of its decoded body, that are kept at most."""
    news_retries: int
    """How often a failed fetch is tried again."""
    news_retry_after: float
    """The longest Retry-After that is waited for, in seconds; what must wait longer is left to the next run."""
    news_recheck: int
    """How many known articles a crawl asks for again at most, those that are due; 0 for none."""
    news_requisites: bool
    """Whether pictures, style sheets, fonts and scripts of article pages are archived, foreign hosts included."""
    news_requisites_max: int
    """How many of them a crawl of one site fetches at most."""
    news_requisites_delay: float
    """Seconds between two of them from one host, at least."""
    news_oracle: bool
    """Whether a site's own account of its stories (WordPress) is asked how many there are and which changed."""
    news_sites: Path | None
    """A folder with more site profiles."""

    @classmethod
    def from_settings(cls, settings: SettingsLike) -> "Options":
        """Read and check our settings. Raises `BadArguments` that names the setting."""
        values = {}
        for field in cls.__struct_fields__:
            value = settings.get(field.upper())
            values[field] = None if value == "" else value
        try:
            options = msgspec.convert(values, cls, strict=False, dec_hook=_path)
        except msgspec.ValidationError as error:
            raise BadArguments(f"setting {_setting_named_in(str(error))}") from error
        for name in ("archive_warc_size", "archive_warc_age", "article_timeout", "news_max_body"):
            if getattr(options, name) <= 0:
                raise BadArguments(f"setting {name.upper()} must be above 0")
        return options


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise NotImplementedError(kind)


def _setting_named_in(message: str) -> str:
    problem, _, place = message.rpartition(" - at `$.")
    return f"{place.rstrip('`').upper()}: {problem}" if problem else message

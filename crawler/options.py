"""Our settings as one frozen value. Nothing else in the product reads Scrapy's settings for them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Protocol, TypeVar

import msgspec

from archive.errors import BadAddress
from archive.store import check_address
from crawler.errors import BadArguments
from crawler.refusals import refusal

Seconds = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]
SomeSeconds = Annotated[float, msgspec.Meta(gt=0)]
SomeCount = Annotated[int, msgspec.Meta(gt=0)]

T = TypeVar("T", bound=msgspec.Struct)

_OURS = re.compile(r"(ARCHIVE|ARTICLE|NEWS)_.*")
_CONTACT = re.compile(r"(https?://|mailto:)[^\s()]+|[^\s()@]+@[^\s()@]+")


class SettingsLike(Protocol):
    """The part of `scrapy.settings.BaseSettings` that is needed here."""

    def get(self, name: str, default: object = None) -> object: ...
    def __iter__(self) -> Iterator[str]: ...


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator may set. Each field is the setting of the same name in capitals."""

    archive_store: str
    """Where the archive goes: a folder, or s3://bucket/prefix."""
    archive_spool: Path
    """Local folder for what is not yet published. Survives kills; must not be shared between machines."""
    archive_warc_size: SomeCount
    """A WARC file is sealed when it is larger, in bytes."""
    archive_warc_age: SomeSeconds
    """A WARC file is sealed when it was opened longer ago, in seconds."""
    archive_operator: str | None
    """Who runs the crawl, for the warcinfo record."""
    article_workers: Count
    """Processes that read pages; 0 means one a core."""
    article_timeout: SomeSeconds
    """Seconds that reading one page may take."""
    news_contact: str | None
    """URL or mail address in the User-Agent, for webmasters."""
    news_max_body: SomeCount
    """Bytes of a response on the wire, and of its decoded body, that are kept at most."""
    news_retries: Count
    """How often a failed fetch is tried again."""
    news_retry_after: Seconds
    """The longest Retry-After that is waited for, in seconds; what must wait longer is left to the next run."""
    news_recheck: Count
    """How many known articles a crawl asks for again at most, those that are due; 0 for none."""
    news_hot_days: Annotated[float, msgspec.Meta(ge=0)]
    """For so many days after its publication an article is due in every crawl; later ever more rarely."""
    news_requisites: bool
    """Whether pictures, style sheets, fonts and scripts of article pages are archived, foreign hosts included."""
    news_requisites_max: Count
    """How many of them a crawl of one site fetches at most."""
    news_requisites_delay: Seconds
    """Seconds between two of them from one host, at least."""
    news_oracle: bool
    """Whether a site's own account of its stories (WordPress) is asked how many there are and which changed."""
    news_sites: Path | None
    """A folder with more site profiles."""

    @classmethod
    def from_settings(cls, settings: SettingsLike) -> "Options":
        """Read and check our settings, and those of Scrapy's that docs/settings.md names.

        Raises `BadArguments` that names the setting.
        """
        for name in settings:
            if _OURS.fullmatch(name) and name.lower() not in cls.__struct_fields__:
                raise BadArguments(f"there is no setting {name}; docs/settings.md names all of them")
        _read(_Scrapys, settings)
        options = _read(cls, settings)
        try:
            check_address(options.archive_store)
        except BadAddress as error:
            raise BadArguments(f"setting ARCHIVE_STORE: {error}") from error
        if ":/" in str(options.archive_spool):
            raise BadArguments(f"setting ARCHIVE_SPOOL={options.archive_spool}: a local folder is needed")
        if options.news_contact is not None and not _CONTACT.fullmatch(options.news_contact):
            raise BadArguments(f"setting NEWS_CONTACT={options.news_contact!r}: a URL or a mail address is needed")
        return options


class _Scrapys(msgspec.Struct, frozen=True, kw_only=True):
    """Scrapy's settings that an operator may set: it would begin with what is wrong, and end with a traceback."""

    download_delay: Seconds
    autothrottle_start_delay: Seconds
    autothrottle_max_delay: Seconds
    autothrottle_target_concurrency: SomeSeconds
    concurrent_requests: SomeCount
    concurrent_requests_per_domain: SomeCount
    download_timeout: SomeSeconds
    robotstxt_obey: bool
    download_verify_certificates: bool
    log_level: Literal["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"]


def _read(kind: type[T], settings: SettingsLike) -> T:
    values = {}
    for field in kind.__struct_fields__:
        value = settings.get(field.upper())
        values[field] = None if value == "" else value
    try:
        return msgspec.convert(values, kind, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        key, problem = refusal(error)
        value = settings.get(key.upper())
        raise BadArguments(f"setting {key.upper()}={value}: {problem}") from error


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str | Path):
        return Path(value)
    raise ValueError("Expected `path`")

"""The type of a site profile, and reading one from its TOML file."""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import LxmlError
from lxml.html import HtmlElement, fromstring

from crawler.errors import BadProfile
from crawler.refusals import refusal
from pipelines.rules import PageRules

ANY_SITE = "news"
"""The spider for sites without a profile, and therefore no name for a profile."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


class Labels(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """More link or line labels by kind; see `PageRules.labels`."""

    previous: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    older: tuple[str, ...] = ()


class Selectors(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """CSS selectors by what they select; see `PageRules.selectors`."""

    headline: str | None = None
    standfirst: str | None = None
    body: str | None = None
    authors: str | None = None
    date_published: str | None = None
    section: str | None = None
    previous: str | None = None
    next: str | None = None
    drop: str | None = None


class RulesVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the pages of a site were to be read up to a day: old captures keep their old selectors."""

    until: dt.date
    """The last day these held, UTC."""
    labels: Labels = Labels()
    selectors: Selectors = Selectors()


class SiteProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site: where to start, and what the general rules miss."""

    name: str = ""
    """Taken from the file's name."""
    start: tuple[str, ...]
    """Start pages: the front page, and sections that it does not name."""
    language: str | None = None
    timezone: str | None = None
    labels: Labels = Labels()
    selectors: Selectors = Selectors()
    version: tuple[RulesVersion, ...] = ()

    @property
    def hosts(self) -> frozenset[str]:
        """Host names, with the port where one is given."""
        return frozenset(urlsplit(url).netloc.lower() for url in self.start)

    def rules_at(self, day: dt.date) -> PageRules:
        """The rules for a page captured on `day`, UTC."""
        old = next((one for one in sorted(self.version, key=lambda one: one.until) if day <= one.until), None)
        return PageRules(
            site=self.name,
            language=self.language,
            timezone=self.timezone,
            labels=dict(_given(old.labels if old else self.labels)),
            selectors=dict(_given(old.selectors if old else self.selectors)),
        )


def is_site_name(name: str) -> bool:
    """Whether a profile may have this name."""
    return _NAME.fullmatch(name) is not None and name != ANY_SITE


def read_profile(file: Path) -> SiteProfile:
    """Read a profile. Raises `BadProfile` that names the file and the key."""
    try:
        profile = msgspec.toml.decode(file.read_bytes(), type=SiteProfile)
    except msgspec.ValidationError as error:
        key, problem = refusal(error)
        raise BadProfile(f"{file}: {key}: {problem}") from error
    except OSError as error:
        raise BadProfile(f"{file}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"{file}: {error}") from error
    for key, problem in _problems(profile, file.stem):
        raise BadProfile(f"{file}: {key}: {problem}")
    return msgspec.structs.replace(profile, name=file.stem)


def _given(values: Labels | Selectors) -> list[tuple[str, Any]]:
    return [(key, value) for key, value in msgspec.structs.asdict(values).items() if value]


def _problems(profile: SiteProfile, name: str) -> Iterator[tuple[str, str]]:
    """What is wrong beyond types: each key with the reason."""
    if not is_site_name(name):
        yield "name", f"{name!r} may hold a-z, 0-9, dot, dash and underscore only, and not be {ANY_SITE!r}"
    if profile.name:
        yield "name", "there is no such key; the file's name is the site's"
    if not profile.start:
        yield "start", "at least one URL is needed"
    for url in profile.start:
        if not _is_web_url(url):
            yield "start", f"{url!r} is no http or https URL"
    if profile.language is not None and not _LANGUAGE.fullmatch(profile.language):
        yield "language", f"{profile.language!r} is no BCP 47 tag, such as en or pt-BR"
    if profile.timezone is not None:
        try:
            zoneinfo.ZoneInfo(profile.timezone)
        except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
            yield "timezone", f"{profile.timezone!r} is no IANA time zone, such as Europe/London"
    yield from _problems_of_rules("", profile.labels, profile.selectors)
    for number, old in enumerate(profile.version):
        yield from _problems_of_rules(f"version[{number}].", old.labels, old.selectors)
        if any(old.until == other.until for other in profile.version[:number]):
            yield f"version[{number}].until", f"{old.until} is the last day of another version already"


def _problems_of_rules(place: str, labels: Labels, selectors: Selectors) -> Iterator[tuple[str, str]]:
    for key, texts in msgspec.structs.asdict(labels).items():
        if not all(text.strip() for text in texts):
            yield f"{place}labels.{key}", "an empty text is no label"
    for key, selector in msgspec.structs.asdict(selectors).items():
        if selector is None:
            continue
        try:
            CSSSelector(selector, translator="html")(_ANY_PAGE)  # some faults show only when it is used
        except (SelectorError, LxmlError, ValueError) as error:
            yield f"{place}selectors.{key}", f"{selector!r} is no CSS selector ({error})"


_ANY_PAGE: HtmlElement = fromstring("<p>")


def _is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False

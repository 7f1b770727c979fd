"""The type of a site profile, and reading one from its TOML file."""

import datetime as dt
import re
import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import cssselect
import msgspec

from crawler.errors import BadProfile
from pipelines.rules import PageRules

LABELS = ("previous", "next", "related", "older")
SELECTORS = (
    "headline", "standfirst", "body", "authors", "date_published", "section", "previous", "next", "drop",
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class RulesVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the pages of a site were to be read up to a day: old captures keep their old selectors."""

    until: dt.date
    """The last day these held, UTC."""
    labels: dict[str, tuple[str, ...]] = {}
    selectors: dict[str, str] = {}


class SiteProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site: where to start, and what the general rules miss."""

    name: str = ""
    """Taken from the file's name."""
    start: tuple[str, ...]
    """Start pages: the front page, and sections that it does not name."""
    language: str | None = None
    timezone: str | None = None
    labels: dict[str, tuple[str, ...]] = {}
    selectors: dict[str, str] = {}
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
            labels=old.labels if old else self.labels,
            selectors=old.selectors if old else self.selectors,
        )


def read_profile(file: Path) -> SiteProfile:
    """Read a profile. Raises `BadProfile` that names the file and the key."""
    try:
        profile = msgspec.toml.decode(file.read_bytes(), type=SiteProfile)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadProfile(f"{file}: {error}") from error
    profile = msgspec.structs.replace(profile, name=file.stem)
    for key, problem in _problems(profile):
        raise BadProfile(f"{file}: {key}: {problem}")
    return profile


def _problems(profile: SiteProfile) -> list[tuple[str, str]]:
    found = []
    if not _NAME.fullmatch(profile.name):
        found.append(("name", f"{profile.name!r} may hold a-z, 0-9, dot, dash and underscore only"))
    if not profile.start:
        found.append(("start", "at least one URL is needed"))
    found += [("start", f"{url!r} is no http or https URL") for url in profile.start if not _is_web_url(url)]
    if profile.timezone is not None:
        try:
            zoneinfo.ZoneInfo(profile.timezone)
        except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
            found.append(("timezone", f"{profile.timezone!r} is no IANA time zone, such as Europe/London"))
    versions = [(one.labels, one.selectors) for one in profile.version]
    for labels, selectors in [(profile.labels, profile.selectors), *versions]:
        found += [("labels", f"{key!r} is none of {', '.join(LABELS)}") for key in labels if key not in LABELS]
        for key, selector in selectors.items():
            if key not in SELECTORS:
                found.append(("selectors", f"{key!r} is none of {', '.join(SELECTORS)}"))
                continue
            try:
                cssselect.parse(selector)
            except cssselect.SelectorError as error:
                found.append((f"selectors.{key}", f"{selector!r} is no CSS selector ({error})"))
    return found


def _is_web_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False

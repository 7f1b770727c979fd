"""Everything but the WARC file itself that decides what is read from it, and the version that names it."""

import datetime as dt
import platform
from functools import cache
from importlib import metadata, resources
from pathlib import Path

import msgspec

from archive.digest import sha256_hex
from crawler.plan import SitePlan, site_name
from crawler.sites import load_profile, site_names
from crawler.sites.profile import SiteProfile
from pipelines.rules import PageRules

_PACKAGES = (
    "archive",
    "crawler",
    "pipelines",
    "pipelines.extract",
    "crawler.extraction",
    "crawler.links",
    "crawler.workers",
)
_LIBRARIES = (
    "brotli",
    "charset-normalizer",
    "cssselect",
    "htmldate",
    "lxml",
    "lxml_html_clean",
    "msgspec",
    "trafilatura",
    "tzdata",
    "w3lib",
    "zstandard",
)


class Extractor(msgspec.Struct, frozen=True, kw_only=True):
    """How the pages of a WARC file are read: rules and limits, as plain data. The code adds the rest."""

    site: str | None
    """The site whose archive the file belongs to; None when each page goes by its own host."""
    profiles: tuple[SiteProfile, ...]
    """Those that may be needed."""
    max_body: int
    """Bytes that a decoded body may have."""
    timeout: float
    """Seconds that reading one page may take."""

    @property
    def version(self) -> str:
        """16 hex digits: equal versions read the same bytes the same way."""
        return sha256_hex([_code_digest(), msgspec.json.encode(self, order="deterministic")])[:16]

    def rules_for(self, url: str, day: dt.date) -> PageRules:
        """The rules for a page captured on `day`, UTC."""
        site = self.site or site_name(url)
        profile = next((one for one in self.profiles if one.name == site), None) or SiteProfile(name=site, start=())
        return SitePlan(name=site, starts=(), profile=profile).rules_at(day)


def extractor_for(site: str | None, *, sites: Path | None, max_body: int, timeout: float) -> Extractor:
    """The extractor for a WARC file of a site, or of any. `sites` is a folder with more profiles.

    Raises `BadArguments`.
    """
    known = site_names(sites)
    wanted = known if site is None else [name for name in known if name == site]
    profiles = tuple(load_profile(name, sites) for name in wanted)
    return Extractor(site=site, profiles=profiles, max_body=max_body, timeout=timeout)


@cache
def _code_digest() -> bytes:
    """Over our own files and the versions of the libraries that shape what is read."""
    pieces = [".".join(platform.python_version_tuple()[:2]).encode()]
    pieces += [f"{name} {_version(name)}\n".encode() for name in _LIBRARIES]
    for package in _PACKAGES:
        for file in sorted(resources.files(package).iterdir(), key=lambda file: file.name):
            if file.name.endswith((".py", ".toml")):
                pieces += [file.name.encode(), file.read_bytes()]
    return sha256_hex(pieces).encode()


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # some are there on some systems only
        return "absent"

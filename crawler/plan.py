"""What one run is to crawl: sites with their start pages and rules, from the spider's name and arguments."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from crawler.errors import BadArguments
from crawler.sites import load_profile, profile_for
from crawler.sites.profile import ANY_SITE, SiteProfile
from pipelines.rules import PageRules
from pipelines.urls import canonical

LOOPBACK = ("127.", "localhost", "::1")
"""How host names of the operator's own machine begin."""


class SitePlan(msgspec.Struct, frozen=True, kw_only=True):
    """One site of a run."""

    name: str
    """Names the site's folders in the store."""
    starts: tuple[str, ...]
    profile: SiteProfile

    def rules_at(self, day: dt.date) -> PageRules:
        """The rules for a page captured on `day`, UTC."""
        return msgspec.structs.replace(self.profile.rules_at(day), site=self.name)


def plan_crawl(spider: str, arguments: Mapping[str, str], sites: Path | None) -> tuple[SitePlan, ...]:
    """The sites that `scrapy crawl SPIDER -a …` asks for.

    Raises `BadArguments` for what cannot be, naming it.
    """
    unknown = set(arguments) - {"url", "urls_file"}
    if unknown:
        raise BadArguments(f"unknown argument -a {min(unknown)}=; there are url= and urls_file=")
    urls = _urls(arguments)
    if spider != ANY_SITE:
        profile = load_profile(spider, sites)
        if urls and not all(urlsplit(url).netloc.lower() in profile.hosts for url in urls):
            raise BadArguments(f"-a url=: not a page of {spider}, whose hosts are {', '.join(sorted(profile.hosts))}")
        return (SitePlan(name=profile.name, starts=tuple(urls or profile.start), profile=profile),)
    if not urls:
        raise BadArguments("scrapy crawl news needs -a url=URL[,URL…] or -a urls_file=FILE")
    by_site: dict[str, list[str]] = {}
    profiles: dict[str, SiteProfile] = {}
    for url in urls:
        profile = profile_for(url, sites) or SiteProfile(name=site_name(url), start=(url,))
        by_site.setdefault(profile.name, []).append(url)
        profiles.setdefault(profile.name, profile)
    return tuple(
        SitePlan(name=name, starts=tuple(dict.fromkeys(starts)), profile=profiles[name])
        for name, starts in by_site.items()
    )


def site_name(url: str) -> str:
    """The name of a site without a profile: its host without `www.`, and its port where it is not the usual one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").replace(":", "-")
    return host if parts.port in (None, 80, 443) else f"{host}_{parts.port}"


def is_own_machine(url: str) -> bool:
    """Whether a URL is on a loopback address."""
    return (urlsplit(url).hostname or "").startswith(LOOPBACK)


def _urls(arguments: Mapping[str, str]) -> list[str]:
    found = [("", url.strip()) for url in arguments.get("url", "").split(",") if url.strip()]
    if name := arguments.get("urls_file"):
        try:
            lines = Path(name).read_text("utf-8-sig").splitlines()
        except OSError as error:
            raise BadArguments(f"-a urls_file={name}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise BadArguments(f"-a urls_file={name}: {error}") from error
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.lstrip().startswith("#"):
                found.append((f"{name}:{number}: ", line.strip()))
    for place, url in found:
        if not _is_start_url(url):
            raise BadArguments(f"{place}{url[:200]!r} is no http or https URL")
    return [canonical(url) for _, url in found]


def _is_start_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False

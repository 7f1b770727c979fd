"""Site profiles: the few facts about a site that general rules cannot see, as data."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from crawler.errors import BadArguments
from crawler.sites.profile import SiteProfile, read_profile

_OURS = Path(__file__).parent


def profile_files(extra: Path | None) -> dict[str, Path]:
    """The file of every site, by the site's name; those in `extra` come before our own."""
    if extra is not None and not extra.is_dir():
        raise BadArguments(f"setting NEWS_SITES: {extra} is not a folder")
    folders = [_OURS] + ([extra] if extra else [])
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return {file.stem: file for file in files if file.is_file() and not file.name.startswith(".")}


def site_names(extra: Path | None) -> list[str]:
    """The names of all sites, sorted. Reads no profile."""
    return sorted(profile_files(extra))


def load_profile(name: str, extra: Path | None) -> SiteProfile:
    """The profile of a site. Raises `BadArguments` for an unknown name and `BadProfile` for a malformed file."""
    files = profile_files(extra)
    if name not in files:
        raise BadArguments(f"unknown site {name!r}; known: {', '.join(sorted(files)) or 'none'}")
    return read_profile(files[name])


def profile_for(url: str, extra: Path | None) -> SiteProfile | None:
    """The profile whose start pages are on the host of `url`, or None. Raises `BadProfile`."""
    host = urlsplit(url).netloc.lower()
    return next((profile for profile in _all(extra) if host in profile.hosts), None)


def _all(extra: Path | None) -> Iterator[SiteProfile]:
    return (read_profile(file) for file in profile_files(extra).values())

"""Which addresses belong to a site: scheme, host and port of its start pages, and nothing else."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from pipelines.urls import origin

_PORTS = {"http": 80, "https": 443}


class Scope:
    """The origins that a crawl may fetch from."""

    def __init__(self, starts: Sequence[str]) -> None:
        """`starts` are the start pages. Raises `ValueError` for one that is no http or https URL."""
        self._origins: set[tuple[str, str, int]] = set()
        for url in starts:
            place = origin(url)
            if place is None:
                raise ValueError(f"{url!r} is no http or https URL")
            self._origins.add(place)

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins as text, sorted: for logs and manifests."""
        return tuple(sorted(f"{scheme}://{host}:{port}" for scheme, host, port in self._origins))

    def contains(self, url: str) -> bool:
        """Whether the address lies on one of the origins. Addresses with a user name never do."""
        return origin(url) in self._origins and not _names_a_user(url)

    def admit(self, url: str) -> str | None:
        """The address to fetch, or None when it is out of scope.

        An address that differs from an origin only by http/https, both on their default ports, is moved to the
        origin's scheme: old pages link to themselves with http.
        """
        place = origin(url)
        if place is None or _names_a_user(url):
            return None
        if place in self._origins:
            return url
        scheme, host, port = place
        other = "https" if scheme == "http" else "http"
        if port != _PORTS[scheme] or (other, host, _PORTS[other]) not in self._origins:
            return None
        rest = url.partition("://")[2]
        named = f"{host}:{port}"
        return f"{other}://" + (host + rest[len(named) :] if rest.lower().startswith(named) else rest)

    def extend(self, url: str) -> bool:
        """Take in where a start page's redirect led: the same host but for "www.", or http moved to https.

        Returns whether the address is in scope now. Anything else, another port or host or a step down from https,
        stays out.
        """
        place = origin(url)
        if place is None or _names_a_user(url):
            return False
        scheme, host, port = place
        for known_scheme, known_host, known_port in tuple(self._origins):
            same_host = host.removeprefix("www.") == known_host.removeprefix("www.")
            same_place = scheme == known_scheme and port == known_port
            secured = known_scheme == "http" and scheme == "https" and (known_port, port) == (80, 443)
            if same_host and (same_place or secured):
                self._origins.add(place)
                return True
        return False


def _names_a_user(url: str) -> bool:
    return "@" in url and "@" in urlsplit(url).netloc

"""What belongs to a site."""

import pytest

from crawler.links.scope import Scope


def test_scheme_host_and_port() -> None:
    """Only the start page's own origin is in scope."""
    scope = Scope(["https://example.com/world/"])
    assert scope.contains("https://EXAMPLE.com:443/a")
    for url in (
        "http://example.com/a",
        "https://example.com:8443/a",
        "https://www.example.com/a",
        "https://example.com.evil.example/a",
        "https://me@example.com/a",
        "ftp://example.com/",
        "nonsense",
    ):
        assert not scope.contains(url)


def test_admit_moves_between_http_and_https() -> None:
    """An old link with the other scheme is moved to the scope's scheme, on default ports only."""
    scope = Scope(["https://example.com/"])
    assert scope.admit("http://example.com/a?b=1") == "https://example.com/a?b=1"
    assert scope.admit("http://example.com:80/a") == "https://example.com/a"
    assert scope.admit("https://example.com/a") == "https://example.com/a"
    assert scope.admit("http://example.com:8080/a") is None
    assert scope.admit("http://www.example.com/a") is None
    assert Scope(["http://127.0.0.1:9401/"]).admit("https://127.0.0.1:9401/a") is None


def test_extend_by_a_redirect() -> None:
    """A start page may lead to www. or to https, and nowhere else."""
    scope = Scope(["http://example.com/"])
    assert scope.extend("https://www.example.com/start")
    assert scope.contains("https://www.example.com/a")
    assert scope.contains("http://example.com/a")
    for url in ("https://example.org/", "http://example.com:8080/", "http://127.0.0.1/", "https://login.example.com/"):
        assert not scope.extend(url)
    assert scope.origins == ("http://example.com:80", "https://www.example.com:443")
    assert not Scope(["https://example.com/"]).extend("http://example.com/")


def test_bad_start() -> None:
    """A start page that is no web address is refused by name."""
    with pytest.raises(ValueError, match="gopher"):
        Scope(["gopher://example.com/"])

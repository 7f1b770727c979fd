"""From `scrapy crawl` arguments to sites."""

from pathlib import Path

import pytest

from crawler.errors import BadArguments
from crawler.plan import plan_crawl, site_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.com/", "example.com"),
        ("http://example.com:80/a", "example.com"),
        ("http://127.0.0.1:8712/", "127.0.0.1_8712"),
        ("http://[::1]:8712/", "--1_8712"),
    ],
)
def test_site_without_profile_is_named_after_its_host(url: str, name: str) -> None:
    """Host without www., and the port where it is not the usual one."""
    assert site_name(url) == name


def test_several_urls_make_several_sites() -> None:
    """URLs of one host belong to one site; an empty part between commas is nothing."""
    sites = plan_crawl("news", {"url": "http://a.example/,http://b.example/x,,http://a.example/y"}, None)
    assert [(site.name, site.starts) for site in sites] == [
        ("a.example", ("http://a.example/", "http://a.example/y")),
        ("b.example", ("http://b.example/x",)),
    ]


def test_urls_from_a_file(tmp_path: Path) -> None:
    """One URL a line; blank lines and comments are skipped."""
    file = tmp_path / "urls.txt"
    file.write_text("# ours\nhttp://a.example/\n\nhttp://b.example/\n")
    assert [site.name for site in plan_crawl("news", {"urls_file": str(file)}, None)] == ["a.example", "b.example"]


def test_profile_of_a_host_is_found() -> None:
    """A URL of a site that has a profile is crawled as that site."""
    (site,) = plan_crawl("news", {"url": "https://asianlite.com/"}, None)
    assert (site.name, site.profile.timezone) == ("asianlite", "Europe/London")


def test_site_by_name() -> None:
    """A profile's name crawls its start pages."""
    (site,) = plan_crawl("asianlite", {}, None)
    assert site.starts == ("https://asianlite.com/",)


@pytest.mark.parametrize(
    ("spider", "arguments", "message"),
    [
        ("nobody", {}, "unknown site 'nobody'; known: asianlite"),
        ("news", {}, "needs -a url="),
        ("news", {"url": "ftp://a.example/"}, "'ftp://a.example/' is no http or https URL"),
        ("news", {"url": "http://a.example:99999/"}, "is no http or https URL"),
        ("news", {"urls_file": "/no/such/file"}, "No such file"),
        ("news", {"urls_file": "requirements.lock.txt"}, r"requirements\.lock\.txt:1: "),
        ("news", {"depth": "3"}, "unknown argument -a depth="),
        ("asianlite", {"url": "http://other.example/"}, "not a page of asianlite"),
    ],
)
def test_what_cannot_be_is_named(spider: str, arguments: dict[str, str], message: str) -> None:
    """Bad arguments are refused with the argument in the message."""
    with pytest.raises(BadArguments, match=message):
        plan_crawl(spider, arguments, None)

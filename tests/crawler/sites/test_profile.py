"""Site profiles: data that is checked when it is read."""

import datetime as dt
from pathlib import Path

import pytest

from crawler.errors import BadArguments, BadProfile
from crawler.sites import load_profile, profile_files, site_names
from crawler.sites.profile import read_profile

GOOD = """
start = ["https://harbour.example/"]
language = "en"
timezone = "Asia/Kolkata"
[labels]
previous = ["Earlier tide"]
[selectors]
headline = "h1.new"
[[version]]
until = 2020-12-31
[version.selectors]
headline = "h1.old"
"""


def written(folder: Path, text: str, name: str = "harbour") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text)
    return file


def test_rules_follow_the_day_of_capture(tmp_path: Path) -> None:
    """Old captures are read with the selectors of their time."""
    profile = read_profile(written(tmp_path, GOOD))
    assert profile.rules_at(dt.date(2020, 12, 31)).selectors == {"headline": "h1.old"}
    newer = profile.rules_at(dt.date(2021, 1, 1))
    assert (newer.site, newer.selectors, newer.labels) == (
        "harbour",
        {"headline": "h1.new"},
        {"previous": ("Earlier tide",)},
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("start = [", "Invalid value"),
        ('language = "en"', "start: it is needed"),
        ("start = []", "start: at least one URL"),
        ('start = "https://a.example/"', "start: a list is needed"),
        ("start = [1]", r"start\[0\]: a text is needed"),
        ('start = ["harbour.example"]', "start: 'harbour.example' is no http"),
        ('start = ["https://a.example/"]\nlanguag = "en"', "languag: there is no such key"),
        ('start = ["https://a.example/"]\nname = "x"', "name: there is no such key"),
        ('start = ["https://a.example/"]\nlanguage = 3', "language: a text is needed"),
        ('start = ["https://a.example/"]\nlanguage = "englisch!"', "language: 'englisch!' is no BCP 47"),
        ('start = ["https://a.example/"]\ntimezone = "Atlantis"', "timezone: 'Atlantis' is no IANA"),
        ('start = ["https://a.example/"]\nlabels = "x"', "labels: a table is needed"),
        ('start = ["https://a.example/"]\n[labels]\nup = ["x"]', r"labels\.up: there is no such key"),
        ('start = ["https://a.example/"]\n[labels]\nprevious = "x"', r"labels\.previous: a list is needed"),
        ('start = ["https://a.example/"]\n[labels]\nnext = [" "]', r"labels\.next: an empty text"),
        ('start = ["https://a.example/"]\n[selectors]\nbody = "div["', r"selectors\.body: 'div\[' is no CSS"),
        ('start = ["https://a.example/"]\n[selectors]\nbody = 3', r"selectors\.body: a text is needed"),
        ('start = ["https://a.example/"]\n[selectors]\nteaser = "p"', r"selectors\.teaser: there is no such key"),
        (
            'start = ["https://a.example/"]\n[selectors]\nheadline = "h1::text"',
            r"selectors\.headline: 'h1::text' is no CSS selector \(Pseudo-elements",
        ),
        (
            'start = ["https://a.example/"]\n[selectors]\nheadline = "svg|a"',
            r"selectors\.headline: 'svg\|a' is no CSS selector \(Undefined",
        ),
        (
            'start = ["https://a.example/"]\n[[version]]\nuntil = "2026-03-31"',
            r"version\[0\]\.until: a day such as 2026-11-23, without quotes, is needed",
        ),
        (
            'start = ["https://a.example/"]\n[[version]]\nuntil = 2026-03-31\n[[version]]\nuntil = 2026-03-31',
            r"version\[1\]\.until: 2026-03-31 is the last day of another",
        ),
    ],
)
def test_malformed_profile_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    """Whoever edits a profile is told where the mistake is."""
    file = written(tmp_path, text)
    with pytest.raises(BadProfile, match=message) as caught:
        read_profile(file)
    assert str(file) in str(caught.value)


@pytest.mark.parametrize("name", ["Harbour", "har bour", "-harbour", "news"])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    """The name becomes a folder of the store; `news` means any site."""
    with pytest.raises(BadProfile, match="name: "):
        read_profile(written(tmp_path, GOOD, name))


def test_what_is_no_profile_is_no_site(tmp_path: Path) -> None:
    """Folders and hidden files, such as an editor leaves, are passed over."""
    (tmp_path / "folder.toml").mkdir()
    written(tmp_path, GOOD, ".#harbour")
    written(tmp_path, GOOD)
    assert site_names(tmp_path) == ["asianlite", "harbour"]


def test_every_shipped_profile_is_valid() -> None:
    """What we ship can be crawled."""
    for name in site_names(None):
        assert load_profile(name, None).start


def test_own_folder_comes_before_ours(tmp_path: Path) -> None:
    """An operator's profile replaces a shipped one of the same name."""
    file = written(tmp_path, GOOD, "asianlite")
    assert profile_files(tmp_path)["asianlite"] == file


def test_missing_folder_is_named(tmp_path: Path) -> None:
    """A NEWS_SITES that is no folder is refused."""
    with pytest.raises(BadArguments, match="NEWS_SITES"):
        site_names(tmp_path / "nowhere")

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
        ('language = "en"', "missing required field `start`"),
        ("start = []", "start: at least one URL"),
        ('start = ["harbour.example"]', "start: 'harbour.example' is no http"),
        ('start = ["https://a.example/"]\nlanguag = "en"', "unknown field `languag`"),
        ('start = ["https://a.example/"]\ntimezone = "Atlantis"', "timezone: 'Atlantis' is no IANA"),
        ('start = ["https://a.example/"]\n[labels]\nup = ["x"]', "labels: 'up' is none of"),
        ('start = ["https://a.example/"]\n[selectors]\nbody = "div["', r"selectors\.body: 'div\[' is no CSS"),
        ('start = ["https://a.example/"]\n[selectors]\nteaser = "p"', "selectors: 'teaser' is none of"),
    ],
)
def test_malformed_profile_names_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    """Whoever edits a profile is told where the mistake is."""
    file = written(tmp_path, text)
    with pytest.raises(BadProfile, match=message) as caught:
        read_profile(file)
    assert str(file) in str(caught.value)


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

"""What the docs name exists, and what exists is named in the docs."""

import re
from pathlib import Path

import pytest

from crawler import settings
from crawler.exit_codes import ExitCode
from crawler.options import Options
from crawler.versions import NEWSWARC

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    _, _, rest = text(page).partition(f"# {heading}\n")
    lines = re.search(r"(?:^\|.*\n)+", rest, re.MULTILINE)
    assert lines, f"{page} has no table under {heading}"
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[0].splitlines()[2:]]


def by_name(page: str, heading: str) -> dict[str, str]:
    """Second cell by first cell, back-quotes taken off."""
    return {row[0].strip("` |"): row[1].strip("` |") for row in rows(page, heading)}


def test_where_is_names_files_that_exist() -> None:
    """Every path in the table "Where is…?" is there."""
    paths = [path for row in rows("README.md", "Where is…?") for path in re.findall(r"`([^`]+)`", row[1])]
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A relative link names a file, and its fragment a heading of that file."""
    broken = []
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
        name, _, fragment = target.partition("#")
        file = (page.parent / name) if name else page
        headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE) if file.is_file() else []
        anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        if not file.is_file() or (fragment and fragment not in anchors):
            broken.append(target)
    assert broken == []


def test_our_settings_are_those_in_the_docs() -> None:
    """docs/settings.md lists every field of Options with its default, and no other setting as ours."""
    documented = by_name("docs/settings.md", "Ours")
    defaults = {
        name.upper(): "none" if getattr(settings, name.upper()) is None else str(getattr(settings, name.upper()))
        for name in Options.__struct_fields__
    }
    assert documented == defaults


def test_settings_of_scrapy_have_the_documented_defaults() -> None:
    """What docs/settings.md says of Scrapy's settings is what crawler/settings.py sets."""
    documented = by_name("docs/settings.md", "Scrapy's, as far as they matter here")
    assert documented.pop("USER_AGENT") == "none"
    assert documented == {name: str(getattr(settings, name)) for name in documented}


@pytest.mark.parametrize(
    ("page", "heading"), [("README.md", "The command people schedule"), ("docs/operations.md", "Exit status")]
)
def test_exit_codes_are_those_in_the_docs(page: str, heading: str) -> None:
    """Each table of exit statuses has every code with its name."""
    documented = {int(number): name for number, name in by_name(page, heading).items()}
    assert documented == {int(code): code.name for code in ExitCode}


def blocks() -> str:
    """All code in the docs."""
    return "\n".join(re.findall(r"```.*?```", "\n".join(page.read_text(encoding="utf-8") for page in PAGES), re.DOTALL))


def test_scrapy_commands_in_the_docs_exist() -> None:
    """Each `scrapy X` in a code block is a command of ours or of Scrapy."""
    named = set(re.findall(r"\bscrapy ([a-z]+)", blocks()))
    ours = {file.stem for file in (ROOT / "crawler" / "commands").glob("*.py")}
    assert {"crawl", "extract"} <= named
    assert named - ours == {"list"}


def test_our_commands_are_in_the_docs() -> None:
    """Each command of ours stands in README.md or docs/."""
    prose = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    ours = sorted(file.stem for file in (ROOT / "crawler" / "commands").glob("[!_]*.py"))
    assert [name for name in ours if f"scrapy {name}" not in prose] == []


def test_make_targets_in_the_docs_exist() -> None:
    """Each `make X` in the docs is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    prose = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", prose, re.MULTILINE))
    assert {"crawl", "test"} <= named <= targets


def test_modules_run_in_the_docs_exist() -> None:
    """Each `python -m X` of ours can be run."""
    prose = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    named = {name for name in re.findall(r"python3? -m ([\w.]+)", prose) if (ROOT / name.split(".")[0]).is_dir()}
    places = {name: ROOT / name.replace(".", "/") for name in named}
    files = {name: (place / "__main__.py", place.with_suffix(".py")) for name, place in places.items()}
    assert [name for name in named if not any(file.is_file() for file in files[name])] == []


def test_glossary_words_are_in_order_of_use_and_unique() -> None:
    """The glossary explains each word once."""
    words = [row[0].strip("| ") for row in rows("docs/glossary.md", "Words")]
    assert len(words) == len(set(words)) > 15


def test_changes_say_what_kind_they_are() -> None:
    """A file in changes/ is named SLUG.KIND.md and holds one or two sentences."""
    files = sorted((ROOT / "changes").glob("[!.]*"))
    pattern = re.compile(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md")
    assert [file.name for file in files if not pattern.fullmatch(file.name)] == []
    assert [file.name for file in files if not 20 < len(file.read_text(encoding="utf-8").strip()) < 600] == []


def test_the_version_is_one() -> None:
    """What pyproject.toml says is what sites and WARC files are told, and the newest section of the changelog."""
    stated = re.search(r'(?m)^version = "(.+)"$', text("pyproject.toml"))
    released = re.search(r"(?m)^## (\S+), ", text("CHANGELOG.md"))
    assert stated is not None
    assert released is not None
    assert stated[1] == NEWSWARC == released[1]

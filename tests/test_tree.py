"""The tree stays readable: small files with telling names, tests that say what they show, nothing of one machine."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools"}


@cache
def tracked(pattern: str = "*") -> list[str]:
    """Paths of the files that belong to the project: those that git knows or does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert names, "no files found: is this a checkout?"
    return sorted(name for name in set(names) if (ROOT / name).is_file())


@cache
def parsed(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", tracked("*.py"))
def test_python_files_stay_under_400_lines(path: str) -> None:
    """A file that has grown to 400 lines holds more than one thing."""
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) < 400


@pytest.mark.parametrize("path", tracked("*.py"))
def test_python_files_say_what_they_are_for(path: str) -> None:
    """Every module begins with a docstring."""
    assert ast.get_docstring(parsed(path))


def test_no_module_has_a_vague_name() -> None:
    """A module is named after what it does."""
    assert [path for path in tracked("*.py") if Path(path).stem in VAGUE] == []


def test_tests_are_no_package() -> None:
    """A tests/archive/__init__.py would shadow the package archive."""
    assert [path for path in tracked("tests/*") if path.endswith("__init__.py")] == []


@pytest.mark.parametrize("path", [path for path in tracked("tests/*.py") if Path(path).name.startswith("test_")])
def test_every_test_states_its_behaviour(path: str) -> None:
    """Each test function has a docstring."""
    tests = [
        node
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    assert [test.name for test in tests if not ast.get_docstring(test)] == []


def test_tests_mirror_the_tree() -> None:
    """A folder of tests has the name of a package that it tests, or is end_to_end, samples, cases or benchmarks."""
    packages = {str(Path(path).parent) for path in tracked("*.py") if not path.startswith("tests/")}
    own = ("end_to_end", "cases", "samples")
    folders = {str(Path(path).parent.relative_to("tests")) for path in tracked("tests/*.py")}
    strangers = {name for name in folders if not name.startswith(own)} - packages - {"."}
    assert strangers == set()


@pytest.mark.parametrize("path", tracked("requirements*.txt"))
def test_pins_are_hashed_and_name_no_host(path: str) -> None:
    """Each pinned requirement has hashes, and no line says where it came from."""
    text = (ROOT / path).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9._-]+==\S+(?: ;[^\n]*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE)) > 0
    assert "://" not in text
    assert "index-url" not in text


def test_development_pins_agree_with_those_of_a_crawl() -> None:
    """What the tests run with is what a crawl runs with."""
    crawl, development = (
        set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock.txt", "requirements-dev.lock.txt")
    )
    assert crawl - development == set()

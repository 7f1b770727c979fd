"""Findings: no code without a broken archive that has it."""

import re
from pathlib import Path

from archive.findings import WARNINGS, Code, Finding

HERE = Path(__file__).parent


def test_every_code_has_a_counter_example() -> None:
    """The tests of verification break an archive for each code that there is, and name no other."""
    named = {
        name
        for file in ("test_verify_files.py", "test_verify_store.py")
        for name in re.findall(
            r"^    (?:\"[^\"]+\": \(|)\s*Code\.([A-Z0-9_]+)[:,]|^        Code\.([A-Z0-9_]+),",
            (HERE / file).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        for name in name
        if name
    }
    assert named == set(Code.__members__)


def test_codes_are_documented() -> None:
    """docs/format.md explains each code under its own name, with the right severity, and no other."""
    text = (HERE.parent.parent / "docs/format.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z0-9-]+)` \| (error|warning) \|", text, re.MULTILINE))
    assert rows == {code.value: "warning" if code in WARNINGS else "error" for code in Code}


def test_a_finding_without_a_place() -> None:
    """A finding about a whole file has no number behind the name."""
    assert str(Finding(code=Code.EMPTY, file="a.warc", message="there is no record in it")) == (
        "error: file-empty a.warc: there is no record in it"
    )

"""The calibration of our confidence: that it measures what it says, not what comes out."""

import json
import tomllib
from pathlib import Path

from benchmarks.extraction.calibrate import Case, cases_of, crossed, fit

CASES = Path(__file__).parents[1] / "cases"


def document(slug: str, **wrong: object) -> dict:
    """The gold of a case, with some values made wrong."""
    expected = json.loads((CASES / slug / "article.json").read_text("utf-8"))
    url = tomllib.loads((CASES / slug / "case.toml").read_text("utf-8"))["url"]
    return {"id": slug, "url": url, "html": f"{slug}/page.html", "extra": {}, **expected, **wrong}


def test_values_are_judged_by_their_gold() -> None:
    """Every field with gold gives one case; what differs from it is wrong; what has no gold gives none."""
    right = document("many-authors", extra={"language": "en"})
    wrong = document("lists-and-subheads", headline="Another", body=["Something else altogether, in five words."])
    found = list(cases_of([right, wrong], [CASES]))
    assert {(case.field, case.right) for case in found} == {
        ("authors", True),
        ("date_published", True),
        ("language", True),
        ("headline", False),
        ("body", False),
    }
    assert {case.host for case in found} == {"pier.test"}


def test_small_buckets_promise_little() -> None:
    """The share leans on the mean of the field by ten pages, so that one page proves nothing."""
    cases = [Case("headline", "seen", right, "a.test") for right in [True] * 90 + [False] * 10]
    cases += [Case("headline", "rare", False, "a.test")]
    table = fit(cases)
    assert table["headline"]["seen"] == (0.90, 100)
    assert table["headline"]["rare"] == (0.80, 1)


def test_the_other_half_decides() -> None:
    """A host whose values are all wrong is promised what the other hosts are worth."""
    cases = [Case("headline", "seen", True, "a.test")] * 30 + [Case("headline", "seen", False, "b.test")] * 30
    promised = crossed(cases)
    assert len(promised) == 20 * 60
    assert all((share > 0.9) is (case.host == "b.test") for share, case in promised)

"""How far each value can be trusted: the measured share of right values among those found in the same circumstances.

Every value falls into one bucket of its field, by how many sources agree on it, whether the page prints it, and how
sure the choice of the text was. calibration.toml holds what was measured in each bucket; benchmarks/extraction/
calibrate.py measures it anew.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from pipelines.article import Confidence, Evidence
from pipelines.draft import Draft

_LONG = 12_000
"""Characters of a text from which something at its end or inside is often not its own."""
_SHORT = 1_000
_ONE = 0.985
"""Agreement of the first guess at the text and the choice from which they count as one."""


def confidence_of(draft: Draft, evidence: tuple[Evidence, ...]) -> Confidence:
    """The measured share for each value; None without a value, and where the site's profile gave it."""
    table = calibration()
    return Confidence(
        **{
            one.field: table[one.field].get(bucket_of(draft, one))
            for one in evidence
            if one.source != "profile" and one.field in table
        }
    )


def bucket_of(draft: Draft, evidence: Evidence) -> str:
    """The circumstances in which a value was found, in words."""
    if evidence.field == "body":
        return _of_body(draft)
    if evidence.field == "headline":
        return _of_headline(evidence)
    if evidence.field in ("date_published", "date_modified"):
        return _of_date(evidence)
    if evidence.field == "description":
        return _of_description(evidence)
    if evidence.field == "language":
        return _of_language(evidence)
    return _of_names(evidence)


def _of_headline(evidence: Evidence) -> str:
    count = len(evidence.agreeing)
    if evidence.source != "visible":
        return "only stated"
    if count == 0:
        return "printed, none agrees"
    return "printed, one agrees" if count == 1 else "printed, two agree" if count == 2 else "printed, more agree"


def _of_date(evidence: Evidence) -> str:
    count, doubted = len(evidence.agreeing), bool(evidence.rejected)
    if evidence.source == "htmldate":
        return "guessed"
    if count >= 2:
        return "several agree, others differ" if doubted else "several agree"
    if count == 1:
        return "one agrees, others differ" if doubted else "one agrees"
    where = "printed" if evidence.source == "visible" else "stated"
    return f"only {where}, others differ" if doubted else f"only {where}"


def _of_description(evidence: Evidence) -> str:
    if evidence.source == "visible":
        return "printed and stated" if evidence.agreeing else "only printed"
    return "stated, others differ" if evidence.rejected else "stated"


def _of_language(evidence: Evidence) -> str:
    said = {evidence.source, *evidence.agreeing}
    if "text" not in said:
        return "declared, not recognised"
    return "recognised and declared" if len(said) > 1 else "recognised, not declared"


def _of_names(evidence: Evidence) -> str:
    """Of authors, tags and the section."""
    if evidence.rejected:
        return "others differ"
    if evidence.agreeing:
        return "sources agree"
    if evidence.source == "visible":
        return "only printed"
    return "only json-ld" if evidence.source == "json-ld" and evidence.field == "authors" else "only stated"


def _of_body(draft: Draft) -> str:
    size = sum(len(block.text) for block in draft.blocks)
    if _is_as_stated(draft, size):
        return "as stated"
    if draft.signals.votes < _ONE:
        return "guesses differ"
    return "guesses agree, short" if size < _SHORT else "guesses agree, long" if size > _LONG else "guesses agree"


def _is_as_stated(draft: Draft, size: int) -> bool:
    """Whether a text stated for machines has the same length within a tenth."""
    stated = len(draft.signals.stated_body or "")
    return stated > _SHORT and abs(stated - size) <= 0.1 * size


@lru_cache(maxsize=1)
def calibration() -> Mapping[str, Mapping[str, float]]:
    """The measured shares by field and bucket."""
    source = resources.files("pipelines").joinpath("calibration.toml").read_text("utf-8")
    return tomllib.loads(source)

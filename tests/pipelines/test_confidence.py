"""Tests of pipelines.confidence."""

from typing import get_args

import pytest

from pipelines.article import Block, Confidence, Doubt, Evidence, WeighedField
from pipelines.confidence import bucket_of, calibration, confidence_of
from pipelines.draft import BodySignals, Draft

DRAFT = Draft(url="https://a.test/")
OTHER = (Doubt(source="og", value="x"),)


@pytest.mark.parametrize(
    ("field", "source", "agreeing", "rejected", "bucket"),
    [
        ("headline", "visible", ("og", "title", "json-ld"), (), "printed, more agree"),
        ("headline", "visible", (), OTHER, "printed, none agrees"),
        ("headline", "og", ("title",), (), "only stated"),
        ("date_published", "json-ld", ("og", "visible"), (), "several agree"),
        ("date_published", "visible", ("url",), OTHER, "one agrees, others differ"),
        ("date_published", "og", (), (), "only stated"),
        ("date_modified", "visible", (), (), "only printed"),
        ("date_published", "htmldate", (), (), "guessed"),
        ("description", "visible", ("meta",), OTHER, "printed and stated"),
        ("description", "meta", ("og",), (), "stated"),
        ("authors", "json-ld", (), (), "only json-ld"),
        ("authors", "visible", ("meta",), OTHER, "others differ"),
        ("tags", "visible", ("og",), (), "sources agree"),
        ("section", "og", (), (), "only stated"),
        ("language", "html", ("text",), (), "recognised and declared"),
        ("language", "text", (), OTHER, "recognised, not declared"),
        ("language", "html", (), (), "declared, not recognised"),
    ],
)
def test_every_value_falls_into_a_bucket(
    field: WeighedField, source: str, agreeing: tuple[str, ...], rejected: tuple[Doubt, ...], bucket: str
) -> None:
    """By who says it, who else does, and who does not."""
    evidence = Evidence(field=field, source=source, agreeing=agreeing, rejected=rejected)
    assert bucket_of(DRAFT, evidence) == bucket


@pytest.mark.parametrize(
    ("size", "signals", "bucket"),
    [
        (5_000, BodySignals(votes=1.0), "guesses agree"),
        (500, BodySignals(votes=1.0), "guesses agree, short"),
        (20_000, BodySignals(votes=1.0), "guesses agree, long"),
        (5_000, BodySignals(votes=0.9), "guesses differ"),
        (5_000, BodySignals(votes=0.1, stated_body="x" * 5_200), "as stated"),
        (5_000, BodySignals(votes=0.1, stated_body="x" * 160), "guesses differ"),
    ],
)
def test_the_text_by_its_size_and_by_how_sure_its_choice_was(size: int, signals: BodySignals, bucket: str) -> None:
    """A text stated in full for machines says most."""
    draft = Draft(url="https://a.test/", blocks=(Block(kind="paragraph", text="x" * size),), signals=signals)
    assert bucket_of(draft, Evidence(field="body", source="visible", agreeing=(), rejected=())) == bucket


def test_what_is_promised_is_what_was_measured() -> None:
    """More sources promise more; a value of a site's profile, and one that is not there, promise nothing."""
    agreed = Evidence(field="date_published", source="json-ld", agreeing=("og", "visible"), rejected=())
    alone = Evidence(field="date_published", source="json-ld", agreeing=(), rejected=OTHER)
    of_profile = Evidence(field="date_published", source="profile", agreeing=("og", "visible"), rejected=())
    sure, unsure = confidence_of(DRAFT, (agreed,)), confidence_of(DRAFT, (alone,))
    assert sure.date_published is not None
    assert unsure.date_published is not None
    assert sure.date_published > 0.9 > unsure.date_published
    assert confidence_of(DRAFT, (of_profile,)) == Confidence()


def test_the_table_is_whole() -> None:
    """Every field was measured, and no share promises certainty."""
    assert set(calibration()) == set(get_args(WeighedField))
    shares = [share for buckets in calibration().values() for share in buckets.values()]
    assert all(0 < share <= 0.99 for share in shares)

"""Tests of pipelines.evidence."""

from pipelines.article import Block, Doubt, Evidence
from pipelines.draft import Draft, Statement
from pipelines.evidence import FIELDS, evidence_of


def said(field: str, source: str, *value: str) -> Statement:
    """One source's statement."""
    return Statement(field=field, source=source, value=value)


def test_who_agrees_and_who_does_not() -> None:
    """The source of the chosen value, the others that say it in other letters, and the values that lost."""
    draft = Draft(
        url="https://a.test/",
        headline="The ferry sails on",
        sources={"headline": "visible"},
        statements=(
            said("headline", "json-ld", "THE FERRY SAILS ON"),
            said("headline", "og", "You won’t believe what this ferry did"),
            said("headline", "title", "The ferry sails on"),
        ),
    )
    assert evidence_of(draft) == (
        Evidence(
            field="headline",
            source="visible",
            agreeing=("json-ld", "title"),
            rejected=(Doubt(source="og", value="You won’t believe what this ferry did"),),
        ),
    )


def test_a_stated_value_has_the_first_source_that_states_it() -> None:
    """Where the page does not print the value."""
    draft = Draft(
        url="https://a.test/",
        language="de",
        statements=(said("language", "html", "en"), said("language", "meta", "de"), said("language", "text", "de")),
    )
    assert evidence_of(draft) == (
        Evidence(field="language", source="meta", agreeing=("text",), rejected=(Doubt(source="html", value="en"),)),
    )


def test_lists_are_compared_as_sets_and_dates_as_days() -> None:
    """The order of authors and the hour of a date make no difference."""
    draft = Draft(
        url="https://a.test/",
        authors=("Ines Pardo", "Tomas Reyl"),
        date_published="2026-05-01T23:30:00+02:00",
        sources={"authors": "visible", "date_published": "json-ld"},
        statements=(
            said("authors", "meta", "Tomas Reyl", "Ines Pardo"),
            said("authors", "json-ld", "Harbour Post"),
            said("date_published", "json-ld", "2026-05-01"),
            said("date_published", "og", "2026-05-01"),
            said("date_published", "visible", "2026-05-02"),
        ),
    )
    authors, date = evidence_of(draft)
    assert (authors.agreeing, authors.rejected) == (("meta",), (Doubt(source="json-ld", value="Harbour Post"),))
    assert (date.agreeing, date.rejected) == (("og",), (Doubt(source="visible", value="2026-05-02"),))


def test_a_description_cut_short_agrees() -> None:
    """Many a page gives machines the beginning of its standfirst."""
    text = "A coal brig that sank in 1868 lies whole on the sand, far from where every chart puts it."
    draft = Draft(
        url="https://a.test/",
        description=text,
        sources={"description": "visible"},
        statements=(said("description", "og", text[:60] + " …"), said("description", "meta", "News from the harbour")),
    )
    (evidence,) = evidence_of(draft)
    assert evidence.agreeing == ("og",)
    assert evidence.rejected == (Doubt(source="meta", value="News from the harbour"),)


def test_losing_values_are_few_and_short() -> None:
    """Four of them, 200 characters each, and one of each source that says the same."""
    statements = [said("tags", "meta", "x" * 300)] * 3 + [said("tags", "og", str(n)) for n in range(9)]
    draft = Draft(url="https://a.test/", tags=("a",), sources={"tags": "visible"}, statements=tuple(statements))
    (evidence,) = evidence_of(draft)
    assert [len(doubt.value) for doubt in evidence.rejected] == [200, 1, 1, 1]


def test_fields_without_a_value_have_no_entry() -> None:
    """In the order of the fields; the text has one although nothing else states it."""
    draft = Draft(
        url="https://a.test/",
        blocks=(Block(kind="paragraph", text="One."),),
        section="Harbour",
        sources={"body": "visible", "section": "og"},
        statements=(said("headline", "title", "Lost"), said("section", "og", "Harbour")),
    )
    assert [evidence.field for evidence in evidence_of(draft)] == ["section", "body"]
    assert FIELDS[-1] == "body"

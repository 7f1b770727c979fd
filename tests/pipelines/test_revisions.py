"""The line that follows another one of the same story."""

import hashlib

import pytest

from pipelines.article import Block, Confidence, Evidence, Video
from pipelines.revisions import compare

OLD = "One.\n\nTwo.\n\nThree.\n\nFour."


def revise(paper, body: str = OLD, **changes):
    """The second line of a story that first said `OLD`; None where there is none."""
    paper.batch(1, paper.page("/a/", OLD))
    lines = paper.batch(2, paper.page("/a/", body, **changes))
    assert len(lines) <= 1
    return lines[0] if lines else None


def test_a_revision_follows_the_line_before_it(paper) -> None:
    """The same id, the next number, the digest of the text before."""
    line = revise(paper, OLD + "\n\nFive.")
    first = paper.lines[0]
    assert (line.id, line.revision) == (first.id, 2)
    assert line.previous_body_sha256 == hashlib.sha256(OLD.encode()).hexdigest() == first.body_sha256
    (third,) = paper.batch(3, paper.page("/a/", "New."))
    assert (third.revision, third.previous_body_sha256) == (3, line.body_sha256)


def test_better_rules_alone_bring_no_line(paper) -> None:
    """Evidence, confidence, films, the kind of article and of its blocks are no part of what a story says."""
    better = {
        "confidence": Confidence(headline=0.98),
        "evidence": (Evidence(field="headline", source="visible", agreeing=("og",), rejected=()),),
        "videos": (Video(url="https://a.test/v.mp4"),),
        "article_type": "opinion",
        "is_paywalled": True,
        "body_blocks": tuple(Block(kind="item", text=text) for text in OLD.split("\n\n")),
    }
    assert revise(paper, **better) is None


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        (OLD + "\n\nFive.", (1, 0, 0)),
        ("One.\n\nTwo.\n\nFour.", (0, 1, 0)),
        ("One.\n\nTwo!\n\nThree.\n\nFour.", (0, 0, 1)),
        ("Zero.\n\nOne.\n\nTwo!\n\nThree.", (1, 1, 1)),
        ("All.\n\nNew.", (0, 2, 2)),
    ],
)
def test_changed_paragraphs_are_counted(paper, body: str, counts: tuple[int, int, int]) -> None:
    """Added, removed and edited ones, each once."""
    changes = revise(paper, body).changes
    assert changes.fields == ("body",)
    assert (changes.paragraphs_added, changes.paragraphs_removed, changes.paragraphs_edited) == counts


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "Other"},
        {"description": "A standfirst."},
        {"date_published": "2026-11-02T10:00:00+00:00"},
        {"date_published": "2026-11-01"},
    ],
)
def test_headline_standfirst_and_date_make_a_revision(paper, changes: dict[str, str]) -> None:
    """Each alone is named, and no paragraph is counted."""
    line = revise(paper, **changes)
    assert line.changes.fields == tuple(changes)
    assert (line.changes.paragraphs_added, line.changes.paragraphs_removed, line.changes.paragraphs_edited) == (0, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"tags": ("x",)},
        {"authors": ("X",)},
        {"section": "x"},
        {"date_modified": "2026-11-02T10:00:00+00:00"},
        {"next_url": "http://h.example/x/"},
        {"date_published": "2026-11-01T11:00:00+01:00"},
    ],
)
def test_other_changes_make_no_revision(paper, changes: dict[str, object]) -> None:
    """Boxes and neighbours change daily, and the same moment in another zone is the same moment."""
    assert revise(paper, **changes) is None


@pytest.mark.parametrize(
    ("before", "after", "silent"),
    [
        (None, None, True),
        ("2026-11-01T10:00:00+00:00", "2026-11-01T10:00:00+00:00", True),
        ("2026-11-01T10:00:00+00:00", "2026-11-01T11:00:00+01:00", True),
        ("2026-11-01T10:00:00+00:00", "2026-11-02T10:00:00+00:00", False),
        (None, "2026-11-02T10:00:00+00:00", False),
    ],
)
def test_an_edit_is_silent_when_the_page_does_not_say_it(
    paper, before: str | None, after: str | None, silent: bool
) -> None:
    """The page's own date of change must have moved, or the edit is silent."""
    paper.batch(1, paper.page("/a/", OLD, date_modified=before))
    (line,) = paper.batch(2, paper.page("/a/", "New.", date_modified=after))
    assert line.silent_edit is silent


def test_another_date_of_publication_is_no_silent_edit(paper) -> None:
    """Silence is about the text."""
    assert revise(paper, date_published="2026-11-02").silent_edit is False


def test_endless_texts_are_compared_in_bounded_time() -> None:
    """Beyond some hundred changed paragraphs their order no longer counts."""
    old = [b"%06d" % number for number in range(1000)]
    assert compare(old, [b"x", *reversed(old)]) == (1, 0, 0)

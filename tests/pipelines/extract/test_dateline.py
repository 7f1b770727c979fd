"""Tests of pipelines.extract.dateline."""

from datetime import UTC, datetime

import pytest
from lxml import html

from pipelines.article import Block
from pipelines.extract.body import Body
from pipelines.extract.dateline import without_dateline

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TEXT = "The ferry left the quay at noon with two hundred passengers on board."


def left(*texts: str, language: str = "en") -> list[str]:
    """What is left of a body of these paragraphs."""
    elements = tuple(html.fragment_fromstring("<p>x</p>") for _ in texts)
    body = Body(
        blocks=tuple(Block(kind="paragraph", text=text) for text in texts), first=elements[0], elements=elements
    )
    found = without_dateline(body, language, NOW)
    assert found.first is elements[len(texts) - len(found.blocks)]
    assert len(found.elements) == len(found.blocks)
    return [block.text for block in found.blocks]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("May 20, 2026", "en"),
        ("Published 20 May 2026, 08:00 | Updated 21 May 2026", "en"),
        ("Publié le 20 mai 2026 à 18h05 – Mis à jour le 21 mai 2026 à 9h30", "fr"),
        ("2026年5月20日 08:30 来源：渔港日报 记者：李文海", "zh"),
        ("입력 2026.05.19. 오후 3:15", "ko"),
    ],
)
def test_a_dateline_is_no_text(line: str, language: str) -> None:
    """A date with labels, sources and names around it, in the first two lines."""
    assert left(line, TEXT, language=language) == [TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "On 20 May 2026 the ferry sailed for the first time in eight years.",
        "Ferries of 1904",
        "The harbour opened on 20 May 2026, and nobody who saw it that day will ever forget how many boats came in",
    ],
)
def test_a_sentence_with_a_date_is_text(line: str) -> None:
    """A paragraph that speaks of a day stays, and so does the only line of a text."""
    assert left(line, TEXT) == [line, TEXT]
    assert left("May 20, 2026") == ["May 20, 2026"]

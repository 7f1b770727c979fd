"""Correction notes are told from news."""

import pytest

from pipelines.corrections import find_correction, is_correction


@pytest.mark.parametrize(
    "note",
    [
        "Correction: The mayor is 62, not 26.",
        "CORRECTION (3 May 2024): The mayor is 62.",
        "Correction, May 3, 2024: The mayor is 62.",
        "Correction — the mayor is 62.",
        "[Clarification: The mayor spoke on Monday.]",
        "This article was amended on 3 May 2024 to give the mayor's right age.",
        "Editor’s note: An earlier version of this story misstated the mayor’s age.",
        "Korrektur: In einer früheren Version stand ein falsches Alter.",
        "In einer früheren Version dieses Artikels hieß es, der Bürgermeister sei 26.",
        "Rectificatif : le maire a 62 ans.",
        "FE DE ERRORES: El alcalde tiene 62 años.",
        "Erramos: o prefeito tem 62 anos.",
        "Errata corrige: il sindaco ha 62 anni.",
        "Исправление: мэру 62 года.",
        "تصويب: عمدة المدينة عمره 62 عاما.",
        "【訂正】市長は62歳です。",
        "更正：市长62岁。",
        "बदलाव से पहले: इस लेख के पिछले संस्करण में उम्र गलत थी।",
    ],
)
def test_notes(note: str) -> None:
    """Labels and phrases in many languages open a note."""
    assert is_correction(note)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Correction fluid is sold out in all shops of the town.",
        "The correction of the shares went on for a third day.",
        "The article of the constitution was amended in 1985.",
        "Oprava, ktorú mesto sľubovalo roky, sa začala v pondelok.",
        "The error has been corrected, the ministry said.",
        "",
    ],
)
def test_news(paragraph: str) -> None:
    """Corrections that are the news are no notes."""
    assert not is_correction(paragraph)


def test_notes_of_a_text() -> None:
    """All notes of a text, in order; a label of its own line takes the paragraph under it with it."""
    body = "Correction: One.\n\nThe news.\n\nCorrection\n\nThe mayor is 62."
    assert find_correction(body) == "Correction: One.\n\nCorrection\n\nThe mayor is 62."
    assert find_correction("The news.\n\nMore news.") is None

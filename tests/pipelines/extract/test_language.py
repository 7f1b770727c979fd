"""Tests of pipelines.extract.language."""

from collections.abc import Callable

import pytest

from pipelines.extract.document import Document
from pipelines.extract.language import detect, find_language
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]
ENGLISH = (
    "The delegations from both of the ports sat down on Sunday morning in a hotel that is above the old customs house."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (
            "Die Brücke bleibt länger gesperrt als geplant, das teilte die Stadt nach einer Prüfung der Träger am Mittwoch mit.",  # noqa: E501
            "de",
        ),
        (
            "Les cafés du vieux port pourront rester ouverts jusqu'à deux heures du matin dès le mois prochain dans la ville.",  # noqa: E501
            "fr",
        ),
        (
            "O ministro afirmou que não vai comentar a decisão do tribunal, mas que o governo já tem um plano para os portos.",  # noqa: E501
            "pt",
        ),
        (
            "El ministro dijo que no va a comentar la decisión del tribunal, pero que el gobierno ya tiene un plan para los puertos.",  # noqa: E501
            "es",
        ),
        (
            "Министр заявил, что не будет комментировать решение суда, но у правительства уже есть план для портов и для городов.",  # noqa: E501
            "ru",
        ),
        ("日銀の発表を受けて東京の株式市場では買いが広がった。", "ja"),
        ("新华社北京五月二十日电 记者从有关部门获悉，今年的计划已经完成。", "zh"),
        ("Short words", None),
    ],
)
def test_the_language_of_a_text(text: str, language: str | None) -> None:
    """Script and little words tell the language; a few words tell nothing."""
    assert detect(text) == language


def test_the_text_overrules_a_wrong_declaration(make_document: MakeDocument) -> None:
    """An English text on a page that says French is English; a short text believes the page."""
    document = make_document('<html lang="fr-FR"><body></body></html>')
    structured = read_structured(document)
    assert find_language(document, structured, ENGLISH, None).name == "en"
    assert find_language(document, structured, "Bref.", None).name == "fr"


def test_a_profile_helps_where_nothing_else_does(make_document: MakeDocument) -> None:
    """The site profile's language is the last word before null."""
    document = make_document("<p>x</p>")
    structured = read_structured(document)
    assert find_language(document, structured, "Bref.", "sw").name == "sw"
    assert find_language(document, structured, "Bref.", None).name is None

"""Tests of pipelines.extract.standfirst and pipelines.extract.descriptions."""

from collections.abc import Callable

import pytest

from pipelines.extract.document import Document
from pipelines.extract.headline import find_headline
from pipelines.extract.standfirst import find_standfirst
from pipelines.extract.structured import read_structured

MakeDocument = Callable[..., Document]

TEXT = "<p>The harbour master said that no ferry would leave before the storm had passed the islands.</p>" * 3


def standfirst(document: Document) -> str | None:
    """The standfirst of a document whose text begins with the paragraph that opens with "The harbour master"."""
    structured = read_structured(document)
    first = next(p for p in document.tree.iter("p") if (p.text or "").startswith("The harbour master"))
    paragraphs = [p.text or "" for p in document.tree.iter("p")]
    found = find_standfirst(document, structured, find_headline(document, structured), first, paragraphs)
    return found.text if found is not None else None


WHOLE = "The ferries stay in the harbour for two days, because the storm will cross the islands, and nobody knows when they will leave again."  # noqa: E501
SITE = '<meta property="og:site_name" content="Pier Post"><meta name=description content="The best of music and television at Pier Post">'  # noqa: E501
CUT = WHOLE[:110].rpartition(" ")[0]


@pytest.mark.parametrize(
    ("head", "above", "expected"),
    [
        # What is cut short is whole in another statement, or above the text.
        (f'<meta name=description content="{CUT}"><meta property="og:description" content="{WHOLE}">', "", WHOLE),
        (f'<meta name=description content="{CUT}">', f"<div class=x>{WHOLE}</div>", WHOLE),
        (f'<meta name=description content="{CUT}">', "", CUT),
        (f'<meta name=description content="{WHOLE} Read more">', "", WHOLE),
        # The headline once more, and words for search engines, describe nothing.
        (f'<title>Pier</title><meta name=description content="pier,the old pier,news of the pier"><meta property="og:description" content="{WHOLE}">', "", WHOLE),  # noqa: E501
        (f'<meta name=description content="Ferries stay in the harbour"><meta property="og:description" content="{WHOLE}">', "", WHOLE),  # noqa: E501
        # A kicker and a date inside the standfirst are none of it.
        (f'<meta name=description content="{WHOLE}">', f"<h3><span class=k>Islands</span>{WHOLE}</h3>", WHOLE),
        (f'<meta name=description content="{CUT}…">', f"<h2>{WHOLE}<span class=d>Monday, 6 January 2020</span></h2>", WHOLE),  # noqa: E501
        # The site's own description gives way to the story's, and is none alone.
        (f'{SITE}<meta property="og:description" content="No ferry will leave the harbour before the storm passed">', "",  # noqa: E501
         "No ferry will leave the harbour before the storm passed"),
        ('<meta property="og:site_name" content="Pier Post"><meta name=description content="Pier Post - quality television and music">', "", None),  # noqa: E501
        ('<meta name=description content="Written by our own staff">', "", None),
    ],
)  # fmt: skip
def test_the_description_is_the_storys_and_whole(
    make_document: MakeDocument, head: str, above: str, expected: str | None
) -> None:
    """Statements that are cut short are completed, those of the site left out, labels inside the printed one cut."""
    body = f"<h1>Ferries stay in the harbour</h1>{above}{TEXT}"
    assert standfirst(make_document(f"<html><head>{head}</head><body>{body}</body></html>")) == expected

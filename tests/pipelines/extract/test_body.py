"""Tests of pipelines.extract.body."""

import re

import pytest

from pipelines.extract.body import find_body, without_element

_LONG = (
    "The harbour board met on Monday and put the dredging off until the spring, as its chair said afterwards, and the "
)


def test_paragraphs_written_as_headings_are_text(make_document) -> None:
    """A theme that sets each paragraph as an h4 says with long ones where the text is; the date above does not."""
    paragraphs = [_LONG + "fishermen left.", "The council agreed.", _LONG + "port stays closed to larger ships."]
    headings = "".join(f"<h4>{text}</h4>" for text in paragraphs)
    document = make_document(
        f"<body><article><div class='a'><div class='b'>By Ana Duarte | 2026-03-04 16:52</div></div>"
        f"<div class='c'>{headings}</div></article></body>"
    )
    assert [block.text for block in find_body(document, None).blocks] == paragraphs


def test_a_text_that_stands_in_one_heading_is_paragraphs(make_document) -> None:
    """The last of them is short, as a heading that belongs to something else would be."""
    text = f"{_LONG}fishermen left.<br><br>{_LONG}port stays closed.<br><br>The chair did not say when."
    document = make_document(f"<body><article><h4><div>{text}</div></h4></article></body>")
    blocks = find_body(document, None).blocks
    assert [block.kind for block in blocks] == ["paragraph"] * 3
    assert blocks[2].text == "The chair did not say when."


def test_letters_behind_a_blur_are_no_text(make_document) -> None:
    """A wall shows readers a blurred text that means nothing."""
    document = make_document(
        f"<body><article><p class='teaser'>{_LONG}fishermen left.</p>"
        f"<div class='content blurred'><p>{'Dolor ipsam et est. ' * 19}</p></div></article></body>"
    )
    assert [block.text for block in find_body(document, None).blocks] == [_LONG + "fishermen left."]


def test_a_quotation_that_a_paragraph_repeats_is_said_once(make_document) -> None:
    """A summary in large type repeats a sentence of the text; a quotation that nothing repeats is text."""
    said = "The port stays closed to larger ships until spring"
    other = "Nobody asked the fishermen what they would have done instead"
    document = make_document(
        f"<body><article><blockquote>{said}</blockquote><p>{_LONG}fishermen left. {said}, it added.</p>"
        f"<blockquote>{other}</blockquote><p>{_LONG}port waits.</p></article></body>"
    )
    texts = [block.text for block in find_body(document, None).blocks]
    assert texts == [f"{_LONG}fishermen left. {said}, it added.", other, f"{_LONG}port waits."]


def test_a_standfirst_that_the_text_says_again_later_stays_in_it(make_document) -> None:
    """Right at its beginning it is the standfirst once more."""
    lead, text = "The harbour board put the dredging off.", f"{_LONG}fishermen left."
    document = make_document(f"<body><article><p>{lead}</p><p>{text}</p><p>{lead}</p></article></body>")
    above = make_document(f"<body><p>{lead}</p></body>").tree.find(".//p")
    body = without_element(find_body(document, None), above, lead)
    assert [block.text for block in body.blocks] == [text, lead]


def _teaser(number: int) -> str:
    return (
        f"<div class='item'><h3><a href='/{number}'>Harbour story number {number} of the week</a></h3>"
        f"<p>What happened on pier {number} was told by those who stood there on the day of the storm.</p></div>"
    )


def test_teasers_behind_the_text_are_cut_off(make_document) -> None:
    """One after another: a headline that is a link, and a single text; a list of two may be the article's."""
    text = [f"{_LONG}pier {number} waits, and nobody said for how long that would be so." for number in range(4)]
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    for count, expected in ((4, 0), (2, 2)):
        teasers = "".join(map(_teaser, range(count)))
        document = make_document(f"<body><main><div class='text'>{paragraphs}{teasers}</div></main></body>")
        found = [block.text for block in find_body(document, None).blocks]
        assert found[:4] == text
        assert sum("was told by those" in block for block in found) == expected


def texts_of(document) -> list[str]:
    """The paragraphs of a page."""
    return [block.text for block in find_body(document, None).blocks]


def test_a_subhead_in_a_box_of_its_own_is_text(make_document) -> None:
    """Only the box's name says that it is one."""
    paragraphs = "".join(f"<p>{_LONG}pier {number} waits.</p>" for number in range(6))
    document = make_document(
        f"<body><article><div class='article__text'>{paragraphs}<div class='xy_subheadline'>Who pays?</div>"
        f"<p>{_LONG}port stays closed.</p></div></article></body>"
    )
    assert texts_of(document)[6] == "Who pays?"


def test_a_short_paragraph_of_a_later_piece_is_text(make_document) -> None:
    """A text that adverts part into like boxes is voted for in the first of them."""
    some = "".join(f"<p>{_LONG}boat {n} waits.</p>" for n in range(5))
    pieces = "".join(
        f"<div class='grid'><div class='item article__body'>{some.replace('boat', f'{n}. boat')}<p>Two doubts {n}.</p>"
        f"<p>{_LONG}{n}. ship leaves.</p></div></div>"
        for n in range(2)
    )
    texts = texts_of(make_document(f"<body><main><div class='article__chunks'>{pieces}</div></main></body>"))
    assert [text for text in texts if text.startswith("Two")] == ["Two doubts 0.", "Two doubts 1."]


def test_the_players_of_a_match_are_text(make_document) -> None:
    """Rows of a table that are named by their player are none of a film's player."""
    rows = "".join(f"<tr class='player-{i}'><td>{i}</td><td>Ana Duarte</td></tr>" for i in range(3))
    document = make_document(
        f"<body><article><p>{_LONG}fishermen left.</p><table>{rows}</table><p>{_LONG}port stays.</p></article></body>"
    )
    assert texts_of(document)[1:4] == ["0 | Ana Duarte", "1 | Ana Duarte", "2 | Ana Duarte"]


def test_titles_under_read_also_are_left_out_between_paragraphs(make_document) -> None:
    """Each with its kind in brackets; the text goes on behind them."""
    document = make_document(
        f"<body><article><p>{_LONG}fishermen left.</p><p>Don't miss</p><p><a href='/a'>Pier closed for winter again"
        f"</a> [VIDEO] <a href='/b'>Lighthouse keeper retires</a> [PICTURES]</p><p>{_LONG}port stays.</p></article>"
        "</body>"
    )
    assert texts_of(document) == [_LONG + "fishermen left.", _LONG + "port stays."]


def test_a_list_of_other_stories_at_the_end_is_left_out(make_document) -> None:
    """Every item has a link among its words, and none is a sentence."""
    items = "".join(f"<li>Why the harbour <a href='/{i}'>froze in year {i}</a></li>" for i in range(5))
    document = make_document(
        f"<body><article><p>{_LONG}fishermen left.</p><p>{_LONG}port stays closed.</p><p>More great harbour stories</p>"
        f"<ul>{items}</ul></article></body>"
    )
    assert texts_of(document) == [_LONG + "fishermen left.", _LONG + "port stays closed."]


def test_a_subhead_is_text_whatever_its_id_or_its_link_to_itself(make_document) -> None:
    """Ids are made of a subhead's words, and it may be a link to its own place."""
    heads = (
        "<h2 id='copyright-and-comments'>Copyright and comments</h2>",
        "<h2><a id='pier'>The long story of the pier at the end of the harbour</a></h2>",
        "<h2><a href='#who'>Who pays for the pier at the end of the old harbour?</a></h2>",
    )
    text = "".join(f"{head}<p>{_LONG}boat {n} waits.</p>" for n, head in enumerate(heads))
    found = texts_of(make_document(f"<body><article><p>{_LONG}port stays.</p>{text}</article></body>"))
    assert found[1::2] == [
        "Copyright and comments",
        "The long story of the pier at the end of the harbour",
        "Who pays for the pier at the end of the old harbour?",
    ]


def _between(make_document, line: str) -> list[str]:
    """What is read of a line between two paragraphs."""
    document = make_document(
        f"<body><article><p>{_LONG}fishermen left.</p>{line}<p>{_LONG}port stays closed.</p></article></body>"
    )
    first, *others, last = texts_of(document)
    assert (first, last) == (_LONG + "fishermen left.", _LONG + "port stays closed.")
    return others


@pytest.mark.parametrize(
    "line",
    [
        "<p>Article continues below this advertisement, which keeps our reporting free for everybody who reads it.</p>",
        "<p>Tekst loopt door onder de foto van de haven</p>",
        "<p>Port Merrow, <time datetime='2026-03-04'>March 4</time></p>",
    ],
)
def test_lines_of_the_page_between_paragraphs_are_no_text(make_document, line: str) -> None:
    """What says that the text goes on, at any length; and a place with its date."""
    assert _between(make_document, line) == []


@pytest.mark.parametrize(
    "line",
    [
        "<p>Mis niets van het leven, zei de oude havenmeester altijd, en hij hield zich er aan tot het laatst.</p>",
        "<p>Schrijf u in een oud boek bij, dan weten de kinderen later wie hier woonde, zei de voorzitter.</p>",
        "<p>Подкрепете ме или си тръгвам, каза кметът на съветниците в четвъртък вечерта на заседанието.</p>",
        "<p><a href='/x'>More than 400 people</a> left.</p>",
        "<h3><time datetime='2026-03-04T14:05'>14:05</time> Ferry leaves the harbour</h3>",
        "<p><time datetime='2026-03-04T14:05'>14:05</time> Ferry leaves the harbour with 200 people aboard</p>",
        "<p>On <time datetime='2026-03-04'>March 4</time> the pier was closed</p>",
    ],
)
def test_text_that_looks_like_a_line_of_the_page_stays(make_document, line: str) -> None:
    """Appeals, labels and dates may stand at the beginning of text; in a live blog each entry begins with its time."""
    assert _between(make_document, line) == [re.sub("<[^>]*>", "", line)]


def test_a_quotation_in_large_type_may_end_otherwise_than_in_the_text(make_document) -> None:
    """There the speaker follows behind a comma."""
    said = "The port stays closed to larger ships until spring"
    document = make_document(
        f"<body><article><p>{_LONG}fishermen left.</p><blockquote>“{said}.”</blockquote>"
        f"<p>{_LONG}port waits. “{said},” she said, “and nobody knows why it does.”</p></article></body>"
    )
    assert not [text for text in texts_of(document) if text.startswith("“")]

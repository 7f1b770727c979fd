"""Tests of pipelines.extract.text."""

import pytest
from lxml import html

from pipelines.extract.text import has_text, is_wide, squeeze, text_of, text_within


def test_a_short_text_is_given_whole() -> None:
    """Markup, white space and hidden elements do not count."""
    element = html.fromstring("<p>  One <b>two</b>\n" + " " * 5000 + "<script>x = 1</script>three<br>four</p>")
    assert text_within(element, 18) == "One two three four"
    assert text_within(element, 18) == text_of(element)


def test_a_longer_text_is_none() -> None:
    """One character more than asked for is too many, in an element with children as in one without."""
    assert text_within(html.fromstring("<p>One <b>two</b> three</p>"), 12) is None
    assert text_within(html.fromstring("<p>One two three</p>"), 12) is None
    assert text_within(html.fromstring("<div>" + "<p>word</p>" * 500 + "</div>"), 100) is None


def test_many_elements_are_no_line() -> None:
    """An element of a thousand others is not read through for the few words that it may hold."""
    assert text_within(html.fromstring("<div>" + "<i></i>" * 1000 + "word</div>"), 100) is None
    assert text_of(html.fromstring("<div>" + "<i></i>" * 1000 + "word</div>")) == "word"


def test_what_has_text() -> None:
    """Invisible characters and scripts are no text."""
    assert has_text(html.fromstring("<div><p>x</p></div>"))
    assert not has_text(html.fromstring("<div>\u200b<p> <script>x</script></p><img alt='x'></div>"))


def test_one_line_without_invisible_signs() -> None:
    """White space is squeezed; soft hyphens, zero-width spaces, joiners and byte order marks go."""
    assert squeeze("\ufeff Der Hafen\u00admeister\n\tgeht\u200b\u2060 ") == "Der Hafenmeister geht"
    assert squeeze("Größe  zählt") == "Größe zählt"


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("The harbour", False),
        ("Гавань закрыта из-за шторма", False),
        ("“Größe” – zählt", False),
        ("港口因风暴关闭", True),
        ("ท่าเรือปิดเพราะพายุ", True),
        ("ဆိပ်ကမ်းပိတ်", True),
        ("កំពង់ផែបិទ", True),
        ("The harbour of 東京 is closed", False),
    ],
)
def test_scripts_without_spaces(text: str, wide: bool) -> None:
    """Chinese, Japanese, Thai, Burmese and Khmer are; one foreign name in a text changes nothing."""
    assert is_wide(text) is wide

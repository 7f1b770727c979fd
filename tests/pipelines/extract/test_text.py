"""Tests of pipelines.extract.text."""

from lxml import html

from pipelines.extract.text import has_text, text_of, text_within


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

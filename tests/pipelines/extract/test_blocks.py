"""Tests of pipelines.extract.blocks."""

from pipelines.extract.blocks import blocks_of


def kinds(document) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, block.text) for block in blocks_of(document)]


def test_each_piece_has_its_kind(make_document) -> None:
    """Subheads, items, quotes and the cells of one table row are told apart."""
    document = make_document(
        "<h2>Tides</h2><p>High water.</p><ul><li>Noon</li></ul><blockquote>“Wet.”</blockquote>"
        "<table><tr><td>Mon</td><td>4 m</td></tr></table>"
    )
    assert kinds(document) == [
        ("heading", "Tides"),
        ("paragraph", "High water."),
        ("item", "Noon"),
        ("quote", "“Wet.”"),
        ("row", "Mon | 4 m"),
    ]


def test_preformatted_text_keeps_its_lines(make_document) -> None:
    """Line breaks, empty lines and indentation stay."""
    document = make_document("<pre>\nRoses are red,\n  violets blue;\n\nthe tide is in,<br>the quay is too.\n</pre>")
    assert kinds(document) == [("code", "Roses are red,\n  violets blue;\n\nthe tide is in,\nthe quay is too.")]


def test_the_speaker_belongs_to_the_quote(make_document) -> None:
    """A cite behind a quotation is no paragraph of its own; a cite inside a sentence stays where it is."""
    document = make_document(
        "<blockquote><p>We sail at dawn.</p><cite>Ines Pardo, pilot</cite></blockquote>"
        "<blockquote><p>I read <cite>Moby-Dick</cite> twice.</p></blockquote>"
        "<blockquote><p>It leaks.</p><p>—<cite>Tomas Reyl</cite></p></blockquote>"
    )
    assert kinds(document) == [
        ("quote", "We sail at dawn. — Ines Pardo, pilot"),
        ("quote", "I read Moby-Dick twice."),
        ("quote", "It leaks. —Tomas Reyl"),
    ]


def test_text_around_comments(make_document) -> None:
    """Comments part nothing, wherever they stand: first in an element, in a row, or behind what no reader sees."""
    document = make_document(
        "<body><!-- a -->One<!-- b --> two <!-- c --><!-- d -->three<p><!-- e -->four<script>x</script><!-- f -->five"
        "<b><!-- g -->six</b><!-- h --></p><!-- i -->seven</body>"
    )
    assert [block.text for block in blocks_of(document)] == ["One two three", "fourfivesix", "seven"]


def test_what_is_hidden_or_silent_is_left_out(make_document) -> None:
    """Hidden elements and those without text of the page are passed over; what stands behind them is not."""
    document = make_document(
        "<p hidden>a</p><p>b</p><p style='Display: none'>c</p><p aria-hidden=true>d</p><script>e</script>f"
        "<p>g <a aria-hidden=true>h</a></p><div hidden id='S:1f'>i</div>"
    )
    assert [text for _, text in kinds(document)] == ["b", "f", "g h", "i"]


def test_thousands_of_elements_in_one_another(make_document) -> None:
    """A page nested deeper than any page of news is read down to a bound, and what stands behind is read."""
    inline = make_document("<p>" + "<b>" * 1900 + "deep" + "</b>" * 1900 + "</p><p>behind</p>")
    blocks = make_document("<div>" * 1900 + "deep" + "</div>" * 1900 + "<p>behind</p>")
    assert [text for _, text in kinds(inline)] == [text for _, text in kinds(blocks)] == ["behind"]


def test_characters_in_links_and_marks(make_document) -> None:
    """Characters of links and of emphasised text are counted for each block; links as well."""
    document = make_document("<p><a href=/a>one</a> and <b>two</b>, <i>three <a href=/b>four</a></i></p>")
    (block,) = blocks_of(document)
    assert (block.link_chars, block.em_chars, block.links) == (7, 9, 2)

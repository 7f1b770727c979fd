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

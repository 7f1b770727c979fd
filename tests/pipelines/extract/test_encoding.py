"""Tests of pipelines.extract.encoding."""

import pytest

from pipelines.extract.encoding import decode

JAPANESE = "東京の株式市場は続伸した。日銀の発表を受けて買いが広がった。"
RUSSIAN = "Привет, это обычная новость о погоде в Москве и области на сегодня."


@pytest.mark.parametrize(
    ("body", "header", "encoding", "start"),
    [
        ("<p>café</p>".encode(), "text/html; charset=utf-8", "utf-8", "<p>café"),
        ("<p>café</p>".encode("cp1252"), "text/html; charset=iso-8859-1", "cp1252", "<p>café"),
        ("<p>café “x”</p>".encode(), "text/html; charset=iso-8859-1", "utf-8", "<p>café “x”"),
        (b'<meta charset="windows-1252"><p>caf\xe9</p>', "text/html", "cp1252", '<meta charset="windows-1252"><p>café'),
        (b"\xef\xbb\xbf<p>caf\xc3\xa9</p>", "text/html; charset=iso-8859-1", "utf-8", "<p>café"),
        ("<p>café</p>".encode("utf-16"), None, "utf-16-le", "<p>café"),
        (
            b'<meta charset="gb2312">' + "<p>新华社北京电</p>".encode("gbk"),
            "text/html",
            "gb18030",
            '<meta charset="gb2312"><p>新华社',
        ),
        (f"<p>{JAPANESE}</p>".encode("shift_jis"), "text/html; charset=iso-8859-1", "cp932", "<p>東京"),
        (f"<p>{RUSSIAN}</p>".encode("cp1251"), "text/html; charset=iso-8859-1", "cp1251", "<p>Привет"),
        (b"", None, "utf-8", ""),
    ],
)
def test_the_encoding_the_bytes_are_in_wins(body: bytes, header: str | None, encoding: str, start: str) -> None:
    """Mark, header, meta tag and the bytes themselves are weighed; a habitual Latin-1 header is not believed."""
    name, text = decode(body, header)
    assert (name, text[: len(start)]) == (encoding, start)


def test_anything_decodes() -> None:
    """Bytes that are no text in any declared encoding still give a text."""
    name, text = decode(b"\x81\x8d\xff\xfe" * 50, "text/html; charset=utf-8")
    assert name
    assert text

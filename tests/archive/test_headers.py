"""The fields of a record: ordered, repeated ones kept, names without regard to case."""

from archive.headers import Headers

FIELDS = Headers([("WARC-Protocol", "http/1.1"), ("warc-protocol", "tls/1.3"), ("X", "")])


def test_lookup_ignores_case() -> None:
    """The first value of a field is found under any spelling of its name."""
    assert FIELDS.get("Warc-PROTOCOL") == "http/1.1"
    assert FIELDS.get("X") == ""
    assert FIELDS.get("Y") is None
    assert "wArC-protocol" in FIELDS
    assert "Y" not in FIELDS


def test_repeated_fields() -> None:
    """All values come in their order, and the fields as they were written."""
    assert FIELDS.all("WARC-Protocol") == ("http/1.1", "tls/1.3")
    assert list(FIELDS) == [("WARC-Protocol", "http/1.1"), ("warc-protocol", "tls/1.3"), ("X", "")]
    assert len(FIELDS) == 3


def test_equal_fields_are_equal() -> None:
    """Two heads with the same fields are the same, and can stand in a set."""
    assert {FIELDS, Headers(FIELDS)} == {FIELDS}

"""The table of header rules: each rule by a record that breaks it, and ours by none."""

import pytest

from archive.fields import RULES, TYPES, check_fields
from archive.findings import Code
from archive.headers import Headers

GOOD = {
    "WARC-Type": "response",
    "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
    "WARC-Date": "2026-11-23T20:01:02.345Z",
    "WARC-Target-URI": "http://a.example/",
    "Content-Type": "application/http;msgtype=response",
    "Content-Length": "5",
}


def found(fields: dict[str, str] | list[tuple[str, str]]) -> list[Code]:
    return [code for code, _ in check_fields(Headers(fields.items() if isinstance(fields, dict) else fields))]


def test_a_good_record() -> None:
    """A record with what it must have is fine, whatever else it has."""
    assert found(GOOD | {"X-Of-Others": "", "WARC-Protocol": "h2"}) == []


@pytest.mark.parametrize("name", ["WARC-Type", "WARC-Record-ID", "WARC-Date", "Content-Length", "WARC-Target-URI"])
def test_mandatory(name: str) -> None:
    """Without a mandatory field a record is wrong."""
    assert Code.FIELD_MISSING in found({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("revisit", {"WARC-Profile"}),
        ("continuation", {"WARC-Segment-Number", "WARC-Segment-Origin-ID"}),
        ("warcinfo", set()),
        ("metadata", set()),
    ],
)
def test_mandatory_by_type(kind: str, names: set[str]) -> None:
    """Some types need fields of their own; a metadata or warcinfo record needs no target."""
    fields = GOOD | {"WARC-Type": kind, "Content-Length": "0"}
    del fields["WARC-Target-URI"]
    needed = {
        message.split()[-1] for code, message in check_fields(Headers(fields.items())) if code is Code.FIELD_MISSING
    }
    assert needed == names | (set() if kind in ("warcinfo", "metadata") else {"WARC-Target-URI"})


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("warcinfo", "WARC-Target-URI", "http://a.example/"),
        ("warcinfo", "WARC-Concurrent-To", "<urn:x:1>"),
        ("conversion", "WARC-IP-Address", "192.0.2.1"),
        ("response", "WARC-Refers-To", "<urn:x:1>"),
        ("response", "WARC-Filename", "a.warc.gz"),
        ("response", "WARC-Segment-Origin-ID", "<urn:x:1>"),
        ("warcinfo", "WARC-Warcinfo-ID", "<urn:x:1>"),
    ],
)
def test_forbidden(kind: str, name: str, value: str) -> None:
    """Some fields must not stand on some types."""
    assert Code.FIELD_FORBIDDEN in found(GOOD | {"WARC-Type": kind, name: value})


def test_repeated() -> None:
    """A field may stand once, whatever the case of its name; these few may stand often."""
    assert found([*GOOD.items(), ("warc-date", "2026-11-23T20:01:02Z")]) == [Code.FIELD_REPEATED]
    concurrent = ("WARC-Concurrent-To", "<urn:x:1>")
    protocol = ("WARC-Protocol", "http/1.1")
    assert found([*GOOD.items(), concurrent, concurrent, protocol, protocol]) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARC-Record-ID", "urn:x:1"),
        ("WARC-Record-ID", "<zaphod>"),
        ("WARC-Record-ID", "<urn:x: 1>"),
        ("WARC-Date", "blue monday"),
        ("WARC-Date", ""),
        ("Content-Length", "-1"),
        ("Content-Type", "gif\\image"),
        ("WARC-Target-URI", "bad_uri"),
        ("WARC-IP-Address", "a.b.c.d"),
        ("WARC-Block-Digest", "sharif-1; omar"),
        ("WARC-Payload-Digest", "sha1:"),
        ("WARC-Segment-Number", "one"),
        ("WARC-Segment-Number", "0"),
        ("WARC-Truncated", ""),
    ],
)
def test_malformed(name: str, value: str) -> None:
    """A value must have the form of its field."""
    assert Code.FIELD_MALFORMED in found(GOOD | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARC-Target-URI", "<http://a.example/>"),
        ("WARC-Target-URI", "http://a.example/x y"),
        ("WARC-Target-URI", "dns:a.example"),
        ("WARC-IP-Address", "2001:db8::1"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("WARC-Date", "2006-09-19T17:20:24Z"),
        ("WARC-Truncated", "crawler-shutdown"),
        ("WARC-Payload-Digest", "sha1:2jmj7l5rSw0yVb/vlWAYkK/YBwk="),
    ],
)
def test_tolerated(name: str, value: str) -> None:
    """What old writers wrote, and what later ones may write, is no error."""
    assert found(GOOD | {name: value}) == []


def test_recommended() -> None:
    """A block without a type, an odd warcinfo, and a revisit that says too little are worth a warning."""
    assert found({name: value for name, value in GOOD.items() if name != "Content-Type"}) == [Code.FIELD_RECOMMENDED]
    info = GOOD | {"WARC-Type": "warcinfo", "Content-Type": "text/plain"}
    del info["WARC-Target-URI"]
    assert found(info) == [Code.FIELD_RECOMMENDED]
    profile = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert found(GOOD | {"WARC-Type": "revisit", "WARC-Profile": profile}) == [Code.FIELD_RECOMMENDED] * 3


def test_unknown_type() -> None:
    """A type of the future needs what every record needs, and is told."""
    assert found(GOOD | {"WARC-Type": "monkeys"}) == [Code.TYPE_UNKNOWN]
    assert found({"WARC-Type": "monkeys"}) == [Code.FIELD_MISSING] * 3 + [Code.TYPE_UNKNOWN]


def test_the_table_is_sound() -> None:
    """No rule names a type that there is not, and none both demands and forbids."""
    for rule in RULES:
        assert (rule.mandatory | rule.forbidden) <= set(TYPES)
        assert not rule.mandatory & rule.forbidden

"""Heads read in one go are judged as heads read line by line."""

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.check_warc import check_warc
from archive.fields import RULES, Rule
from archive.findings import Finding
from archive.headers import Headers
from archive.usual_heads import UsualHeads

FIELDS = (
    ("WARC-Type", "response"),
    ("WARC-Record-ID", "<urn:uuid:00000000-0000-4000-8000-000000000001>"),
    ("WARC-Date", "2026-02-28T20:01:02.345Z"),
    ("WARC-Target-URI", "http://a.example/"),
    ("WARC-IP-Address", "192.0.2.1"),
    ("Content-Type", "application/http;msgtype=response"),
    ("WARC-Block-Digest", "sha1:MHZQRC4HHFVLTJQTTLWGSAXNQNBJI2XU"),
    ("X-Other", "a b"),
    ("Content-Length", "25"),
)
BLOCK = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"


def head(fields: tuple[tuple[str, str], ...]) -> bytes:
    return ("WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n").encode()


def learned() -> UsualHeads:
    heads = UsualHeads()
    for _ in range(2):
        heads.learn(head(FIELDS), "1.1", Headers(FIELDS))
    return heads


def found(records: list[bytes]) -> list[tuple[str, str]]:
    """Codes and messages about the last of the records."""
    findings: list[Finding] = []
    members = [gzip.compress(record, 1) for record in records]
    check_warc(io.BytesIO(b"".join(members)), "x.warc.gz", _Nowhere(), findings.append)
    start = sum(map(len, members[:-1]))
    return [(finding.code.value, finding.message) for finding in findings if finding.offset == start]


class _Nowhere:
    def add_row(self, file: str, row: object, /) -> None: ...


def test_a_head_like_those_before() -> None:
    """The third head of a kind is read at once, with its own values, wherever it begins."""
    fields = tuple((name, value.replace("a.example", "b.example")) for name, value in FIELDS)
    data = head(fields)
    found = learned().read(b"garbage" + data + BLOCK, 7)
    assert found is not None
    form, values, end = found
    assert (form.version, form.kind, end) == ("1.1", "response", 7 + len(data))
    assert form.example.with_values(values) == Headers(fields)
    assert values[form.place["Content-Length"]] == "25"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARC-Date", "2026-02-29T20:01:02.345Z"),
        ("WARC-IP-Address", "192.0.2.256"),
        ("WARC-Record-ID", "urn:uuid:1"),
        ("WARC-Target-URI", "http://a.example/é"),
        ("Content-Length", "x"),
        ("X-Other", ""),
        ("WARC-Type", "request"),
    ],
)
def test_what_is_not_read_at_once(name: str, value: str) -> None:
    """A value that breaks a rule, or that only may break one, is left to be judged line by line."""
    fields = tuple((key, value if key == name else text) for key, text in FIELDS)
    assert learned().read(head(fields), 0) is None


def test_a_broken_form_is_not_learned() -> None:
    """Heads that break a rule by their names are never read at once, however many there are."""
    heads = UsualHeads()
    fields = tuple(field for field in FIELDS if field[0] != "WARC-Record-ID")
    for _ in range(3):
        heads.learn(head(fields), "1.1", Headers(fields))
    assert heads.read(head(fields), 0) is None


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.form.usual], ids=lambda rule: rule.name)
@given(data=st.data())
def test_usual_values_fit(rule: Rule, data: st.DataObject) -> None:
    """What the pattern of usual values takes, the rule takes, and it is one line without space around it."""
    assert rule.form.usual is not None
    value = data.draw(st.from_regex(rule.form.usual, fullmatch=True))
    assert rule.form.fits(value)
    assert value == value.strip()
    assert set(value) <= set(map(chr, range(0x20, 0x7F)))


_CHANGES = [
    "",
    " ",
    "\t",
    "\r\n",
    "\n",
    "\r",
    ":",
    "<",
    ">",
    "é",
    "\x00",
    "\x1c",
    "0",
    "-",
    "Z",
    "\r\nWARC-Date: x",
    "\r\n b",
]


@given(st.integers(0, len(head(FIELDS)) - 1), st.integers(0, 3), st.sampled_from(_CHANGES))
def test_the_same_verdict(place: int, length: int, change: str) -> None:
    """Behind other heads of its kind, a changed head gets the findings it gets alone."""
    good = head(FIELDS)
    changed = good[:place] + change.encode() + good[place + length :]
    end = BLOCK + b"\r\n\r\n"
    alone = found([changed + end])
    assert [one for one in found([good + end, good + end, changed + end]) if one[0] != "record-id-repeated"] == alone

"""The named fields of WARC records as one table: which record type must, may and must not have them.

ISO 28500:2017 sections 5 (the fields) and 6 (the types). Older versions of the format are judged by the same
table: what it asks for, they asked for.
"""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache

import msgspec

from archive.dates import parse_date
from archive.findings import Code
from archive.headers import Headers

WARC_FIELDS = "application/warc-fields"
"""Media type of blocks that are named fields as well (9)."""
SOFTWARE = "newswarc"
"""The field "software" of our warcinfo records is this, a slash and the version."""
INTERIM_FIELD = "interimResponses"
"""A field of our metadata records: the 1xx responses before the final one, percent-encoded."""

UNREAD_FIELD = "receivedBytes"
"""The same of a request that has no response record: what came that is no HTTP response, percent-encoded."""

_FEW = 64
"""Fields of a head at most whose names are remembered."""
TYPES = ("warcinfo", "response", "resource", "request", "metadata", "revisit", "conversion", "continuation")
_EACH = frozenset(TYPES)
_REFERS_TO_NOTHING = frozenset({"warcinfo", "response", "resource", "request", "continuation"})
_WITH_TARGET = _EACH - {"warcinfo", "metadata"}


class Form(msgspec.Struct, frozen=True):
    """What values of a field look like."""

    fits: Callable[[str], object]
    """True, or something that counts as true, of a value that has the right form."""
    usual: str | None
    """Pattern of such values as programs usually write them: visible ASCII, no space around. None where no pattern can
    say what the right form is."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one field."""

    name: str
    form: Form
    mandatory: frozenset[str] = frozenset()
    """Record types that must have the field."""
    forbidden: frozenset[str] = frozenset()
    """Record types that must not have it."""
    repeatable: bool = False
    section: str = ""
    """Of ISO 28500:2017."""


def _pattern(expression: str) -> Callable[[str], object]:
    return re.compile(expression, re.IGNORECASE).fullmatch


def _is_date(value: str) -> bool:
    return parse_date(value) is not None


@lru_cache(maxsize=64)
def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


# wget and others wrote the target URI in angle brackets, warcio with spaces: ISO 28500 1.1 settled it, files stay.
_URI = Form(_pattern(r"<?[a-z][a-z0-9+.\-]*:[^\x00-\x1f<>]*>?"), r"[a-z][a-z0-9+.\-]*:[!-;=?-~]*")
_ID = Form(_pattern(r"<[a-z][a-z0-9+.\-]*:\S*>"), r"<[a-z][a-z0-9+.\-]*:[!-;=?-~]*>")
_DIGEST = Form(_pattern(r"[a-z][a-z0-9\-]*:[a-z0-9+/=_\-]+"), r"[a-z][a-z0-9\-]*:[A-Za-z0-9+/=_\-]+")
_NUMBER = Form(_pattern(r"[0-9]{1,18}"), r"[0-9]{1,18}")
_ORDINAL = Form(_pattern(r"0*[1-9][0-9]{0,17}"), r"[1-9][0-9]{0,17}")
_MEDIA_TYPE = Form(
    _pattern(r"[a-z0-9!#$&^_.+\-]+/[a-z0-9!#$&^_.+\-]+(?:\s*;.*)?"), r"[a-z]+/[a-z0-9.+\-]+(?:; ?[!-~]+)?"
)
_TOKEN = Form(_pattern(r"[!#$%&'*+\-.^_`|~0-9a-z]+"), r"[a-z\-]+")
_DATE = Form(_is_date, None)
_ADDRESS = Form(_is_address, None)
ANY = Form(_pattern(r".+"), r"[!-~](?:[ -~]*[!-~])?")

RULES = (
    Rule(name="WARC-Type", form=_TOKEN, mandatory=_EACH, section="5.5"),
    Rule(name="WARC-Record-ID", form=_ID, mandatory=_EACH, section="5.2"),
    Rule(name="WARC-Date", form=_DATE, mandatory=_EACH, section="5.4"),
    Rule(name="Content-Length", form=_NUMBER, mandatory=_EACH, section="5.3"),
    Rule(name="Content-Type", form=_MEDIA_TYPE, section="5.6"),
    Rule(
        name="WARC-Concurrent-To",
        form=_ID,
        forbidden=frozenset({"warcinfo", "conversion", "continuation"}),
        repeatable=True,
        section="5.7",
    ),
    Rule(name="WARC-Block-Digest", form=_DIGEST, section="5.8"),
    Rule(name="WARC-Payload-Digest", form=_DIGEST, section="5.9"),
    Rule(
        name="WARC-IP-Address",
        form=_ADDRESS,
        forbidden=frozenset({"warcinfo", "conversion", "continuation"}),
        section="5.10",
    ),
    Rule(
        name="WARC-Refers-To",
        form=_ID,
        forbidden=_REFERS_TO_NOTHING,
        section="5.11",
    ),
    Rule(name="WARC-Refers-To-Target-URI", form=_URI, forbidden=_REFERS_TO_NOTHING, section="5.12"),
    Rule(name="WARC-Refers-To-Date", form=_DATE, forbidden=_REFERS_TO_NOTHING, section="5.13"),
    Rule(
        name="WARC-Target-URI",
        form=_URI,
        mandatory=_WITH_TARGET,
        forbidden=frozenset({"warcinfo"}),
        section="5.14",
    ),
    Rule(name="WARC-Truncated", form=_TOKEN, section="5.15"),
    Rule(name="WARC-Warcinfo-ID", form=_ID, forbidden=frozenset({"warcinfo"}), section="5.16"),
    Rule(name="WARC-Filename", form=ANY, forbidden=_EACH - {"warcinfo"}, section="5.17"),
    Rule(name="WARC-Profile", form=_URI, mandatory=frozenset({"revisit"}), section="5.18"),
    Rule(name="WARC-Identified-Payload-Type", form=_MEDIA_TYPE, section="5.19"),
    Rule(name="WARC-Segment-Number", form=_ORDINAL, mandatory=frozenset({"continuation"}), section="5.20"),
    Rule(
        name="WARC-Segment-Origin-ID",
        form=_ID,
        mandatory=frozenset({"continuation"}),
        forbidden=_EACH - {"continuation"},
        section="5.21",
    ),
    Rule(name="WARC-Segment-Total-Length", form=_NUMBER, forbidden=_EACH - {"continuation"}, section="5.22"),
    # Not in the standard: proposals 42 and 86 of the IIPC's warc-specifications, in use since 2020.
    Rule(name="WARC-Protocol", form=ANY, repeatable=True),
    Rule(name="WARC-Cipher-Suite", form=ANY),
)
OF_IDENTICAL = ("WARC-Payload-Digest", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date")
"""Fields that a revisit record of an identical payload should have (6.7.2)."""

_BY_NAME = {rule.name.lower(): rule for rule in RULES}
_MANDATORY = {kind: tuple(rule.name for rule in RULES if kind in rule.mandatory) for kind in TYPES}
_MANDATORY[""] = tuple(rule.name for rule in RULES if rule.mandatory == _EACH)
"""Names of mandatory fields by type; those of every type under the empty name."""


def form_of(name: str) -> Form:
    """What the values of a field look like; anything for one that the standard does not know."""
    rule = _BY_NAME.get(name.lower())
    return ANY if rule is None else rule.form


def check_fields(headers: Headers) -> Iterator[tuple[Code, str]]:
    """What is wrong with the head of a record: a code and a message each. Other fields may be there as they like."""
    kind = (headers.get("WARC-Type") or "").lower()
    judge = _judge_names if len(headers) <= _FEW else _judge_names.__wrapped__
    rules, wrong = judge(kind, headers.names)
    yield from wrong
    for (_, value), rule in zip(headers, rules, strict=True):
        if rule is not None and not rule.form.fits(value):
            yield Code.FIELD_MALFORMED, f"{rule.name} is {value[:80]!r}" if value else f"{rule.name} is empty"
    yield from _recommendations(kind, headers)


@lru_cache(maxsize=256)
def _judge_names(kind: str, names: tuple[str, ...]) -> tuple[tuple[Rule | None, ...], tuple[tuple[Code, str], ...]]:
    """The rule of each field, and what is wrong with the fields whatever their values. Records of a type from one
    program have the same names in the same order, so that this is seldom worked out."""
    wrong: list[tuple[Code, str]] = []
    present = {name.lower() for name in names}
    for name in _MANDATORY.get(kind, _MANDATORY[""]):
        if name.lower() not in present:
            wrong.append((Code.FIELD_MISSING, f"{f'a {kind}' if kind in _EACH else 'every'} record needs {name}"))
    if kind and kind not in _EACH:
        wrong.append((Code.TYPE_UNKNOWN, f"unknown type {kind!r}"))
    rules = tuple(_BY_NAME.get(name.lower()) for name in names)
    known = [rule for rule in rules if rule is not None]
    wrong += [
        (Code.FIELD_FORBIDDEN, f"a {kind} record must not have {rule.name}") for rule in known if kind in rule.forbidden
    ]
    for name, count in Counter(rule.name for rule in known).items():
        if count > 1 and not _BY_NAME[name.lower()].repeatable:
            wrong.append((Code.FIELD_REPEATED, f"{name} stands {count} times"))
    return rules, tuple(wrong)


def _recommendations(kind: str, headers: Headers) -> Iterator[tuple[Code, str]]:
    content_type = headers.get("Content-Type")
    length = headers.get("Content-Length") or ""
    if content_type is None and kind not in ("", "continuation") and length.strip("0"):
        yield Code.FIELD_RECOMMENDED, "a record with a block should have Content-Type"
    if kind == "revisit" and (headers.get("WARC-Profile") or "").endswith("/identical-payload-digest"):
        for name in OF_IDENTICAL:
            if name not in headers:
                yield Code.FIELD_RECOMMENDED, f"a revisit record of an identical payload should have {name}"
    if kind == "warcinfo" and content_type not in (None, WARC_FIELDS):
        yield Code.FIELD_RECOMMENDED, f"a warcinfo record should be {WARC_FIELDS}, not {content_type!r}"

"""JSON as outsiders write it."""

import json
import re

GUARD = r"(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);)"
"""What some systems put before their JSON, so that no foreign page can run it, as a regular expression."""
_GUARDED = re.compile(rf"\A\ufeff?\s*{GUARD}\s*")
_HIGH, _LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_SURROGATES = re.compile(rf"\\\\|{_HIGH}{_LOW}|({_HIGH}|{_LOW})")
"""A backslash that stands for itself, both halves of a character, or one half alone."""


def loads(text: str) -> object:
    """The value of a JSON text, None where it is none. Never raises; what it holds can be written as UTF-8.

    Scripts cut texts by halves of characters: an emoji at the end of a teaser leaves an escape that means nothing.
    """
    if "\\ud" in text or "\\uD" in text:
        text = _SURROGATES.sub(lambda found: r"\ufffd" if found[1] else found[0], text)
    try:
        return json.loads(_GUARDED.sub("", text, count=1))
    except (ValueError, RecursionError):
        return None

"""What msgspec refuses of settings and profiles, in the words of those who write them."""

import re

import msgspec

_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "bool": "True or False",
    "str": "a text",
    "path": "a path",
    "array": "a list",
    "object": "a table",
    "date": "a day such as 2026-11-23, without quotes,",
}
_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`(?: (>=?) ([0-9]+)(?:\.0)?)?")
_FIELD = re.compile(r"Object (contains unknown|missing required) field `(.*)`")


def refusal(error: msgspec.ValidationError) -> tuple[str, str]:
    """Which key is wrong, as `selectors.body`, and what is wrong with it. The key is empty when there is none."""
    problem, _, place = str(error).rpartition(" - at `$")
    if not problem:
        problem, place = str(error), ""
    key = place.strip("`.")
    if match := _FIELD.fullmatch(problem):
        inside = f"{key}.{match[2]}" if key else match[2]
        return inside, "there is no such key" if match[1].startswith("contains") else "it is needed"
    if match := _EXPECTED.match(problem):
        least = {">": f" above {match[3]}", ">=": f", {match[3]} or more,", None: ""}[match[2]]
        return key, f"{_TYPES.get(match[1], match[1])}{least} is needed".replace(",,", ",")
    return key, "there is no such value" if problem.startswith("Invalid enum value") else problem

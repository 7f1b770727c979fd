"""What a change of the schema asks of its version: nothing, a new minor, or a new major (semver.org 2.0.0).

A reader relies on every key being there with the type it was promised: whatever could surprise it is a new major.
"""

import enum
from typing import Any

import msgspec


class Level(enum.IntEnum):
    """How much a version must grow."""

    NONE = 0
    MINOR = 1
    MAJOR = 2


class Difference(msgspec.Struct, frozen=True):
    """One change between two schemas."""

    level: Level
    text: str
    """What changed, where."""


_WORDING = frozenset({"description", "title", "examples", "$comment"})


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """All changes from one JSON Schema of an object to another; wording does not count."""
    return list(_object("", old, new, old, new))


def version_problem(old_version: str, old: dict[str, Any], new_version: str, new: dict[str, Any]) -> str | None:
    """Why the new schema may not bear its version, or None. Versions are MAJOR.MINOR.PATCH."""
    before, after = _numbers(old_version), _numbers(new_version)
    if after < before:
        return f"version {new_version} is older than the released {old_version}"
    found = differences(old, new)
    needed = max((one.level for one in found), default=Level.NONE)
    grown = Level.MAJOR if after[0] > before[0] else Level.MINOR if after[1] > before[1] else Level.NONE
    if grown >= needed:
        return None
    reasons = "; ".join(one.text for one in found if one.level > grown)
    return f"version {new_version} after {old_version} needs a new {needed.name.lower()} number: {reasons}"


def _object(
    place: str, old: dict[str, Any], new: dict[str, Any], old_root: dict[str, Any], new_root: dict[str, Any]
) -> list[Difference]:
    found = []
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in before.keys() | after.keys():
        where = f"{place}{name}"
        if name not in after:
            found.append(Difference(Level.MAJOR, f"{where} is removed"))
        elif name not in before:
            found.append(Difference(Level.MINOR, f"{where} is added"))
        else:
            if (name in old.get("required", ())) != (name in new.get("required", ())):
                found.append(Difference(Level.MAJOR, f"{where} is required in one of them only"))
            found += _value(where, before[name], after[name], old_root, new_root)
    if old.get("additionalProperties", True) != new.get("additionalProperties", True):
        found.append(Difference(Level.MAJOR, f"{place or 'the line'} allows other keys in one of them only"))
    return sorted(found, key=lambda one: one.text)


def _value(
    where: str, old: dict[str, Any], new: dict[str, Any], old_root: dict[str, Any], new_root: dict[str, Any]
) -> list[Difference]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    found = []
    if "anyOf" in old or "anyOf" in new:
        before, after = _options(old, old_root), _options(new, new_root)
        if before.keys() != after.keys():
            return [Difference(Level.MAJOR, f"{where} has another type")]
        for kind, option in before.items():
            found += _value(where, option, after[kind], old_root, new_root)
        return found
    if _kind(old) != _kind(new):
        return [Difference(Level.MAJOR, f"{where} has another type")]
    if "properties" in old or "properties" in new:
        return _object(f"{where}.", old, new, old_root, new_root)
    if "items" in old and "items" in new:
        found += _value(f"{where}[]", old["items"], new["items"], old_root, new_root)
    gone = set(old.get("enum", ())) - set(new.get("enum", ()))
    if gone or ("enum" in old) != ("enum" in new):
        found.append(Difference(Level.MAJOR, f"{where} has other values"))
    elif set(new.get("enum", ())) != set(old.get("enum", ())):
        found.append(Difference(Level.MINOR, f"{where} has more values"))
    rules = (old.keys() | new.keys()) - _WORDING - {"type", "items", "enum", "properties", "required", "default"}
    found += [
        Difference(Level.MAJOR, f"{where} has another {rule}")
        for rule in sorted(rules)
        if old.get(rule) != new.get(rule)
    ]
    return found


def _resolved(value: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """The definition that a value refers to, or the value itself."""
    if "$ref" not in value:
        return value
    definition: dict[str, Any] = root["$defs"][value["$ref"].rsplit("/", 1)[-1]]
    return definition


def _options(value: dict[str, Any], root: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What a value may be, by type."""
    options = (_resolved(option, root) for option in value.get("anyOf", [value]))
    return {_kind(option): option for option in options}


def _kind(value: dict[str, Any]) -> str:
    return str(value.get("type", "enum" if "enum" in value else "any"))


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch

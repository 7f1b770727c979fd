"""What a change of the schema asks of its version, on made-up schemas."""

import copy
from typing import Any

import pytest

from pipelines.schema_changes import differences, version_problem

OLD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^a"},
        "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "description": "x"},
        "state": {"enum": ["up", "down"]},
        "images": {"type": "array", "items": {"$ref": "#/$defs/Image"}},
    },
    "required": ["id", "note", "state", "images"],
    "additionalProperties": False,
    "$defs": {
        "Image": {
            "type": "object",
            "properties": {"url": {"type": "string"}, "width": {"type": "integer"}},
            "required": ["url", "width"],
            "additionalProperties": False,
        }
    },
}


def changed(*path: str, to: object = None) -> dict[str, Any]:
    """The schema with one value replaced; taken out where `to` is None."""
    made = copy.deepcopy(OLD)
    place: Any = made
    for part in path[:-1]:
        place = place[part]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return made


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (changed("properties", "id"), "id is removed"),
        (changed("properties", "id", "type", to="integer"), "id has another type"),
        (changed("properties", "id", "pattern", to="^b"), "id has another pattern"),
        (changed("properties", "id", "pattern"), "id has another pattern"),
        (changed("properties", "note", to={"type": "string"}), "note has another type"),
        (changed("properties", "id", to={"anyOf": [{"type": "string"}, {"type": "null"}]}), "id has another type"),
        (changed("properties", "state", "enum", to=["up"]), "state has other values"),
        (changed("properties", "state", to={"type": "string"}), "state has another type"),
        (changed("required", to=["id", "note", "state"]), "images is required in one of them only"),
        (changed("additionalProperties", to=True), "the line allows other keys in one of them only"),
        (changed("$defs", "Image", "properties", "url"), "images[].url is removed"),
        (changed("$defs", "Image", "properties", "width", "type", to="string"), "images[].width has another type"),
        (changed("$defs", "Image", "required", to=["url"]), "images[].width is required in one of them only"),
        (changed("properties", "images", "items", to={"type": "string"}), "images[] has another type"),
    ],
)  # fmt: skip
def test_an_incompatible_change_needs_a_new_major(new: dict[str, Any], text: str) -> None:
    """Whatever a reader relied on and may not find is refused under a minor number, and allowed under a major one."""
    assert [one.text for one in differences(OLD, new)] == [text]
    assert version_problem("1.2.0", OLD, "1.3.0", new) == f"version 1.3.0 after 1.2.0 needs a new major number: {text}"
    assert version_problem("1.2.0", OLD, "2.0.0", new) is None


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (changed("properties", "credit", to={"type": "string"}), "credit is added"),
        (changed("$defs", "Image", "properties", "height", to={"type": "integer"}), "images[].height is added"),
        (changed("properties", "state", "enum", to=["up", "down", "left"]), "state has more values"),
    ],
)
def test_an_addition_needs_a_new_minor(new: dict[str, Any], text: str) -> None:
    """A patch number is too little for it, a minor or major one enough."""
    assert version_problem("1.2.0", OLD, "1.2.1", new) == f"version 1.2.1 after 1.2.0 needs a new minor number: {text}"
    assert version_problem("1.2.0", OLD, "1.3.0", new) is None
    assert version_problem("1.2.0", OLD, "2.0.0", new) is None


def test_wording_asks_for_nothing() -> None:
    """Another description is no other schema."""
    new = changed("properties", "note", "description", to="y")
    assert differences(OLD, new) == []
    assert version_problem("1.2.0", OLD, "1.2.0", new) is None


def test_versions_do_not_go_back() -> None:
    """A version below the released one is refused."""
    assert version_problem("1.2.0", OLD, "1.1.9", OLD) == "version 1.1.9 is older than the released 1.2.0"

"""Tests of pipelines.schema: the committed files, and that lines keep to the schema."""

import copy
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from pipelines import schema
from pipelines.article import SCHEMA_VERSION, Article, Block, Confidence, Doubt, Evidence, Video, WarcPointer
from pipelines.jsonl import LineError, from_line, to_line
from pipelines.schema_changes import version_problem

ROOT = Path(schema.__file__).parent.parent
ARTICLE = Article(
    id="0123456789abcdef0123",
    revision=1,
    status="published",
    url="https://a.test/1",
    canonical_url="https://a.test/1",
    headline="H",
    description=None,
    authors=(),
    credit=None,
    organisations=(),
    agencies=(),
    date_published="2021-05-20",
    date_modified=None,
    section=None,
    tags=("a", "é"),
    language="en",
    article_type="news",
    is_paywalled=False,
    is_truncated=None,
    body="One.\n\nTwo.",
    body_blocks=(Block(kind="paragraph", text="One."), Block(kind="item", text="Two.")),
    images=(),
    videos=(Video(url="https://a.test/v.mp4", title=None),),
    related=(),
    previous_url=None,
    next_url=None,
    word_count=2,
    fetched_at="2026-06-01T00:00:00Z",
    body_sha256="0" * 64,
    cluster_id=None,
    previous_body_sha256=None,
    changes=None,
    silent_edit=False,
    correction=None,
    confidence=Confidence(headline=0.97, body=0.9),
    evidence=(
        Evidence(
            field="headline", source="visible", agreeing=("og",), rejected=(Doubt(source="title", value="H | A"),)
        ),
    ),
    schema_version="2.0.0",
    warc=WarcPointer(file="f", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A"),
)


def test_the_committed_files_are_current() -> None:
    """docs/ holds what the code says now; `python -m pipelines.schema --check` agrees."""
    assert (ROOT / schema.SCHEMA_FILE).read_text("utf-8") == schema.schema_text()
    assert (ROOT / schema.DOCS_FILE).read_text("utf-8") == schema.docs_text()
    assert schema.main(["--check"]) == 0


def test_the_version_says_what_changed() -> None:
    """The schema differs from the last released one by no more than its version allows."""
    released = schema.last_released(ROOT / schema.RELEASED)
    assert version_problem(*released, SCHEMA_VERSION, schema.json_schema()) is None


def test_the_highest_released_version_counts(tmp_path: Path) -> None:
    """Versions are compared as numbers: 1.10.0 comes after 1.9.0."""
    for version in ("1.9.0", "1.10.0", "0.12.3"):
        (tmp_path / f"{version}.json").write_text('{"title": "' + version + '"}')
    assert schema.last_released(tmp_path) == ("1.10.0", {"title": "1.10.0"})


def test_partitions_are_no_fields() -> None:
    """A reader that adds `site` and `crawl_date` as columns meets no field of that name, nor one of a part."""
    made = schema.json_schema()
    names = {name for part in (made, *made["$defs"].values()) for name in part["properties"]}
    assert names & {"site", "crawl_date"} == set()


def test_every_field_has_a_description() -> None:
    """No field of the article or of its parts is left unexplained."""
    made = schema.json_schema()
    for part in (made, *made["$defs"].values()):
        for name, value in part["properties"].items():
            assert value.get("description") or "$ref" in value, name


def test_every_field_has_a_type_that_says_something() -> None:
    """The table of fields names the words that a field may have, and calls none "any"."""
    assert "| any" not in schema.docs_text()
    assert "| `status` | one of `gone`, `published` |" in schema.docs_text()


def test_a_line_keeps_to_the_schema() -> None:
    """A line validates with every key, is UTF-8 as it is, and ends with a line feed."""
    line = to_line(ARTICLE)
    jsonschema.Draft202012Validator(schema.json_schema()).validate(json.loads(line))
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert "é".encode() in line
    assert list(json.loads(line)) == [field.name for field in msgspec.structs.fields(Article)]
    assert from_line(line) == ARTICLE


@pytest.mark.parametrize("name", ["id", "description", "images", "warc"])
def test_a_missing_key_is_refused(name: str) -> None:
    """Neither the schema nor the reader takes a line without one of its keys."""
    value = copy.deepcopy(json.loads(to_line(ARTICLE)))
    del value[name]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema.json_schema()).validate(value)
    with pytest.raises(LineError):
        from_line(json.dumps(value).encode())


def test_a_malformed_value_is_refused() -> None:
    """Patterns count: an id of other letters is no id."""
    value = json.loads(to_line(ARTICLE)) | {"id": "XYZ"}
    with pytest.raises(LineError):
        from_line(json.dumps(value).encode())

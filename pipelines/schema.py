"""JSON Schema, the table of fields and the types for DuckDB, made from `Article`: `python -m pipelines.schema --write`.

`docs/schemas/` keeps the schema of each released version as it was; `--check` refuses a schema that differs from the
last of them by more than its version says. `--release` adds the present one.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from pipelines.article import SCHEMA_VERSION, Article
from pipelines.articles_sql import sql_text
from pipelines.schema_changes import version_problem

SCHEMA_FILE = "docs/article.schema.json"
DOCS_FILE = "docs/articles.md"
SQL_FILE = "docs/articles.sql"
RELEASED = "docs/schemas"
_ROOT = Path(__file__).resolve().parent.parent

_NAMES: dict[str, tuple[str, str, str, str]] = {
    # ours: schema.org NewsArticle, zyte Article, news-please, Fundus
    "id": ("identifier", "–", "–", "–"),
    "revision": ("version", "–", "–", "–"),
    "status": ("creativeWorkStatus", "–", "–", "–"),
    "url": ("url", "url", "url", "html.requested_url"),
    "canonical_url": ("mainEntityOfPage", "canonicalUrl", "–", "–"),
    "headline": ("headline", "headline", "title", "title"),
    "description": ("description", "description", "description", "body.summary"),
    "authors": ("author", "authors[].name", "authors", "authors"),
    "credit": ("creditText", "–", "–", "–"),
    "organisations": ("author", "–", "–", "–"),
    "agencies": ("sourceOrganization", "–", "–", "–"),
    "date_published": ("datePublished", "datePublished", "date_publish", "publishing_date"),
    "date_modified": ("dateModified", "dateModified", "date_modify", "–"),
    "section": ("articleSection", "breadcrumbs", "–", "–"),
    "tags": ("keywords", "–", "–", "topics"),
    "language": ("inLanguage", "inLanguage", "language", "lang"),
    "article_type": ("@type", "–", "–", "–"),
    "is_paywalled": ("isAccessibleForFree (negated)", "–", "–", "free_access (negated)"),
    "is_truncated": ("–", "–", "–", "–"),
    "body": ("articleBody", "articleBody", "maintext", "plaintext"),
    "body_blocks": ("–", "–", "–", "body.sections"),
    "images": ("image", "images", "image_url", "images"),
    "videos": ("video", "videos", "–", "–"),
    "related": ("–", "–", "–", "–"),
    "previous_url": ("–", "–", "–", "–"),
    "next_url": ("–", "–", "–", "–"),
    "word_count": ("wordCount", "–", "–", "–"),
    "fetched_at": ("–", "metadata.dateDownloaded", "date_download", "–"),
    "body_sha256": ("–", "–", "–", "–"),
    "cluster_id": ("–", "–", "–", "–"),
    "previous_body_sha256": ("–", "–", "–", "–"),
    "changes": ("–", "–", "–", "–"),
    "silent_edit": ("–", "–", "–", "–"),
    "correction": ("correction", "–", "–", "–"),
    "confidence": ("–", "–", "–", "–"),
    "evidence": ("–", "–", "–", "–"),
    "schema_version": ("schemaVersion", "–", "–", "–"),
    "warc": ("–", "–", "–", "–"),
}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line: every key required, no other key allowed."""
    made = msgspec.json.schema(Article)
    definitions = made["$defs"]
    for definition in definitions.values():
        definition["required"] = list(definition["properties"])
        definition["additionalProperties"] = False
        for value in definition["properties"].values():
            value.pop("default", None)
    article = definitions.pop("Article")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"newswarc article, schema {SCHEMA_VERSION}",
        **{key: value for key, value in article.items() if key != "title"},
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }


def schema_text() -> str:
    """The committed form of the JSON Schema."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def docs_text() -> str:
    """The committed table of fields."""
    schema = json_schema()
    lines = [
        "# The article, field by field",
        "",
        f"Made from `pipelines/article.py` (schema {SCHEMA_VERSION}) by `python -m pipelines.schema --write`; do not edit.",  # noqa: E501
        "One line of `articles/…/*.jsonl.gz` is one article. Every line has every key; what a page does not say is",
        "`null`, or empty for lists. Keys stand in this order.",
        "",
        "| field | type | meaning |",
        "| --- | --- | --- |",
        *(
            f"| `{name}` | {_type(value, schema)} | {_description(value)} |"
            for name, value in schema["properties"].items()
        ),
    ]
    for name, definition in schema["$defs"].items():
        lines += [
            "",
            f"## {name}",
            "",
            str(definition.get("description", "")),
            "",
            "| field | type | meaning |",
            "| --- | --- | --- |",
        ]
        lines += [
            f"| `{key}` | {_type(value, schema)} | {_description(value)} |"
            for key, value in definition["properties"].items()
        ]
    lines += [
        "",
        "## What others call it",
        "",
        "| ours | schema.org NewsArticle | zyte Article | news-please | Fundus |",
        "| --- | --- | --- | --- | --- |",
        *(f"| `{name}` | {' | '.join(_NAMES[name])} |" for name in schema["properties"]),
    ]
    return "\n".join(lines) + "\n"


def last_released(folder: Path) -> tuple[str, dict[str, Any]]:
    """The highest version that `folder` holds, and its schema."""
    latest = max(folder.glob("*.json"), key=lambda file: tuple(map(int, file.stem.split("."))))
    return latest.stem, json.loads(latest.read_text(encoding="utf-8"))


def _description(value: dict[str, Any]) -> str:
    return str(value.get("description", "")).replace("|", "\\|")


def _type(value: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return " or ".join(_type(option, schema) for option in value["anyOf"])
    if value.get("type") == "array":
        return f"list of {_type(value['items'], schema)}"
    if "enum" in value:
        return "one of " + ", ".join(f"`{word}`" for word in value["enum"])
    return str(value.get("type", "any"))


def main(arguments: list[str] | None = None) -> int:
    """Write the committed files, or check that they are current. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.schema", description=__doc__)
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--check", action="store_true", help="exit 1 when a committed file is stale")
    group.add_argument("--write", action="store_true", help="write the committed files")
    group.add_argument("--release", action="store_true", help="keep the present schema as a released version")
    options = parser.parse_args(arguments)
    if (problem := version_problem(*last_released(_ROOT / RELEASED), SCHEMA_VERSION, json_schema())) is not None:
        sys.stderr.write(f"SCHEMA_VERSION in pipelines/article.py: {problem}\n")
        return 1
    texts = {SCHEMA_FILE: schema_text(), DOCS_FILE: docs_text(), SQL_FILE: sql_text(json_schema(), SCHEMA_VERSION)}
    if options.release:
        texts = {f"{RELEASED}/{SCHEMA_VERSION}.json": schema_text()}
    stale = []
    for name, text in texts.items():
        path = _ROOT / name
        if not options.check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run python -m pipelines.schema --write\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

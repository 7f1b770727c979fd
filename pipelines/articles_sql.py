"""How DuckDB reads the lines: docs/articles.sql, made from the JSON Schema.

Left to itself DuckDB guesses the type of a column from the first files, and fails at the first line that is otherwise:
a day with a time where it had seen days alone.
"""

from typing import Any

_TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}
_INSTANTS = ("fetched_at",)
"""Fields that always have a date, a time and an offset. Other dates may be a day alone, and stay text."""
LONGEST_LINE = 64 << 20
"""Bytes: a page of `NEWS_MAX_BODY` (16 MB) that is nothing but text stands in `body` and in `body_blocks`."""


def sql_text(schema: dict[str, Any], version: str) -> str:
    """The committed statement. `schema` is the JSON Schema of a line."""
    columns = ",\n".join(
        f"    {name}: '{'TIMESTAMPTZ' if name in _INSTANTS else _type(value, schema)}'"
        for name, value in schema["properties"].items()
    )
    return f"""\
-- Made from pipelines/article.py (schema {version}) by `python -m pipelines.schema --write`; do not edit.
-- SELECT * FROM articles('data/store/articles/**/*.jsonl.gz');
CREATE OR REPLACE MACRO articles(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited', maximum_object_size = {LONGEST_LINE},
  hive_partitioning = true, hive_types_autocast = false,
  columns = {{
{columns}
  }});
"""  # noqa: S608 - made of our own names


def _type(value: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in value:
        fields = schema["$defs"][value["$ref"].rsplit("/", 1)[-1]]["properties"]
        return "STRUCT(" + ", ".join(f'"{name}" {_type(field, schema)}' for name, field in fields.items()) + ")"
    if "anyOf" in value:
        return next(_type(option, schema) for option in value["anyOf"] if option.get("type") != "null")
    if value.get("type") == "array":
        return f"{_type(value['items'], schema)}[]"
    return "VARCHAR" if "enum" in value else _TYPES[value["type"]]

